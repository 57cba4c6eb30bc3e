package server_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/gen"
	"profilestatus.example/server"
)

const (
	statusPath  = "/beta/education/synchronizationProfiles/p1/profileStatus"
	historyPath = statusPath + "History"
	validBody   = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
)

// start returns a running server that fails the test when it sends a response
// that breaks the document. Every test of this package uses it.
func start(t testing.TB, options ...server.Option) *httptest.Server {
	t.Helper()
	return startBehind(t, func(h http.Handler) http.Handler { return h }, options...)
}

// startBehind is start with a middleware in front.
func startBehind(t testing.TB, middleware func(http.Handler) http.Handler, options ...server.Option) *httptest.Server {
	t.Helper()
	srv, err := server.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	check := loadContract(t).CheckResponses(func(r *http.Request, found []contract.Violation) {
		t.Errorf("response to %s %s breaks the document: %v", r.Method, r.URL, found)
	})
	ts := httptest.NewServer(middleware(check(srv)))
	t.Cleanup(ts.Close)
	return ts
}

// because refuses a row of a table that gives no reason, and shows the reason
// if the row fails.
func because(t testing.TB, reason string) {
	t.Helper()
	if strings.TrimSpace(reason) == "" {
		t.Fatal("the row gives no reason")
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("reason:", reason)
		}
	})
}

func loadContract(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := document()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var document = sync.OnceValues(func() (*contract.Contract, error) {
	return contract.Load([]byte(profilestatus.OpenAPI()))
})

// A reply is a response that was read to its end.
type reply struct {
	*http.Response
	body string
}

// send makes a request with a token and, where there is a body, the type of
// JSON. Pairs of names and values change the header; an empty value removes.
func send(t testing.TB, ts *httptest.Server, method, target, body string, header ...string) reply {
	t.Helper()
	r, err := http.NewRequest(method, ts.URL+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer secret")
	if body != "" || method == "POST" {
		r.Header.Set("Content-Type", "application/json")
		r.Body = io.NopCloser(strings.NewReader(body))
		r.ContentLength = int64(len(body))
	}
	for i := 0; i < len(header); i += 2 {
		switch name, value := header[i], header[i+1]; {
		case value == "":
			r.Header.Del(name)
		case name == "Host":
			r.Host = value
		case name == "Add-Authorization":
			r.Header.Add("Authorization", value)
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
	return reply{resp, string(data)}
}

// problem reads the body of an error.
func (r reply) problem(t testing.TB) gen.MainError {
	t.Helper()
	var body gen.ODataError
	dec := json.NewDecoder(bytes.NewReader([]byte(r.body)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		t.Fatalf("%s: body %q is not the error shape: %v", r.Status, r.body, err)
	}
	return body.Error
}

// status reads the body of a success.
func (r reply) status(t testing.TB) gen.EducationSynchronizationProfileStatus {
	t.Helper()
	var s gen.EducationSynchronizationProfileStatus
	if err := json.Unmarshal([]byte(r.body), &s); err != nil {
		t.Fatalf("%s: body %q is no status: %v", r.Status, r.body, err)
	}
	return s
}

// mustSend is send for a request whose status is known.
func mustSend(t testing.TB, ts *httptest.Server, want int, method, target, body string, header ...string) reply {
	t.Helper()
	r := send(t, ts, method, target, body, header...)
	if r.StatusCode != want {
		t.Fatalf("%s %s: got %s, want %d\n%s", method, target, r.Status, want, r.body)
	}
	return r
}

// raw sends what Go's client would not, closes its half of the connection and
// waits for the answer.
func raw(t testing.TB, ts *httptest.Server, request string) reply {
	t.Helper()
	conn, err := net.Dial("tcp", ts.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp, string(data)}
}
