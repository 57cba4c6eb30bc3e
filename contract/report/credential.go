package report

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// minCredential is the shortest credential that is looked for in texts. Shorter
// ones would be found in words that are none.
const minCredential = 8

// Credentials returns the secrets in a request's header, to redact them everywhere,
// also in a response: what follows the scheme in Authorization, the password of Basic,
// the values of cookies, and those of headers whose names suggest a secret. Values of
// less than 8 bytes are left out.
func Credentials(h http.Header) []string {
	var found []string
	add := func(text string) {
		if len(text) >= minCredential && !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	for name, values := range h {
		for _, value := range values {
			switch {
			case name == "Authorization" || name == "Proxy-Authorization":
				scheme, rest, ok := strings.Cut(value, " ")
				if rest = strings.TrimSpace(rest); !ok || !isScheme(scheme) {
					rest = value
				}
				add(rest)
				if strings.EqualFold(scheme, "Basic") {
					plain, _ := base64.StdEncoding.DecodeString(rest) // if it is that
					_, password, _ := strings.Cut(string(plain), ":")
					add(password)
				}
			case name == "Cookie":
				for pair := range strings.SplitSeq(value, ";") {
					_, text, _ := strings.Cut(pair, "=")
					add(strings.TrimSpace(text))
				}
			case IsSecret(name):
				add(value)
			}
		}
	}
	return found
}

// hide takes the credentials of a request out of its answer, which may repeat
// them.
func hide(credentials []string, h http.Header, body []byte) []byte {
	for _, secret := range credentials {
		for _, values := range h {
			for i := range values {
				values[i] = strings.ReplaceAll(values[i], secret, redacted)
			}
		}
		if bytes.Contains(body, []byte(secret)) {
			body = bytes.ReplaceAll(body, []byte(secret), []byte(redacted))
		}
	}
	return body
}
