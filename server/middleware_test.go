package server_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/server"
	"profilestatus.example/store/memory"
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
			r := send(t, ts, "GET", statusPath, "", "client-request-id", tt.sent)
			got, own := r.Header.Get("client-request-id"), r.Header.Get("request-id")
			if tt.kept && got != tt.sent || !tt.kept && got != own {
				t.Errorf("client-request-id = %q (request-id %q), want kept %t\nreason: %s", got, own, tt.kept, tt.reason)
			}
		})
	}
}

func TestLog(t *testing.T) {
	var log strings.Builder
	ts := start(t, server.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
	r := mustSend(t, ts, 201, "POST", statusPath, `{"id":"body-secret","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`, "Authorization", "Bearer token-secret")
	ts.Close() // the log is written
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 1 || strings.Contains(log.String(), "secret") {
		t.Fatalf("want one line without token and body, got:\n%s", log.String())
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"method": "POST", "status": 201.0, "bytes": float64(len(r.body)), "request_id": r.Header.Get("request-id"),
		"route": "/beta/education/synchronizationProfiles/{educationSynchronizationProfileId}/profileStatus",
	}
	for key, value := range want {
		if line[key] != value {
			t.Errorf("%s = %v, want %v", key, line[key], value)
		}
	}
	if _, ok := line["duration_ms"]; !ok {
		t.Errorf("no duration: %v", line)
	}
}

func TestHealth(t *testing.T) {
	if r := mustSend(t, start(t), 200, "GET", "/healthz", "", "Authorization", ""); r.body != `{"status":"ok"}`+"\n" {
		t.Errorf("body = %s", r.body)
	}
	full := memory.New(1)
	ts := start(t, server.WithStore(full))
	mustSend(t, ts, 201, "POST", statusPath, validBody)
	mustSend(t, ts, 503, "POST", statusPath, validBody)
	mustSend(t, ts, 503, "GET", "/healthz", "")
	mustSend(t, ts, 204, "DELETE", statusPath, "")
	mustSend(t, ts, 200, "GET", "/healthz", "")
	mustSend(t, ts, 201, "POST", statusPath, validBody)
}

func TestOptionsRefuse(t *testing.T) {
	for name, option := range map[string]server.Option{
		"store":         server.WithStore(nil),
		"authenticator": server.WithAuthenticator(nil),
		"logger":        server.WithLogger(nil),
		"body":          server.WithMaxBodyBytes(1023),
		"large body":    server.WithMaxBodyBytes(16<<20 + 1),
		"profiles":      server.WithProfiles(),
		"profile":       server.WithProfiles("a", " "),
		"hosts":         server.WithHosts(),
		"url":           server.WithPublicURL("mock.example"),
		"url with path": server.WithPublicURL("https://mock.example/x"),
		"clock":         server.WithClock(nil),
		"status ids":    server.WithStatusIDs(nil),
		"request ids":   server.WithRequestIDs(nil),
		"observer":      server.WithObserver(nil),
		"check":         server.WithResponseCheck(nil),
	} {
		if _, err := server.New(option); err == nil || !strings.HasPrefix(err.Error(), "server: With") {
			t.Errorf("%s: New() = %v, want an error that names the option", name, err)
		}
	}
}

// TestResponseCheck shows that the check that all tests rely on can fail.
func TestResponseCheck(t *testing.T) {
	var found int
	ts := start(t, server.WithRequestIDs(func() string { return "not a UUID" }),
		server.WithResponseCheck(func(*http.Request, []contract.Violation) { found++ }))
	send(t, ts, "GET", statusPath, "")
	if found != 1 {
		t.Errorf("a response with a bad request-id was reported %d times, want 1", found)
	}
}
