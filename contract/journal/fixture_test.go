package journal_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

func service(t testing.TB, options ...server.Option) http.Handler {
	t.Helper()
	srv, err := server.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

// watch starts a handler behind a journal.
func watch(t testing.TB, j *journal.Journal, h http.Handler) *httptest.Server {
	t.Helper()
	ts := httptest.NewServer(journal.Middleware(j)(h))
	t.Cleanup(ts.Close)
	return ts
}

// send makes a request with a token. Pairs of names and values change its
// header; an empty value removes. It returns the status and the body.
func send(t testing.TB, ts *httptest.Server, method, target, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, ts.URL+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer s3cret")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		switch name, value := header[i], header[i+1]; {
		case value == "":
			r.Header.Del(name)
		case name == "Host":
			r.Host = value
		default:
			r.Header.Set(name, value)
		}
	}
	resp, err := ts.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// last returns side and rule of what the last exchange broke.
func last(j *journal.Journal) string {
	entries := j.Entries("")
	if len(entries) == 0 {
		return "not recorded"
	}
	return strings.Join(rules(contract.Verdict{Violations: entries[len(entries)-1].Violations}), ", ")
}

// post is a request as a server gets it.
func post(body string) *http.Request {
	r := httptest.NewRequest("POST", statusPath, strings.NewReader(body))
	r.Host = "127.0.0.1"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer t")
	return r
}
