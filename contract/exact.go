package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// kin-openapi reads numbers as float64 and knows only alternatives that a
// discriminator maps by itself. An exactor looks for what it misses by that: in
// a value that it has accepted, and not behind oneOf, anyOf and not, where to
// fit more or less is not simply wrong.
type exactor struct {
	*schema
	found []Violation
	steps int
}

// maxExact is how many values and schemas an exactor compares.
const maxExact = 10_000

// exact returns the violations of a value that kin-openapi has accepted.
func (s *schema) exact(value any) []Violation {
	x := exactor{schema: s}
	x.walk(s.Schema, value, nil)
	return x.found
}

func (x *exactor) walk(s *openapi3.Schema, value any, path []string) {
	if x.steps++; s == nil || x.steps > maxExact || len(x.found) >= MaxViolations {
		return
	}
	for _, part := range s.AllOf {
		x.walk(part.Value, value, path)
	}
	switch v := value.(type) {
	case json.Number:
		x.number(s, v, path)
	case []any:
		if s.UniqueItems && repeated(v) {
			x.add(s, "uniqueItems", value, path, "items that are all different")
		}
		if s.Items != nil {
			for i, item := range v {
				x.walk(s.Items.Value, item, append(slices.Clip(path), strconv.Itoa(i)))
			}
		}
	case map[string]any:
		x.alternative(s, v, path)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			ref := s.Properties[name]
			if ref == nil {
				ref = s.AdditionalProperties.Schema
			}
			if ref != nil {
				x.walk(ref.Value, v[name], append(slices.Clip(path), name))
			}
		}
	}
}

// alternative compares an object with the alternative that a discriminator
// names without a mapping: by the name of its schema.
func (x *exactor) alternative(s *openapi3.Schema, object map[string]any, path []string) {
	ref := implied(s, object)
	if ref == nil || !within(maxSteps, ref.Value, object) {
		return
	}
	if err := ref.Value.VisitJSON(object, x.first...); err != nil {
		visits := maxVisits
		c := collector{options: x.first, visits: &visits}
		c.add(err, path)
		x.found = append(x.found, c.found...)
		return
	}
	x.walk(ref.Value, object, path)
}

// implied returns the alternative that an object names by its discriminator
// where no mapping does, nil if there is none.
func implied(s *openapi3.Schema, object map[string]any) *openapi3.SchemaRef {
	if s.Discriminator == nil {
		return nil
	}
	name, _ := object[s.Discriminator.PropertyName].(string)
	if _, mapped := s.Discriminator.Mapping[name]; mapped {
		return nil
	}
	for _, ref := range slices.Concat(s.OneOf, s.AnyOf) {
		if ref.Value != nil && ref.Ref == "#/components/schemas/"+name {
			return ref
		}
	}
	return nil
}

// number compares a number that float64 may not hold, and its format.
func (x *exactor) number(s *openapi3.Schema, n json.Number, path []string) {
	if s.Type != nil && !s.Type.Is("number") && !s.Type.Is("integer") {
		return
	}
	if small := len(n) <= 15 && !strings.ContainsAny(string(n), ".eE"); small && s.Format != "int32" {
		return // float64 holds it
	}
	r := rational(string(n))
	if r == nil {
		return
	}
	switch low, high := formatRange(s.Format); {
	case s.Type.Is("integer") && !r.IsInt():
		x.add(s, "type", n, path, "an integer")
	case high != nil && (r.Cmp(low) < 0 || r.Cmp(high) > 0):
		x.add(s, "format", n, path, "a number of the format "+s.Format)
	}
	if s.Min != nil {
		if c := compare(r, *s.Min); c < 0 || c == 0 && s.ExclusiveMin.IsTrue() {
			x.add(s, "minimum", n, path, fmt.Sprintf("a number of at least %v", *s.Min))
		}
	}
	if s.Max != nil {
		if c := compare(r, *s.Max); c > 0 || c == 0 && s.ExclusiveMax.IsTrue() {
			x.add(s, "maximum", n, path, fmt.Sprintf("a number of at most %v", *s.Max))
		}
	}
	if s.MultipleOf != nil && *s.MultipleOf > 0 {
		of := rational(strconv.FormatFloat(*s.MultipleOf, 'g', -1, 64))
		if !new(big.Rat).Quo(r, of).IsInt() {
			x.add(s, "multipleOf", n, path, fmt.Sprintf("a multiple of %v", *s.MultipleOf))
		}
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(member any) bool { return sameNumber(member, n) }) {
		x.add(s, "enum", n, path, "one of "+list(s.Enum))
	}
}

func (x *exactor) add(s *openapi3.Schema, rule string, value any, path []string, want string) {
	v := Violation{Rule: rule, Target: pointer(path...), Found: describe(value), Want: want}
	v.Message = fmt.Sprintf("%s is not allowed; it must be %s.", sentence(v.Found), want)
	v.Line, v.Column = origin(s, rule)
	x.found = append(x.found, v)
}
