package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"profilestatus.example/contract"
	"profilestatus.example/server"
	"profilestatus.example/store/memory"
)

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
	tests := []struct {
		name   string
		option server.Option
		reason string
	}{
		{"store", server.WithStore(nil), "nothing could be stored"},
		{"authenticator", server.WithAuthenticator(nil), "nobody would be asked"},
		{"logger", server.WithLogger(nil), "leave the option out instead"},
		{"observer", server.WithObserver(nil), "leave the option out instead"},
		{"body", server.WithMaxBodyBytes(1023), "a create must fit"},
		{"large body", server.WithMaxBodyBytes(16<<20 + 1), "bodies are kept in memory"},
		{"profiles", server.WithProfiles(), "no profile would exist"},
		{"profile", server.WithProfiles("a", " "), "a slip of the pen"},
		{"hosts", server.WithHosts(), "nobody could call"},
		{"no scheme", server.WithPublicURL("mock.example"), "a link needs one"},
		{"bad scheme", server.WithPublicURL("ftp://mock.example"), "the API is HTTP"},
		{"no host", server.WithPublicURL("https://"), "a link needs one"},
		{"path", server.WithPublicURL("https://mock.example/x"), "the base path is the document's"},
		{"query", server.WithPublicURL("https://mock.example?x"), "a link has its own"},
		{"no URL", server.WithPublicURL("https://mock example"), "a host has no space"},
		{"password", server.WithPublicURL("https://u:hidden@mock.example/x"), "it is not shown"},
		{"slash in a password", server.WithPublicURL("https://u:x/hidden@mock.example"), "nor is what is no URL"},
		{"clock", server.WithClock(nil), "leave the option out instead"},
		{"status ids", server.WithStatusIDs(nil), "leave the option out instead"},
		{"request ids", server.WithRequestIDs(nil), "leave the option out instead"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			if _, err := server.New(tt.option); err == nil || !strings.HasPrefix(err.Error(), "server: With") || strings.Contains(err.Error(), "hidden") {
				t.Errorf("New() = %v, want an error that names the option and no secret", err)
			}
		})
	}
}

// TestMaxBodyBytes: the least and the largest limit that may be given hold.
func TestMaxBodyBytes(t *testing.T) {
	for _, limit := range []int{1 << 10, 16 << 20} {
		ts := start(t, server.WithMaxBodyBytes(int64(limit)))
		body := validBody + strings.Repeat(" ", limit-len(validBody))
		mustSend(t, ts, 201, "POST", statusPath, body)
		mustSend(t, ts, 413, "POST", statusPath, body+" ")
	}
}

// TestResponseCheck shows that the check that all tests rely on can fail.
func TestResponseCheck(t *testing.T) {
	var log strings.Builder
	srv, err := server.New(server.WithRequestIDs(func() string { return "not a UUID" }), server.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	var found int
	check := loadContract(t).CheckResponses(func(*http.Request, []contract.Violation) { found++ })
	ts := httptest.NewServer(check(srv))
	defer ts.Close()
	send(t, ts, "GET", statusPath, "")
	if found != 1 {
		t.Errorf("a response with a bad request-id was reported %d times, want 1", found)
	}
	if ts.Close(); !strings.Contains(log.String(), `level=ERROR msg="request id is no UUID"`) {
		t.Errorf("the operator is not told:\n%s", log.String())
	}
}

// TestClock: all times that are shown are those of the clock.
func TestClock(t *testing.T) {
	now := time.Date(2031, 2, 3, 4, 5, 6, 7e6, time.FixedZone("", 3600))
	ts := start(t, server.WithClock(func() time.Time { return now }))
	p := mustSend(t, ts, 404, "GET", statusPath, "").problem(t)
	if p.InnerError.Date != "2031-02-03T03:05:06" {
		t.Errorf("innerError.date = %s", p.InnerError.Date)
	}
	created, err := uuid.Parse(mustSend(t, ts, 201, "POST", statusPath, validBody).status(t).ID)
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]uuid.UUID{"request id": p.InnerError.RequestID, "id": created} {
		if seconds, nanoseconds := id.Time().UnixTime(); !time.Unix(seconds, nanoseconds).Equal(now) {
			t.Errorf("the %s %s is of %v, want %v", name, id, time.Unix(seconds, nanoseconds), now)
		}
	}
}

func TestIDs(t *testing.T) {
	const fixed = "019ab1c0-5a00-7c3e-9d51-3f0c8a6b2e17"
	ts := start(t, server.WithStatusIDs(func() string { return "s1" }), server.WithRequestIDs(func() string { return fixed }))
	r := mustSend(t, ts, 201, "POST", statusPath, validBody)
	if id, requestID := r.status(t).ID, r.Header.Get("request-id"); id != "s1" || requestID != fixed {
		t.Errorf("id %s, request-id %s", id, requestID)
	}
}
