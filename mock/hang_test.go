package mock_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestHangs: a request that hangs, or waits, ends with the client and with the
// service, and leaves nothing behind.
func TestHangs(t *testing.T) {
	tests := []struct {
		name, rule string
		end        string // "client", "close" of the mock or "shutdown" of the server
		status     int    // that the client gets then
		effect     bool
		reason     string
	}{
		{"hang until the client goes", `{"connection":"hang"}`, "client", 0, false, "a client has a time-out"},
		{"hang after the effect", `{"connection":"hang","when":"after"}`, "client", 0, true, "which it must not take for a failure"},
		{"hang until the mock stops", `{"connection":"hang"}`, "close", 0, false, "a rule does not keep it"},
		{"hang until the server stops", `{"connection":"hang"}`, "shutdown", 0, false, "nobody has to know that there is a mock in it"},
		{"wait until the client goes", `{"delay":{"fixed":60000}}`, "client", 0, false, "what nobody waits for is not done"},
		{"wait after the effect", `{"delay":{"fixed":60000},"when":"after"}`, "client", 0, true, "it was done before"},
		{"wait until the server stops", `{"delay":{"fixed":60000}}`, "shutdown", 201, true, "what was begun is answered"},
	}
	for _, p := range protocols {
		for _, tt := range tests {
			t.Run(p.name+"/"+tt.name, func(t *testing.T) {
				f := newFaulty(t, p.http2)
				f.rule(t, tenantT, tt.rule)
				before := runtime.NumGoroutine()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				type result struct {
					resp *http.Response
					err  error
				}
				ended := make(chan result, 1)
				go func() {
					resp, _, err := f.do(ctx, "POST", "/tenants/t/beta"+profile, success)
					ended <- result{resp, err}
				}()
				f.awaitFired(t)
				switch tt.end {
				case "client":
					cancel()
				case "close":
					f.mock.Close()
				case "shutdown":
					if err := f.Config.Shutdown(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				r := <-ended
				if (r.err != nil) != (tt.status == 0) || tt.status != 0 && r.resp.StatusCode != tt.status {
					t.Errorf("got %+v\nreason: %s", r, tt.reason)
				}
				if tt.end == "shutdown" {
					return // nobody can ask any more
				}
				settles(t, "the exchange is recorded", func() bool { return len(f.recorded(t, tenantT).Exchanges) == 1 })
				if x := f.recorded(t, tenantT); x.Exchanges[0].Rule != "r1" || len(x.Findings) > 0 {
					t.Errorf("recorded: %+v\nreason: %s", x, tt.reason)
				}
				if got := f.exists(t, tenantT); got != tt.effect {
					t.Errorf("the status is there: %t\nreason: %s", got, tt.reason)
				}
				f.client.CloseIdleConnections()
				settles(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before })
			})
		}
	}
}

// TestLongDelay: a delay may be longer than the time that the server gives to
// requests and answers.
func TestLongDelay(t *testing.T) {
	for _, p := range protocols {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			f := newFaultyWithin(t, time.Second, p.http2)
			f.rule(t, tenantT, `{"delay":{"fixed":1500}}`)
			if resp, body, err := f.do(t.Context(), "POST", "/tenants/t/beta"+profile, success); err != nil || resp.StatusCode != 201 {
				t.Errorf("got %v, %s\nreason: %s", err, body, p.reason)
			}
			if resp, body, err := f.do(t.Context(), "GET", "/beta"+profile, ""); err != nil || resp.StatusCode != 404 {
				t.Errorf("the next request: %v, %s", err, body)
			}
		})
	}
}

// awaitFired waits until a rule has a request.
func (f *faulty) awaitFired(t *testing.T) {
	t.Helper()
	settles(t, "a rule has fired", func() bool {
		_, body, err := f.do(t.Context(), "GET", "/tenants/t/__mock/rules", "")
		return err == nil && strings.Contains(body, `"fired":1`)
	})
}

// settles waits until something is so; half a minute is long enough for any
// machine.
func settles(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
