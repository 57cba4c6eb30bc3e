package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/server"
)

// TestCORS is what a browser is told for a page of another origin (the Fetch
// standard, section 3.2).
func TestCORS(t *testing.T) {
	const page = "http://localhost:3000"
	preflight := []string{"Authorization", "", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type", "Origin"}
	for _, row := range []struct {
		reason  string
		origins []string // nil: no option
		method  string
		header  []string
		status  int
		allowed string // Access-Control-Allow-Origin
		options string // a part of Access-Control-Allow-Headers
	}{
		{"a preflight needs no token", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, page), 204, page, "authorization,content-type"},
		{"nor does one of every origin", []string{server.AnyOrigin}, "OPTIONS", append(preflight, "https://app.example"), 204, "https://app.example", "authorization,content-type"},
		{"one of an exact origin", []string{"https://app.example", "https://b.example"}, "OPTIONS", append(preflight, "https://b.example"), 204, "https://b.example", "authorization"},
		{"another page may not", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, "https://evil.example"), 204, "", ""},
		{"nor one whose name begins as loopback", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, "http://localhost.evil.example"), 204, "", ""},
		{"nor a page without an origin of its own", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, "null"), 204, "", ""},
		{"nor one that has another port", []string{"https://app.example"}, "OPTIONS", append(preflight, "https://app.example:8443"), 204, "", ""},
		{"nor one whose origin cannot be read", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, "http://[::1"), 204, "", ""},
		{"nor one of another scheme", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, "ftp://localhost"), 204, "", ""},
		{"loopback by TLS", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, "https://localhost:3000"), 204, "https://localhost:3000", ""},
		{"loopback by address", []string{server.LoopbackOrigins}, "OPTIONS", append(preflight, "http://[::1]:5173"), 204, "http://[::1]:5173", ""},
		{"an answer may be read", []string{server.LoopbackOrigins}, "POST", []string{"Origin", page}, 201, page, ""},
		{"so may a refusal, by its type", []string{server.LoopbackOrigins}, "POST", []string{"Origin", page, "Authorization", ""}, 401, page, ""},
		{"another page may not read it", []string{server.LoopbackOrigins}, "POST", []string{"Origin", "https://evil.example"}, 201, "", ""},
		{"OPTIONS that is no preflight is a method that there is not", []string{server.LoopbackOrigins}, "OPTIONS", []string{"Origin", page}, 405, "", ""},
		{"what is no page gets nothing of it", []string{server.LoopbackOrigins}, "POST", nil, 201, "", ""},
		{"without the option no page can", nil, "OPTIONS", append(preflight[2:], page), 405, "", ""},
	} {
		t.Run(row.reason, func(t *testing.T) {
			var options []server.Option
			if row.origins != nil {
				options = append(options, server.WithCORS(row.origins...))
			}
			body := ""
			if row.method == "POST" {
				body = validBody
			}
			r := mustSend(t, start(t, options...), row.status, row.method, statusPath, body, row.header...)
			if got := r.Header.Get("Access-Control-Allow-Origin"); got != row.allowed {
				t.Errorf("Access-Control-Allow-Origin: %q, want %q", got, row.allowed)
			}
			if got := r.Header.Get("Access-Control-Allow-Headers"); !strings.Contains(got, row.options) {
				t.Errorf("Access-Control-Allow-Headers: %q, want %q in it", got, row.options)
			}
			varies := row.origins != nil && row.header != nil && row.status != 405
			if got := r.Header.Get("Vary"); strings.Contains(got, "Origin") != varies {
				t.Errorf("Vary: %q", got)
			}
			exposed := row.allowed != "" && row.status != 204
			if got := r.Header.Get("Access-Control-Expose-Headers"); exposed != strings.Contains(got, "request-id") {
				t.Errorf("Access-Control-Expose-Headers: %q", got)
			}
			if row.status == 204 && row.allowed != "" && (r.Header.Get("Access-Control-Max-Age") != "600" || !strings.Contains(r.Header.Get("Access-Control-Allow-Methods"), "DELETE")) {
				t.Errorf("got %v", r.Header)
			}
		})
	}
}

// TestCORSBesideTheAPI: what is served beside the API tells pages nothing.
func TestCORSBesideTheAPI(t *testing.T) {
	r := mustSend(t, start(t, server.WithCORS(server.AnyOrigin)), 200, "GET", "/healthz", "", "Origin", "https://app.example")
	if r.Header.Get("Access-Control-Allow-Origin") != "" || r.Header.Get("Vary") != "" {
		t.Errorf("got %v, want nothing for pages", r.Header)
	}
}

// TestAllowOrigins is the same for what is served beside the API.
func TestAllowOrigins(t *testing.T) {
	const page = "http://localhost:3000"
	for _, row := range []struct {
		reason  string
		origins []string
		method  string
		header  []string
		status  int
		allowed string // Access-Control-Allow-Origin
	}{
		{"a preflight", []string{server.LoopbackOrigins}, "OPTIONS", []string{"Origin", page, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "x-a"}, 204, page},
		{"one of another page", []string{server.LoopbackOrigins}, "OPTIONS", []string{"Origin", "https://evil.example", "Access-Control-Request-Method", "POST"}, 204, ""},
		{"OPTIONS that is none is for the handler alone", []string{server.LoopbackOrigins}, "OPTIONS", []string{"Origin", page}, 418, ""},
		{"a request", []string{"https://app.example"}, "POST", []string{"Origin", "https://app.example"}, 418, "https://app.example"},
		{"one of another page", []string{"https://app.example"}, "POST", []string{"Origin", page}, 418, ""},
		{"one of no page", []string{server.AnyOrigin}, "POST", nil, 418, ""},
		{"no page may", nil, "POST", []string{"Origin", page}, 418, ""},
	} {
		t.Run(row.reason, func(t *testing.T) {
			h := server.AllowOrigins(row.origins...)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
			r, w := httptest.NewRequest(row.method, "/", nil), httptest.NewRecorder()
			for n := 0; n < len(row.header); n += 2 {
				r.Header.Set(row.header[n], row.header[n+1])
			}
			h.ServeHTTP(w, r)
			if got := w.Header().Get("Access-Control-Allow-Origin"); w.Code != row.status || got != row.allowed {
				t.Errorf("got %d and Access-Control-Allow-Origin: %q, want %d and %q", w.Code, got, row.status, row.allowed)
			}
			if got := w.Header().Get("Access-Control-Allow-Headers"); row.status == 204 && row.allowed != "" && got != "x-a" {
				t.Errorf("Access-Control-Allow-Headers: %q", got)
			}
			vary, rest := "Origin", ""
			switch {
			case row.status == 204 && row.allowed != "":
				vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
			case row.method == "OPTIONS" && row.status != 204:
				vary = ""
			}
			if got := strings.Join(w.Header()["Vary"], ", "); got != vary {
				t.Errorf("Vary: %q", got)
			}
			if row.status == 204 && row.allowed != "" {
				rest = "600, GET,HEAD,POST,PUT,DELETE"
			}
			if got := strings.Trim(w.Header().Get("Access-Control-Max-Age")+", "+w.Header().Get("Access-Control-Allow-Methods"), ", "); got != rest {
				t.Errorf("age and methods: %q, want %q", got, rest)
			}
			if got := w.Header().Get("Access-Control-Expose-Headers"); (row.allowed != "" && row.status != 204) != strings.Contains(got, "request-id") {
				t.Errorf("Access-Control-Expose-Headers: %q", got)
			}
		})
	}
}

func TestWithCORSErrors(t *testing.T) {
	for _, origins := range [][]string{nil, {"x"}, {server.AnyOrigin, "https://app.example/"}} {
		if _, err := server.New(server.WithCORS(origins...)); err == nil {
			t.Errorf("%v is taken", origins)
		}
	}
}
