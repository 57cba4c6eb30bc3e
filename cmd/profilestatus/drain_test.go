package main

import (
	"flag"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

var drainRounds = flag.Int("drain-rounds", 2, "how often TestDrain ends a replica under load")

// A balancer passes connections on to the replicas that say they are ready, and
// knows nothing of HTTP: clients keep their connections to a replica open.
type balancer struct {
	net.Listener
	replicas [2]atomic.Pointer[process]
	ready    [2]atomic.Bool
	next     atomic.Uint32
	failed   func(format string, args ...any)
}

func newBalancer(t *testing.T) *balancer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &balancer{Listener: ln, failed: t.Errorf}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for conn, err := ln.Accept(); err == nil; conn, err = ln.Accept() {
			go b.pass(conn)
		}
	}()
	return b
}

// probe follows the readiness of a replica until it stops answering.
func (b *balancer) probe(i int, p *process) {
	b.replicas[i].Store(p)
	for {
		answer, err := http.Get(strings.TrimSuffix(p.base, basePath) + readyPath)
		b.ready[i].Store(err == nil && answer.StatusCode == http.StatusOK)
		if err != nil {
			return
		}
		_ = answer.Body.Close()
		time.Sleep(10 * time.Millisecond)
	}
}

func (b *balancer) pass(client net.Conn) {
	defer client.Close()
	i := b.next.Add(1) % 2
	if !b.ready[i].Load() {
		i = 1 - i
	}
	address := strings.TrimSuffix(strings.TrimPrefix(b.replicas[i].Load().base, "http://"), basePath)
	replica, err := net.Dial("tcp", address)
	if err != nil {
		b.failed("a connection was refused: %v", err)
		return
	}
	defer replica.Close()
	go func() {
		_, _ = io.Copy(replica, client) // how it ended, the client tells
		_ = replica.(*net.TCPConn).CloseWrite()
	}()
	_, _ = io.Copy(client, replica)
}

// load makes creates on kept connections until stop is closed, and reports each
// that was not answered by 201.
func load(t *testing.T, base string, clients int, stop chan struct{}) (done *sync.WaitGroup, made, closed *atomic.Int64) {
	t.Helper()
	done, made, closed = new(sync.WaitGroup), new(atomic.Int64), new(atomic.Int64)
	body := strings.Replace(someStatus, `"id":"s1",`, "", 1)
	client := func() {
		transport := new(http.Transport)
		defer transport.CloseIdleConnections()
		for {
			select {
			case <-stop:
				return
			case <-time.After(rand.N(20 * time.Millisecond)):
			}
			r, err := http.NewRequest("POST", base+statusPath, strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			r.GetBody = nil // it would be sent again in silence
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Content-Type", "application/json")
			answer, err := transport.RoundTrip(r)
			made.Add(1)
			if err != nil {
				t.Errorf("a request was cut: %v", err)
				continue
			}
			if answer.Close {
				closed.Add(1)
			}
			_, err = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusCreated || err != nil {
				t.Errorf("a request got %s, %v", answer.Status, err)
			}
		}
	}
	for range clients {
		done.Go(client)
	}
	return done, made, closed
}

// TestDrain ends one of two replicas after the other while clients create statuses
// on kept connections: none is cut and none is refused.
func TestDrain(t *testing.T) {
	t.Parallel()
	b := newBalancer(t)
	start := func(i int) {
		go b.probe(i, startService(t, t.TempDir(), "--store", "memory", "--max-records", "1000000", "--drain-delay", "300ms", "--log-level", "warn"))
		for !b.ready[i].Load() {
			time.Sleep(time.Millisecond)
		}
	}
	start(0)
	start(1)
	stop := make(chan struct{})
	done, made, closed := load(t, "http://"+b.Addr().String()+basePath, 16, stop)
	for n := range *drainRounds {
		time.Sleep(50 * time.Millisecond) // connections are kept to both
		b.replicas[n%2].Load().stop(t)
		start(n % 2)
	}
	close(stop)
	done.Wait()
	if closed.Load() < int64(*drainRounds) || made.Load() < 10*int64(*drainRounds) {
		t.Errorf("of %d requests, %d were asked to close their connection; that is no load", made.Load(), closed.Load())
	}
	t.Logf("%d requests, of which %d were asked to close their connection, over %d ends", made.Load(), closed.Load(), *drainRounds)
}

// TestDrainDelay serves for the whole delay, says that it is not ready, and takes
// another signal for the end of the delay.
func TestDrainDelay(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory", "--drain-delay", "10m")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.stderr.line(t, "serving until the drain delay ends")
	answer, err := http.Get(strings.TrimSuffix(p.base, basePath) + readyPath)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusServiceUnavailable || !answer.Close {
		t.Errorf("after a signal it answers %s, connection closed: %t; want 503 and true", answer.Status, answer.Close)
	}
	if status, body := p.do(t, "POST", statusPath, someStatus); status != http.StatusCreated {
		t.Errorf("after a signal a create got %d %s", status, body)
	}
	p.stop(t)
}

// TestDrainHTTP2 lets a client of HTTP/2 leave its connection.
func TestDrainHTTP2(t *testing.T) {
	p := &probes{log: slog.New(slog.DiscardHandler)}
	ts := httptest.NewUnstartedServer(p.before(http.NotFoundHandler(), http.NotFoundHandler()))
	ts.EnableHTTP2 = true
	ts.StartTLS()
	defer ts.Close()
	var reused []bool
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = append(reused, i.Reused) }})
	for n := range 4 {
		p.stopping.Store(n == 2)
		r, err := http.NewRequestWithContext(ctx, "GET", ts.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := ts.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.ProtoMajor != 2 || answer.StatusCode != http.StatusNotFound {
			t.Fatalf("answer %d is %s by HTTP/%d", n, answer.Status, answer.ProtoMajor)
		}
	}
	if want := []bool{false, true, true, false}; len(reused) != 4 || reused[1] != want[1] || reused[2] != want[2] || reused[3] != want[3] {
		t.Errorf("connections were used again %v, want %v: the third answer ends one", reused, want)
	}
}
