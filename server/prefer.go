package server

import (
	"net/http"
	"strings"
)

// Preference returns the value of a preference of a request (RFC 7240 section 2),
// without quotes and parameters, and whether it is there at all. Of one that is
// given twice the first counts. The name ignores case.
func Preference(h http.Header, name string) (value string, given bool) {
	rest := strings.Join(h["Prefer"], ",")
	for rest != "" {
		var one string
		one, rest = cutUnquoted(rest, ',')
		one, _ = cutUnquoted(one, ';') // its parameters
		token, value, _ := strings.Cut(one, "=")
		if strings.EqualFold(strings.TrimSpace(token), name) {
			return strings.Trim(strings.TrimSpace(value), `"`), true
		}
	}
	return "", false
}

// cutUnquoted is strings.Cut for a separator that stands in no quoted string
// (RFC 9110 section 5.6.4).
func cutUnquoted(s string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '\\' && quoted:
			i++
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
