package generate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// MaxText is the maximum length of a generated string, in characters.
const MaxText = 4096

// text makes a text that fits a schema, as far as its keywords can be met
// together.
func (m maker) text(s *openapi3.Schema) string {
	if s.Pattern == "" {
		if text, ok := m.formatted(s); ok {
			return text
		}
	}
	length := max(int(min(s.MinLength, MaxText)), 1)
	if s.MaxLength != nil {
		length = int(min(uint64(length), *s.MaxLength))
	}
	longest := min(uint64(length)+20, MaxText)
	if s.MaxLength != nil {
		longest = min(longest, *s.MaxLength)
	}
	length += m.upTo(int(longest) - length + 1)
	if s.Pattern == "" {
		return m.letters(length)
	}
	return m.matching(s, length)
}

// formatted makes a text of a format that is known here and has the length that
// is asked for.
func (m maker) formatted(s *openapi3.Schema) (string, bool) {
	good, _ := Format(s.Format)
	if m.Rand != nil && s.Format == "date-time" {
		if text := randomDateTime(m.Rand); fitsLength(s, text) {
			return text, true
		}
	}
	good = slices.DeleteFunc(slices.Clone(good), func(text string) bool { return !fitsLength(s, text) })
	if len(good) == 0 {
		return "", false
	}
	return good[m.upTo(len(good))], true
}

func fitsLength(s *openapi3.Schema, text string) bool {
	n := uint64(utf8.RuneCountInString(text))
	return n >= s.MinLength && (s.MaxLength == nil || n <= *s.MaxLength)
}

// matching makes a text of about a length that matches the pattern of a schema.
func (m maker) matching(s *openapi3.Schema, length int) string {
	for range 20 {
		text, ok := matching(s.Pattern, m.Rand, float64(min(length, 40))/128)
		if ok && fitsLength(s, text) {
			return text
		}
		if m.Rand == nil || !ok {
			break
		}
	}
	longest := uint64(MaxText)
	if s.MaxLength != nil {
		longest = min(longest, *s.MaxLength)
	}
	for n := s.MinLength; n <= min(s.MinLength+20, longest); n++ {
		if text, ok := matchingLength(s.Pattern, int(n)); ok {
			return text
		}
	}
	return m.letters(length)
}

// letters makes a text of n characters, with chance also such as few programs
// are tried with.
func (m maker) letters(n int) string {
	if m.Rand == nil {
		return strings.Repeat("a", n)
	}
	const some = `abcXYZ019 -_.,'"<&%\/ßäé中😀`
	all := []rune(some)
	var b strings.Builder
	for range n {
		b.WriteRune(all[m.Rand.IntN(len(all))])
	}
	return b.String()
}

// randomDateTime returns an instant from the years 1900 to 2199, in some zone
// and with some fraction digits.
func randomDateTime(rng *rand.Rand) string {
	t := time.Unix(rng.Int64N(300*365*24*3600)-70*365*24*3600, rng.Int64N(1e9))
	offset := (rng.IntN(113) - 56) * 15 * 60
	t = t.In(time.FixedZone("", offset))
	layout := "2006-01-02T15:04:05"
	if digits := rng.IntN(10); digits > 0 {
		layout += "." + fmt.Sprintf("%0*d", digits, 0)
	}
	return t.Format(layout + "Z07:00")
}
