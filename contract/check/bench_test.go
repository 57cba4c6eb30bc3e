package check_test

import (
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/server"
	"profilestatus.example/store/memory"
)

// BenchmarkCheck checks the service at the default size, over connections on
// this machine.
func BenchmarkCheck(b *testing.B) {
	ts := newServer(b, server.WithStore(memory.New(1<<24)))
	requests := 0
	for b.Loop() {
		r := run(b, check.Config{Base: ts.URL, Document: []byte(profilestatus.OpenAPI())})
		if !r.Holds() {
			b.Fatal(explain(r))
		}
		requests += r.Requests
	}
	b.ReportMetric(float64(requests)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(requests)/float64(b.N), "requests/op")
}
