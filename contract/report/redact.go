package report

import (
	"net/http"
	"strings"
)

// redacted stands for a credential.
const redacted = "[redacted]"

// Redact returns a copy of h without credentials: of Authorization and
// Proxy-Authorization only the scheme is left, of Cookie and Set-Cookie
// nothing. An empty value, or a scheme alone, stays as it is.
func Redact(h http.Header) http.Header {
	h = h.Clone()
	for _, name := range [...]string{"Authorization", "Proxy-Authorization"} {
		for i, value := range h[name] {
			h[name][i] = redactCredentials(value)
		}
	}
	for _, name := range [...]string{"Cookie", "Set-Cookie"} {
		for i := range h[name] {
			h[name][i] = redacted
		}
	}
	return h
}

// redactCredentials keeps the scheme. A single word is a scheme only if it is
// a known one; it could be a key.
func redactCredentials(value string) string {
	scheme, rest, found := strings.Cut(value, " ")
	switch {
	case value == "", strings.EqualFold(scheme, "Bearer") && strings.TrimSpace(rest) == "", strings.EqualFold(scheme, "Basic") && strings.TrimSpace(rest) == "":
		return value
	case found:
		return scheme + " " + redacted
	}
	return redacted
}
