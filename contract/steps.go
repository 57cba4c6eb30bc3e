package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A body is compared with its schema in at most maxSteps steps, and stepsPerNode
// more for each value in it. Alternatives that hold alternatives multiply what
// there is to compare, so that a short body could take years.
const (
	maxSteps     = 50_000
	stepsPerNode = 200
)

// A stepper counts the steps that kin-openapi takes at most to compare a value
// with a schema. It goes the same way and stops at its limit.
type stepper struct {
	steps, limit int
	above        []*openapi3.Schema // that validate the same value, from base on
	base         int
}

// affordable reports whether a value can be compared with a schema.
func affordable(s *openapi3.Schema, value any) bool { return within(stepsFor(value), s, value) }

// stepsFor returns in how many steps a value is to be compared.
func stepsFor(value any) int { return maxSteps + stepsPerNode*nodes(value) }

func within(limit int, s *openapi3.Schema, value any) bool {
	c := stepper{limit: limit}
	c.visit(s, value)
	return c.steps <= limit
}

// nodes counts the values in a value.
func nodes(value any) int {
	n := 1
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			n += nodes(item)
		}
	case map[string]any:
		for _, item := range v {
			n += nodes(item)
		}
	}
	return n
}

func (c *stepper) visit(s *openapi3.Schema, value any) {
	if c.steps++; c.steps > c.limit || slices.Contains(c.above[c.base:], s) {
		return
	}
	c.above = append(c.above, s)
	defer func() { c.above = c.above[:len(c.above)-1] }()
	if c.empty(s, nil) {
		return
	}
	if s.Not != nil {
		c.visit(s.Not.Value, value)
	}
	c.alternatives(s, s.OneOf, value)
	c.alternatives(s, s.AnyOf, value)
	for _, ref := range s.AllOf {
		c.visit(ref.Value, value)
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			c.below(s.Items, item)
		}
	case map[string]any:
		for name, item := range v {
			ref := s.Properties[name]
			if ref == nil {
				ref = s.AdditionalProperties.Schema
			}
			c.below(ref, item)
		}
	}
}

// alternatives counts each alternative, with the copy of the value that it is
// given, and the one that fits once more.
func (c *stepper) alternatives(s *openapi3.Schema, refs openapi3.SchemaRefs, value any) {
	most, size := 0, 0
	if len(refs) > 0 {
		size = nodes(value)
	}
	wanted := mapped(s, value)
	for _, ref := range refs {
		if wanted != "" && wanted != ref.Ref {
			continue
		}
		before := c.steps
		c.steps += size
		c.visit(ref.Value, value)
		most = max(most, c.steps-before)
	}
	c.steps = min(c.steps+most, c.limit+1)
}

// mapped returns the reference that a discriminator maps a value to, "" if it
// maps none.
func mapped(s *openapi3.Schema, value any) string {
	if object, ok := value.(map[string]any); ok && s.Discriminator != nil {
		name, _ := object[s.Discriminator.PropertyName].(string)
		return s.Discriminator.Mapping[name].Ref
	}
	return ""
}

// below counts what validates another value, one inside.
func (c *stepper) below(ref *openapi3.SchemaRef, value any) {
	if ref == nil {
		return
	}
	base := c.base
	c.base = len(c.above)
	c.visit(ref.Value, value)
	c.base = base
}

// empty reports whether a schema allows everything. To find that out takes
// steps, too: all that it is made of has to be empty.
func (c *stepper) empty(s *openapi3.Schema, outer []*openapi3.Schema) bool {
	if c.steps++; c.steps > c.limit || slices.Contains(outer, s) {
		return true
	}
	if !bare(s) {
		return false
	}
	outer = append(outer, s)
	empty := func(ref *openapi3.SchemaRef) bool { return ref == nil || c.empty(ref.Value, outer) }
	for _, refs := range [...]openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf, {s.Not, s.Items, s.AdditionalProperties.Schema}} {
		for _, ref := range refs {
			if !empty(ref) {
				return false
			}
		}
	}
	for _, ref := range s.Properties {
		if !empty(ref) {
			return false
		}
	}
	return true
}

// bare reports whether a schema asks for nothing by itself. It knows the usual
// keywords; of a schema with others only, too many steps are counted.
func bare(s *openapi3.Schema) bool {
	return s.Type == nil && len(s.Enum)+len(s.Required) == 0 && s.Format == "" && s.Pattern == "" && !s.Nullable && s.Min == nil && s.Max == nil &&
		(s.AdditionalProperties.Has == nil || *s.AdditionalProperties.Has)
}
