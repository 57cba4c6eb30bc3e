package proxy_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"profilestatus.example/contract/proxy"
	"profilestatus.example/server"
)

// echo answers with what it got, as JSON.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"host": r.Host, "uri": r.RequestURI, "header": r.Header, "body": body, "length": r.ContentLength,
	})
}

type echoed struct {
	Host, URI string
	Header    http.Header
	Body      []byte
	Length    int64
}

func (f *fixture) echo(method, target, body string, header ...string) echoed {
	f.Helper()
	r := f.send(method, target, body, header...)
	var e echoed
	if err := json.Unmarshal([]byte(r.body), &e); err != nil {
		f.Fatalf("%s %s: %v", r.Status, r.body, err)
	}
	return e
}

func TestRequestIsPassedOn(t *testing.T) {
	var compressed bytes.Buffer
	z := gzip.NewWriter(&compressed)
	_, _ = io.WriteString(z, valid)
	_ = z.Close()
	f := before(t, http.HandlerFunc(echo))
	e := f.echo("POST", statusPath+"?a=%zz;b", compressed.String(), "Content-Encoding", "gzip", "Accept-Encoding", "br, gzip;q=0.5",
		"Connection", "close, X-Mine,x-forwarded-host", "X-Mine", "1", "X-Forwarded-Host", "h", "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.1", "X-Test-Name", "t")
	if !bytes.Equal(e.Body, compressed.Bytes()) || e.Length != int64(compressed.Len()) {
		t.Errorf("body %q of %d bytes, want it unchanged", e.Body, e.Length)
	}
	if e.URI != statusPath+"?a=%zz;b" {
		t.Errorf("request line has %s", e.URI)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer t0ken", "Content-Encoding": "gzip", "Accept-Encoding": "br, gzip;q=0.5", "X-Mine": "", "X-Forwarded-Host": "",
		"X-Forwarded-For": "192.0.2.1", "Forwarded": "for=192.0.2.1", "X-Test-Name": "t", "User-Agent": "Go-http-client/1.1",
	} {
		if got := e.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	large := strings.Repeat("0123456789", 300_000)
	if e := f.echo("POST", statusPath, large); string(e.Body) != large || e.Length != int64(len(large)) {
		t.Errorf("a large body came as %d bytes, announced as %d", len(e.Body), e.Length)
	}
}

func TestHost(t *testing.T) {
	back := httptest.NewServer(http.HandlerFunc(echo))
	defer back.Close()
	own := strings.TrimPrefix(back.URL, "http://")
	tests := []struct {
		host    string
		options []proxy.Option
		want    string
		reason  string
	}{
		{"localhost:1", nil, "localhost:1", "links lead through the proxy"},
		{"[::1]:1", nil, "[::1]:1", "loopback too"},
		{"proxy.test", nil, own, "the server may know only its own name"},
		{"proxy.test", []proxy.Option{proxy.WithKeptHost()}, "proxy.test", "asked for"},
	}
	asked := ""
	elsewhere := proxy.WithTransport(tripper(func(r *http.Request) (*http.Response, error) {
		asked = r.Host
		return nil, io.EOF
	}))
	if start(t, "http://api.test", elsewhere).send("GET", statusPath, "", "Host", "localhost"); asked != "api.test" {
		t.Errorf("a server elsewhere was asked for %s, want its own name", asked)
	}
	for _, tt := range tests {
		e := start(t, back.URL, tt.options...).echo("GET", statusPath, "", "Host", tt.host)
		if e.Host != tt.want || len(e.Header["X-Forwarded-Host"])+len(e.Header["Via"]) > 0 {
			t.Errorf("Host %s came as %s with %v, want %s\nreason: %s", tt.host, e.Host, e.Header, tt.want, tt.reason)
		}
	}
}

func TestBasePath(t *testing.T) {
	back := httptest.NewServer(http.HandlerFunc(echo))
	defer back.Close()
	tests := []struct {
		to, target, want string
		reason           string
	}{
		{"", "/beta/a%2Fb", "/beta/a%2Fb", "no path: all stays"},
		{"/", "/beta/a", "/a", "a slash is the root of the server"},
		{"/", "/beta", "/", "and so is the base path then"},
		{"/beta", "/beta/a", "/beta/a", "as serve prints it"},
		{"/gateway/v2/", "/beta/a%2Fb?x", "/gateway/v2/a%2Fb?x", "the base path is elsewhere"},
		{"/gateway/v2", "/beta", "/gateway/v2", "the base path itself"},
		{"/gateway/v2", "/betas/a", "/betas/a", "not under the base path"},
		{"/gateway/v2", "/healthz", "/healthz", "not under the base path"},
	}
	for _, tt := range tests {
		if e := start(t, back.URL+tt.to).echo("GET", tt.target, ""); e.URI != tt.want {
			t.Errorf("%s at %q: %s, want %s\nreason: %s", tt.target, tt.to, e.URI, tt.want, tt.reason)
		}
	}
}

// TestPages follows next links from the proxy to the last page.
func TestPages(t *testing.T) {
	back := httptest.NewServer(service(t, server.WithHosts("localhost", "127.0.0.1")))
	defer back.Close()
	f := start(t, back.URL+"/beta")
	for range 5 {
		if r := f.send("POST", statusPath, valid); r.StatusCode != 201 {
			t.Fatal(r.Status)
		}
	}
	next, seen := historyPath+"?$top=2", 0
	for next != "" {
		r := f.send("GET", next, "")
		var page struct {
			Value []any
			Next  string `json:"@odata.nextLink"`
		}
		if err := json.Unmarshal([]byte(r.body), &page); err != nil {
			t.Fatal(err)
		}
		seen += len(page.Value)
		rest, ok := strings.CutPrefix(page.Next, f.front.URL)
		if page.Next != "" && !ok {
			t.Fatalf("next link %s leads away from %s", page.Next, f.front.URL)
		}
		next = rest
	}
	if err := f.journal.Assert(""); seen != 5 || err != nil || f.journal.Counts("").Exchanges != 8 {
		t.Errorf("%d statuses seen, %v, %+v", seen, err, f.journal.Counts(""))
	}
}

// TestLargeBodies sends and gets bodies of 16 MiB through a proxy that may hold
// 64 KiB and 1 MiB of them.
func TestLargeBodies(t *testing.T) {
	const size = 16 << 20
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(201)
		_, _ = io.CopyN(w, zeros{}, n)
	}))
	exchange := func() (n int64) {
		r, err := http.NewRequest("POST", f.front.URL+statusPath, io.LimitReader(zeros{}, size))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer t")
		r.Header.Set("Content-Type", "application/json")
		resp, err := f.front.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		n, _ = io.Copy(io.Discard, resp.Body)
		if got := resp.Header[proxy.ViolationsHeader]; got != nil {
			t.Errorf("%s: %q, want nothing, since nobody knows", proxy.ViolationsHeader, got)
		}
		return n
	}
	exchange() // and the connections are open
	var m1, m2 runtime.MemStats
	runtime.ReadMemStats(&m1)
	n := exchange()
	runtime.ReadMemStats(&m2)
	if allocated := m2.TotalAlloc - m1.TotalAlloc; allocated > allowance*8<<20 {
		t.Errorf("%d bytes there and back allocated %d bytes", size, allocated)
	}
	e := f.journal.Entries("")[0]
	if n != size || !e.RequestCut || !e.ResponseCut || len(e.ResponseBody) > 16<<10 || f.journal.Counts("").NotJudged != 2 {
		t.Errorf("%d bytes came back; recorded %d bytes, cut: %t, %t", n, len(e.ResponseBody), e.RequestCut, e.ResponseCut)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
