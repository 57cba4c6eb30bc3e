package check_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract/check"
)

// TestCredentials sends the token where the document wants it, and shows it
// nowhere.
func TestCredentials(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
security: [%s]
paths:
  /a:
    get:
      operationId: a
      responses:
        '200': {description: d}
        '401': {description: d}
components:
  securitySchemes:
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: key}
    header: {type: apiKey, in: header, name: x-key}
    basic: {type: http, scheme: Basic}
    bearer: {type: http, scheme: bearer}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x.example/', scopes: {}}}}
`
	const token = "c2VjcmV0OnNlY3JldA=="
	tests := []struct {
		security string
		sent     func(*http.Request) string
		reason   string
	}{
		{"{query: []}", func(r *http.Request) string { return r.URL.Query().Get("key") }, "a key in the query"},
		{"{cookie: []}", func(r *http.Request) string {
			c, err := r.Cookie("key")
			if err != nil {
				return ""
			}
			return c.Value
		}, "a key in a cookie"},
		{"{header: []}", func(r *http.Request) string { return r.Header.Get("X-Key") }, "a key in a header"},
		{"{basic: []}", func(r *http.Request) string { return after(r, "Basic ") }, "RFC 7617"},
		{"{bearer: []}", func(r *http.Request) string { return after(r, "Bearer ") }, "RFC 6750"},
		{"{oauth: []}", func(r *http.Request) string { return after(r, "Bearer ") }, "a token that was got elsewhere"},
		{"{header: []}, {bearer: []}", func(r *http.Request) string { return after(r, "Bearer ") }, "of two ways the one with a token"},
	}
	for _, tt := range tests {
		t.Run(tt.security, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path != "/a":
					w.WriteHeader(http.StatusNotFound)
				case r.Method != http.MethodGet:
					w.Header().Set("Allow", "GET")
					w.WriteHeader(http.StatusMethodNotAllowed)
				case tt.sent(r) != token:
					w.Header().Set("WWW-Authenticate", "Something")
					w.WriteHeader(http.StatusUnauthorized)
				}
			})
			var record strings.Builder
			r := run(t, check.Config{Base: "http://key.test", Document: fmt.Appendf(nil, document, tt.security), Token: token, Transport: direct{h}, Record: &record})
			if !r.Holds() {
				t.Errorf("a right server breaks the contract:\n%s\nreason: %s", explain(r), tt.reason)
			}
			if strings.Contains(record.String(), token) || strings.Contains(record.String(), "c2Vjc") {
				t.Errorf("the record shows the token\nreason: %s", tt.reason)
			}
		})
	}
}

func after(r *http.Request, scheme string) string {
	rest, _ := strings.CutPrefix(r.Header.Get("Authorization"), scheme)
	return rest
}
