package report

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"profilestatus.example/contract"
)

// maxCurlBody is the longest body, in bytes, that is written into a command.
const maxCurlBody = 8 << 10

// Curl returns one command for a POSIX shell that sends the request again.
// Base is what stands before the Target of x: scheme, host and, behind a
// gateway, the beginning of the path; or a variable of the shell that holds it,
// as in $BASE. Credentials become $TOKEN, or $COOKIE,
// for the shell to fill in. A body that is no text goes through printf, and one
// of more than 8 KiB has to be in a file named body.
func Curl(base string, x *contract.Exchange) string {
	address := quote(strings.TrimSuffix(base, "/") + x.Target)
	if strings.HasPrefix(base, "$") {
		address = `"` + base + `"` + quote(x.Target)
	}
	words := []string{"curl", "-i"}
	switch x.Method {
	case http.MethodHead:
		words[1] = "-I"
	case http.MethodGet:
		if len(x.RequestBody) > 0 {
			words = append(words, "-X", "GET")
		}
	default:
		words = append(words, "-X", quote(x.Method))
	}
	if strings.ContainsAny(base+x.Target, "[]{}") {
		words = append(words, "-g")
	}
	if strings.Contains(x.Target, "/.") {
		words = append(words, "--path-as-is")
	}
	words = append(words, address)
	words = append(words, curlHeaders(x)...)
	prefix := ""
	switch body := string(x.RequestBody); {
	case body == "":
	case len(body) > maxCurlBody:
		words = append(words, "--data-binary", "@body")
	case isText(body):
		words = append(words, "--data-raw", quote(body))
	default:
		prefix = "printf " + printfQuote(body) + " | "
		words = append(words, "--data-binary", "@-")
	}
	return prefix + strings.Join(words, " ")
}

// own are headers that curl sends by itself, as the connection needs them.
var own = map[string]bool{"Host": true, "Content-Length": true, "Connection": true, "Transfer-Encoding": true, "Accept-Encoding": true, "User-Agent": true}

func curlHeaders(x *contract.Exchange) []string {
	var words []string
	h := Redact(x.RequestHeader)
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			switch {
			case own[name]:
			case value == "":
				words = append(words, "-H", quote(name+";")) // as curl is told to send it empty
			case strings.HasSuffix(value, redacted):
				variable := "$TOKEN"
				if name == "Cookie" {
					variable = "$COOKIE"
				}
				words = append(words, "-H", `"`+name+": "+strings.TrimSuffix(value, redacted)+variable+`"`)
			default:
				words = append(words, "-H", quote(name+": "+value))
			}
		}
	}
	if _, ok := h["Content-Type"]; !ok && len(x.RequestBody) > 0 {
		words = append(words, "-H", "Content-Type:") // or curl makes one up
	}
	return words
}

// isText reports whether a shell's word can hold s.
func isText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0xfeff })
}

// quote writes a word for the shell, in single quotes if it needs any.
func quote(s string) string {
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,=@%+", r)
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !safe(r) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// printfQuote writes bytes as a format of the shell's printf.
func printfQuote(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '%':
			b.WriteString("%%")
		case c == '\\':
			b.WriteString(`\\`)
		case c < ' ' || c >= 0x7f || c == '\'':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
