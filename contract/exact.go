package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// kin-openapi reads numbers as float64, takes nullable for the last word on
// null, and knows only alternatives that a discriminator maps by itself. An
// exactor looks for what it misses by that.
type exactor struct {
	*schema
	found []Violation
	seen  []*openapi3.Schema // that the same value was compared with
	steps stepper            // those of comparing parts once more
	cut   bool               // to compare everything would take too long
}

// exact returns the violations of a value that kin-openapi does not find.
func (s *schema) exact(value any) []Violation {
	x := s.newExactor(value)
	x.walk(s.Schema, value, nil)
	if x.cut && len(x.found) == 0 {
		return []Violation{s.notJudged(value)}
	}
	return x.found
}

func (s *schema) newExactor(value any) *exactor {
	return &exactor{schema: s, steps: stepper{limit: stepsFor(value)}}
}

// fits reports whether a value fits a part of the schema.
func (x *exactor) fits(part *openapi3.Schema, value any) bool {
	return x.accepts(part, value) && x.fitsExactly(part, value)
}

// accepts reports whether kin-openapi accepts a value by a part of the schema.
func (x *exactor) accepts(part *openapi3.Schema, value any) bool {
	return x.affords(part, value) && (part.VisitJSON(value, x.first...) == nil || value == nil && x.newCollector().takes(part, nil))
}

// fitsExactly reports whether a value fits that kin-openapi has accepted.
func (x *exactor) fitsExactly(part *openapi3.Schema, value any) bool {
	inner := &exactor{schema: x.schema, seen: slices.Clip(x.seen), steps: x.steps}
	inner.walk(part, value, nil)
	x.steps, x.cut = inner.steps, inner.cut
	return len(inner.found) == 0
}

// affords reports whether a value can be compared with a part once more.
func (x *exactor) affords(part *openapi3.Schema, value any) bool {
	x.steps.visit(part, value)
	x.cut = x.cut || x.steps.steps > x.steps.limit
	return !x.cut
}

func (x *exactor) walk(s *openapi3.Schema, value any, path []string) {
	if s == nil || x.cut || len(x.found) >= MaxViolations || slices.Contains(x.seen, s) {
		return
	}
	x.seen = append(x.seen, s)
	for _, part := range s.AllOf {
		x.walk(schemaOf(part), value, path)
	}
	x.alternative(s, value, path)
	if value == nil && s.Not != nil && x.fits(s.Not.Value, nil) { // nor here
		x.add(s, "not", value, path, "a value that is not null")
	}
	switch v := value.(type) {
	case nil:
		x.null(s, path)
	case json.Number:
		x.number(s, v, path)
	case []any:
		if s.UniqueItems && repeated(v) {
			x.add(s, "uniqueItems", value, path, "items that are all different")
		}
		for i, item := range v {
			x.below(s.Items, item, append(slices.Clip(path), strconv.Itoa(i)))
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			ref := s.Properties[name]
			if ref == nil {
				ref = s.AdditionalProperties.Schema
			}
			x.below(ref, v[name], append(slices.Clip(path), name))
		}
	}
}

// below walks a value inside the one that is walked.
func (x *exactor) below(ref *openapi3.SchemaRef, value any, path []string) {
	seen := x.seen
	x.seen = nil
	x.walk(schemaOf(ref), value, path)
	x.seen = seen
}

// alternative walks the alternative that a value stands for: the one that a
// discriminator names, or else the first that kin-openapi takes it for.
func (x *exactor) alternative(s *openapi3.Schema, value any, path []string) {
	object, _ := value.(map[string]any)
	ref, why := x.family.discriminated(s, object)
	switch {
	case why != "":
		name := s.Discriminator.PropertyName
		x.add(s, "discriminator", object[name], append(slices.Clip(path), name), why)
	case ref != nil:
		x.named(ref.Value, value, path)
	default:
		x.alternatives(s, "oneOf", s.OneOf, value, path)
		x.alternatives(s, "anyOf", s.AnyOf, value, path)
	}
}

// alternatives walks the first alternative that kin-openapi accepts a value by,
// unless one fits.
func (x *exactor) alternatives(s *openapi3.Schema, keyword string, refs openapi3.SchemaRefs, value any, path []string) {
	var likely *openapi3.Schema
	fit := 0
	for _, ref := range refs {
		part := ref.Value
		if !x.accepts(part, value) {
			continue
		}
		if x.fitsExactly(part, value) {
			if fit++; value != nil || keyword == "anyOf" {
				return
			}
			continue
		}
		likely = cmp.Or(likely, part)
	}
	switch {
	case fit == 1:
		return
	case fit > 1: // kin-openapi does not look any further where nullable is true
		x.add(s, keyword, value, path, "a value that is not null")
		return
	}
	if likely == nil && value == nil && len(refs) > 0 && !x.cut { // what nullable let through
		x.add(s, keyword, value, path, "a value that is not null")
	}
	x.walk(likely, value, path)
}

// named compares an object with the schema that its discriminator names.
func (x *exactor) named(s *openapi3.Schema, value any, path []string) {
	if slices.Contains(x.seen, s) || !x.affords(s, value) {
		return // it is compared already
	}
	if err := s.VisitJSON(value, x.all...); err != nil {
		c := x.newCollector()
		c.add(err, path)
		x.found = append(x.found, c.found...)
	}
	x.walk(s, value, path)
}

// null asks of null what OpenAPI 3.0.4 does: nullable only adds it to the type
// beside it, and everything else holds all the same.
func (x *exactor) null(s *openapi3.Schema, path []string) {
	switch {
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, nil):
		x.add(s, "enum", nil, path, "one of "+list(s.Enum))
	case s.Type != nil && !s.PermitsNull():
		x.add(s, "nullable", nil, path, "a value that is not null")
	}
}

func (x *exactor) add(s *openapi3.Schema, rule string, value any, path []string, want string) {
	v := Violation{Rule: rule, Target: Pointer(path...), Found: describe(value), Want: want}
	v.Message = fmt.Sprintf("%s is not allowed; it must be %s.", sentence(v.Found), want)
	v.Line, v.Column = origin(s, rule)
	if !slices.ContainsFunc(x.found, func(w Violation) bool { return w.Rule == v.Rule && w.Target == v.Target }) {
		x.found = append(x.found, v)
	}
}
