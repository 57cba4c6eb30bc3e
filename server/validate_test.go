package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/server"
)

func TestAuthorization(t *testing.T) {
	tests := []struct {
		name   string
		header []string
		want   int
		reason string
	}{
		{"bearer", []string{"Authorization", "Bearer t"}, 201, "any token will do"},
		{"other case", []string{"Authorization", "bEARER t"}, 201, "schemes ignore case (RFC 9110 section 11.1)"},
		{"more spaces", []string{"Authorization", "Bearer   t"}, 201, "1*SP parts scheme and token (RFC 9110 section 11.4)"},
		{"none", []string{"Authorization", ""}, 401, "it is required"},
		{"empty token", []string{"Authorization", "Bearer "}, 401, "no token"},
		{"no token", []string{"Authorization", "Bearer"}, 401, "no token"},
		{"basic", []string{"Authorization", "Basic dTpw"}, 401, "another scheme"},
		{"bare token", []string{"Authorization", "t"}, 401, "no scheme"},
		{"two tokens", []string{"Authorization", "Bearer a b"}, 401, "a token has no spaces"},
		{"a list", []string{"Authorization", "Bearer a,Bearer b"}, 401, "a token has no commas"},
		{"twice", []string{"Add-Authorization", "Bearer b"}, 400, "which one counts is anyone's guess"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := send(t, ts, "POST", statusPath, validBody, tt.header...)
			if r.StatusCode != tt.want {
				t.Errorf("got %s, want %d\nreason: %s", r.Status, tt.want, tt.reason)
			}
			if challenge := r.Header.Get("WWW-Authenticate"); tt.want == 401 && !strings.HasPrefix(challenge, `Bearer realm="profilestatus"`) {
				t.Errorf("WWW-Authenticate = %q", challenge)
			}
		})
	}
}

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
		{"token before method", "PUT", statusPath, large, bad[:2], 401, "methods are not told to strangers"},
		{"path before type", "POST", "/beta/nothing", large, bad[2:], 404, "no operation, no type"},
		{"method before type", "PUT", statusPath, large, bad[2:], 405, "no operation, no type"},
		{"type before size", "POST", statusPath, large, bad[2:], 415, "a body of another type is not read"},
		{"encoding before size", "POST", statusPath, large, []string{"Content-Encoding", "br"}, 415, "a body that cannot be unpacked is not read"},
		{"size before contract", "POST", strings.Replace(statusPath, "p1", ".", 1), large, nil, 413, "what is too large is not judged"},
		{"contract before store", "POST", strings.Replace(statusPath, "p1", ".", 1), "{}", nil, 400, "the store sees only good requests"},
	}
	ts := start(t, server.WithStore(brokenStore{err: fmt.Errorf("asked")}))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := send(t, ts, tt.method, tt.path, tt.body, tt.header...); r.StatusCode != tt.want {
				t.Errorf("got %s, want %d\nreason: %s", r.Status, tt.want, tt.reason)
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
		{"packed at the limit", pack(t, fill(server.DefaultMaxBodyBytes)), []string{"Content-Encoding", "gzip"}, 201, "the limit is that of the unpacked body"},
		{"packed above the limit", pack(t, fill(server.DefaultMaxBodyBytes+1)), []string{"Content-Encoding", "gzip"}, 413, "a small body may unpack to a large one"},
		{"bomb", pack(t, strings.Repeat(" ", 50<<20)), []string{"Content-Encoding", "gzip"}, 413, "50 MiB in 50 KiB"},
		{"cut gzip", pack(t, validBody)[:30], []string{"Content-Encoding", "gzip"}, 400, "it cannot be unpacked"},
		{"bad checksum", pack(t, validBody)[:len(pack(t, validBody))-8] + "12345678", []string{"Content-Encoding", "gzip"}, 400, "gzip says itself that it is damaged"},
		{"x-gzip", pack(t, validBody), []string{"Content-Encoding", "x-gzip"}, 201, "the same as gzip (RFC 9110 section 8.4.1.3)"},
		{"packed twice", pack(t, pack(t, validBody)), []string{"Content-Encoding", "gzip, gzip"}, 415, "one layer is read"},
		{"deflate", validBody, []string{"Content-Encoding", "deflate"}, 415, "not offered"},
		{"identity", validBody, []string{"Content-Encoding", "identity"}, 415, "not an encoding that a body may carry (RFC 9110 section 12.5.3)"},
		{"empty", "", nil, 400, "the body is required"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := send(t, ts, "POST", statusPath, tt.body, tt.header...); r.StatusCode != tt.want {
				t.Errorf("got %s, want %d\n%s\nreason: %s", r.Status, tt.want, r.body, tt.reason)
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
		reason        string
	}{
		{"chunked", head + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(validBody), validBody), 201, "a body need not announce its length"},
		{"chunked above the limit", head + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", 70000, strings.Repeat(" ", 70000)), 413, "the limit holds without an announced length"},
		{"bad chunk", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "a client's mistake is no 401 and no 500"},
		{"cut body", head + "Content-Length: 100\r\nConnection: close\r\n\r\n{\"status\"", 400, "a client's mistake is no 401 and no 500"},
		{"announced too large", head + "Content-Length: 5000000\r\n\r\n", 413, "refused before it is read"},
		{"large without token", "POST " + statusPath + " HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n", 401, "refused before it is read"},
		{"type twice", head + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 415, "one body has one type"},
		{"unknown method", "BREW " + statusPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n\r\n", 405, "not a method of this path"},
		{"trace", "TRACE " + statusPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n\r\n", 405, "not a method of this path"},
		{"absolute form", strings.Replace(head, "POST /", "POST http://h/", 1) + "Content-Length: 2\r\n\r\n{}", 400, "RFC 9112 section 3.2.2"},
		{"double slash", strings.Replace(head, "/beta/", "/beta//", 1) + "Content-Length: 2\r\n\r\n{}", 404, "paths are not cleaned"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", ts.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, tt.request); err != nil {
				t.Fatal(err)
			}
			if tt.name == "cut body" || tt.name == "bad chunk" {
				if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
					t.Fatal(err)
				}
			}
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			data, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != tt.want {
				t.Errorf("got %s (%v), want %d\n%s\nreason: %s", resp.Status, err, tt.want, data, tt.reason)
			}
			if resp.StatusCode >= 400 {
				(reply{resp, string(data)}).problem(t)
			}
			if resp.StatusCode == 405 && resp.Header.Get("Allow") != "DELETE, GET, POST" {
				t.Errorf("Allow = %q", resp.Header.Get("Allow"))
			}
		})
	}
}

func TestHosts(t *testing.T) {
	ts := start(t, server.WithHosts("localhost", "127.0.0.1", "::1", "Mock.Example"))
	for host, want := range map[string]int{
		"localhost": 404, "LOCALHOST:8080": 404, "127.0.0.1:1": 404, "[::1]:8080": 404, "[::1]": 404, "mock.example": 404,
		"evil.example": 400, "localhost.evil.example": 400, "127.0.0.2": 400,
	} {
		if r := send(t, ts, "GET", statusPath, "", "Host", host); r.StatusCode != want {
			t.Errorf("Host %s: got %s, want %d", host, r.Status, want)
		}
	}
}
