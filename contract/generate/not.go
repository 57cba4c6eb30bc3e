package generate

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// forbidden returns the schemas that a not forbids: its own, or those of its
// anyOf.
func forbidden(not *openapi3.SchemaRef) []*openapi3.Schema {
	var all []*openapi3.Schema
	var add func(ref *openapi3.SchemaRef, depth int)
	add = func(ref *openapi3.SchemaRef, depth int) {
		switch {
		case ref == nil || ref.Value == nil || len(all) >= maxParts:
		case len(ref.Value.AnyOf) == 0 || depth == maxNesting:
			all = append(all, ref.Value)
		default:
			for _, alternative := range ref.Value.AnyOf {
				add(alternative, depth+1)
			}
		}
	}
	add(not, 0)
	return all
}

// spare takes optional properties out of an object that together are forbidden.
// Those of keep stay.
func (m maker) spare(s *openapi3.Schema, object, keep map[string]any) {
	for _, bad := range forbidden(s.Not) {
		if !together(bad, object) {
			continue
		}
		names := slices.DeleteFunc(slices.Clone(bad.Required), func(name string) bool {
			_, kept := keep[name]
			return kept || required(s, name)
		})
		if len(names) > 0 {
			delete(object, names[len(names)-1-m.upTo(len(names))])
		}
	}
}

// together reports whether an object has the properties that a schema asks for,
// with the values that it names.
func together(s *openapi3.Schema, object map[string]any) bool {
	for _, name := range s.Required {
		if _, given := object[name]; !given {
			return false
		}
	}
	for name, property := range s.Properties {
		if value, given := object[name]; given && property != nil && property.Value != nil && !isMember(property.Value, value) {
			return false
		}
	}
	return true
}

// isMember reports whether a schema names a value, or does not forbid it by name.
func isMember(s *openapi3.Schema, value any) bool {
	if list := members(s); len(list) > 0 && !contains(list, value) {
		return false
	}
	return s.Not == nil || s.Not.Value == nil || !contains(members(s.Not.Value), value)
}

// forbid tries each of what a not forbids.
func (w *mutator) forbid(s *openapi3.Schema) {
	for _, bad := range forbidden(s.Not) {
		if Type(s) != openapi3.TypeObject || len(bad.Required) == 0 {
			w.add("not", "a value that is not to be", Generator{}.deep(bad, w.depth), false)
			continue
		}
		wanted := *s
		wanted.Not, wanted.Required, wanted.Properties = nil, slices.Clone(s.Required), maps.Clone(s.Properties)
		for _, name := range bad.Required {
			if !required(&wanted, name) {
				wanted.Required = append(wanted.Required, name)
			}
			if wanted.Properties[name] != nil && bad.Properties[name] != nil {
				wanted.Properties[name] = both(wanted.Properties[name], bad.Properties[name])
			}
		}
		value := maker{Generator: Generator{Bare: true}, nesting: maxNesting, left: new(maxValues)}.object(&wanted, w.depth)
		w.add("not", "together: "+strings.Join(bad.Required, ", "), value, plain(bad) && together(bad, value))
	}
}

// plain reports whether a schema says no more than together looks at.
func plain(s *openapi3.Schema) bool {
	rest := *s
	rest.Required, rest.Properties = nil, nil
	for _, property := range s.Properties {
		if property == nil || property.Value == nil {
			continue
		}
		value := *property.Value
		if value.Not != nil && value.Not.Value != nil {
			not := *value.Not.Value
			if not.Enum = nil; len(value.Not.Value.Enum) == 0 || !not.IsEmpty() {
				return false
			}
		}
		if value.Enum, value.Not = nil, nil; !value.IsEmpty() {
			return false
		}
	}
	if rest.Type.Is(openapi3.TypeObject) {
		rest.Type = nil
	}
	return rest.IsEmpty()
}
