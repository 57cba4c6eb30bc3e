package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemaOf returns the schema that a reference leads to, nil if there is none.
func schemaOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil {
		return nil
	}
	return ref.Value
}

// typesOf returns the types that a schema and its parts name, each once.
func typesOf(s *openapi3.Schema) []string {
	var types []string
	eachPart(s, func(s *openapi3.Schema) {
		named := s.Type.Slice()
		if len(named) == 0 && len(s.Properties) > 0 {
			named = []string{"object"}
		}
		for _, name := range named {
			if name != "null" && !slices.Contains(types, name) { // no text stands for null
				types = append(types, name)
			}
		}
	})
	return types
}

// eachPart visits a schema and those that allOf, oneOf and anyOf combine in it,
// each once.
func eachPart(s *openapi3.Schema, visit func(*openapi3.Schema)) {
	seen := make(map[*openapi3.Schema]bool)
	var each func(s *openapi3.Schema)
	each = func(s *openapi3.Schema) {
		if seen[s] {
			return
		}
		seen[s] = true
		visit(s)
		for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
			each(part.Value)
		}
	}
	each(s)
}

// itemsOf returns the schema of the items that a schema or a part of it names.
func itemsOf(s *openapi3.Schema) (items *openapi3.SchemaRef) {
	eachPart(s, func(s *openapi3.Schema) {
		if items == nil {
			items = s.Items
		}
	})
	return items
}

// kindsOf returns the types of a schema as the texts of a parameter are tried:
// arrays, objects, and "" for all that is one text.
func kindsOf(s *openapi3.Schema) []string {
	types := typesOf(s)
	var kinds []string
	for _, name := range [...]string{"array", "object"} {
		if i := slices.Index(types, name); i >= 0 {
			types = slices.Delete(types, i, i+1)
			kinds = append(kinds, name)
		}
	}
	if len(types) > 0 || kinds == nil {
		kinds = append(kinds, "")
	}
	return kinds
}
