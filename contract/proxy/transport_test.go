package proxy_test

import (
	"bytes"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// A tripper is a transport.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestTransportOfOthers: requests go by the transport that is given, and its
// certificates are its own.
func TestTransportOfOthers(t *testing.T) {
	asked := 0
	own := proxy.WithTransport(tripper(func(r *http.Request) (*http.Response, error) {
		if asked++; r.URL.Path != statusPath || r.URL.Opaque != "" {
			t.Errorf("the transport got %#v, want the path in its place", r.URL)
		}
		return http.DefaultTransport.RoundTrip(r)
	}))
	f := before(t, http.HandlerFunc(echo), own)
	if f.echo("GET", statusPath, ""); asked != 1 {
		t.Errorf("the transport was asked %d times, want once", asked)
	}
	back := httptest.NewTLSServer(http.HandlerFunc(echo))
	defer back.Close()
	roots := proxy.WithRootCAs(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: back.Certificate().Raw}))
	c, _ := document()
	j, _ := journal.New(c)
	if _, err := proxy.New(j, back.URL, own, roots); err == nil || !strings.Contains(err.Error(), "WithTransport") {
		t.Errorf("New() = %v, want an error, since the certificates have no effect", err)
	}
}

// TestUnvalidatedTrailer: a trailer comes behind a body that is passed on before it
// is known whole.
func TestUnvalidatedTrailer(t *testing.T) {
	got := make(chan string, 1)
	f := before(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		got <- r.Trailer.Get("X-Sum")
	}))
	r, err := http.NewRequest("POST", f.front.URL+statusPath, io.MultiReader(bytes.NewReader(make([]byte, 8<<20))))
	if err != nil {
		t.Fatal(err)
	}
	r.Trailer = http.Header{"X-Sum": {"7"}}
	resp, err := f.front.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if sum := <-got; sum != "7" {
		t.Errorf("the server got the trailer %q, want 7", sum)
	}
}

// TestExpectContinue: a proxy that enforces the contract reads a body before it asks
// the server, so it answers what the client expects, and the server is not asked for
// that again.
func TestExpectContinue(t *testing.T) {
	asked := http.Header{}
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		wrong{status: 201, body: created}.ServeHTTP(w, r)
	}), proxy.WithEnforcement())
	if r := f.send("POST", statusPath, valid, "Expect", "100-continue"); r.StatusCode != 201 || asked["Content-Type"] == nil || asked["Expect"] != nil {
		t.Errorf("%s, the server got %v", r.Status, asked)
	}
}

// TestContinuesOnce: a client that waits is asked for its body once, also by a
// server that asks both before and after it takes the body.
func TestContinuesOnce(t *testing.T) {
	server := serveRaw(t, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"+rawOK)
	f := start(t, "http://"+server.Addr().String())
	answer := exchangeRaw(t, f.front.Listener.Addr().String(), rawRequest("POST /beta/x HTTP/1.1\nConnection: close\nExpect: 100-continue\nContent-Length: 2", "{}"))
	if n := strings.Count(answer, "100 Continue"); n != 1 || !strings.Contains(answer, "HTTP/1.1 103 ") || !strings.Contains(answer, "HTTP/1.1 200 ") {
		t.Errorf("the client was asked %d times, want once, and 103 and 200 as they are: %q", n, answer)
	}
}

// TestLog: what is logged of exchanges, and at which level.
func TestLog(t *testing.T) {
	tests := []struct {
		name, body string
		server     wrong
		want       []string
		reason     string
	}{
		{"right", valid, wrong{status: 201, body: created}, []string{"level=DEBUG", "msg=exchange ", "operation=createProfileStatus", "status=201"}, "of interest to few"},
		{"client", invalid, wrong{status: 400, body: failure}, []string{"level=WARN", `msg="exchange breaks the contract"`, "operation=createProfileStatus", "request enum"}, "the client broke it"},
		{"server", valid, wrong{status: 201, body: "ok"}, []string{"level=WARN", `msg="exchange breaks the contract"`, "response json"}, "the server broke it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			f := before(t, tt.server, proxy.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
			f.send("POST", statusPath, tt.body)
			f.front.Close() // the handler has ended
			for _, want := range tt.want {
				if !strings.Contains(log.String(), want) {
					t.Errorf("logged %s, want %s\nreason: %s", log.String(), want, tt.reason)
				}
			}
		})
	}
}

// TestLogOfWarning: a warning is logged as one.
func TestLogOfWarning(t *testing.T) {
	c, err := contract.Load([]byte(`{openapi: 3.0.3, info: {title: t, version: v}, paths: {/a: {get: {parameters: [{name: n, in: query, schema: {type: string}}],
  responses: {"400": {description: d, content: {application/json: {}}}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	back := httptest.NewServer(wrong{status: 400, body: `{}`})
	defer back.Close()
	p, err := proxy.New(j, back.URL, proxy.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	p.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/a?n=x", nil))
	if !strings.Contains(log.String(), `level=WARN msg="exchange with a warning"`) || !strings.Contains(log.String(), "response refused") {
		t.Errorf("logged %s", &log)
	}
}
