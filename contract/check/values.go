package check

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract/generate"
)

// A step leads from a value to one below it, see [generate.Path].
type step = any

// maxBytes is how long a body is made, in bytes.
const maxBytes = 48 << 10

func put(value any, path []step, part any) any { return generate.Put(value, path, part) }
func without(value any, path []step) any       { return generate.Without(value, path) }
func get(value any, path []step) any           { return generate.Get(value, path) }
func encode(value any) []byte                  { return generate.Encode(value) }
func decode(data []byte) any                   { return generate.Decode(data) }

// flat returns a schema with what it combines merged into it.
func flat(s *openapi3.Schema, alternative int) *openapi3.Schema {
	return generate.Merge(s, alternative)
}

func typeOf(s *openapi3.Schema) string { return generate.Type(s) }

// schemaOf returns what a reference leads to, nil for none.
func schemaOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil {
		return nil
	}
	return ref.Value
}

// propertyOf returns the schema of a property, merged; nil if there is none.
func propertyOf(s *openapi3.Schema, name string) *openapi3.Schema {
	return flat(schemaOf(s.Properties[name]), 0)
}

// lineOf returns where a schema stands in the document, 0 when that is not known.
func lineOf(s *openapi3.Schema) (line, column int) {
	if s.Origin == nil || s.Origin.Key == nil {
		return 0, 0
	}
	return s.Origin.Key.Line, s.Origin.Key.Column
}

// sorted returns the names of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
