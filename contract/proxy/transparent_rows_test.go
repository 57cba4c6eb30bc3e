package proxy_test

import (
	"reflect"
	"strings"
	"testing"
)

const (
	rawOK   = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
	rawHead = "GET /beta/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
)

func rawAnswer(head, body string) string {
	return strings.ReplaceAll(head, "\n", "\r\n") + "\r\nConnection: close\r\n\r\n" + body
}

func rawRequest(head, body string) string {
	return strings.ReplaceAll(head, "\n", "\r\n") + "\r\nHost: 127.0.0.1\r\n\r\n" + body
}

// A rawRow is an exchange that must be the same through the proxy and without
// it.
type rawRow struct {
	name, request, answer string
	ignore                []string // headers that HTTP lets a proxy change here
	reason                string
}

var rawRows = []rawRow{
	{"plain", rawHead + "\r\n", rawOK, nil, "the rows below differ in one thing"},
	{"no Content-Type", rawHead + "\r\n", rawAnswer("HTTP/1.1 200 OK\nContent-Length: 6", "<html>"), nil, "Go's server would guess one"},
	{"no Date", rawHead + "\r\n", rawOK, nil, "Go's server would add one"},
	{"own Date", rawHead + "\r\n", rawAnswer("HTTP/1.1 200 OK\nDate: Mon, 23 Nov 2026 10:00:00 GMT\nContent-Length: 0", ""), nil, "it is the server's"},
	{"two Dates", rawHead + "\r\n", rawAnswer("HTTP/1.1 200 OK\nDate: x\nDate: y\nContent-Length: 0", ""), nil, "wrong, and not the proxy's to decide"},
	{"no User-Agent", rawHead + "\r\n", rawOK, nil, "Go's client would add one"},
	{"User-Agent", rawHead + "User-Agent: app/1.0\r\n\r\n", rawOK, nil, "it is the client's"},
	{"no Accept-Encoding", rawHead + "\r\n", rawOK, nil, "Go's client would ask for gzip"},
	{"Accept-Encoding", rawHead + "Accept-Encoding: br, zstd;q=0.5\r\n\r\n", rawOK, nil, "the server's choice is not narrowed"},
	{"two values", rawHead + "X-A: 1\r\nX-A: 2\r\nX-A: 1\r\n\r\n", rawAnswer("HTTP/1.1 200 OK\nSet-Cookie: b=1\nSet-Cookie: a=1; Path=/\nContent-Length: 0", ""), nil, "they keep their order and are not joined"},
	{"empty value", rawHead + "X-A:\r\n\r\n", rawAnswer("HTTP/1.1 200 OK\nX-B:\nContent-Length: 0", ""), nil, "an empty value is one"},
	{"list", rawHead + "X-A: a ,b,, c\r\n\r\n", rawOK, nil, "blanks and empty items stay"},
	{"bytes", rawHead + "X-A: caf\xc3\xa9 \xff\r\n\r\n", rawAnswer("HTTP/1.1 200 OK\nX-B: \xfe\nContent-Length: 0", ""), nil, "obs-text of RFC 9110 section 5.5"},
	{"forwarded", rawHead + "Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: h\r\nX-Real-Ip: 192.0.2.1\r\nVia: 1.1 a\r\n\r\n", rawOK, nil, "Go's reverse proxy takes them out"},
	{"proxy credentials", rawHead + "Proxy-Authorization: Basic eDp5\r\n\r\n", rawAnswer("HTTP/1.1 407 X\nProxy-Authenticate: Basic realm=\"x\"\nContent-Length: 0", ""), nil, "they are meant for whoever asked for them"},
	{"credentials", rawHead + "Authorization: Bearer t\r\nCookie: a=1; b=2\r\nCookie: c=3\r\n\r\n", rawAnswer("HTTP/1.1 401 X\nWWW-Authenticate: Bearer\nWWW-Authenticate: Basic realm=\"x\"\nContent-Length: 0", ""), nil, "both challenges"},
	{"named by Connection", "GET /beta/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n\r\n", rawOK, []string{"X-Hop"}, "RFC 9110 section 7.6.1 ends it here"},
	{"query", "GET /beta/x?a=%zz;b&c=+%20&&d HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", rawOK, nil, "what Go cannot read passes, too"},
	{"empty query", "GET /beta/x? HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", rawOK, nil, "the question mark stays"},
	{"escapes", "GET /beta/a%2fb%41%7e/%C3%A4;p=1,2 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", rawOK, nil, "neither undone nor written otherwise"},
	{"unescaped", "GET /beta/a|b\"<> HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", strings.Replace(rawOK, "200", "400", 1), nil, "Go would escape them"},
	{"slashes", "GET //beta//x/./../ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", rawOK, nil, "the path is not cleaned"},
	{"asterisk", "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", rawAnswer("HTTP/1.1 204 X\nAllow: GET", ""), nil, "asks the server itself"},
	{"method", "PURGE /beta/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", strings.Replace(rawOK, "200", "405", 1), nil, "one that nobody knows"},
	{"HEAD", "HEAD /beta/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", rawAnswer("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 1234\nETag: \"a\"", ""), nil, "the length of a body that is not there"},
	{"204", rawHead + "\r\n", rawAnswer("HTTP/1.1 204 No Content\nX-A: 1", ""), nil, "no body and no length"},
	{"304", rawHead + "If-None-Match: \"a\"\r\n\r\n", rawAnswer("HTTP/1.1 304 Not Modified\nETag: \"a\"\nCache-Control: max-age=1\nVary: Accept", ""), nil, "what a cache needs"},
	{"redirect", rawHead + "\r\n", rawAnswer("HTTP/1.1 307 X\nLocation: /elsewhere\nContent-Length: 0", ""), nil, "it is not followed, nor rewritten"},
	{"unknown status", rawHead + "\r\n", strings.Replace(rawOK, "200", "299", 1), nil, "three digits are a status"},
	{"body", rawRequest("POST /beta/x HTTP/1.1\nConnection: close\nContent-Type: text/plain\nContent-Length: 4", "\x00\xff\r\n"), rawAnswer("HTTP/1.1 200 OK\nContent-Type: application/octet-stream\nContent-Length: 3", "\xff\x00\n"), nil, "any bytes"},
	{"empty body", rawRequest("POST /beta/x HTTP/1.1\nConnection: close\nContent-Length: 0", ""), rawOK, nil, "announced as empty"},
	{"GET with a body", rawRequest("GET /beta/x HTTP/1.1\nConnection: close\nContent-Length: 2", "{}"), rawOK, nil, "odd, and allowed"},
	{"chunks", rawRequest("POST /beta/x HTTP/1.1\nConnection: close\nTransfer-Encoding: chunked", "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"), rawAnswer("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), nil, "a length is not made up"},
	{"compressed", rawHead + "Accept-Encoding: gzip\r\n\r\n", rawAnswer("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 4", "\x1f\x8b\x08\x00"), nil, "it stays compressed, also if it is wrong"},
	{"request trailer", rawRequest("POST /beta/x HTTP/1.1\nConnection: close\nTE: trailers\nTrailer: X-Sum\nTransfer-Encoding: chunked", "1\r\na\r\n0\r\nX-Sum: 7\r\n\r\n"), rawOK, nil, "it comes behind the body"},
	{"response trailer", rawHead + "TE: trailers\r\n\r\n", rawAnswer("HTTP/1.1 200 OK\nTrailer: X-Sum\nTransfer-Encoding: chunked", "1\r\na\r\n0\r\nX-Sum: 7\r\n\r\n"), nil, "it comes behind the body"},
	{"until closed", rawHead + "\r\n", rawAnswer("HTTP/1.1 200 OK\nContent-Type: text/plain", "all until the end"), nil, "an answer without a length"},
	{"early hints", rawHead + "\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + rawOK, nil, "interim responses pass"},
	{"processing", rawHead + "\r\n", "HTTP/1.1 102 Processing\r\n\r\n" + rawOK, nil, "WebDAV's, too"},
	{"continue", rawRequest("POST /beta/x HTTP/1.1\nConnection: close\nExpect: 100-continue\nContent-Length: 2", "{}"), "HTTP/1.1 100 Continue\r\n\r\n" + rawOK, nil, "the server asks for the body"},
	{"expect without a body", rawHead + "Expect: 100-continue\r\n\r\n", rawOK, nil, "odd, and the server's to answer"},
	{"conditional", rawHead + "Range: bytes=0-1\r\nIf-Range: \"a\"\r\n\r\n", rawAnswer("HTTP/1.1 206 X\nContent-Range: bytes 0-1/9\nContent-Length: 2", "ab"), nil, "a part"},
	{"upgrade", "GET /beta/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\nhello\n", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n\r\n", nil, "from then on bytes pass both ways"},
	{"test headers", rawHead + "X-Test-Name: a\r\nX-Contract-Expect: enum\r\n\r\n", rawOK, []string{"X-Contract-Expect"}, "only what is for the proxy alone ends here"},
}

// TestNothingIsChanged compares what arrives on both sides with what arrives
// without the proxy.
func TestNothingIsChanged(t *testing.T) {
	seen := make(map[string]bool)
	for _, tt := range rawRows {
		if tt.reason == "" || seen[tt.name] {
			t.Errorf("%q has no reason or is there twice", tt.name)
		}
		seen[tt.name] = true
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			method, _, _ := strings.Cut(tt.request, " ")
			direct := serveRaw(t, tt.answer)
			answer := exchangeRaw(t, direct.Addr().String(), tt.request)
			behind := serveRaw(t, tt.answer)
			f := start(t, "http://"+behind.Addr().String())
			through := exchangeRaw(t, f.front.Listener.Addr().String(), tt.request)

			want, got := readMessages(direct.request(), method, tt.ignore...), readMessages(behind.request(), method, tt.ignore...)
			if !reflect.DeepEqual(want, got) {
				t.Errorf("the server got\n%q\nwant\n%q\nreason: %s", got, want, tt.reason)
			}
			want, got = readMessages(answer, method, tt.ignore...), readMessages(through, method, tt.ignore...)
			if !reflect.DeepEqual(want, got) {
				t.Errorf("the client got\n%q\nwant\n%q\nreason: %s", got, want, tt.reason)
			}
		})
	}
}
