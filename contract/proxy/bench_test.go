//go:build unix

package proxy_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"

	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// BenchmarkProxy measures the CPU time of the whole process, client and server
// included, for one create through the proxy, and how much of it is beyond that
// of Go's reverse proxy with the same transport: as it is, and with a pool for
// its buffers, which the proxy has. They take turns in batches, so that what
// else the machine does meets all.
func BenchmarkProxy(b *testing.B) {
	back := httptest.NewServer(wrong{status: 201, body: created})
	defer back.Close()
	c, err := document()
	if err != nil {
		b.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		b.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression, transport.MaxIdleConnsPerHost = true, 256
	validating, err := proxy.New(j, back.URL, proxy.WithTransport(transport))
	if err != nil {
		b.Fatal(err)
	}
	to, err := url.Parse(back.URL)
	if err != nil {
		b.Fatal(err)
	}
	rewrite := func(r *httputil.ProxyRequest) { r.SetURL(to) }
	plain := &httputil.ReverseProxy{Transport: transport, Rewrite: rewrite}
	pooled := &httputil.ReverseProxy{Transport: transport, Rewrite: rewrite, BufferPool: new(pool)}
	const batch = 100
	var cpu [3]int64 // microseconds
	var fronts []*httptest.Server
	for _, h := range []http.Handler{plain, pooled, validating} {
		front := httptest.NewServer(h)
		defer front.Close()
		fronts = append(fronts, front)
		create(b, front) // and the connections are open
	}
	b.ResetTimer()
	n := 0
	for b.Loop() {
		for k, front := range fronts {
			before := cpuTime(b)
			for range batch {
				create(b, front)
			}
			cpu[k] += cpuTime(b) - before
		}
		n += batch
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(cpu[0])/float64(n), "plain-cpu-µs")
	b.ReportMetric(float64(cpu[2])/float64(n), "validating-cpu-µs")
	b.ReportMetric(float64(cpu[2]-cpu[0])/float64(n), "over-plain-cpu-µs")
	b.ReportMetric(float64(cpu[2]-cpu[1])/float64(n), "over-pooled-cpu-µs")
	if counts := j.Counts(""); counts.Exchanges < int64(n) || counts.RequestBroken+counts.ResponseBroken > 0 {
		b.Fatalf("recorded %+v of %d", counts, n)
	}
}

func create(b *testing.B, front *httptest.Server) {
	r, err := http.NewRequest("POST", front.URL+statusPath, strings.NewReader(valid))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer t0ken")
	resp, err := front.Client().Do(r)
	if err != nil {
		b.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != 201 {
		b.Fatal(resp.Status)
	}
}

type pool struct{ sync.Pool }

// Get and Put implement [httputil.BufferPool].
func (p *pool) Get() []byte {
	if b, ok := p.Pool.Get().(*[]byte); ok {
		return *b
	}
	return make([]byte, 32<<10)
}

func (p *pool) Put(b []byte) { p.Pool.Put(&b) }

// cpuTime returns the process's CPU time so far in microseconds.
func cpuTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return (int64(u.Utime.Sec)+int64(u.Stime.Sec))*1e6 + int64(u.Utime.Usec) + int64(u.Stime.Usec)
}
