package server_test

import (
	"context"
	"errors"
	"fmt"
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
		name   string
		sent   []string
		kept   bool
		reason string
	}{
		{"none", nil, false, "ours stands in"},
		{"empty", []string{""}, false, "the document wants a character"},
		{"any text", []string{"run 17/a~"}, true, "it need not be a UUID"},
		{"longest", []string{strings.Repeat("x", 128)}, true, "128 characters are the most"},
		{"too long", []string{strings.Repeat("x", 129)}, false, "one more is not"},
		{"not ASCII", []string{"läuft"}, false, "it must be printable everywhere"},
		{"tab", []string{"a\tb"}, false, "no control characters"},
		{"delete", []string{"a\x7f"}, false, "a control character behind the printable ones"},
		{"twice", []string{"a", "b"}, false, "which one counts is anyone's guess"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			ts := startBehind(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					r.Header["Client-Request-Id"] = tt.sent // also what Go's client would not send
					next.ServeHTTP(w, r)
				})
			})
			r := send(t, ts, "GET", statusPath, "")
			got, own := r.Header.Get("client-request-id"), r.Header.Get("request-id")
			if tt.kept && got != tt.sent[0] || !tt.kept && got != own {
				t.Errorf("client-request-id = %q (request-id %q), want kept %t", got, own, tt.kept)
			}
		})
	}
}

// TestHeadersOfCaller: who adds to a header of the answer changes no other one.
func TestHeadersOfCaller(t *testing.T) {
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
	want := w.Header().Get("client-request-id")
	w.Header().Add("request-id", "another")
	if got := w.Header().Get("client-request-id"); got != want {
		t.Errorf("client-request-id became %q, want %q", got, want)
	}
}

func TestPanic(t *testing.T) {
	var log strings.Builder
	ts := start(t, server.WithStore(panickingStore{}), server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	r := mustSend(t, ts, 500, "POST", statusPath, validBody, "client-request-id", "mine")
	if r.problem(t); strings.Contains(r.body, "sensitive") {
		t.Errorf("the body tells about the inside: %s", r.body)
	}
	ts.Close() // the log is written
	id := " request_id=" + r.Header.Get("request-id")
	tests := []struct {
		text   string
		want   int
		reason string
	}{
		{"level=ERROR", 1, "one failure is told once"},
		{"value=sensitive", 1, "the operator reads what the client does not"},
		{"panickingStore", 1, "the stack says where it was"},
		{"status=500", 1, "the request has its line, too"},
		{id, 2, "both lines are of one request"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			because(t, tt.reason)
			if got := strings.Count(log.String(), tt.text); got != tt.want {
				t.Errorf("it is %d times in the log, want %d:\n%s", got, tt.want, log.String())
			}
		})
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

// TestContextValues: what a middleware in front has put into the context reaches
// the store.
func TestContextValues(t *testing.T) {
	var got any
	ts := startBehind(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), valueKey{}, "v")))
		})
	}, server.WithStore(valueStore{got: &got}))
	mustSend(t, ts, 200, "GET", "/healthz", "")
	if got != "v" {
		t.Errorf("the store sees %v, want v", got)
	}
}

type valueKey struct{}

// A valueStore keeps the value of the context that it was last called with.
type valueStore struct {
	store.Store
	got *any
}

func (s valueStore) Ping(ctx context.Context) error {
	*s.got = ctx.Value(valueKey{})
	if at, ok := ctx.Deadline(); ok {
		return fmt.Errorf("the call has to end at %v, which is for the store to say", at)
	}
	return nil
}

// TestGoneClient: that an answer cannot be delivered is no failure of the
// service.
func TestGoneClient(t *testing.T) {
	var got server.Result
	var log strings.Builder
	srv, err := server.New(server.WithObserver(func(_ context.Context, r server.Result) { got = r }), server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/openapi.yaml", "/healthz", historyPath, statusPath} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Authorization", "Bearer t")
		want := httptest.NewRecorder()
		srv.ServeHTTP(want, r)
		w := &goneClient{header: make(http.Header)}
		srv.ServeHTTP(w, r)
		if w.calls != 1 || got.Status != want.Code || got.Err != nil || want.Code == 200 && got.Code != "" {
			t.Errorf("%s: %d writes, %+v, want one write and status %d", path, w.calls, got, want.Code)
		}
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("logged:\n%s", log.String())
	}
}

// A goneClient takes headers and then nothing more.
type goneClient struct {
	header http.Header
	calls  int
}

func (w *goneClient) Header() http.Header { return w.header }
func (w *goneClient) WriteHeader(int)     {}
func (w *goneClient) Write([]byte) (int, error) {
	w.calls++
	return 0, errors.New("broken pipe")
}
