package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestWaitFor(t *testing.T) {
	tests := []struct {
		name     string
		statuses []int // of one answer after the other
		want     int32 // requests
		reason   string
	}{
		{"up", []int{200}, 1, "there is nothing to wait for"},
		{"not found", []int{404}, 1, "that is an answer, too"},
		{"broken", []int{500}, 1, "that is an answer of the server"},
		{"gateway", []int{502, 503, 504, 401}, 4, "there is no server behind the gateway yet"},
		{"redirect", []int{307}, 1, "where it leads does not matter"},
		{"beyond", []int{505}, 1, "the server itself said so"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var n atomic.Int32
			ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "http://127.0.0.1:1/")
				w.WriteHeader(tt.statuses[n.Add(1)-1])
			}))
			t.Cleanup(ts.Close)
			if err := waitFor(t.Context(), ts.URL, time.Minute); err != nil || n.Load() != tt.want {
				t.Errorf("waitFor() = %v after %d requests, want none after %d\nreason: %s", err, n.Load(), tt.want, tt.reason)
			}
		})
	}
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	if err := waitFor(t.Context(), secure.URL, time.Minute); err != nil {
		t.Errorf("waitFor() = %v, want a server with a certificate of its own to be there", err)
	}
	const nobody = "http://127.0.0.1:1/v1"
	if err := waitFor(t.Context(), nobody, 0); err != nil {
		t.Errorf("waitFor() = %v, want nothing where nobody asked to wait", err)
	}
	if err := waitFor(t.Context(), nobody, 60*time.Millisecond); err == nil || err.Error() != "no server answered at http://127.0.0.1:1/v1 within 60ms" {
		t.Errorf("waitFor() = %v, want words on how long it was waited", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := waitFor(ended, nobody, time.Minute); err == nil || !strings.Contains(err.Error(), "no server answered") {
		t.Errorf("waitFor() = %v, want it to end with its context", err)
	}
}

// TestWaitForSocket waits for servers that are reached in other ways.
func TestWaitForSocket(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	ln, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1" {
			w.WriteHeader(http.StatusBadGateway)
		}
	}), Protocols: new(http.Protocols)}
	defer server.Close()
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	go server.Serve(ln)
	go server.Serve(plain)
	for _, tt := range []struct{ to, reason string }{
		{unixPrefix + socket + ":/v1", "a socket has no host and port"},
		{"h2c://" + plain.Addr().String() + "/v1", "HTTP/2 without TLS"},
	} {
		if err := waitFor(t.Context(), tt.to, time.Minute); err != nil {
			t.Errorf("waitFor(%q) = %v\nreason: %s", tt.to, err, tt.reason)
		}
	}
}
