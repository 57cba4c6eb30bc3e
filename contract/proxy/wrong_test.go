package proxy_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// A wrong server takes everything but for one way in which it is wrong.
type wrong struct {
	status int
	body   string
	change func(http.Header)
}

func (s wrong) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	h := w.Header()
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Request-Id": "019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11", "Client-Request-Id": "c",
		"Cache-Control": "no-store", "Location": "/x", "Retry-After": "1",
	} {
		h.Set(name, value)
	}
	if s.change != nil {
		s.change(h)
	}
	w.WriteHeader(s.status)
	_, _ = io.WriteString(w, s.body)
}

const failure = `{"error":{"code":"BadRequest","message":"m","innerError":{"date":"2026-11-23T10:00:00","request-id":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11","client-request-id":"c"}}}`

func TestWrongServer(t *testing.T) {
	tests := []struct {
		name   string
		server wrong
		body   string
		want   string
		reason string
	}{
		{"right", wrong{status: 201, body: created}, valid, "", "the rows below differ in one thing"},
		{"accepted", wrong{status: 201, body: created}, invalid, "request enum, response accepted", "the server took it"},
		{"refused", wrong{status: 400, body: failure}, valid, "response refused", "the client was right"},
		{"refused rightly", wrong{status: 400, body: failure}, invalid, "request enum", "only the client"},
		{"status", wrong{status: 200, body: created}, valid, "response status", "the document has no 200 there"},
		{"redirect", wrong{status: 307, body: ""}, valid, "response status", "the document has no redirects"},
		{"server error", wrong{status: 500, body: failure}, valid, "response serverError", "documented, and not right"},
		{"undocumented server error", wrong{status: 502, body: "<html>"}, valid, "response status, response serverError, response json", "as a gateway does"},
		{"busy", wrong{status: 503, body: failure}, valid, "", "a wait"},
		{"schema", wrong{status: 201, body: strings.Replace(created, "success", "done", 1)}, valid, "response enum", "the answer breaks the schema"},
		{"not JSON", wrong{status: 201, body: "ok"}, valid, "response json", "nor JSON"},
		{"two values", wrong{status: 201, body: created + created}, valid, "response json", "one is right"},
		{"error shape", wrong{status: 409, body: `{"message":"no"}`}, valid, "response additionalProperties, response required", "errors have a schema too"},
		{"header", wrong{status: 201, body: created, change: func(h http.Header) { h.Del("Location") }}, valid, "response required", "a documented header"},
		{"header value", wrong{status: 201, body: created, change: func(h http.Header) { h.Set("Request-Id", "7") }}, valid,
			"response format", "it is no UUID"},
		{"media type", wrong{status: 201, body: created, change: func(h http.Header) { h.Set("Content-Type", "text/html") }}, valid, "response mediaType", "it is not JSON by its label"},
		{"encoding", wrong{status: 201, body: created, change: func(h http.Header) { h.Set("Content-Encoding", "br") }}, valid, "response encoding", "nobody asked for it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log strings.Builder
			f := before(t, tt.server, proxy.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			f.front.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			r := f.send("POST", statusPath, tt.body)
			if r.StatusCode != tt.server.status || r.body != tt.server.body {
				t.Errorf("%s, %q, want it to be passed on as it was", r.Status, r.body)
			}
			if got := f.found(); !sameRules(got, tt.want) {
				t.Errorf("found %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
			f.front.Close() // the log is written
			if got := strings.Contains(log.String(), "level=WARN"); got != (tt.want != "") || strings.Contains(log.String(), "t0ken") {
				t.Errorf("the log should tell of %q and of no token:\n%s", tt.want, &log)
			}
		})
	}
}

// sameRules compares lists whose order within a side does not count.
func sameRules(a, b string) bool {
	for rule := range strings.SplitSeq(a, ", ") {
		if !strings.Contains(b, rule) {
			return false
		}
	}
	return len(a) == len(b)
}

func TestEnforcement(t *testing.T) {
	big := `{"@odata.type":"` + strings.Repeat("x", 2<<20) + `"}`
	tests := []struct {
		name   string
		server wrong
		body   string
		status int
		code   string
		detail string
		asked  bool
		reason string
	}{
		{"right", wrong{status: 201, body: created}, valid, 201, "", "", true, "passed on"},
		{"client", wrong{status: 201, body: created}, invalid, 400, "BadRequest", "enum /status", false, "the server is not asked"},
		{"server", wrong{status: 201, body: "ok"}, valid, 502, "InternalServerError", "json ", true, "the client gets no bad answer"},
		{"refused", wrong{status: 400, body: failure}, valid, 502, "InternalServerError", "refused status", true, "the client was right"},
		{"large answer", wrong{status: 201, body: big}, valid, 201, "", "", true, "what is too large to be validated is passed on"},
		{"large answer of a wrong type", wrong{status: 201, body: big, change: func(h http.Header) { h.Set("Content-Type", "text/html") }}, valid, 502, "InternalServerError", "mediaType header/Content-Type", true, "its header is enough"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := false
			f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = true
				tt.server.ServeHTTP(w, r)
			}), proxy.WithEnforcement())
			r := f.send("POST", statusPath, tt.body, "client-request-id", "run-1")
			if r.StatusCode != tt.status || asked != tt.asked {
				t.Fatalf("%s, asked: %t, want %d, %t\nreason: %s", r.Status, asked, tt.status, tt.asked, tt.reason)
			}
			if e := f.journal.Entries("")[0]; e.Enforced != (tt.code != "") || (e.Status != 0) != tt.asked {
				t.Errorf("recorded as %+v", e)
			}
			if tt.code != "" {
				f.problem(r, tt.code, tt.detail)
			}
		})
	}
}

// problem validates an answer of the proxy's own by the document.
func (f *fixture) problem(r reply, code, detail string) {
	f.Helper()
	var body struct {
		Error struct {
			Code    string
			Details []struct{ Code, Target string }
		}
	}
	if err := json.Unmarshal([]byte(r.body), &body); err != nil || len(body.Error.Details) == 0 {
		f.Fatalf("body %s: %v, want an error with details", r.body, err)
	}
	first := body.Error.Details[0]
	if body.Error.Code != code || first.Code+" "+first.Target != detail {
		f.Errorf("code %s, first detail %v, want %s, %s", body.Error.Code, first, code, detail)
	}
	c, _ := document()
	call, err := c.Find("POST", statusPath)
	if err != nil {
		f.Fatal(err)
	}
	if found := call.Response(400, r.Header, []byte(r.body)); len(found) > 0 {
		f.Errorf("the proxy's own error breaks the contract: %v\n%s", found, r.body)
	}
	if _, err := http.ParseTime(r.Header.Get("Date")); err != nil || r.Header.Get("Cache-Control") != "no-store" {
		f.Errorf("headers %v, want a date, and that nothing is kept", r.Header)
	}
	if r.Header.Get(proxy.ViolationsHeader) == "" {
		f.Errorf("no %s in %v", proxy.ViolationsHeader, r.Header)
	}
}

// TestEnforcementWaits: an answer that takes a while is waited for, longer than that
// of a proxy which passes it on anyway.
func TestEnforcementWaits(t *testing.T) {
	t.Parallel()
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{")
		_ = http.NewResponseController(w).Flush()
		time.Sleep(journal.MaxBodyWait + 200*time.Millisecond)
		_, _ = io.WriteString(w, "}")
	}), proxy.WithEnforcement())
	if r := f.send("GET", statusPath, ""); r.StatusCode != 502 {
		t.Errorf("%s, want 502 for an answer that breaks the contract", r.Status)
	}
}

// TestEnforcementPasses: what enforcement lets through, since it is not wrong or not
// the contract's.
func TestEnforcementPasses(t *testing.T) {
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "up") }), proxy.WithEnforcement())
	if r := f.send("GET", "/healthz", ""); r.StatusCode != 200 || r.body != "up" || f.found() != "not recorded" {
		t.Errorf("outside of the base path: %s %q, want it to be passed on and not recorded", r.Status, r.body)
	}
	behind := serveRaw(t, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	f = start(t, "http://"+behind.Addr().String(), proxy.WithEnforcement())
	answer := exchangeRaw(t, f.front.Listener.Addr().String(), "GET "+statusPath+" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello\n")
	if !strings.HasPrefix(answer, "HTTP/1.1 101 ") || !strings.HasSuffix(answer, "HELLO\n") || f.journal.Entries("")[0].Enforced {
		t.Errorf("another protocol: got %q, want it, since it is not HTTP any more", answer)
	}
}

func TestViolationsHeader(t *testing.T) {
	f := before(t, wrong{status: 201, body: `{"a":1,"b":2}`})
	r := f.send("POST", statusPath, invalid)
	got := r.Header.Get(proxy.ViolationsHeader)
	if want := "8; request enum, response additionalProperties, response additionalProperties, "; !strings.HasPrefix(got, want) || strings.Count(got, ",") != 4 {
		t.Errorf("%s = %q, want all counted and 5 named", proxy.ViolationsHeader, got)
	}
}

func TestControl(t *testing.T) {
	f := before(t, http.NotFoundHandler())
	for target, want := range map[string]int{"/__contract/violations": 200, "/__contract/assert": 409, "/__contract/x": 404} {
		if r := f.send("GET", target, ""); r.StatusCode != want || len(f.journal.Entries("")) > 0 {
			t.Errorf("%s: %s, want %d and nothing recorded", target, r.Status, want)
		}
	}
	f.send("GET", statusPath, "", "X-Test-Name", "mine")
	if r := f.send("GET", "/__contract/assert?test=mine", ""); r.StatusCode != 409 || !strings.Contains(r.body, `"exchanges": 1`) {
		t.Errorf("assert of a test: %s, %s", r.Status, r.body)
	}
}
