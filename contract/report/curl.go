package report

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
)

// maxCurlBody is the longest body, in bytes, that is written into a command.
const maxCurlBody = 8 << 10

// Curl returns a command for a POSIX shell, on one line of printable characters, that
// repeats the request. Base is the prefix of the Target of x: scheme, host and, behind
// a gateway, the beginning of the path; or "$BASE", which the user sets.
//
// The shell never interprets data from the request: it is in single quotes, or in octal
// if it is not printable. Credentials become "$TOKEN" or "$COOKIE", which the user
// sets. Other values that [Redact] has redacted stay "[redacted]". Invalid headers are
// left out. A body that is not plain text is written by printf, and one that has more
// than 8 KiB or is incomplete must be in a file named body.
func Curl(base string, x *contract.Exchange) string { return curl(base, x, "body") }

// curl is Curl with the name of the file for a body that is not in the command.
func curl(base string, x *contract.Exchange, file string) string {
	words := []string{"curl", "-i"}
	if x.Method == http.MethodHead && len(x.RequestBody) == 0 {
		words[1] = "-I" // -X HEAD would wait for a body
	} else if x.Method != http.MethodGet && x.Method != "" || len(x.RequestBody) > 0 {
		words = append(words, "-X", quote(x.Method))
	}
	if x.RequestHeader.Get("Upgrade") != "" {
		words = append(words, "--http1.1") // HTTP/2 has no such thing
	}
	words = append(words, address(base, x.Target)...)
	words = append(words, curlHeaders(x)...)
	prefix := ""
	switch body := string(x.RequestBody); {
	case needsFile(x):
		words = append(words, "--data-binary", "@"+file)
	case body == "":
	case isPlain(body):
		words = append(words, "--data-raw", quote(body))
	default:
		prefix = "printf " + printfQuote(body) + " | "
		words = append(words, "--data-binary", "@-")
	}
	return prefix + strings.Join(words, " ")
}

// needsFile reports whether a command reads the request body from a file.
func needsFile(x *contract.Exchange) bool { return x.RequestCut || len(x.RequestBody) > maxCurlBody }

// fileNote says what has to be in the file that the command of x reads, "" if it
// reads none. What is sent is the request, or one of several steps.
func fileNote(x *contract.Exchange, what, file string) string {
	switch {
	case !needsFile(x):
		return ""
	case x.RequestCut:
		return fmt.Sprintf("put the body of %s into a file named %s first, more than the %d bytes that are kept", what, file, len(x.RequestBody))
	}
	return fmt.Sprintf("put the body of %s into a file named %s first, %d bytes", what, file, len(x.RequestBody))
}

// address returns the options that name the URL. A target that curl would
// change, or read as more than the path, such as "@host", is sent apart.
func address(base, target string) (words []string) {
	base = strings.TrimSuffix(base, "/")
	if strings.ContainsAny(base+target, "[]{}") {
		words = append(words, "-g") // curl would read them as patterns
	}
	rest := target
	if target == "" {
		rest = "/"
	} else if !strings.HasPrefix(target, "/") || strings.ContainsFunc(target, func(r rune) bool { return r <= ' ' || r > '~' || r == '#' || r == '\\' }) {
		words = append(words, "--request-target", quote(target))
		rest = "/"
	}
	if strings.Contains(rest, "/.") || strings.Contains(strings.ToLower(rest), "/%2e") {
		words = append(words, "--path-as-is")
	}
	if base == "$BASE" {
		return append(words, "--url", `"$BASE"`+quote(rest))
	}
	return append(words, "--url", quote(base+rest))
}

// own are headers that curl sends by itself, as the connection needs them.
var own = map[string]bool{"Host": true, "Content-Length": true, "Connection": true, "Transfer-Encoding": true, "Accept-Encoding": true, "User-Agent": true}

func curlHeaders(x *contract.Exchange) []string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(x.RequestHeader)) {
		if own[name] && (name != "Connection" || x.RequestHeader.Get("Upgrade") == "") || !isToken(name) {
			continue
		}
		for _, value := range x.RequestHeader[name] {
			if strings.TrimSpace(value) == "" {
				words = append(words, "-H", quote(name+";")) // as curl is told to send it empty
			} else if isFieldValue(value) {
				words = append(words, "-H", curlHeader(name, value))
			}
		}
	}
	if _, ok := x.RequestHeader["Content-Type"]; !ok && len(x.RequestBody) > 0 {
		words = append(words, "-H", "Content-Type:") // or curl makes one up
	}
	return words
}

// curlHeader writes a header as one word. Whoever made the exchange should have
// redacted it; credentials that are still there are not shown.
func curlHeader(name, value string) string {
	switch {
	case name == "Authorization" || name == "Proxy-Authorization":
		scheme, hidden := strings.CutSuffix(redactCredentials(value), redacted)
		if !hidden {
			return quote(name + ": " + value) // a scheme alone
		}
		return quote(name+": "+scheme) + `"$TOKEN"`
	case name == "Cookie":
		return quote(name+": ") + `"$COOKIE"`
	case IsSecret(name):
		return quote(name+": ") + `"$TOKEN"`
	}
	return quote(name + ": " + value)
}

// isToken reports whether a name can be one of a header (RFC 9110 section
// 5.6.2).
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// isFieldValue reports whether a header can have the value (RFC 9110 section
// 5.5).
func isFieldValue(value string) bool {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
