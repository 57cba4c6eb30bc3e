package generate

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// number makes a number that fits a schema.
func (m maker) number(s *openapi3.Schema) any {
	low, high := m.rangeOf(s)
	step := stepOf(s)
	if step == nil {
		return m.between(low, high)
	}
	first := new(big.Rat).Mul(ceiling(new(big.Rat).Quo(low, step)), step)
	if steps := new(big.Rat).Quo(new(big.Rat).Sub(high, first), step); m.Rand != nil && steps.Cmp(big.NewRat(1, 1)) >= 0 {
		n, _ := steps.Float64()
		chosen := new(big.Rat).SetInt64(m.Rand.Int64N(int64(min(n, 1e15)) + 1))
		first.Add(first, chosen.Mul(chosen, step))
	}
	return decimal(first)
}

// nth returns the i-th of the numbers that fit a schema, counted from the least
// one, and from there again after the last.
func (m maker) nth(s *openapi3.Schema, i int) any {
	m.Rand = nil
	least, ok := new(big.Rat).SetString(m.number(s).(json.Number).String())
	if !ok {
		return Number(float64(i))
	}
	low, high := m.rangeOf(s)
	step := stepOf(s)
	if step == nil {
		step = big.NewRat(1, 1)
		if new(big.Rat).Sub(high, low).Cmp(step) < 0 {
			step = big.NewRat(1, 1024)
		}
	}
	last := new(big.Rat).Quo(new(big.Rat).Sub(high, least), step)
	if n, _ := last.Float64(); n >= 0 && n < MaxItems {
		i %= int(n) + 1
	}
	return decimal(least.Add(least, new(big.Rat).Mul(step, big.NewRat(int64(i), 1))))
}

// rangeOf returns between which numbers a value lies; the bounds themselves fit
// where all numbers do.
func (m maker) rangeOf(s *openapi3.Schema) (low, high *big.Rat) {
	b := boundsOf(s)
	span := big.NewRat(100, 1)
	if step := stepOf(s); step != nil && step.Cmp(span) > 0 {
		span = step
	}
	if b.low != nil {
		low = rational(*b.low)
	}
	if b.high != nil {
		high = rational(*b.high)
	}
	switch {
	case low == nil && high == nil:
		low, high = big.NewRat(1, 1), new(big.Rat).Set(span)
	case low == nil:
		low = new(big.Rat).Sub(high, span)
	case high == nil:
		high = new(big.Rat).Add(low, span)
	}
	// What keeps off a bound is less than a step, or the next one would be lost.
	var inside *big.Rat
	if step := stepOf(s); step != nil {
		inside = new(big.Rat).Quo(step, big.NewRat(1<<20, 1))
	} else if inside = new(big.Rat).Quo(new(big.Rat).Sub(high, low), big.NewRat(8, 1)); inside.Cmp(big.NewRat(1, 2)) > 0 {
		inside = big.NewRat(1, 2)
	}
	if b.aboveLow {
		low = new(big.Rat).Add(low, inside)
	}
	if b.belowHigh {
		high = new(big.Rat).Sub(high, inside)
	}
	return low, high
}

// stepOf returns the step between the numbers that fit, nil if all do.
func stepOf(s *openapi3.Schema) *big.Rat {
	var step *float64
	if Type(s) == openapi3.TypeInteger {
		step = new(1.0)
	}
	switch {
	case s.MultipleOf == nil || !(*s.MultipleOf > 0):
	case step == nil:
		step = s.MultipleOf
	default:
		step = commonMultiple(*step, *s.MultipleOf)
	}
	if step == nil {
		return nil
	}
	return rational(*step)
}

// between returns a number from low to high, a whole one if there is one.
func (m maker) between(low, high *big.Rat) any {
	whole := ceiling(low)
	room := new(big.Rat).Sub(high, whole)
	switch {
	case room.Sign() < 0 && high.Cmp(low) <= 0:
		return decimal(low)
	case room.Sign() < 0:
		middle := new(big.Rat).Add(low, high)
		return decimal(middle.Quo(middle, big.NewRat(2, 1)))
	case m.Rand == nil:
		return decimal(whole)
	}
	n, _ := room.Float64()
	return decimal(whole.Add(whole, new(big.Rat).SetInt64(m.Rand.Int64N(int64(min(n, 1e15))+1))))
}

// ceiling returns the least whole number that is not below r.
func ceiling(r *big.Rat) *big.Rat {
	quotient, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		quotient.Add(quotient, big.NewInt(1))
	}
	return new(big.Rat).SetInt(quotient)
}

// decimal writes a number as JSON does, exactly if it has at most 30 fraction
// digits. All that is computed here has a finite number of them.
func decimal(r *big.Rat) json.Number {
	if digits, _ := r.FloatPrec(); digits > 30 || r.Num().BitLen() > 1000 {
		n, _ := r.Float64()
		return Number(n)
	}
	text := r.FloatString(30)
	return json.Number(strings.TrimSuffix(strings.TrimRight(text, "0"), "."))
}

// Number formats a number for JSON, without an exponent if it is whole.
func Number(n float64) json.Number {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return json.Number(strconv.FormatFloat(n, 'f', 0, 64))
	}
	return json.Number(Encode(n))
}
