package contract

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
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
	re, err := regexp2.Compile(pattern, regexp2.ECMAScript|regexp2.Unicode)
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

// matcher returns what matches the same texts as re: re itself, unless an
// asciiPattern can stand for it.
func matcher(re *regexp.Regexp) openapi3.RegexMatcher {
	parsed, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil { // it was compiled as something else
		return re
	}
	if parsed.Op != syntax.OpConcat {
		return re
	}
	parts := parsed.Sub
	last := len(parts) - 1
	if last < 2 || parts[0].Op != syntax.OpBeginText || parts[last].Op != syntax.OpEndText {
		return re
	}
	p := new(asciiPattern)
	for i, part := range parts[1:last] {
		sets, ok := asciiSets(part)
		if ok {
			p.first = append(p.first, sets...)
			continue
		}
		// Only the last part may be repeated, otherwise it had to be tried how often.
		var repeated bool
		if p.least, p.most, repeated = repetition(part); !repeated || i < last-2 {
			return re
		}
		if sets, _ = asciiSets(part.Sub[0]); len(sets) != 1 {
			return re
		}
		p.rest = sets[0]
	}
	return p
}

func repetition(re *syntax.Regexp) (least, most int, ok bool) {
	switch re.Op {
	case syntax.OpRepeat:
		return re.Min, re.Max, true
	case syntax.OpPlus:
		return 1, -1, true
	case syntax.OpStar:
		return 0, -1, true
	}
	return 0, 0, false
}

// asciiSets returns what each character of a literal or a class may be. It is
// not ok for anything else, or if that is not ASCII alone.
func asciiSets(re *syntax.Regexp) (sets []asciiSet, ok bool) {
	var ranges [][]rune
	switch {
	case re.Op == syntax.OpCharClass:
		ranges = [][]rune{re.Rune}
	case re.Op == syntax.OpLiteral && re.Flags&syntax.FoldCase == 0:
		for _, c := range re.Rune {
			ranges = append(ranges, []rune{c, c})
		}
	default:
		return nil, false
	}
	for _, bounds := range ranges {
		var set asciiSet
		if len(bounds) == 0 || slices.Max(bounds) >= 0x80 {
			return nil, false
		}
		for i := 0; i < len(bounds); i += 2 {
			for c := bounds[i]; c <= bounds[i+1]; c++ {
				set[c>>6] |= 1 << (c & 63)
			}
		}
		sets = append(sets, set)
	}
	return sets, true
}
