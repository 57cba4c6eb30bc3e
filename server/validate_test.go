package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/server"
)

// TestOrder: the stages refuse in the order that the package comment gives.
func TestOrder(t *testing.T) {
	large := strings.Repeat(" ", server.DefaultMaxBodyBytes) + "{}"
	bad := []string{"Authorization", "", "Content-Type", "text/xml"}
	tests := []struct {
		name, method, path, body string
		header                   []string
		want                     int
		reason                   string
	}{
		{"token first", "POST", statusPath, large, bad, 401, "nothing else of the request is looked at"},
		{"token before path", "GET", "/beta/nothing", "", bad[:2], 401, "paths are not told to strangers"},
		{"no token outside of the base path", "GET", "/betamax", "", bad[:2], 404, "a path that only begins like the base path is not under it"},
		{"token before method", "PUT", statusPath, large, bad[:2], 401, "methods are not told to strangers"},
		{"path before type", "POST", "/beta/nothing", large, bad[2:], 404, "no operation, no type"},
		{"method before type", "PUT", statusPath, large, bad[2:], 405, "no operation, no type"},
		{"type before size", "POST", statusPath, large, bad[2:], 415, "a body of another type is not read"},
		{"encoding before size", "POST", statusPath, large, []string{"Content-Encoding", "br"}, 415, "a body that cannot be decompressed is not read"},
		{"size before contract", "POST", strings.Replace(statusPath, "p1", ".", 1), large, nil, 413, "what is too large is not validated"},
		{"contract before store", "POST", strings.Replace(statusPath, "p1", ".", 1), "{}", nil, 400, "the store sees only good requests"},
	}
	ts := start(t, server.WithStore(brokenStore{err: fmt.Errorf("asked")}))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			if r := send(t, ts, tt.method, tt.path, tt.body, tt.header...); r.StatusCode != tt.want {
				t.Errorf("got %s, want %d", r.Status, tt.want)
			}
		})
	}
}

func TestBody(t *testing.T) {
	fill := func(n int) string { return validBody + strings.Repeat(" ", n-len(validBody)) }
	tests := []struct {
		name, body string
		header     []string
		want       int
		reason     string
	}{
		{"at the limit", fill(server.DefaultMaxBodyBytes), nil, 201, "the limit itself is allowed"},
		{"above the limit", fill(server.DefaultMaxBodyBytes + 1), nil, 413, "one byte more is not"},
		{"compressed at the limit", pack(t, fill(server.DefaultMaxBodyBytes)), []string{"Content-Encoding", "gzip"}, 201, "the limit is that of the decompressed body"},
		{"compressed above the limit", pack(t, fill(server.DefaultMaxBodyBytes+1)), []string{"Content-Encoding", "gzip"}, 413, "a small body may decompress to a large one"},
		{"bomb", pack(t, strings.Repeat(" ", 50<<20)), []string{"Content-Encoding", "gzip"}, 413, "50 MiB in 50 KiB"},
		{"cut gzip", pack(t, validBody)[:30], []string{"Content-Encoding", "gzip"}, 400, "it cannot be decompressed"},
		{"bad checksum", pack(t, validBody)[:len(pack(t, validBody))-8] + "12345678", []string{"Content-Encoding", "gzip"}, 400, "gzip says itself that it is damaged"},
		{"x-gzip", pack(t, validBody), []string{"Content-Encoding", "x-gzip"}, 201, "the same as gzip (RFC 9110 section 8.4.1.3)"},
		{"compressed twice", pack(t, pack(t, validBody)), []string{"Content-Encoding", "gzip, gzip"}, 415, "one layer is read"},
		{"deflate", validBody, []string{"Content-Encoding", "deflate"}, 415, "not offered"},
		{"identity", validBody, []string{"Content-Encoding", "identity"}, 415, "not an encoding that a body may carry (RFC 9110 section 12.5.3)"},
		{"empty", "", nil, 400, "the body is required"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			if r := send(t, ts, "POST", statusPath, tt.body, tt.header...); r.StatusCode != tt.want {
				t.Errorf("got %s, want %d\n%s", r.Status, tt.want, r.body)
			}
		})
	}
}

// TestBodyValues: a body is read if it can hold no more than one value for each
// 24 bytes of the limit, which commas and brackets tell.
func TestBodyValues(t *testing.T) {
	tests := []struct {
		values     int
		wantDetail string
		reason     string
	}{
		{server.DefaultMaxBodyBytes / 24, "json", "it is read, and found to be no JSON"},
		{server.DefaultMaxBodyBytes/24 + 1, "maxValues", "one more could cost more than a megabyte"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.wantDetail, func(t *testing.T) {
			because(t, tt.reason)
			p := mustSend(t, ts, 400, "POST", statusPath, strings.Repeat(",", tt.values)).problem(t)
			if got := (*p.Details)[0].Code; got != tt.wantDetail {
				t.Errorf("first detail = %s, want %s", got, tt.wantDetail)
			}
		})
	}
}

// TestBodyWithoutMeaning: an operation that describes no body does not look at
// one.
func TestBodyWithoutMeaning(t *testing.T) {
	ts := start(t)
	mustSend(t, ts, 200, "GET", historyPath, "{", "Content-Type", "text/xml", "Content-Encoding", "br")
	mustSend(t, ts, 204, "DELETE", statusPath, strings.Repeat(" ", server.DefaultMaxBodyBytes+1))
}

// TestRawRequests sends what Go's client would not.
func TestRawRequests(t *testing.T) {
	head := "POST " + statusPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n"
	tests := []struct {
		name, request string
		want          int
		says          string // code, target and message of the first detail
		reason        string
	}{
		{"chunked", head + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(validBody), validBody), 201, "", "a body need not announce its length"},
		{"chunked above the limit", head + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", 70000, strings.Repeat(" ", 70000)), 413, "", "the limit holds without an announced length"},
		{"bad chunk", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "body : The body cannot be read; its chunks or its length are wrong.", "a client's mistake is no 401 and no 500"},
		{"cut body", head + "Content-Length: 100\r\nConnection: close\r\n\r\n{\"status\"", 400, "body : The body ends before its announced length.", "a client's mistake is no 401 and no 500"},
		{"announced too large", head + "Content-Length: 5000000\r\n\r\n", 413, "", "refused before it is read"},
		{"large without token", "POST " + statusPath + " HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n", 401, "", "refused before it is read"},
		{"type twice", head + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 415, "mediaType header/Content-Type: Content-Type is given twice; give it once, as application/json.", "one body has one type"},
		{"unknown method", "BREW " + statusPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n\r\n", 405, "", "not a method of this path"},
		{"trace", "TRACE " + statusPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n\r\n", 405, "", "not a method of this path"},
		{"absolute form", strings.Replace(head, "POST /", "POST http://h/", 1) + "Content-Length: 2\r\n\r\n{}", 400, "required /status: The property \"status\" is missing.", "RFC 9112 section 3.2.2"},
		{"absolute form of a bad host", "GET http://%ff" + historyPath + "?$top=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n\r\n", 400, "host header/Host: The Host header is not the name of a host.", "Go takes the host of the URL, and it would stand in the next link"},
		{"no host", "GET " + historyPath + "?$top=1 HTTP/1.0\r\nAuthorization: Bearer t\r\n\r\n", 400, "host header/Host: There are more statuses than fit on this page, and the address of the next page needs the host that the client reached. Send a Host header, or a $top that takes all statuses.", "HTTP/1.0 allows it, and a link needs one"},
		{"no host and one page", "GET " + historyPath + " HTTP/1.0\r\nAuthorization: Bearer t\r\n\r\n", 200, "", "nothing needs the host"},
		{"health without a host", "GET /healthz HTTP/1.0\r\n\r\n", 200, "", "load balancers ask like this"},
		{"double slash", strings.Replace(head, "/beta/", "/beta//", 1) + "Content-Length: 2\r\n\r\n{}", 404, "", "paths are not cleaned"},
	}
	ts := start(t)
	mustSend(t, ts, 201, "POST", statusPath, validBody)
	mustSend(t, ts, 201, "POST", statusPath, validBody)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			r := raw(t, ts, tt.request)
			if r.StatusCode != tt.want {
				t.Fatalf("got %s, want %d\n%s", r.Status, tt.want, r.body)
			}
			var says string
			if r.StatusCode >= 400 {
				if details := r.problem(t).Details; details != nil {
					says = (*details)[0].Code + " " + (*details)[0].Target + ": " + (*details)[0].Message
				}
			}
			if says != tt.says {
				t.Errorf("says %q, want %q", says, tt.says)
			}
			if r.StatusCode == 405 && r.Header.Get("Allow") != "DELETE, GET, POST" {
				t.Errorf("Allow = %q", r.Header.Get("Allow"))
			}
			if r.StatusCode == 413 && !r.Close {
				t.Error("the connection is not closed although there is more to come")
			}
		})
	}
}

// TestForeignCaller: who calls the handler without Go's server is bounded and
// answered just so.
func TestForeignCaller(t *testing.T) {
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*http.Request)
		want   int
		reason string
	}{
		{"no length", func(r *http.Request) { r.ContentLength = 0 }, 413, "a length of 0 is no promise"},
		{"wrong length", func(r *http.Request) { r.ContentLength = 10 }, 413, "nor is another one"},
		{"a host that is not ASCII", func(r *http.Request) { r.Host = "a\x80" }, 400, "Go's HTTP/2 server lets it through"},
		{"quotes in the host", func(r *http.Request) { r.Host = `a"b` }, 400, "it would end a JSON string"},
		{"a long host", func(r *http.Request) { r.Host = strings.Repeat("a", 300) }, 400, "no name has 300 characters, and a next link would be longer than the document allows"},
		{"the longest host", func(r *http.Request) { r.Host = strings.Repeat("a", 260) }, 413, "a name of 253 characters and a port"},
		{"all that a host is made of", func(r *http.Request) { r.Host = "azAZ09-._~:[]" }, 413, "the unreserved characters of a URL (RFC 3986 section 2.3) and those of ports and addresses"},
		{"behind the letters", func(r *http.Request) { r.Host = "{" }, 400, "it needs an escape in a URL"},
		{"no host", func(r *http.Request) { r.Host = "" }, 413, "it is looked at where it is needed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			r := httptest.NewRequest("POST", statusPath, strings.NewReader(strings.Repeat(" ", 1<<20)))
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Content-Type", "application/json")
			tt.change(r)
			w := httptest.NewRecorder()
			if srv.ServeHTTP(w, r); w.Code != tt.want || !json.Valid(w.Body.Bytes()) {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.want)
			}
		})
	}
}
