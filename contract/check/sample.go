package check

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"profilestatus.example/contract"
)

// A maker makes values that should fit a shape; the validator has the last word.
// Without chance they are always the same ones.
type maker struct {
	rng   *rand.Rand // nil: no chance
	bare  bool       // only required properties
	whole bool       // an example of an object is completed with what it leaves out

	nesting int               // how deep optional properties and items are made
	left    *int              // how much more may be made; nil: nothing is made yet
	above   []*contract.Shape // of what holds the value that is made
}

// maxValues is about how many values are made to be one body. A text counts for
// the more the longer it is.
const maxValues = 1000

// value makes a value. One that gets too large is made again less deep.
func (m maker) value(s *contract.Shape, depth int) any {
	if m.left != nil {
		return m.make(s, depth)
	}
	for m.nesting = maxNesting; ; m.nesting-- {
		left := maxValues
		m.left = &left
		if value := m.make(s, depth); left > 0 || m.nesting == 0 {
			return value
		}
	}
}

// met reports whether a shape is one of those above: what is optional below it
// would never end.
func (m maker) met(s *contract.Shape) bool { return slices.Contains(m.above, s) }

func (m maker) make(s *contract.Shape, depth int) any {
	if *m.left--; *m.left <= 0 {
		return nil
	}
	m.above = append(slices.Clip(m.above), s)
	s = flat(s, m.upTo(3))
	switch {
	case s == nil:
		return "a"
	case len(s.Enum) > 0:
		return s.Enum[m.upTo(len(s.Enum))]
	case m.rng == nil && len(s.Examples) > 0:
		example, isObject := s.Examples[0].(map[string]any)
		if !m.whole || !isObject || typeOf(s) != "object" {
			return s.Examples[0]
		}
		whole, _ := m.object(s, depth).(map[string]any)
		return completed(example, whole)
	case m.rng != nil && s.Nullable && m.rng.IntN(8) == 0:
		return nil
	}
	switch typeOf(s) {
	case "object":
		return m.object(s, depth)
	case "array":
		return m.array(s, depth)
	case "boolean":
		return m.upTo(2) == 1
	case "integer", "number":
		return m.number(s)
	}
	text := m.text(s)
	*m.left -= len(fmt.Sprint(text)) / 32
	return text
}

// upTo returns a number from 0 to n-1, 0 without chance.
func (m maker) upTo(n int) int {
	if m.rng == nil || n <= 1 {
		return 0
	}
	return m.rng.IntN(n)
}

func (m maker) object(s *contract.Shape, depth int) any {
	object := make(map[string]any)
	for _, name := range sorted(s.Properties) {
		property := s.Properties[name]
		if property == nil {
			continue
		}
		required := slices.Contains(s.Required, name)
		optional := !m.bare && depth < m.nesting && !m.met(property) && (m.rng == nil || m.rng.IntN(2) == 0)
		if !property.ReadOnly && (required || optional) && depth < 4*maxNesting {
			object[name] = m.value(property, depth+1)
		}
	}
	for _, name := range s.Required {
		if _, known := s.Properties[name]; !known {
			object[name] = "a"
		}
	}
	return object
}

func (m maker) array(s *contract.Shape, depth int) any {
	n := int(s.MinItems)
	if m.rng == nil && !m.bare && n == 0 && depth < m.nesting && !m.met(s.Items) {
		n = 1
	}
	if m.rng != nil && depth < m.nesting && !m.met(s.Items) {
		n += m.upTo(4)
	}
	if s.MaxItems != nil {
		n = min(n, int(*s.MaxItems))
	}
	return m.items(s, min(n, maxItems), depth)
}

// items makes an array of n items.
func (m maker) items(s *contract.Shape, n, depth int) []any {
	if m.left == nil {
		left := maxValues
		m.left, m.nesting = &left, maxNesting
	}
	array := make([]any, 0, n)
	for i := range n {
		if m.rng == nil && !s.UniqueItems && i > 0 {
			array = append(array, array[0]) // values are never changed
			continue
		}
		array = append(array, m.item(s, i, depth))
	}
	return array
}

// item makes the i-th item of an array, different from the others if need be.
func (m maker) item(s *contract.Shape, i, depth int) any {
	if !s.UniqueItems || i == 0 {
		return m.value(s.Items, depth+1)
	}
	if items := flat(s.Items, 0); items != nil {
		switch t := typeOf(items); {
		case len(items.Enum) > 0:
			return items.Enum[i%len(items.Enum)]
		case t == "integer" || t == "number":
			start := 0.0
			if items.Min != nil {
				start = *items.Min
			}
			return number(start + float64(i))
		}
	}
	m.rng = rand.New(rand.NewPCG(1, uint64(i)))
	return m.value(s.Items, depth+1)
}

func (m maker) number(s *contract.Shape) any {
	low, high := 1.0, 100.0
	switch {
	case s.Min != nil && s.Max != nil:
		low, high = *s.Min, *s.Max
	case s.Min != nil:
		low, high = *s.Min, *s.Min+100
	case s.Max != nil:
		low, high = *s.Max-100, *s.Max
	}
	step := 1.0
	if s.MultipleOf != nil && *s.MultipleOf > 0 {
		step = *s.MultipleOf
	}
	if s.ExclusiveMin {
		low += step
	}
	if s.ExclusiveMax {
		high -= step
	}
	n := math.Ceil(low/step) * step
	if steps := math.Floor((high - n) / step); m.rng != nil && steps >= 1 {
		n += step * float64(m.rng.Int64N(int64(min(steps, 1e15))+1))
	}
	return number(n)
}

// number writes a number as JSON does, without an exponent if it is whole.
func number(n float64) json.Number {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return json.Number(fmt.Sprintf("%.0f", n))
	}
	return json.Number(encode(n))
}

func (m maker) text(s *contract.Shape) any {
	if s.Format != "" && s.Pattern == "" {
		if good, _ := formatTexts(s.Format); len(good) > 0 {
			if m.rng != nil && s.Format == "date-time" {
				return randomDateTime(m.rng)
			}
			return good[m.upTo(len(good))]
		}
	}
	length := max(int(s.MinLength), 1)
	if m.rng != nil && (s.MaxLength == nil || *s.MaxLength > uint64(length)) {
		most := length + 20
		if s.MaxLength != nil {
			most = min(most, int(*s.MaxLength))
		}
		length += m.rng.IntN(most - length + 1)
	}
	if s.Pattern == "" {
		return m.letters(length)
	}
	for range 20 {
		text, ok := matching(s.Pattern, m.rng, float64(min(length, 40))/128)
		n := utf8.RuneCountInString(text)
		if ok && n >= int(s.MinLength) && (s.MaxLength == nil || n <= int(*s.MaxLength)) {
			return text
		}
		if m.rng == nil {
			break
		}
	}
	if text, ok := matchingLength(s.Pattern, max(int(s.MinLength), 1)); ok {
		return text
	}
	return "a"
}

// letters makes a text of n characters, with chance also such as few programs
// are tried with.
func (m maker) letters(n int) string {
	if m.rng == nil {
		return strings.Repeat("a", min(n, maxText))
	}
	const some = `abcXYZ019 -_.,'"<&%\/ßäé中😀`
	all := []rune(some)
	var b strings.Builder
	for range min(n, maxText) {
		b.WriteRune(all[m.rng.IntN(len(all))])
	}
	return b.String()
}
