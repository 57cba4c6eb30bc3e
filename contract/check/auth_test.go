package check_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract/check"
)

const guardedDocument = `
openapi: 3.0.3
info: {title: t, version: v}
security: [%s]
paths:
  /a: {get: {operationId: a, responses: {'200': {description: d}, '401': {description: d}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    app: {type: apiKey, in: header, name: X-App}
    cookie: {type: apiKey, in: cookie, name: session}
    own: {type: apiKey, in: header, name: Authorization}
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: bearer}
    token: {type: http, scheme: Token}
    certificate: {type: mutualTLS}
`

// TestGuards checks servers that let in whoever has the right credentials, and
// ones that forget to look at some.
func TestGuards(t *testing.T) {
	is := func(name, value string) func(*http.Request) bool {
		return func(r *http.Request) bool { return r.Header.Get(name) == value }
	}
	session := func(r *http.Request) bool {
		c, err := r.Cookie("session")
		return err == nil && c.Value == "good"
	}
	both := func(r *http.Request) bool { return is("X-Key", "good")(r) && is("X-App", "app")(r) }
	tests := []struct {
		name, security, token string
		header                http.Header
		lets                  func(*http.Request) bool
		right                 bool
		reason                string
	}{
		{"a key by header", "{key: []}", "", http.Header{"X-Key": {"good"}}, is("X-Key", "good"), true, "the phase has to leave out what the user gave"},
		{"a token by header", "{bearer: []}", "", http.Header{"Authorization": {"Bearer good"}}, is("Authorization", "Bearer good"), true, "as above, for Authorization"},
		{"a cookie by header", "{cookie: []}", "", http.Header{"Cookie": {"theme=dark; session=good"}}, session, true, "one cookie of several is the credential"},
		{"a raw key in Authorization", "{own: []}", "good", nil, is("Authorization", "good"), true, "no scheme stands in front of it"},
		{"Basic as user and password", "{basic: []}", "user:pass", nil, is("Authorization", "Basic dXNlcjpwYXNz"), true, "nobody writes base64 by hand"},
		{"two keys at once", "{key: [], app: []}", "good", http.Header{"X-App": {"app"}}, both, true, "both are needed, and each alone is too little"},
		{"one of two", "{bearer: []}, {key: []}", "", http.Header{"X-Key": {"good"}}, is("X-Key", "good"), true, "the way that the user gave is the one that is used"},
		{"forgets one of two", "{key: [], app: []}", "good", http.Header{"X-App": {"app"}}, is("X-Key", "good"), false, "without X-App nobody may come in"},
		{"takes any key", "{key: []}", "good", nil, func(r *http.Request) bool { return r.Header.Get("X-Key") != "" }, false, "a real key was given, and a made-up one is let in"},
		{"takes any token", "{bearer: []}", "", http.Header{"Authorization": {"Bearer good"}}, func(r *http.Request) bool {
			return len(r.Header.Get("Authorization")) > len("Bearer ") && strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ")
		}, false, "as above, for one that is given by header"},
		{"takes any, for tests", "{bearer: []}", "", nil, func(r *http.Request) bool {
			return len(r.Header.Get("Authorization")) > len("Bearer ") && strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ")
		}, true, "no real token was given, so the server is one for tests"},
		{"another scheme", "{token: []}", "good", nil, is("Authorization", "Token good"), true, "the token goes with the scheme of the document"},
		{"a certificate", "{certificate: []}", "", nil, func(*http.Request) bool { return true }, true, "it is of the connection, and cannot be left out"},
		{"a certificate and a key", "{certificate: [], key: []}", "good", nil, is("X-Key", "good"), true, "the key can be left out"},
		{"forgets the key beside a certificate", "{certificate: [], key: []}", "good", nil, func(*http.Request) bool { return true }, false, "without the key nobody may come in"},
		{"a certificate or a key", "{certificate: []}, {key: []}", "good", nil, func(*http.Request) bool { return true }, true, "the certificate may have been there"},
		{"one that is not described", "{nosuch: []}", "good", nil, is("Authorization", "Bearer good"), true, "a token is mostly one of Bearer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			guarded := func(w http.ResponseWriter, r *http.Request) {
				if !tt.lets(r) {
					w.Header().Set("WWW-Authenticate", "Something")
					w.WriteHeader(http.StatusUnauthorized)
				}
			}
			var record strings.Builder
			cfg := check.Config{Base: "http://guard.test", Document: fmt.Appendf(nil, guardedDocument, tt.security), Seed: 1, Token: tt.token, Header: tt.header,
				Transport: answering(map[string]http.HandlerFunc{"GET /a": guarded}), Record: &record}
			if r := run(t, cfg); r.Holds() != tt.right || !tt.right && !breaks(r, "auth") {
				t.Errorf("holds: %v, want %v\n%s\nreason: %s", r.Holds(), tt.right, explain(r), tt.reason)
			}
			cfg.Record = nil
			if r, err := check.Replay(t.Context(), cfg, strings.NewReader(record.String())); err != nil || r.Holds() != tt.right {
				t.Errorf("by the record: %v, want %v\nreason: %s", err, tt.right, tt.reason)
			}
		})
	}
}

// TestCookieLeftOut: what is left out must not be sent because the user gave it.
func TestCookieLeftOut(t *testing.T) {
	const path = "  /a: {get: {operationId: a, parameters: [{name: tenant, in: cookie, required: true, schema: {type: string}}], responses: {'200': {description: d}, '400': {description: d}}}}\n"
	without := 0
	h := func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("tenant"); err != nil {
			without++
			w.WriteHeader(http.StatusBadRequest)
		}
	}
	r := run(t, check.Config{Base: "http://cookie.test", Document: inDocument(path), Seed: 1, Concurrency: 1, Header: http.Header{"Cookie": {"tenant=mine"}},
		Transport: answering(map[string]http.HandlerFunc{"GET /a": h})})
	if without == 0 || !r.Holds() {
		t.Errorf("%d requests were without the cookie\n%s", without, explain(r))
	}
}
