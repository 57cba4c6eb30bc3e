package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

func newJournal(t testing.TB) *journal.Journal {
	t.Helper()
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// TestJournal shows what is recorded of right and wrong requests; the server is
// never to blame.
func TestJournal(t *testing.T) {
	tests := []struct {
		name, method, target, body string
		header                     []string
		status                     int
		want                       string
		reason                     string
	}{
		{"create", "POST", statusPath, validBody, nil, 201, "", "right"},
		{"list", "GET", historyPath + "?$top=1", "", nil, 200, "", "right"},
		{"delete", "DELETE", statusPath, "", nil, 204, "", "right, and without a body"},
		{"none", "GET", statusPath, "", nil, 404, "", "there is none"},
		{"enum", "POST", statusPath, strings.Replace(validBody, "success", "done", 1), nil, 400, "request enum", "the client broke it"},
		{"no token, bad body", "POST", statusPath, "{", []string{"Authorization", ""}, 401, "request json, request authorization", "the body is judged although the server did not read it"},
		{"media type", "POST", statusPath, validBody, []string{"Content-Type", "text/plain"}, 415, "request mediaType", "the client broke it"},
		{"large", "POST", statusPath, strings.Repeat(" ", server.DefaultMaxBodyBytes) + validBody, nil, 413, "", "it is not known whole"},
		{"method", "PUT", statusPath, "", nil, 405, "request method", "the client broke it"},
		{"path", "GET", "/v1.0/education", "", nil, 404, "request path", "the client missed the base path"},
		{"health", "GET", "/healthz", "", nil, 200, "not recorded", "it is not of the contract"},
		{"document", "GET", "/openapi.yaml", "", nil, 200, "not recorded", "it is not of the contract"},
		{"host", "GET", statusPath, "", []string{"Host", "evil.test"}, 400, "not recorded", "it was not meant for this server"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := newJournal(t)
			ts := start(t, server.WithJournal(j), server.WithHosts("127.0.0.1"))
			mustSend(t, ts, tt.status, tt.method, tt.target, tt.body, tt.header...)
			got := "not recorded"
			for _, e := range j.Entries("") {
				var rules []string
				for _, v := range e.Violations {
					rules = append(rules, string(v.Side)+" "+v.Rule)
				}
				got = strings.Join(rules, ", ")
				if e.Status != tt.status || e.Method != tt.method || strings.Contains(fmt.Sprint(e), "secret") {
					t.Errorf("recorded as %+v", e)
				}
			}
			if got != tt.want {
				t.Errorf("found %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
	if _, err := server.New(server.WithJournal(nil)); err == nil {
		t.Error("WithJournal(nil) was accepted")
	}
}

// TestJournalIsInTime asserts right after each answer, small and large: it must
// have been recorded by then.
func TestJournalIsInTime(t *testing.T) {
	j := newJournal(t)
	ts := start(t, server.WithJournal(j))
	for range 300 {
		mustSend(t, ts, 201, "POST", statusPath, validBody)
	}
	var wg sync.WaitGroup
	for k := range 2 {
		wg.Go(func() {
			name := fmt.Sprint("test ", k)
			for i := range 50 {
				target := historyPath + "?$top=1000"
				if i%2 == 0 {
					target = statusPath
				}
				send(t, ts, "GET", target, "", journal.TestHeader, name)
				if got := j.Counts(name).Exchanges; got != int64(i+1) {
					t.Errorf("%d exchanges recorded after %d answers", got, i+1)
				}
			}
		})
	}
	wg.Wait()
	if err := j.Assert(""); err != nil {
		t.Error(err)
	}
}

// ExampleWithJournal asserts in a test that one's own client keeps the
// contract.
func ExampleWithJournal() {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		panic(err)
	}
	j, err := journal.New(c)
	if err != nil {
		panic(err)
	}
	srv, err := server.New(server.WithJournal(j))
	if err != nil {
		panic(err)
	}
	ts := httptest.NewServer(srv)
	defer ts.Close()

	// This stands for the client under test.
	r, err := http.NewRequest("POST", ts.URL+"/beta/education/synchronizationProfiles/p1/profileStatus",
		strings.NewReader(`{"status":"done","lastSynchronizationDateTime":"2026-11-23T10:58:12+01:00"}`))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Authorization", "Bearer any-token")
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()

	if err := j.Assert("", contract.InRequest); err != nil {
		fmt.Println(err) // in a test: t.Error(err)
	}
	// Output:
	// the contract was broken, in 1 exchanges by the request and in 0 by the response, of 1
	// 1 × request: POST /beta/education/synchronizationProfiles/p1/profileStatus: /status: "done" is not allowed; it must be one of paused, inProgress, success, error, validationError, quarantined, unknownFutureValue.
}
