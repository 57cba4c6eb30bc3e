package report

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"profilestatus.example/contract"
)

// redacted stands for what is not shown.
const redacted = "[redacted]"

// Redact returns a copy of x without values that may be secret. Bodies without such
// values are shared.
//
// It uses an allowlist; all other values are replaced by "[redacted]", and only their
// names are kept. Allowed are headers that HTTP and its common extensions define and
// that hold no credentials, and headers and query parameters that the operation
// declares, unless their name suggests a secret ([IsSecret]). For Authorization a known
// scheme is kept. In Location, Referer and the Target, user information, the fragment
// and other query parameters are redacted, and so are form fields and JSON strings and
// numbers whose names suggest a secret, and any repetition of the request's
// [Credentials] in the response. Op is nil for an exchange without an operation.
func Redact(op *contract.Operation, x *contract.Exchange) *contract.Exchange {
	shown := *x
	shown.Target = redactURL(op, x.Target)
	shown.RequestHeader = redactHeader(op, "header", x.RequestHeader)
	shown.ResponseHeader = redactHeader(op, "response", x.ResponseHeader)
	shown.RequestBody = redactBody(x.RequestHeader.Get("Content-Type"), x.RequestBody)
	shown.ResponseBody = redactBody(x.ResponseHeader.Get("Content-Type"), hide(Credentials(x.RequestHeader), shown.ResponseHeader, x.ResponseBody))
	return &shown
}

// redactHeader also returns nil for nil.
func redactHeader(op *contract.Operation, in string, h http.Header) http.Header {
	h = h.Clone()
	for name, values := range h {
		for i, value := range values {
			values[i] = redactValue(op, in, name, value)
		}
	}
	return h
}

func redactValue(op *contract.Operation, in, name, value string) string {
	switch {
	case value == "":
		return ""
	case name == "Authorization" || name == "Proxy-Authorization":
		return redactCredentials(value)
	case isURL(name):
		return redactURL(op, value)
	case isHarmless(name):
		return value
	case op != nil && op.Declares(in, name) && !IsSecret(name):
		return value
	}
	return redacted
}

func isURL(header string) bool {
	return header == "Location" || header == "Content-Location" || header == "Referer"
}

// redactCredentials keeps the scheme, if it is a known one: anything else could
// be a key. A scheme alone hides nothing.
func redactCredentials(value string) string {
	scheme, rest, _ := strings.Cut(value, " ")
	switch {
	case !isScheme(scheme):
		return redacted
	case strings.TrimSpace(rest) == "":
		return value
	}
	return scheme + " " + redacted
}

// RedactURL returns a URL without user information, the values of its query and its
// fragment, for messages. Anything between a colon and an @ is treated as a password,
// since it may have characters that should have been percent-encoded.
func RedactURL(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if scheme += "://"; !ok || strings.ContainsAny(scheme[:len(scheme)-3], ":/@") {
		scheme, rest = "", s
	}
	at := max(strings.LastIndex(rest, "@"), 0)
	switch user := rest[:at]; {
	case strings.HasPrefix(s, "/") || !strings.Contains(user, ":"): // @ can stand in a path
		return redactURL(nil, s)
	case strings.ContainsAny(user, "?#"): // or in a query
		return scheme + redacted
	}
	return redactURL(nil, scheme+redacted+rest[at:])
}

// redactURL redacts a URL or the target of a request.
func redactURL(op *contract.Operation, s string) string {
	s, fragment, _ := strings.Cut(s, "#")
	s, query, hasQuery := strings.Cut(s, "?")
	if s = redactUser(s); strings.Contains(s, ";") {
		s = pathParameter.ReplaceAllString(s, "${1}"+redacted)
	}
	if hasQuery {
		s += "?" + redactQuery(op, query)
	}
	if fragment != "" {
		s += "#" + redacted
	}
	return s
}

// A pathParameter is one as in ;jsessionid=1 (RFC 3986 section 3.3).
var pathParameter = regexp.MustCompile(`(;[^/;=]*=)[^/;]+`)

// redactUser takes user and password out of a URL: all that stands in front of
// an @ in its authority.
func redactUser(s string) string {
	scheme, rest, _ := strings.Cut(s, "//")
	if strings.Contains(scheme, "/") {
		return s
	}
	authority, path, hasPath := strings.Cut(rest, "/")
	at := strings.LastIndex(authority, "@")
	if at < 0 {
		return s
	}
	s = scheme + "//" + redacted + authority[at:]
	if hasPath {
		s += "/" + path
	}
	return s
}

// redactQuery keeps the separators. A server may take ; as one, so it ends a
// value here. A word without a value may be a value without a name.
func redactQuery(op *contract.Operation, query string) string {
	var b strings.Builder
	for query != "" {
		end := strings.IndexAny(query, "&;")
		pair, separator := query, ""
		if end >= 0 {
			pair, separator = query[:end], query[end:end+1]
		}
		query = query[len(pair)+len(separator):]
		name, _, hasValue := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		switch {
		case pair == "" || err == nil && op != nil && op.Declares("query", plain) && !IsSecret(plain):
			b.WriteString(pair)
		case hasValue:
			b.WriteString(name + "=" + redacted)
		default:
			b.WriteString(redacted)
		}
		b.WriteString(separator)
	}
	return b.String()
}

// RedactViolations removes values that [Redact] would redact from the texts of
// violations, and values of properties whose names suggest a secret.
func RedactViolations(op *contract.Operation, found []contract.Violation) {
	for i := range found {
		if v := &found[i]; quotesSecret(op, v) {
			v.Found = redacted
			v.Message = "The value is not right and is not shown, since it may be secret."
		}
	}
}

// quotesSecret reports whether a violation quotes a value that is not shown.
// The rules that are named here quote names alone.
func quotesSecret(op *contract.Operation, v *contract.Violation) bool {
	switch v.Rule {
	case "required", "authorization", "additionalProperties", "unknownProperty", "unselected", "duplicate", "accepted", "refused":
		return false
	case "parameter":
		if v.Target == "query" { // it quotes the beginning of the query
			v.Found = redacted
		}
		return false
	}
	in, name, _ := strings.Cut(v.Target, "/")
	switch {
	case v.Found == "":
		return false
	case v.Target == "path" || in == "header" && isURL(name):
		return strings.ContainsAny(v.Found, ";?#@") // not all of it may be shown
	case in == "": // a pointer into the body
		for token := range strings.SplitSeq(name, "/") {
			if IsSecret(strings.NewReplacer("~1", "/", "~0", "~").Replace(token)) {
				return true
			}
		}
		return false
	case in == "cookie":
		return true
	case in == "query":
		return op == nil || !op.Declares("query", name) || IsSecret(name)
	case in == "header":
		if v.Side == contract.InResponse {
			in = "response"
		}
		return !isHarmless(http.CanonicalHeaderKey(name)) && (op == nil || !op.Declares(in, name) || IsSecret(name))
	case in == "path":
		return IsSecret(name)
	}
	return false
}
