package generate

import (
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// join adds to merged what a part asks for.
func join(merged, part *openapi3.Schema) {
	merged.Type = common(merged.Type, part.Type)
	if list := members(part); list != nil {
		if known := members(merged); known != nil {
			list = slices.DeleteFunc(slices.Clone(known), func(member any) bool { return !contains(list, member) })
		}
		merged.Enum, merged.Const = list, nil
	}
	if merged.Format == "" {
		merged.Format = part.Format
	}
	if merged.Pattern == "" {
		merged.Pattern = part.Pattern
	}
	merged.MinLength = max(merged.MinLength, part.MinLength)
	merged.MaxLength = most(merged.MaxLength, part.MaxLength)
	joinNumbers(merged, part)
	merged.MinItems = max(merged.MinItems, part.MinItems)
	merged.MaxItems = most(merged.MaxItems, part.MaxItems)
	merged.UniqueItems = merged.UniqueItems || part.UniqueItems
	merged.Items = both(merged.Items, part.Items)
	merged.MinProps = max(merged.MinProps, part.MinProps)
	merged.MaxProps = most(merged.MaxProps, part.MaxProps)
	merged.ReadOnly = merged.ReadOnly || part.ReadOnly
	merged.WriteOnly = merged.WriteOnly || part.WriteOnly
	switch {
	case merged.Not == nil:
		merged.Not = part.Not
	case part.Not != nil:
		merged.Not = (&openapi3.Schema{AnyOf: openapi3.SchemaRefs{merged.Not, part.Not}}).NewRef()
	}
	joinObjects(merged, part)
	if merged.Example == nil && merged.Default == nil && Type(merged) != openapi3.TypeObject {
		merged.Example, merged.Default = part.Example, part.Default
	}
}

// joinObjects adds properties. Those that a part has no room for are taken out
// by restrict.
func joinObjects(merged, part *openapi3.Schema) {
	if merged.Properties == nil && len(part.Properties) > 0 {
		merged.Properties = make(openapi3.Schemas, len(part.Properties))
	}
	for name, property := range part.Properties {
		merged.Properties[name] = both(merged.Properties[name], property)
	}
	for _, name := range part.Required {
		if !slices.Contains(merged.Required, name) {
			merged.Required = append(slices.Clip(merged.Required), name)
		}
	}
	a, b := &merged.AdditionalProperties, part.AdditionalProperties
	if closed(merged) || closed(part) {
		*a = openapi3.AdditionalProperties{Has: new(false)}
		return
	}
	if b.Schema != nil {
		*a = openapi3.AdditionalProperties{Schema: both(a.Schema, b.Schema)}
	}
}

// restrict applies the additionalProperties of a part to the properties that
// only other parts name.
func restrict(merged, part *openapi3.Schema) {
	more := part.AdditionalProperties.Schema
	if more == nil && !closed(part) {
		return
	}
	for name := range merged.Properties {
		if part.Properties[name] != nil {
			continue
		}
		if more != nil {
			merged.Properties[name] = both(merged.Properties[name], more)
		} else {
			delete(merged.Properties, name)
		}
	}
}

// common returns the types that two schemas have in common, of which integer is
// one with number. If there are none, it is the first list.
func common(a, b *openapi3.Types) *openapi3.Types {
	if len(a.Slice()) == 0 {
		return b
	}
	if len(b.Slice()) == 0 {
		return a
	}
	var shared openapi3.Types
	for _, name := range a.Slice() {
		switch {
		case b.Includes(name), name == openapi3.TypeInteger && b.Includes(openapi3.TypeNumber):
			shared = append(shared, name)
		case name == openapi3.TypeNumber && b.Includes(openapi3.TypeInteger):
			shared = append(shared, openapi3.TypeInteger)
		}
	}
	if len(shared) == 0 {
		return a
	}
	return &shared
}

func joinNumbers(merged, part *openapi3.Schema) {
	a, b := boundsOf(merged), boundsOf(part)
	if b.low != nil && (a.low == nil || *b.low > *a.low || *b.low == *a.low && b.aboveLow) {
		merged.Min, merged.ExclusiveMin = b.low, openapi3.ExclusiveBound{Bool: new(b.aboveLow)}
	}
	if b.high != nil && (a.high == nil || *b.high < *a.high || *b.high == *a.high && b.belowHigh) {
		merged.Max, merged.ExclusiveMax = b.high, openapi3.ExclusiveBound{Bool: new(b.belowHigh)}
	}
	switch {
	case merged.MultipleOf == nil:
		merged.MultipleOf = part.MultipleOf
	case part.MultipleOf != nil:
		merged.MultipleOf = commonMultiple(*merged.MultipleOf, *part.MultipleOf)
	}
}

// bounds are those of a number.
type bounds struct {
	low, high           *float64
	aboveLow, belowHigh bool // the bound itself does not fit
}

// boundsOf reads the bounds of a schema, as OpenAPI 3.0 and 3.1 write them.
func boundsOf(s *openapi3.Schema) bounds {
	b := bounds{s.Min, s.Max, s.ExclusiveMin.IsTrue(), s.ExclusiveMax.IsTrue()}
	if v := s.ExclusiveMin.Value; v != nil && (b.low == nil || *v >= *b.low) {
		b.low, b.aboveLow = v, true
	}
	if v := s.ExclusiveMax.Value; v != nil && (b.high == nil || *v <= *b.high) {
		b.high, b.belowHigh = v, true
	}
	return b
}

// commonMultiple returns the least number that is a multiple of both.
func commonMultiple(a, b float64) *float64 {
	x, y := rational(a), rational(b)
	if x == nil || y == nil || x.Sign() <= 0 || y.Sign() <= 0 {
		return &a
	}
	// Of p/q and r/s it is lcm(p·s, r·q) / (q·s).
	left, right := new(big.Int).Mul(x.Num(), y.Denom()), new(big.Int).Mul(y.Num(), x.Denom())
	divisor := new(big.Int).GCD(nil, nil, left, right)
	least := new(big.Int).Mul(left, new(big.Int).Div(right, divisor))
	found, _ := new(big.Rat).SetFrac(least, new(big.Int).Mul(x.Denom(), y.Denom())).Float64()
	if math.IsInf(found, 0) {
		return &a
	}
	return &found
}

// rational returns the number that the shortest decimal form of a float says;
// nil if it is no number.
func rational(n float64) *big.Rat {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(n, 'g', -1, 64))
	if !ok {
		return nil
	}
	return r
}
