package check_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
	"profilestatus.example/server"
)

// TestBusyServer checks a right server that is often busy and says so: it must
// be waited for, and nothing of it is a finding.
func TestBusyServer(t *testing.T) {
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	busy := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch i := n.Add(1); {
		case i%7 == 0:
			wait(w, http.StatusTooManyRequests, "TooManyRequests")
		case i%43 == 0:
			wait(w, http.StatusServiceUnavailable, "ServiceUnavailable")
		default:
			srv.ServeHTTP(w, r)
		}
	})
	r := run(t, check.Config{Base: "http://busy.test", Transport: direct{busy}, Seed: 1, Cases: 10})
	if !r.Holds() {
		t.Errorf("a busy server breaks the contract:\n%s", explain(r))
	}
	for _, c := range r.Coverage {
		if c.Operation == "createProfileStatus" && c.Statuses[429] == 0 {
			t.Errorf("createProfileStatus was never busy: %v", c.Statuses)
		}
	}
}

func wait(w http.ResponseWriter, status int, code string) {
	const id = "019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"
	h := w.Header()
	h.Set("Request-Id", id)
	h.Set("Client-Request-Id", id)
	h.Set("Cache-Control", "no-store")
	h.Set("Retry-After", "0")
	h.Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"error":{"code":"` + code + `","message":"Wait.","innerError":{"date":"2026-11-23T10:00:00","request-id":"` + id + `","client-request-id":"` + id + `"}}}`))
}

// grants is what every token is good for.
type grants func() (server.Principal, error)

func (g grants) Authenticate(context.Context, string) (server.Principal, error) { return g() }

// TestClosedServer must never be green: the server is right, and says nothing
// of itself.
func TestClosedServer(t *testing.T) {
	tests := []struct {
		name   string
		option server.Option
		want   string
		reason string
	}{
		{"no token", server.WithAuthenticator(grants(func() (server.Principal, error) { return server.Principal{}, server.ErrUnauthenticated })), "no token is accepted", "every answer is 401"},
		{"no permission", server.WithAuthenticator(grants(func() (server.Principal, error) { return server.Principal{}, nil })), "grants nothing", "every answer is 403"},
		{"only to read", server.WithAuthenticator(grants(func() (server.Principal, error) {
			return server.Principal{Application: []string{"EduAdministration.Read.All"}}, nil
		})), "createProfileStatus: every request was answered with 401 or 403", "a part of the API was not seen"},
		{"other profiles", server.WithProfiles("theirs"), "nothing was reached", "every answer is 404"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ts := newServer(t, tt.option)
			r, err := check.Run(t.Context(), check.Config{Base: ts.URL, Document: []byte(profilestatus.OpenAPI()), Seed: 1, Cases: 5})
			if !errors.Is(err, check.ErrNotRun) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Run() = %v, want ErrNotRun with %q\nreason: %s\n%s", err, tt.want, tt.reason, explain(r))
			}
		})
	}
}

// TestAlwaysBusy must not be green either, and ends by itself.
func TestAlwaysBusy(t *testing.T) {
	t.Parallel()
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		wait(w, http.StatusTooManyRequests, "TooManyRequests")
	})
	_, err := check.Run(t.Context(), check.Config{Base: "http://busy.test", Document: []byte(profilestatus.OpenAPI()), Transport: direct{h}, Seed: 1})
	if !errors.Is(err, check.ErrNotRun) || !strings.Contains(err.Error(), "answers nothing but 429") {
		t.Errorf("Run() = %v, want ErrNotRun", err)
	}
}

// TestLimits bounds a run in time and in pace.
func TestLimits(t *testing.T) {
	ts := newServer(t)
	r := run(t, check.Config{Base: ts.URL, Seed: 1, Rate: 100, MaxTime: 300 * time.Millisecond})
	if r.Requests > 60 { // how few is up to the machine
		t.Errorf("%d requests in 300 ms at 100 a second", r.Requests)
	}
	if !strings.Contains(notes(r.NotCovered), "ended early") {
		t.Errorf("it is not said that the run ended early: %q", r.NotCovered)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := check.Run(ctx, check.Config{Base: ts.URL, Document: []byte(profilestatus.OpenAPI())}); !errors.Is(err, check.ErrNotRun) {
		t.Errorf("an interrupted Run() = %v, want ErrNotRun", err)
	}
}

// TestCareful replaces and deletes nothing that is not of the run, on a right
// server.
func TestCareful(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /settings:
    get: {responses: {'200': {description: d}}}
    put:
      operationId: replaceSettings
      requestBody: {required: true, content: {application/json: {schema: {type: object, additionalProperties: false, properties: {a: {type: string}}}}}}
      responses: {'200': {description: d}, '400': {description: d}}
    delete: {operationId: deleteSettings, responses: {'204': {description: d}}}
  /users/{userId}:
    parameters: [{name: userId, in: path, required: true, schema: {type: string, format: uuid}}]
    put: {operationId: makeUser, responses: {'204': {description: d}, '400': {description: d}}}
    delete: {operationId: deleteUser, responses: {'204': {description: d}, '400': {description: d}}}
`
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	var harm, users atomic.Int64
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		call, err2 := c.Find(r.Method, r.URL.EscapedPath())
		if err != nil || err2 != nil {
			w.Header().Set("Allow", "GET, PUT, DELETE")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		if _, found := call.Request(r, body); len(found) > 0 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		switch {
		case r.Method == http.MethodGet:
		case call.Path == "/settings":
			harm.Add(1)
		default:
			users.Add(1)
			w.WriteHeader(http.StatusNoContent)
		}
	})
	r := run(t, check.Config{Base: "http://careful.test", Document: []byte(document), Transport: direct{h}, Seed: 1})
	if harm.Load() > 0 {
		t.Errorf("settings were replaced or deleted %d times", harm.Load())
	}
	if users.Load() == 0 {
		t.Error("no user with an id of the run was tried")
	}
	for _, want := range []string{"replaceSettings: it would change", "deleteSettings: it would change"} {
		if !strings.Contains(notes(r.NotCovered), want) {
			t.Errorf("%q does not say %q", r.NotCovered, want)
		}
	}
}

// newID is what texts have of a run alone.
var newID = regexp.MustCompile("ck[0-9a-f]{10}")

// TestSeed makes the same random requests of the same seed.
func TestSeed(t *testing.T) {
	bodies := func(seed uint64) string {
		var record strings.Builder
		srv, err := server.New()
		if err != nil {
			t.Fatal(err)
		}
		run(t, check.Config{Base: "http://seed.test", Transport: direct{srv}, Seed: seed, Cases: 30, Only: []string{"random"}, Concurrency: 1, Record: &record})
		var all strings.Builder
		for line := range strings.Lines(record.String()) {
			_, body, _ := strings.Cut(line, `"requestBody":`)
			body, _, _ = strings.Cut(body, `,"status"`)
			_, date, _ := strings.Cut(body, "lastSynchronizationDateTime")
			all.WriteString(newID.ReplaceAllString(date, "") + "\n")
		}
		return all.String()
	}
	first := bodies(7)
	if again := bodies(7); again != first {
		t.Error("the same seed made other requests")
	}
	if bodies(8) == first {
		t.Error("another seed made the same requests")
	}
}
