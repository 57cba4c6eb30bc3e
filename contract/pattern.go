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
	pattern = scripts(pattern)
	if translated, ok := translate(pattern); ok {
		if re, err := regexp.Compile(translated); err == nil {
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

var property = regexp.MustCompile(`\\\\|\\[pP]\{(?:Script|sc|General_Category|gc)=\w+\}`)

// scripts writes \p{Script=Greek} and \p{gc=Lu}, which only ECMA 262 knows, as
// \p{Greek} and \p{Lu}, which everybody does.
func scripts(pattern string) string {
	return property.ReplaceAllStringFunc(pattern, func(found string) string {
		if _, name, ok := strings.Cut(found, "="); ok {
			return found[:3] + name
		}
		return found // an escaped backslash
	})
}

// An ecma matches with backtracking.
type ecma struct{ re *regexp2.Regexp }

// MatchString implements [openapi3.RegexMatcher]. What takes too long is taken
// for a match: it is not known to be none.
func (e ecma) MatchString(s string) bool {
	ok, err := e.re.MatchString(s)
	return ok || err != nil
}

// ecmaSpace is \s in ECMA 262, and the dot is anything but the ends of lines.
const (
	ecmaSpace = `\s\v\x{feff}\p{Z}`
	ecmaDot   = `[^\n\r\x{2028}\x{2029}]`
)

// translate writes a pattern of ECMA 262 for Go. It is not ok if it holds what
// Go does not know or means otherwise.
func translate(pattern string) (translated string, ok bool) {
	var b strings.Builder
	class := false
	for i := 0; i < len(pattern); i++ {
		rest := pattern[i:]
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			switch next := pattern[i]; {
			case next == 's' && class:
				b.WriteString(ecmaSpace)
			case next == 's' || next == 'S' && !class:
				b.WriteString(map[byte]string{'s': "[", 'S': "[^"}[next] + ecmaSpace + "]")
			case strings.IndexByte("SaAzQECuc", next) >= 0, (next == 'p' || next == 'P') && !strings.HasPrefix(rest[2:], "{"):
				return "", false
			default:
				b.WriteString(rest[:2])
			}
		case c == '.' && !class:
			b.WriteString(ecmaDot)
		case class && strings.HasPrefix(rest, "[:"), strings.HasPrefix(rest, "[]"), strings.HasPrefix(rest, "[^]"):
			return "", false
		default:
			class = c == '[' || class && c != ']'
			b.WriteByte(c)
		}
	}
	return b.String(), true
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
