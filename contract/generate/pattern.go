package generate

import (
	"math"
	"math/rand/v2"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// maxRepeat bounds repetitions that a pattern does not.
const maxRepeat = 4096

// A writer writes texts that match a pattern, most of the time: what look-ins
// such as \b ask for is left to the validator. A nil rng makes it write the same
// text each time.
type writer struct {
	rng  *rand.Rand
	fill float64 // how much of each repetition's range is used, 0 to 1
	b    strings.Builder
}

// matching returns a text for a pattern, "" and false if it cannot be read.
func matching(pattern string, rng *rand.Rand, fill float64) (string, bool) {
	re, err := parsePattern(pattern)
	if err != nil {
		return "", false
	}
	w := writer{rng: rng, fill: fill}
	w.write(re)
	return w.b.String(), true
}

// matchingLength returns a text of n characters for a pattern, false if none
// is found. It narrows down how full the repetitions must be.
func matchingLength(pattern string, n int) (string, bool) {
	low, high := 0.0, 1.0
	for range 40 {
		fill := (low + high) / 2
		if low == 0 {
			fill = 0 // the shortest first, then the longest
		}
		text, ok := matching(pattern, nil, fill)
		switch count := utf8.RuneCountInString(text); {
		case !ok:
			return "", false
		case count == n:
			return text, true
		case count > n:
			if fill == 0 {
				return "", false
			}
			high = fill
		case fill == 0:
			if text, _ = matching(pattern, nil, 1); utf8.RuneCountInString(text) == n {
				return text, true
			}
			low = math.SmallestNonzeroFloat64
		default:
			low = fill
		}
	}
	return "", false
}

// write writes a text for one part of the pattern.
func (w *writer) write(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		w.b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		w.b.WriteRune(w.pick(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		w.b.WriteRune(w.pick([]rune{'a', 'z'}))
	case syntax.OpCapture:
		w.write(re.Sub[0])
	case syntax.OpStar:
		w.repeat(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		w.repeat(re.Sub[0], 1, -1)
	case syntax.OpQuest:
		w.repeat(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		w.repeat(re.Sub[0], re.Min, re.Max)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			w.write(sub)
		}
	case syntax.OpAlternate:
		i := 0
		if w.rng != nil {
			i = w.rng.IntN(len(re.Sub))
		}
		w.write(re.Sub[i])
	}
}

func (w *writer) repeat(sub *syntax.Regexp, low, high int) {
	if high < 0 {
		high = low + maxRepeat
		if w.rng != nil {
			high = low + 16
		}
	}
	n := low + int(math.Round(w.fill*float64(high-low)))
	if w.rng != nil {
		n = low + w.rng.IntN(1+min(high-low, int(w.fill*float64(high-low))))
	}
	for range n {
		if w.b.Len() > 2*maxRepeat {
			return
		}
		w.write(sub)
	}
}

// pick picks a character of a class, which is a list of ranges. Without
// chance it is a letter or digit if the class has one.
func (w *writer) pick(class []rune) rune {
	if w.rng == nil {
		for _, liked := range "a0A" {
			for i := 0; i+1 < len(class); i += 2 {
				if class[i] <= liked && liked <= class[i+1] {
					return liked
				}
			}
		}
		return class[0]
	}
	i := 2 * w.rng.IntN(len(class)/2)
	high := class[i+1]
	if class[i] < 0x7f {
		high = min(high, 0x7e) // not always from the end of a negated class
	}
	return class[i] + rune(w.rng.IntN(int(high-class[i])+1))
}
