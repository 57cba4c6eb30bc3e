package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

func TestObserver(t *testing.T) {
	broken := errors.New("driver: disk on fire")
	const statusRoute = "/beta/education/synchronizationProfiles/{educationSynchronizationProfileId}/profileStatus"
	any := server.Principal{Tenant: store.DefaultTenant, Unrestricted: true}
	tests := []struct {
		name, method, path, body string
		options                  []server.Option
		want                     server.Result
		reason                   string
	}{
		{"success", "POST", statusPath, validBody, nil,
			server.Result{Operation: "createProfileStatus", Route: statusRoute, Status: 201, RequestBytes: int64(len(validBody)), Principal: any}, "the usual case"},
		{"violation", "POST", statusPath, "{}", nil,
			server.Result{Operation: "createProfileStatus", Route: statusRoute, Status: 400, RequestBytes: 2, Principal: any, Code: "BadRequest", Rule: "required", Target: "/status"}, "the first violation tells clients apart that make one mistake"},
		{"one violation", "POST", statusPath, strings.Replace(validBody, "success", "x", 1), nil,
			server.Result{Operation: "createProfileStatus", Route: statusRoute, Status: 400, RequestBytes: int64(len(validBody)) - 6, Principal: any, Code: "BadRequest", Rule: "enum", Target: "/status"}, "the only one is the first one"},
		{"no operation", "GET", "/beta/x", "", nil,
			server.Result{Status: 404, Principal: any, Code: "ResourceNotFound"}, "paths that do not exist are of no route, or there would be as many as a client likes"},
		{"no method", "PUT", statusPath, "", nil,
			server.Result{Route: "/beta/education/synchronizationProfiles/:educationSynchronizationProfileId/profileStatus", Status: 405, Principal: any, Code: "MethodNotAllowed"}, "the path is known, the operation is not"},
		{"refused token", "GET", statusPath, "", []server.Option{server.WithAuthenticator(authFunc(refuse))},
			server.Result{Operation: "getProfileStatus", Route: statusRoute, Status: 401, Code: "InvalidAuthenticationToken"}, "nobody knows who it was"},
		{"broken store", "GET", statusPath, "", []server.Option{server.WithStore(brokenStore{err: broken})},
			server.Result{Operation: "getProfileStatus", Route: statusRoute, Status: 500, Principal: any, Code: "InternalServerError", Err: broken}, "the operator sees what the client does not"},
		{"health", "GET", "/healthz", "", nil,
			server.Result{Route: "/healthz", Status: 200}, "it is a request like others"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			clock := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
			var seen, again []server.Result
			ts := start(t, append(tt.options,
				server.WithClock(func() time.Time { clock = clock.Add(time.Second); return clock }),
				server.WithObserver(func(_ context.Context, r server.Result) { seen = append(seen, r) }),
				server.WithObserver(func(_ context.Context, r server.Result) { again = append(again, r) }))...)
			r := send(t, ts, tt.method, tt.path, tt.body, "client-request-id", "mine")
			ts.Close() // the observers are done
			if len(seen) != 1 || len(again) != 1 {
				t.Fatalf("%d and %d results", len(seen), len(again))
			}
			got := seen[0]
			if d := got.Duration; d < time.Second || d > 10*time.Second || got.Start.Before(time.Date(2026, 11, 23, 10, 0, 1, 0, time.UTC)) || got.Start.After(clock) {
				t.Errorf("took %v from %v by a clock that moves by a second each time", d, got.Start)
			}
			if tt.want.Err != nil && errors.Is(got.Err, tt.want.Err) {
				got.Err = tt.want.Err
			}
			tt.want.Method, tt.want.ClientRequestID, tt.want.RequestID = tt.method, "mine", r.Header.Get("request-id")
			tt.want.ResponseBytes = int64(len(r.body))
			tt.want.Start, tt.want.Duration = got.Start, got.Duration
			if diff := cmp.Diff(tt.want, got, cmp.Comparer(func(a, b error) bool { return a == b })); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestObserverOfChunks: a length that was not announced is not made up.
func TestObserverOfChunks(t *testing.T) {
	var got int64
	ts := start(t, server.WithObserver(func(_ context.Context, r server.Result) { got = r.RequestBytes }))
	raw(t, ts, "POST "+statusPath+" HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"+
		fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(validBody), validBody))
	if ts.Close(); got != -1 {
		t.Errorf("RequestBytes = %d, want -1", got)
	}
}

// TestLog: one line a request, and one more for what is wrong inside.
func TestLog(t *testing.T) {
	const statusRoute = "/beta/education/synchronizationProfiles/{educationSynchronizationProfileId}/profileStatus"
	own := strings.Replace(validBody, "{", `{"id":"body-secret",`, 1)
	tests := []struct {
		name, body string
		level      slog.Level
		store      store.Store // nil: one that works
		want       []map[string]any
		reason     string
	}{
		{"success", own, slog.LevelInfo, nil, []map[string]any{
			{"level": "INFO", "msg": "request", "method": "POST", "route": statusRoute, "status": 201.0},
		}, "neither token nor body is in it"},
		{"quiet", own, slog.LevelWarn, nil, nil, "requests are logged at info"},
		{"violation", `{"status":"body-secret"}`, slog.LevelInfo, nil, []map[string]any{
			{"level": "INFO", "msg": "request", "status": 400.0, "code": "BadRequest", "rule": "enum", "target": "/status"},
		}, "a client's mistake is no failure of the server"},
		{"failure", own, slog.LevelInfo, brokenStore{err: errors.New("disk on fire")}, []map[string]any{
			{"level": "ERROR", "msg": "request failed", "error": "create: disk on fire"},
			{"level": "INFO", "msg": "request", "status": 500.0, "code": "InternalServerError"},
		}, "the operator reads what the client does not"},
		{"unavailable", own, slog.LevelWarn, brokenStore{err: fmt.Errorf("%w: full", store.ErrUnavailable)}, []map[string]any{
			{"level": "WARN", "msg": "request failed", "error": "create: store is not available: full"},
		}, "it may pass by itself"},
		{"conflict", own, slog.LevelInfo, brokenStore{err: store.ErrConflict}, []map[string]any{
			{"level": "INFO", "msg": "request", "status": 409.0, "code": "Conflict"},
		}, "nothing is wrong inside"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			var log bytes.Buffer
			options := []server.Option{server.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: tt.level})))}
			if tt.store != nil {
				options = append(options, server.WithStore(tt.store))
			}
			ts := start(t, options...)
			r := send(t, ts, "POST", statusPath, tt.body, "Authorization", "Bearer token-secret", "client-request-id", "mine")
			ts.Close() // the log is written
			got := strings.SplitAfter(log.String(), "\n")
			if got = got[:len(got)-1]; len(got) != len(tt.want) || strings.Contains(log.String(), "secret") {
				t.Fatalf("want %d lines without token and body, got:\n%s", len(tt.want), log.String())
			}
			for i, want := range tt.want {
				var line map[string]any
				if err := json.Unmarshal([]byte(got[i]), &line); err != nil {
					t.Fatal(err)
				}
				want["request_id"] = r.Header.Get("request-id")
				if want["msg"] == "request" {
					want["bytes"], want["client_request_id"] = float64(len(r.body)), "mine"
					if _, ok := line["duration_ms"].(float64); !ok {
						t.Errorf("no duration: %v", line)
					}
				}
				for key, value := range want {
					if line[key] != value {
						t.Errorf("line %d: %s = %v, want %v", i+1, key, line[key], value)
					}
				}
			}
		})
	}
}
