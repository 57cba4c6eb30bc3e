package contract

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// mistaken reports whether an error is only kin-openapi's: of a number that
// float64 does not hold, of null where no type is given, or of a discriminator
// that names a schema without a mapping.
func (s *schema) mistaken(e *openapi3.SchemaError) bool {
	x := s.newExactor(e.Value)
	switch e.SchemaField {
	case "type":
		_, number := e.Value.(json.Number)
		return number && errors.Is(e.Origin, strconv.ErrRange) && (e.Schema.Type == nil || e.Schema.Type.Is("number") || e.Schema.Type.Is("integer"))
	case "nullable":
		return e.Schema.Type == nil
	case "exclusiveMinimum", "exclusiveMaximum":
		near, ok := e.Value.(float64)
		return ok && math.Abs(near) >= maxExact // an exactor says it if it is true
	case "not":
		return !x.fits(e.Schema.Not.Value, e.Value)
	case "oneOf":
		if !errors.Is(e.Origin, openapi3.ErrOneOfConflict) {
			return false
		}
		fit := 0
		for _, ref := range e.Schema.OneOf {
			if x.fits(ref.Value, e.Value) {
				fit++
			}
		}
		return fit == 1
	case "discriminator":
		if defaultOf(e.Schema.Discriminator) != "" {
			return true
		}
		name, ok := e.Value.(string)
		if !ok {
			return false
		}
		ref, _ := x.family.discriminated(e.Schema, map[string]any{e.Schema.Discriminator.PropertyName: name})
		return ref != nil
	}
	return false
}

// fitsAfterAll reports whether a value fits as many alternatives as it has to,
// where kin-openapi was mistaken of some.
func (c *collector) fitsAfterAll(e *openapi3.SchemaError) bool {
	refs := e.Schema.AnyOf
	if e.SchemaField == "oneOf" {
		refs = e.Schema.OneOf
	} else if e.SchemaField != "anyOf" {
		return false
	}
	fit := 0
	for _, ref := range refs {
		if *c.visits--; *c.visits < 0 {
			return false
		}
		if c.takes(ref.Value, e.Value) && c.newExactor(e.Value).fitsExactly(ref.Value, e.Value) {
			fit++
		}
	}
	return fit == 1 || fit > 1 && e.SchemaField == "anyOf"
}

// takes reports whether a part has nothing against a value in which kin-openapi
// is not mistaken.
func (c *collector) takes(part *openapi3.Schema, value any) bool {
	if !within(maxSteps, part, value) {
		return false
	}
	inner := collector{schema: c.schema, visits: c.visits}
	inner.add(part.VisitJSON(value, c.all...), nil)
	return len(inner.found) == 0
}
