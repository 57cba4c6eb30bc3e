package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"testing"

	"profilestatus.example/internal/linelog"
	"profilestatus.example/server"
	"profilestatus.example/store/memory"
)

// TestAllocations holds how often a create allocates, beyond what Go's server takes
// for a request that is answered by a constant.
func TestAllocations(t *testing.T) {
	constant := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header()["Content-Type"] = []string{"application/json"}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, validBody)
	})
	service := func(options ...server.Option) http.Handler {
		s, err := server.New(append(options, server.WithStore(memory.New(1<<20)))...)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const requests = 1000
	allocations := func(h http.Handler) float64 {
		return testing.AllocsPerRun(5, func() {
			if left, written := loop(h, createRequest, requests); left != 0 || written < requests*len(validBody) {
				t.Fatalf("%d requests are left, %d bytes were answered", left, written)
			}
		}) / requests
	}
	base := allocations(constant)
	tests := []struct {
		name, reason string
		handler      http.Handler
		most         float64
	}{
		{"create", "the exchange, two ids, the value of the body, the answer and its headers", service(), mostAllocations},
		{"create with a line in the log", "a line is written into a buffer, from attributes that stay on the stack", service(server.WithLogger(slog.New(linelog.NewJSON(linelog.NewWriter(io.Discard), slog.LevelInfo)))), mostAllocations},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			got := allocations(tt.handler) - base
			t.Logf("%.2f allocations, and %.2f of Go's server", got, base)
			if got > tt.most+0.5 { // each connection has some
				t.Errorf("%.2f allocations beyond the %.2f of Go's server, want at most %v\nreason: %s", got, base, tt.most, tt.reason)
			}
		})
	}
}

// mostAllocations are those of a create that are not Go's server's.
const mostAllocations = 10 * allowance
