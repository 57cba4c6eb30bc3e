package deadline

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A counted connection counts the deadlines that it is given.
type counted struct {
	net.Conn
	set atomic.Int64
}

func (c *counted) SetReadDeadline(t time.Time) error {
	c.set.Add(1)
	return c.Conn.SetReadDeadline(t)
}

func (c *counted) SetWriteDeadline(t time.Time) error {
	c.set.Add(1)
	return c.Conn.SetWriteDeadline(t)
}

// A queue is a listener whose connections come from a channel.
type queue struct {
	net.Listener
	conns chan net.Conn
}

func (q queue) Accept() (net.Conn, error) {
	if c, ok := <-q.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (queue) Close() error { return nil }

const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 25 * time.Second
	idleTimeout       = time.Minute
)

// session serves one connection, lets a client use it, and returns when the server
// has closed it, since the beginning, and how many deadlines the system was given.
func session(t *testing.T, cheap bool, client func(net.Conn)) (closed time.Duration, set int) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		system := &counted{Conn: theirs}
		q := queue{conns: make(chan net.Conn, 1)}
		q.conns <- system
		close(q.conns)
		var ln net.Listener = q
		if cheap {
			ln = Listener{q}
		}
		done := make(chan struct{})
		web := &http.Server{
			ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch _, err := io.Copy(io.Discard, r.Body); r.URL.Path {
				case "/slow":
					time.Sleep(12 * time.Second)
				case "/gone":
					<-r.Context().Done()
				case "/large":
					_, _ = w.Write(make([]byte, 1<<20))
				case "/body":
					if !errors.Is(err, os.ErrDeadlineExceeded) {
						t.Errorf("the handler reads the body until %v, want a timeout", err)
					}
				}
			}),
			ConnState: func(_ net.Conn, state http.ConnState) {
				if state == http.StateClosed {
					close(done)
				}
			},
		}
		began := time.Now()
		_ = web.Serve(ln)
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			defer ours.Close()
			client(ours)
			_, _ = io.Copy(io.Discard, ours)
		}()
		<-done
		closed, set = time.Since(began), int(system.set.Load())
		<-gone
	})
	return closed, set
}

// exchange sends a request and reads its answer.
func exchange(c net.Conn, path string) {
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", path)
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err == nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
}

// TestLimits: a client that stalls is cut off at the very moment at which Go's server
// does it by itself.
func TestLimits(t *testing.T) {
	// hold keeps a connection open, and reads nothing.
	hold := func(c net.Conn, how time.Duration) {
		time.Sleep(how)
		c.Close()
	}
	const head = "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
	tests := []struct {
		name, reason string
		client       func(net.Conn)
		want         time.Duration
	}{
		{"nothing", "a connection that is only opened", func(net.Conn) {}, readHeaderTimeout},
		{"half a header", "the deadline is that of the header", func(c net.Conn) { _, _ = io.WriteString(c, head[:20]) }, readHeaderTimeout},
		{"drop by drop", "each byte would be in time", func(c net.Conn) {
			go io.Copy(io.Discard, c)
			for i := range len(head) {
				if _, err := io.WriteString(c, head[i:i+1]); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, readHeaderTimeout},
		{"late drops", "a byte behind the deadline of the header", func(c net.Conn) {
			_, _ = io.WriteString(c, head[:10])
			time.Sleep(4999 * time.Millisecond)
			_, _ = io.WriteString(c, head[10:20])
		}, readHeaderTimeout},
		{"no body", "header and body have a deadline together", func(c net.Conn) {
			time.Sleep(3 * time.Second)
			_, _ = io.WriteString(c, head)
		}, readTimeout},
		{"half a body", "a byte moves no deadline", func(c net.Conn) {
			_, _ = io.WriteString(c, head)
			time.Sleep(4 * time.Second)
			_, _ = io.WriteString(c, "{")
		}, readTimeout},
		{"idle", "a connection is kept for the next request", func(c net.Conn) { exchange(c, "/") }, idleTimeout},
		{"idle again", "the deadline is that of the last answer", func(c net.Conn) {
			for range 3 {
				exchange(c, "/")
				time.Sleep(50 * time.Second)
			}
		}, 2*50*time.Second + idleTimeout},
		{"header after a pause", "the deadline of a header that begins late", func(c net.Conn) {
			exchange(c, "/")
			time.Sleep(30 * time.Second)
			_, _ = io.WriteString(c, head[:20])
		}, 30*time.Second + readHeaderTimeout},
		{"body after many requests", "deadlines that were not set before", func(c net.Conn) {
			for range 20 {
				exchange(c, "/")
				time.Sleep(time.Second)
			}
			_, _ = io.WriteString(c, head)
		}, 20*time.Second + readTimeout},
		{"slow handler", "the deadlines of reading do not bound the handler", func(c net.Conn) { exchange(c, "/slow") }, 12*time.Second + idleTimeout},
		{"unread answer", "who does not read holds a connection no longer than this", func(c net.Conn) {
			_, _ = io.WriteString(c, strings.Replace(head, "/body", "/large", 1)+"{}")
			hold(c, 2*time.Minute)
		}, writeTimeout},
		{"unread answer after a pause", "a deadline of writing that was set long ago", func(c net.Conn) {
			exchange(c, "/")
			time.Sleep(59 * time.Second)
			_, _ = io.WriteString(c, strings.Replace(head, "/body", "/large", 1)+"{}")
			hold(c, 2*time.Minute)
		}, 59*time.Second + writeTimeout},
		{"gone", "a handler that waits hears that its client has gone", func(c net.Conn) {
			_, _ = io.WriteString(c, strings.Replace(head, "/body", "/gone", 1)+"{}")
			time.Sleep(7 * time.Second)
			c.Close()
		}, 7 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			plain, _ := session(t, false, tt.client)
			cheap, _ := session(t, true, tt.client)
			if plain != tt.want || cheap != tt.want {
				t.Errorf("closed after %v by Go's server and %v with cheap deadlines, want %v\nreason: %s", plain, cheap, tt.want, tt.reason)
			}
		})
	}
}

// TestFew: requests one after another need next to no deadline of the system.
func TestFew(t *testing.T) {
	const requests = 1000
	client := func(c net.Conn) {
		for range requests {
			exchange(c, "/")
		}
	}
	_, plain := session(t, false, client)
	_, cheap := session(t, true, client)
	if plain < 5*requests || cheap > plain/2 {
		t.Errorf("%d requests set %d deadlines, and %d without this package", requests, cheap, plain)
	}
	t.Logf("%d requests: %d deadlines, %d without this package", requests, cheap, plain)
}
