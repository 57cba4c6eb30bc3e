package proxy_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
	"profilestatus.example/server"
)

const (
	statusPath  = "/beta/education/synchronizationProfiles/p1/profileStatus"
	historyPath = statusPath + "History"
	valid       = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
	invalid     = `{"status":"done","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
	created     = `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"s1","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
)

var document = sync.OnceValues(func() (*contract.Contract, error) {
	return contract.Load([]byte(profilestatus.OpenAPI()))
})

// A fixture is a proxy in front of a server.
type fixture struct {
	*testing.T
	journal *journal.Journal
	front   *httptest.Server
}

// start puts a proxy in front of the server at a URL.
func start(t *testing.T, to string, options ...proxy.Option) *fixture {
	t.Helper()
	c, err := document()
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	p, err := proxy.New(j, to, options...)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewUnstartedServer(p)
	front.Config.DisableGeneralOptionsHandler = true // OPTIONS * is the server's to answer
	front.Start()
	t.Cleanup(front.Close)
	return &fixture{t, j, front}
}

// before puts a proxy in front of a handler.
func before(t *testing.T, h http.Handler, options ...proxy.Option) *fixture {
	t.Helper()
	back := httptest.NewServer(h)
	t.Cleanup(back.Close)
	return start(t, back.URL, options...)
}

func service(t testing.TB, options ...server.Option) *server.Server {
	t.Helper()
	srv, err := server.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

// A reply is an answer that was read to its end.
type reply struct {
	*http.Response
	body string
}

// send makes a request through the proxy. Pairs of names and values change its
// header; an empty value removes.
func (f *fixture) send(method, target, body string, header ...string) reply {
	f.Helper()
	r, err := f.try(method, target, body, header...)
	if err != nil {
		f.Fatal(err)
	}
	return r
}

// try is send for an answer that may not come whole.
func (f *fixture) try(method, target, body string, header ...string) (reply, error) {
	f.Helper()
	r, err := http.NewRequest(method, f.front.URL+target, strings.NewReader(body))
	if err != nil {
		f.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t0ken")
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
	resp, err := f.front.Client().Do(r)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return reply{resp, string(data)}, err
}

// found returns side and rule of what the last exchange broke.
func (f *fixture) found() string {
	f.Helper()
	entries := f.journal.Entries("")
	if len(entries) == 0 {
		return "not recorded"
	}
	var got []string
	for _, v := range entries[len(entries)-1].Violations {
		got = append(got, string(v.Side)+" "+v.Rule)
	}
	return strings.Join(got, ", ")
}

// TestRightServer shows that only the client is ever blamed before a server
// that keeps the contract, and only for what it did.
func TestRightServer(t *testing.T) {
	tests := []struct {
		name, method, target, body string
		header                     []string
		status                     int
		want                       string
		reason                     string
	}{
		{"create", "POST", statusPath, valid, nil, 201, "", "right"},
		{"create with an id", "POST", statusPath, `{"id":"s1",` + valid[1:], nil, 201, "", "right"},
		{"conflict", "POST", statusPath, `{"id":"s1",` + valid[1:], nil, 409, "", "the state forbids it, not the contract"},
		{"charset", "POST", statusPath, valid, []string{"Content-Type", "application/json; charset=utf-8"}, 201, "", "a parameter is allowed"},
		{"labelled gzip", "POST", statusPath, valid, []string{"Content-Encoding", "gzip"}, 201, "", "some clients do"},
		{"read", "GET", statusPath, "", nil, 200, "", "right"},
		{"list", "GET", historyPath + "?$top=2", "", nil, 200, "", "right, with a next link"},
		{"entry", "GET", historyPath + "/s1", "", nil, 200, "", "right"},
		{"no entry", "GET", historyPath + "/s2", "", nil, 404, "", "there is none"},
		{"no token", "GET", statusPath, "", []string{"Authorization", ""}, 401, "request authorization", "rightly refused"},
		{"enum", "POST", statusPath, invalid, nil, 400, "request enum", "rightly refused"},
		{"not JSON", "POST", statusPath, "{", nil, 400, "request json", "rightly refused"},
		{"no token, not JSON", "POST", statusPath, "{", []string{"Authorization", ""}, 401, "request authorization", "the server did not read the body"},
		{"no body", "POST", statusPath, "", []string{"Content-Type", "application/json"}, 400, "request json", "rightly refused"},
		{"unknown", "POST", statusPath, `{"x":1,` + valid[1:], nil, 400, "request additionalProperties", "rightly refused"},
		{"duplicate", "POST", statusPath, `{"status":"error",` + valid[1:], nil, 400, "request duplicate", "rightly refused"},
		{"media type", "POST", statusPath, valid, []string{"Content-Type", "text/plain"}, 415, "request mediaType", "rightly refused"},
		{"encoding", "POST", statusPath, valid, []string{"Content-Encoding", "br"}, 415, "request encoding", "rightly refused"},
		{"large", "POST", statusPath, `{"id":"` + strings.Repeat("a", 70_000) + `"}`, nil, 413, "", "whether it is right is not known"},
		{"very large", "POST", statusPath, strings.Repeat(" ", 2<<20) + valid, nil, 413, "", "whether it is right is not known"},
		{"parameter", "GET", historyPath + "?$top=0", "", nil, 400, "request minimum", "rightly refused"},
		{"option", "GET", historyPath + "?$filter=x", "", nil, 400, "request parameter", "rightly refused"},
		{"unreadable query", "GET", historyPath + "?$top=%zz", "", nil, 400, "request parameter", "it reaches the server as it is"},
		{"id", "GET", strings.Replace(statusPath, "p1", "p%201", 1), "", nil, 400, "request pattern", "the escaped path reaches the server as it is"},
		{"method", "PUT", statusPath, valid, nil, 405, "request method", "rightly refused"},
		{"head", "HEAD", statusPath, "", nil, 405, "", "a server need not know HEAD"},
		{"options", "OPTIONS", statusPath, "", nil, 405, "request method", "nor OPTIONS"},
		{"path", "GET", "/beta/x", "", nil, 404, "request path", "rightly refused"},
		{"base path", "GET", "/v1.0" + strings.TrimPrefix(statusPath, "/beta"), "", nil, 404, "request path", "the client missed it"},
		{"delete", "DELETE", statusPath, "", nil, 204, "", "right"},
		{"deleted", "GET", statusPath, "", nil, 404, "", "there is none any more"},
	}
	f := before(t, service(t))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := f.send(tt.method, tt.target, tt.body, tt.header...)
			if r.StatusCode != tt.status || f.found() != tt.want {
				t.Errorf("%d, found %q, want %d and %q\n%s\nreason: %s", r.StatusCode, f.found(), tt.status, tt.want, r.body, tt.reason)
			}
			if got := r.Header.Get(proxy.ViolationsHeader); (got == "0") != (tt.want == "") {
				t.Errorf("%s: %q, found %q", proxy.ViolationsHeader, got, tt.want)
			}
		})
	}
	f.journal.Reset()
	if r := f.send("GET", "/healthz", ""); r.StatusCode != 200 || r.Header.Get(proxy.ViolationsHeader) != "" || f.found() != "not recorded" {
		t.Errorf("/healthz: %s, %v, %s, want it to be passed on and not validated", r.Status, r.Header, f.found())
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		to     string
		option proxy.Option
		want   string
		reason string
	}{
		{"127.0.0.1:8080", nil, "want the URL", "no scheme"},
		{"http://", nil, "want the URL", "no host"},
		{"http://h/beta?x=1", nil, "want the URL", "a query cannot be joined with the client's"},
		{"http://me:s3cret@h", nil, "user and password", "it would be sent to nobody"},
		{"http://h", proxy.WithTimeout(0), "WithTimeout(0s)", "out of range"},
		{"http://h", proxy.WithLogger(nil), "WithLogger", "nil"},
		{"http://h", proxy.WithTimeout(time.Millisecond - 1), "WithTimeout(999.999µs)", "out of range"},
		{"http://h", proxy.WithTimeout(time.Hour + 1), "WithTimeout(1h0m0.000000001s)", "out of range"},
		{"http://h", proxy.WithTransport(nil), "WithTransport", "nil"},
	}
	for _, tt := range tests {
		var options []proxy.Option
		if tt.option != nil {
			options = append(options, tt.option)
		}
		c, _ := document()
		j, _ := journal.New(c)
		_, err := proxy.New(j, tt.to, options...)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("New(%q) = %v, want %q\nreason: %s", tt.to, err, tt.want, tt.reason)
		}
	}
	for _, d := range []time.Duration{time.Millisecond, time.Hour} {
		c, _ := document()
		j, _ := journal.New(c)
		if _, err := proxy.New(j, "http://h", proxy.WithTimeout(d)); err != nil {
			t.Errorf("the bounds are allowed: %v", err)
		}
	}
}
