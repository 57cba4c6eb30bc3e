package journal

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

const (
	redacted       = "[redacted]"
	maxHeaderBytes = 8 << 10 // of one message, that are kept
)

// secretWords are parts of names whose values are secret.
var secretWords = [...]string{"token", "secret", "password", "passwd", "api-key", "api_key", "apikey", "subscription-key", "signature", "credential"}

// known are names that need not be searched for the words; most headers are
// among them.
var known = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Cache-Control": true, "Client-Request-Id": true, "Connection": true,
	"Content-Encoding": true, "Content-Length": true, "Content-Type": true, "Date": true, "Location": true,
	"Request-Id": true, "Retry-After": true, "User-Agent": true, "Www-Authenticate": true, TestHeader: true,
	"Authorization": true, "Proxy-Authorization": true, "Cookie": true, "Set-Cookie": true, // done by report.Redact
}

// isSecret reports whether a header or query parameter of this name holds a
// credential. OData's $skiptoken is none.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "authorization", "proxy-authorization", "cookie", "set-cookie", "sig", "code", "key":
		return true
	}
	if strings.Contains(name, "skiptoken") {
		return false
	}
	return slices.ContainsFunc(secretWords[:], func(word string) bool { return strings.Contains(name, word) })
}

// redactHeader returns a copy of h without credentials, and without what is
// beyond the bound: the last names in the order of the alphabet.
func redactHeader(h http.Header) http.Header {
	h = report.Redact(h)
	for _, name := range [...]string{"Referer", "Location", "Content-Location"} {
		for i, value := range h[name] {
			h[name][i] = redactTarget(value)
		}
	}
	total := 0
	for name, values := range h {
		if !known[name] && isSecret(name) {
			for i := range values {
				values[i] = redacted
			}
		}
		total += headerSize(name, values)
	}
	if total <= maxHeaderBytes {
		return h
	}
	names := slices.Sorted(maps.Keys(h))
	for i := len(names) - 1; total > maxHeaderBytes; i-- {
		total -= headerSize(names[i], h[names[i]])
		delete(h, names[i])
	}
	return h
}

func headerSize(name string, values []string) int {
	n := 0
	for _, value := range values {
		n += len(name) + len(value)
	}
	return n
}

// redactTarget hides the values of secret query parameters.
func redactTarget(target string) string {
	path, query, found := strings.Cut(target, "?")
	if !found {
		return target
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, _, ok := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if ok && (err != nil || isSecret(plain)) {
			pairs[i] = name + "=" + redacted
		}
	}
	return path + "?" + strings.Join(pairs, "&")
}

// hide takes secret values out of the texts of violations.
func hide(found []contract.Violation) {
	for i := range found {
		v := &found[i]
		in, name, ok := strings.Cut(v.Target, "/")
		if v.Target == "query" && v.Found != "" {
			v.Found = redacted // the whole of it
		}
		secret := ok && (in == "cookie" || (in == "header" || in == "query") && isSecret(name))
		if !secret || v.Rule == "required" || v.Rule == "authorization" || v.Found == "" {
			continue
		}
		v.Found = redacted
		v.Message = "The value is not right and is not shown, since it may be secret."
	}
}
