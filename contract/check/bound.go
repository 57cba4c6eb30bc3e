package check

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"profilestatus.example/contract"
)

// texts tries lengths, patterns and formats.
func (w *edger) texts(s *contract.Shape, path []step) {
	if len(s.Enum) > 0 {
		return
	}
	good, near := formatTexts(s.Format)
	for _, text := range slices.Concat(good, near) {
		w.add(path, "format", "a text for "+s.Format, text)
	}
	var lengths []int
	if s.MinLength > 0 {
		lengths = append(lengths, around(int(s.MinLength))...)
		w.lengths(s, path, "minLength", lengths)
	}
	switch {
	case s.MaxLength == nil:
	case *s.MaxLength >= maxText:
		w.beyond(fmt.Sprintf("%s: maxLength %d is more than is tried", show(path), *s.MaxLength))
	default:
		w.lengths(s, path, "maxLength", around(int(*s.MaxLength)))
	}
	if s.Pattern != "" {
		w.pattern(s, path)
	} else if s.Format == "" {
		for _, text := range []string{"ä中😀", "\"\\/\b\f\n\r\t", "\u2028", "'; --", "<b>&amp;", strings.Repeat("é", 3)} {
			w.add(path, "string", "characters that need care", text)
		}
	}
}

func around(n int) []int { return []int{n - 1, n, n + 1} }

// lengths tries texts of several lengths which otherwise fit, if there are
// any.
func (w *edger) lengths(s *contract.Shape, path []step, keyword string, lengths []int) {
	for _, n := range lengths {
		if n < 0 {
			continue
		}
		text := strings.Repeat("a", n)
		if s.Pattern != "" {
			if fits, ok := matchingLength(s.Pattern, n); ok {
				text = fits
			}
		}
		w.add(path, keyword, fmt.Sprintf("%d characters", n), text)
	}
}

// pattern tries texts that match and those that do so no longer.
func (w *edger) pattern(s *contract.Shape, path []step) {
	text, ok := maker{}.text(s).(string)
	if !ok {
		return
	}
	w.add(path, "pattern", "a text that matches", text)
	for fill := 1; fill <= 4; fill++ {
		if more, ok := matching(s.Pattern, nil, float64(fill)/16); ok {
			w.add(path, "pattern", "a text that matches", more)
		}
	}
	for _, odd := range []string{" ", "!", "\n", "\x00", "/", "%", "é", "😀", ".", "-", "_", "~", "A", "0"} {
		w.add(path, "pattern", "another first character", odd+text)
		w.add(path, "pattern", "another last character", text+odd)
	}
}

// numbers tries bounds and what lies between whole numbers.
func (w *edger) numbers(s *contract.Shape, path []step) {
	step := 1.0
	if s.MultipleOf != nil && *s.MultipleOf > 0 {
		step = *s.MultipleOf
		w.add(path, "multipleOf", "half a step", number(step/2))
		w.add(path, "multipleOf", "a step", number(step))
	}
	for _, at := range []struct {
		keyword string
		bound   *float64
	}{{"minimum", s.Min}, {"maximum", s.Max}} {
		if at.bound == nil {
			continue
		}
		for _, n := range []float64{*at.bound - step, *at.bound, *at.bound + step, *at.bound - step/2, *at.bound + step/2} {
			w.add(path, at.keyword, "near the bound", number(n))
		}
	}
	for _, n := range []float64{0, -1, math.MaxInt32, math.MaxInt32 + 1, math.MinInt32, 1 << 53} {
		w.add(path, "type", "a number", number(n))
	}
}

// items tries lengths of an array.
func (w *edger) items(s *contract.Shape, path []step, depth int) {
	sizes := map[string][]int{"minItems": around(int(s.MinItems))}
	if s.MaxItems != nil {
		sizes["maxItems"] = around(int(*s.MaxItems))
		if *s.MaxItems >= maxItems {
			w.beyond(fmt.Sprintf("%s: maxItems %d is more than is tried", show(path), *s.MaxItems))
			delete(sizes, "maxItems")
		}
	}
	for _, keyword := range sorted(sizes) {
		for _, n := range sizes[keyword] {
			if n < 0 {
				continue
			}
			w.add(path, keyword, fmt.Sprintf("%d items", n), maker{}.items(s, n, depth))
		}
	}
	one := maker{}.item(s, 0, depth)
	w.add(path, "uniqueItems", "the same twice", []any{one, one})
}
