package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus/contract"
	"profilestatus/server"
)

const (
	profilePath = "/beta/education/synchronizationProfiles/p1/profileStatus"
	historyPath = profilePath + "History"
	validBody   = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
)

// start returns a running server that fails the test when it sends a response
// that breaks the document. Every test of this package uses it.
func start(t testing.TB, options ...server.Option) *httptest.Server {
	t.Helper()
	options = append([]server.Option{server.WithResponseCheck(func(r *http.Request, found []contract.Violation) {
		t.Errorf("response to %s %s breaks the document: %v", r.Method, r.URL, found)
	})}, options...)
	srv, err := server.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(srv)
	t.Cleanup(ts.Close)
	return ts
}

func TestSmoke(t *testing.T) {
	ts := start(t)
	for _, tt := range []struct{ method, path, body string }{
		{"POST", profilePath, validBody},
		{"POST", profilePath, `{"id":"a","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5+02:00"}`},
		{"POST", profilePath, `{"id":"a","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5+02:00"}`},
		{"POST", profilePath, `{"id":"a","status":"suCcess"}`},
		{"GET", profilePath, ""}, {"GET", historyPath, ""}, {"GET", historyPath + "?$top=1", ""}, {"GET", historyPath + "/a", ""},
		{"GET", historyPath + "/b", ""}, {"PUT", profilePath, ""}, {"HEAD", profilePath, ""}, {"GET", "/beta/x", ""}, {"GET", "/x", ""}, {"POST", "/healthz", ""}, {"GET", "/healthz", ""},
		{"DELETE", profilePath, ""}, {"GET", profilePath, ""},
	} {
		req, _ := http.NewRequest(tt.method, ts.URL+tt.path, strings.NewReader(tt.body))
		req.Header.Set("Authorization", "Bearer x")
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 3000)
		n, _ := resp.Body.Read(b)
		t.Log(tt.method, tt.path, resp.Status, resp.Header, string(b[:n]))
	}
}
