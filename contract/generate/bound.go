package generate

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// texts tries lengths, patterns and formats.
func (w *mutator) texts(s *openapi3.Schema) {
	if len(members(s)) > 0 {
		return
	}
	good, near := Format(s.Format)
	for _, text := range slices.Concat(good, near) {
		w.add("format", "a text for "+s.Format, text, false)
	}
	if s.MinLength > 0 && s.MinLength < MaxText {
		w.lengths(s, "minLength", int(s.MinLength))
	}
	switch {
	case s.MaxLength == nil:
	case *s.MaxLength >= MaxText:
		w.tooLarge("maxLength", *s.MaxLength)
	default:
		w.lengths(s, "maxLength", int(*s.MaxLength))
	}
	if s.Pattern != "" {
		w.pattern(s)
	} else if s.Format == "" {
		for _, text := range []string{"ä中😀", "\"\\/\b\f\n\r\t", "\u2028", "'; --", "<b>&amp;", strings.Repeat("é", 3)} {
			w.add("string", "characters that need care", text, false)
		}
	}
}

// lengths tries texts that are shorter, as long as a bound, and longer, and
// which otherwise fit if there are any that do.
func (w *mutator) lengths(s *openapi3.Schema, keyword string, bound int) {
	for _, n := range around(bound) {
		text := strings.Repeat("a", n)
		if s.Pattern != "" {
			if fits, ok := matchingLength(s.Pattern, n); ok {
				text = fits
			}
		}
		w.add(keyword, fmt.Sprintf("%d characters", n), text, !fitsLength(s, text))
	}
}

// around returns a number and its neighbours, without negative ones.
func around(n int) []int {
	if n == 0 {
		return []int{0, 1}
	}
	return []int{n - 1, n, n + 1}
}

// pattern tries texts that match and those that may do so no longer.
func (w *mutator) pattern(s *openapi3.Schema) {
	text := maker{left: new(maxValues)}.text(s)
	w.add("pattern", "a text that matches", text, false)
	for fill := 1; fill <= 4; fill++ {
		if more, ok := matching(s.Pattern, nil, float64(fill)/16); ok {
			w.add("pattern", "a text that matches", more, false)
		}
	}
	for _, odd := range []string{" ", "!", "\n", "\x00", "/", "%", "é", "😀", ".", "-", "_", "~", "A", "0"} {
		w.add("pattern", "another first character", odd+text, false)
		w.add("pattern", "another last character", text+odd, false)
	}
}

// numbers tries bounds and what lies between the steps.
func (w *mutator) numbers(s *openapi3.Schema) {
	step := 1.0
	if s.MultipleOf != nil && *s.MultipleOf > 0 {
		step = *s.MultipleOf
		w.add("multipleOf", "half a step", Number(step/2), true)
		w.add("multipleOf", "a step", Number(step), false)
	}
	b := boundsOf(s)
	for _, at := range []struct {
		keyword string
		bound   *float64
	}{{"minimum", b.low}, {"maximum", b.high}} {
		if at.bound == nil {
			continue
		}
		for _, n := range []float64{*at.bound - step, *at.bound, *at.bound + step, *at.bound - step/2, *at.bound + step/2} {
			w.add(at.keyword, "near the bound", Number(n), b.refuse(n))
		}
	}
	for _, n := range []float64{0, -1, math.MaxInt32, math.MaxInt32 + 1, math.MinInt32, 1 << 53} {
		w.add("type", "a number", Number(n), b.refuse(n))
	}
}

// refuse reports whether a number lies beyond the bounds.
func (b bounds) refuse(n float64) bool {
	return b.low != nil && (n < *b.low || b.aboveLow && n == *b.low) || b.high != nil && (n > *b.high || b.belowHigh && n == *b.high)
}

// items tries lengths of an array.
func (w *mutator) items(s *openapi3.Schema) {
	m := maker{nesting: maxNesting, left: new(maxValues)}
	lengths := func(keyword string, bound int) {
		for _, n := range around(bound) {
			*m.left = maxValues
			items := m.items(s, n, w.depth)
			n := uint64(len(items))
			w.add(keyword, fmt.Sprintf("%d items", n), items, n < s.MinItems || s.MaxItems != nil && n > *s.MaxItems)
		}
	}
	switch {
	case s.MaxItems == nil:
	case *s.MaxItems >= MaxItems:
		w.tooLarge("maxItems", *s.MaxItems)
	default:
		lengths("maxItems", int(*s.MaxItems))
	}
	if s.MinItems < MaxItems {
		lengths("minItems", int(s.MinItems))
	} else {
		w.tooLarge("minItems", s.MinItems)
	}
	if len(s.PrefixItems) > 0 {
		return // items of their own schemas differ
	}
	*m.left = maxValues
	one := m.item(s, 0, w.depth)
	w.add("uniqueItems", "the same twice", []any{one, one}, s.UniqueItems)
}
