package contract

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// formatRange returns the smallest and largest number of a format, nil if it has
// none. The formats are those of OpenAPI 3.0 and of its registry.
func formatRange(format string) (low, high *big.Rat) {
	switch format {
	case "int8", "int16", "int32", "int64":
		bits, _ := strconv.ParseUint(format[3:], 10, 8)
		end := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
		return new(big.Rat).SetInt(new(big.Int).Neg(end)), new(big.Rat).SetInt(end.Sub(end, big.NewInt(1)))
	case "uint8", "uint16", "uint32", "uint64":
		bits, _ := strconv.ParseUint(format[4:], 10, 8)
		end := new(big.Int).Lsh(big.NewInt(1), uint(bits))
		return new(big.Rat), new(big.Rat).SetInt(end.Sub(end, big.NewInt(1)))
	case "double-int":
		return big.NewRat(1-maxExact, 1), big.NewRat(maxExact-1, 1)
	case "float":
		return new(big.Rat).SetFloat64(-math.MaxFloat32), new(big.Rat).SetFloat64(math.MaxFloat32)
	case "double":
		return new(big.Rat).SetFloat64(-math.MaxFloat64), new(big.Rat).SetFloat64(math.MaxFloat64)
	}
	return nil, nil
}

// maxExact is the first integer whose successor is not a float64. kin-openapi
// reads the numbers of a document as float64, so beyond it they are only near.
const maxExact = 1 << 53

// maxDigits is to how many digits numbers are compared exactly, and maxExponent
// how large an exponent may be. Beyond, it would take too long.
const (
	maxDigits   = 1000
	maxExponent = 2000
)

// rational returns a JSON number exactly, or to maxDigits. A larger exponent is
// cut: the number is then beyond all that a document can name.
func rational(text string) *big.Rat {
	digits, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	n, _ := strconv.Atoi(cmp.Or(exponent, "0")) // beyond its range it is the largest int
	whole, fraction, _ := strings.Cut(digits, ".")
	if long := len(whole) - maxDigits; long > 0 {
		whole, fraction, n = whole[:maxDigits], "", n+long
	}
	fraction = fraction[:min(len(fraction), maxDigits)]
	r, _ := new(big.Rat).SetString(fmt.Sprintf("%s.%se%d", whole, fraction, max(-maxExponent, min(n, maxExponent))))
	return r
}

// A limit is a number of a document.
type limit struct {
	exact *big.Rat // nil if only near is known
	near  float64
}

// newLimit returns the number that a float64 was most likely written as: the
// shortest one.
func newLimit(near float64) limit {
	if math.Abs(near) >= maxExact {
		return limit{near: near}
	}
	return limit{rational(strconv.FormatFloat(near, 'g', -1, 64)), near}
}

// compare returns how r compares with the limit. Where the limit is not known
// exactly, all that has the same float64 is equal to it.
func (l limit) compare(r *big.Rat) int {
	if l.exact != nil {
		return r.Cmp(l.exact)
	}
	if f, _ := r.Float64(); f == l.near {
		return 0
	}
	return r.Cmp(new(big.Rat).SetFloat64(l.near))
}

func (l limit) String() string {
	if l.exact != nil && l.exact.IsInt() {
		return shorten(l.exact.Num().String(), maxFound)
	}
	return strconv.FormatFloat(l.near, 'g', -1, 64)
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
	}
	text := fmt.Sprint(value)
	if r := rational(text); r != nil {
		return r.RatString()
	}
	return text
}
