package contract

import (
	"regexp"
	"regexp/syntax"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// An asciiPattern matches what ^ab{least,most}$ matches, where a is any number
// of ASCII characters or classes of them and b is one. Ids, codes and tokens have
// such patterns, and a look at each byte takes a tenth of what an engine takes.
type asciiPattern struct {
	first       []asciiSet
	rest        asciiSet
	least, most int // how often rest is repeated; most is -1 if there is no limit
}

// An asciiSet has one bit for each ASCII character.
type asciiSet [2]uint64

func (a *asciiSet) has(c byte) bool { return c < 0x80 && a[c>>6]>>(c&63)&1 != 0 }

// MatchString implements [openapi3.RegexMatcher].
func (p *asciiPattern) MatchString(s string) bool {
	n := len(s) - len(p.first)
	if n < p.least || p.most >= 0 && n > p.most {
		return false
	}
	for i := range p.first {
		if !p.first[i].has(s[i]) {
			return false
		}
	}
	for i := len(p.first); i < len(s); i++ {
		if !p.rest.has(s[i]) {
			return false
		}
	}
	return true
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
