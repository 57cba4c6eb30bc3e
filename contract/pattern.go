package contract

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/getkin/kin-openapi/openapi3"
)

// maxMatch is how long a pattern that needs backtracking may look at one text.
// Such patterns can take time that grows exponentially with the text.
const maxMatch = 100 * time.Millisecond

// compilePattern reads a pattern as ECMA 262 does. Go's regexp, which is fast and
// never backtracks, takes those that mean the same to both.
func compilePattern(pattern string) (openapi3.RegexMatcher, error) {
	if !differs(pattern) {
		if re, err := regexp.Compile(pattern); err == nil {
			return matcher(re), nil
		}
	}
	re, err := regexp2.Compile(dollars(pattern), regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		if plain, err := regexp.Compile(pattern); err == nil {
			return plain, nil // such as (?i), which many documents write
		}
		return nil, fmt.Errorf("the pattern %s cannot be read: %s", quote(pattern), shorten(printable(err.Error()), 120))
	}
	re.MatchTimeout = maxMatch
	return ecma{re}, nil
}

// An ecma matches with backtracking.
type ecma struct{ re *regexp2.Regexp }

// MatchString implements [openapi3.RegexMatcher]. What takes too long is taken
// for a match: it is not known to be none.
func (e ecma) MatchString(s string) bool {
	ok, err := e.re.MatchString(s)
	return ok || err != nil
}

// differs reports whether a pattern may mean something else to Go than to ECMA
// 262. The dot and \s know other spaces there; the rest exists in one only.
func differs(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			if i++; i < len(pattern) && strings.IndexByte("sSaAzQECupP", pattern[i]) >= 0 && !strings.HasPrefix(pattern[i:], "p{") {
				return true
			}
		case '.':
			return true
		case '[':
			if strings.HasPrefix(pattern[i:], "[[:") || strings.HasPrefix(pattern[i:], "[]") || strings.HasPrefix(pattern[i:], "[^]") {
				return true
			}
		}
	}
	return false
}

// dollars writes $ as the end of the text. To regexp2 it is also the place
// before a last line feed.
func dollars(pattern string) string {
	var b strings.Builder
	class := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			b.WriteByte(c)
			i++
			b.WriteByte(pattern[i])
		case c == '$' && !class:
			b.WriteString(`(?![\s\S])`)
		default:
			class = c == '[' || class && c != ']'
			b.WriteByte(c)
		}
	}
	return b.String()
}
