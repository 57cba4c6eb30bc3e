package server_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

func TestClientRequestID(t *testing.T) {
	tests := []struct {
		name, sent string
		kept       bool
		reason     string
	}{
		{"none", "", false, "ours stands in"},
		{"any text", "run 17/a", true, "it need not be a UUID"},
		{"longest", strings.Repeat("x", 128), true, "128 characters are the most"},
		{"too long", strings.Repeat("x", 129), false, "one more is not"},
		{"not ASCII", "läuft", false, "it must be printable everywhere"},
		{"tab", "a\tb", false, "no control characters"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			r := send(t, ts, "GET", statusPath, "", "client-request-id", tt.sent)
			got, own := r.Header.Get("client-request-id"), r.Header.Get("request-id")
			if tt.kept && got != tt.sent || !tt.kept && got != own {
				t.Errorf("client-request-id = %q (request-id %q), want kept %t", got, own, tt.kept)
			}
		})
	}
}

func TestPanic(t *testing.T) {
	var log strings.Builder
	ts := start(t, server.WithStore(panickingStore{}), server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	r := mustSend(t, ts, 500, "POST", statusPath, validBody)
	if r.problem(t); strings.Contains(r.body, "sensitive") {
		t.Errorf("the body tells about the inside: %s", r.body)
	}
	ts.Close() // the log is written
	for _, want := range []string{"level=ERROR", "sensitive", "panickingStore", "status=500", r.Header.Get("request-id")} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
}

type panickingStore struct{ store.Store }

func (panickingStore) Create(context.Context, store.Record) error { panic("sensitive") }

// TestAbort: a handler may cut the connection in Go's own way, which is no
// failure.
func TestAbort(t *testing.T) {
	var log strings.Builder
	srv, err := server.New(server.WithStore(abortingStore{}), server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(srv)
	r, err := http.NewRequest("POST", ts.URL+statusPath, strings.NewReader(validBody))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	if resp, err := ts.Client().Do(r); err == nil {
		_ = resp.Body.Close()
		t.Errorf("got %s, want a connection that is cut", resp.Status)
	}
	if ts.Close(); log.String() != "" {
		t.Errorf("logged: %s", log.String())
	}
}

type abortingStore struct{ store.Store }

func (abortingStore) Create(context.Context, store.Record) error { panic(http.ErrAbortHandler) }

// TestHalfClose: a client that closes its sending half waits for its answer,
// and gets it.
func TestHalfClose(t *testing.T) {
	noticed := make(chan (<-chan struct{}), 1)
	srv, err := server.New(server.WithStore(patientStore{noticed: noticed}))
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noticed <- r.Context().Done() // Go ends it when the connection says that no more will come
		srv.ServeHTTP(w, r)
	}))
	t.Cleanup(ts.Close)
	resp := raw(t, ts, "POST "+statusPath+" HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nContent-Length: "+strconv.Itoa(len(validBody))+"\r\n\r\n"+validBody)
	if resp.StatusCode != 201 {
		t.Errorf("got %s, want 201\n%s", resp.Status, resp.body)
	}
}

// A patientStore stores only after Go has noticed that the client has closed.
type patientStore struct {
	store.Store
	noticed chan (<-chan struct{})
}

func (s patientStore) Create(ctx context.Context, _ store.Record) error {
	select {
	case <-<-s.noticed:
	case <-time.After(10 * time.Second):
		return errors.New("the client's close was not noticed")
	}
	if err := ctx.Err(); err != nil {
		return store.ErrUnavailable
	}
	return nil
}
