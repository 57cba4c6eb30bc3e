package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// formatRange returns the smallest and largest number of a format, nil if it has
// none.
func formatRange(format string) (low, high *big.Rat) {
	switch format {
	case "int32":
		return big.NewRat(math.MinInt32, 1), big.NewRat(math.MaxInt32, 1)
	case "int64":
		return big.NewRat(math.MinInt64, 1), big.NewRat(math.MaxInt64, 1)
	case "float":
		return new(big.Rat).SetFloat64(-math.MaxFloat32), new(big.Rat).SetFloat64(math.MaxFloat32)
	case "double":
		return new(big.Rat).SetFloat64(-math.MaxFloat64), new(big.Rat).SetFloat64(math.MaxFloat64)
	}
	return nil, nil
}

// maxDigits is how long a number may be to be compared exactly, and maxExponent
// how large its exponent. Beyond, it would take too long.
const (
	maxDigits   = 1000
	maxExponent = 1000
)

// rational returns a number exactly, nil if it is too long. A larger exponent is
// cut: the number is then beyond all that a document can name.
func rational(text string) *big.Rat {
	if len(text) > maxDigits {
		return nil
	}
	if digits, exponent, ok := strings.Cut(strings.ToLower(text), "e"); ok {
		n, err := strconv.Atoi(exponent)
		if err != nil && strings.HasPrefix(exponent, "-") {
			n = -maxExponent
		} else if err != nil {
			n = maxExponent
		}
		text = fmt.Sprintf("%se%d", digits, max(-maxExponent, min(n, maxExponent)))
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return r
}

// compare compares a number with a bound. Beyond 2^53 the document's own bound is
// not known exactly, and what has the same float64 is taken to be equal to it.
func compare(r *big.Rat, bound float64) int {
	if f, _ := r.Float64(); math.Abs(bound) >= 1<<53 && f == bound {
		return 0
	}
	return r.Cmp(new(big.Rat).SetFloat64(bound))
}

// sameNumber reports whether a member of an enum is a number. Beyond 2^53 the
// document's own number is not known exactly, and the nearest float64 decides.
func sameNumber(member any, n json.Number) bool {
	f, err := n.Float64()
	if m, ok := member.(float64); ok && err == nil && math.Abs(m) >= 1<<53 {
		return m == f
	}
	return canonical(member) == canonical(n)
}

// repeated reports whether two items are equal as JSON.
func repeated(items []any) bool {
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		text := canonical(item)
		if seen[text] {
			return true
		}
		seen[text] = true
	}
	return false
}

// canonical writes a value so that equal values have equal texts.
func canonical(value any) string {
	switch v := value.(type) {
	case string:
		return strconv.Quote(v)
	case []any:
		var b strings.Builder
		for _, item := range v {
			b.WriteString(canonical(item) + ",")
		}
		return "[" + b.String() + "]"
	case map[string]any:
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(v)) {
			b.WriteString(strconv.Quote(name) + ":" + canonical(v[name]) + ",")
		}
		return "{" + b.String() + "}"
	case float64:
		value = strconv.FormatFloat(v, 'g', -1, 64)
	}
	text := fmt.Sprint(value)
	if r := rational(text); r != nil {
		return r.RatString()
	}
	return text
}
