package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/contract/journal"
	"profilestatus.example/server/identity"
	"profilestatus.example/store"
)

// A patient is a store and an authenticator that are as ready as a test says.
type patient struct {
	store.Store
	identity.Unverified
	stored, keys error
}

func (p *patient) Ping(context.Context) error  { return p.stored }
func (p *patient) Ready(context.Context) error { return p.keys }
func (p *patient) Durability() string          { return "on one disk" }

// TestProbes asks the probes in every state of the service.
func TestProbes(t *testing.T) {
	const ready = `{"name":"store","status":"ok","detail":"on one disk"},{"name":"keys","status":"ok"},{"name":"drain","status":"ok"}`
	full := errors.New("disk /secret/path is full")
	tests := []struct {
		method, path string
		state        patient
		stopping     bool
		detailed     bool
		code         int
		want, reason string
	}{
		{"GET", "/readyz", patient{}, false, false, 200, `{"status":"ok","parts":[` + ready + `]}`, "all is well, and what a create survives is said"},
		{"GET", "/livez", patient{}, false, false, 200, `{"status":"ok"}`, "the process answers"},
		{"GET", "/livez", patient{stored: full, keys: full}, true, false, 200, `{"status":"ok"}`, "a restart would help neither the database nor a service that stops"},
		{"GET", "/readyz", patient{stored: full}, false, true, 503, `"status":"unavailable","reason":"disk /secret/path is full","detail":"on one disk"},{"name":"keys","status":"ok"}`, "operators learn why"},
		{"GET", "/readyz", patient{stored: full}, false, false, 503, `"reason":"The store cannot store anything at the moment; the log says why."`, "strangers do not"},
		{"GET", "/readyz", patient{keys: full}, false, false, 503, `{"name":"keys","status":"unavailable","reason":"The keys of the issuer are not there yet; the log says why."}`, "no token could be verified"},
		{"GET", "/readyz", patient{}, true, false, 503, `{"name":"drain","status":"unavailable","reason":"The service is going to stop."}`, "requests should go elsewhere"},
		{"HEAD", "/readyz", patient{}, false, false, 200, "", "balancers ask so"},
		{"POST", "/readyz", patient{}, false, false, 418, "", "it is no probe, and answered as any other path"},
		{"GET", "/beta/readyz", patient{}, false, false, 418, "", "nor is another path"},
	}
	for _, tt := range tests {
		t.Run(tt.method+tt.path, func(t *testing.T) {
			p := &probes{log: slog.New(slog.DiscardHandler)}
			p.watch(&tt.state, &tt.state)
			p.stopping.Store(tt.stopping)
			next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
			w := httptest.NewRecorder()
			p.before(next, p.handler(tt.detailed)).ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, nil))
			h := w.Result().Header
			if body := w.Body.String(); w.Code != tt.code || tt.method == "GET" && !strings.Contains(body, tt.want) {
				t.Errorf("%d %s, want %d and %s\nreason: %s", w.Code, body, tt.code, tt.want, tt.reason)
			}
			if strings.Contains(w.Body.String(), "secret") != tt.detailed {
				t.Errorf("strangers may read %s", w.Body)
			}
			if (h.Get("Retry-After") != "") != (w.Code == 503) || (h.Get("Connection") == "close") != tt.stopping {
				t.Errorf("%d has the headers %v\nreason: %s", w.Code, h, tt.reason)
			}
		})
	}
}

// TestProbesLog logs a change once, however often the probes are asked.
func TestProbesLog(t *testing.T) {
	var out strings.Builder
	p := &probes{log: slog.New(slog.NewTextHandler(&out, nil))}
	state := new(patient)
	p.watch(state, state)
	for _, state.stored = range []error{nil, errors.New("full"), errors.New("full"), nil, nil} {
		p.readiness(t.Context(), false)
	}
	if text := out.String(); strings.Count(text, `msg="not ready" parts=store error=full`) != 1 || strings.Count(text, `msg="ready again"`) != 1 || strings.Count(text, "\n") != 2 {
		t.Errorf("the log is\n%s", text)
	}
}

// TestProbesOfService asks on both listeners, without a token, by a name of this
// machine and by another one.
func TestProbesOfService(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory", "--admin", "127.0.0.1:0", "--issuer", "built-in", "--log-level", "info")
	for _, origin := range []string{strings.TrimSuffix(p.base, basePath), strings.TrimSuffix(adminURL(t, p), journal.Prefix)} {
		for host, want := range map[string]int{"localhost": 200, "evil.test": 400} {
			for _, path := range []string{livePath, readyPath} {
				r, err := http.NewRequest("GET", origin+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Host = host
				answer, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(answer.Body) // what came of it is compared
				_ = answer.Body.Close()
				if answer.StatusCode != want || want == 200 && !strings.HasPrefix(string(body), `{"status":"ok"`) {
					t.Errorf("%s%s as %s: %s %s, want %d", origin, path, host, answer.Status, body, want)
				}
			}
		}
	}
	p.stop(t)
	if strings.Contains(p.stderr.String(), livePath) {
		t.Errorf("probes fill the log:\n%s", p.stderr)
	}
}
