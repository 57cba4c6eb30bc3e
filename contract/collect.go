package contract

import (
	"errors"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A collector words what errors of kin-openapi hold. Where a schema combines
// others, the violation is that of the part which the value breaks.
type collector struct {
	*schema
	found  []Violation
	visits *int // how many alternatives of anyOf may still be compared again
}

// maxVisits is how many alternatives of anyOf are compared again in one value to
// find what is wrong with it. kin-openapi keeps no errors of them.
const maxVisits = 100

// collect returns the violations in an error of a value.
func (s *schema) collect(err error) []Violation {
	c := s.newCollector()
	c.add(err, nil)
	return c.found
}

func (s *schema) newCollector() *collector {
	visits := maxVisits
	return &collector{schema: s, visits: &visits}
}

func (c *collector) add(err error, above []string) {
	if len(c.found) == MaxViolations {
		return
	}
	switch e := err.(type) {
	case nil:
	case openapi3.MultiError:
		for _, err := range e {
			c.add(err, above)
		}
	case *openapi3.SchemaError:
		at := slices.Concat(above, e.JSONPointer())
		switch mistaken := c.mistaken(e); {
		case e.SchemaField == "not":
			if !mistaken {
				c.forbid(e, at)
			}
			c.beside(e, at)
			return
		case mistaken:
			return
		}
		if object, ok := e.Value.(map[string]any); ok && (e.SchemaField == "oneOf" || e.SchemaField == "anyOf") {
			if ref, _ := c.family.discriminated(e.Schema, object); ref != nil && within(maxSteps, ref.Value, object) {
				if *c.visits--; *c.visits >= 0 { // the discriminator chooses, whatever else fits
					c.add(ref.Value.VisitJSON(object, c.first...), at)
				}
				return
			}
		}
		if c.fitsAfterAll(e) {
			return
		}
		switch parts := c.parts(e); {
		case e.SchemaField == "allOf" && len(parts) > 0:
			for _, part := range parts {
				c.add(part, above)
			}
		case e.SchemaField == "oneOf" && len(parts) > 0:
			c.alternatives(e, parts, above, at)
		case len(parts) > 0: // of anyOf, made here and so without the place
			c.alternatives(e, parts, at, at)
		default:
			c.keep(violation(e, above...))
		}
	default:
		c.keep(Violation{Rule: "schema", Target: Pointer(above...), Message: "The value does not fit its schema."})
	}
}

// keep adds a violation. Parts often say the same of one place.
func (c *collector) keep(v Violation) {
	if !slices.ContainsFunc(c.found, func(w Violation) bool { return w.Target == v.Target && w.Message == v.Message }) {
		c.found = append(c.found, v)
	}
}

// parts returns the errors of what a schema combines, none if it fits too many.
func (c *collector) parts(e *openapi3.SchemaError) []error {
	switch e.SchemaField {
	case "allOf", "oneOf":
		var parts openapi3.MultiError
		if errors.As(e.Origin, &parts) {
			return parts
		}
	case "anyOf":
		var parts []error
		for _, ref := range e.Schema.AnyOf {
			if *c.visits--; *c.visits < 0 {
				return nil
			}
			if within(maxSteps, ref.Value, e.Value) {
				parts = append(parts, ref.Value.VisitJSON(e.Value, c.first...))
			}
		}
		return parts
	}
	return nil
}

// alternatives adds the violations of the alternative that a value most likely
// stands for: the only one whose violation lies within the value, or is not of
// the value's type. Where there is no such one, the value fits none of them.
func (c *collector) alternatives(e *openapi3.SchemaError, parts []error, above, at []string) {
	if e.Schema.Extensions[lowered] != nil && len(parts) == 2 {
		parts = parts[1:] // the first is only that the keyword asks for nothing
	}
	var likely []Violation
	refs := slices.Concat(e.Schema.OneOf, e.Schema.AnyOf)
	if i := slices.IndexFunc(refs, onlyNull); i >= 0 && len(refs) == 2 && len(parts) == 2 { // the value is not null
		parts, refs = parts[1-i:2-i], refs[1-i:2-i]
	}
	for i, part := range parts {
		one := collector{schema: c.schema, visits: c.visits}
		one.add(part, above)
		if one.found == nil && len(parts) == len(refs) { // kin-openapi is mistaken of what is wrong with it
			x := c.newExactor(e.Value)
			x.walk(schemaOf(refs[i]), e.Value, at)
			one.found = x.found
		}
		typed := slices.ContainsFunc(one.found, func(v Violation) bool {
			return v.Target == Pointer(at...) && (v.Rule == "type" || v.Rule == "nullable" || v.Rule == "enum")
		})
		switch {
		case typed && len(parts) > 1:
		case likely != nil:
			c.none(e, len(parts), at)
			return
		default:
			likely = one.found
		}
	}
	if likely == nil {
		c.none(e, len(parts), at)
	}
	for _, v := range likely {
		if len(c.found) < MaxViolations {
			c.keep(v)
		}
	}
}

func (c *collector) none(e *openapi3.SchemaError, n int, at []string) {
	v := Violation{Rule: e.SchemaField, Target: Pointer(at...), Found: describe(e.Value), Want: "one of the alternatives"}
	v.Message = fmt.Sprintf("%s fits none of the %d alternatives of %s.", sentence(v.Found), n, e.SchemaField)
	v.Line, v.Column = origin(e.Schema, e.SchemaField)
	c.keep(v)
}

// telling drops what says less about a value than another violation does: a
// string that is not in its format need not be told that it is too short, too.
func telling(found []Violation) []Violation {
	return slices.DeleteFunc(found, func(v Violation) bool {
		vague := v.Rule == "minLength" || v.Rule == "maxLength" || v.Rule == "pattern"
		return vague && slices.ContainsFunc(found, func(w Violation) bool { return w.Rule == "format" && w.Target == v.Target })
	})
}

// maxNodes is how much of a value that breaks its schema is searched for more
// violations than the first. A hostile value could otherwise hold thousands.
const maxNodes = 1000

// clip returns value without what lies beyond its first budget nodes.
func clip(value any, budget *int) any {
	*budget--
	switch v := value.(type) {
	case []any:
		kept := []any{}
		for _, item := range v {
			if *budget <= 0 {
				break
			}
			kept = append(kept, clip(item, budget))
		}
		return kept
	case map[string]any:
		if len(v) <= *budget {
			kept := make(map[string]any, len(v))
			for name, item := range v {
				kept[name] = clip(item, budget)
			}
			return kept
		}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		kept := make(map[string]any, max(0, *budget))
		for _, name := range names {
			if *budget <= 0 {
				break
			}
			kept[name] = clip(v[name], budget)
		}
		return kept
	}
	return value
}

// notJudged says that a value was not compared with the schema.
func (s *schema) notJudged(value any) Violation {
	line, column := origin(s.Schema, "")
	return Violation{Rule: "notJudged", Line: line, Column: column, Found: describe(value), Want: "a schema with fewer alternatives within alternatives",
		Message: "The value was not validated: its schema has too many nested alternatives."}
}

// tooMany says that a body has more parts than are read.
func (s *schema) tooMany() Violation {
	line, column := origin(s.Schema, "")
	return Violation{Rule: "notJudged", Line: line, Column: column, Want: fmt.Sprintf("at most %d parts", maxParts),
		Message: fmt.Sprintf("The body was not validated: it has more than %d parts.", maxParts)}
}
