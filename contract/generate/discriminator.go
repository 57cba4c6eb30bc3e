package generate

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// isBase reports whether a schema is one that others inherit, and the document
// says by which names.
func isBase(s *openapi3.Schema) bool {
	return s.Discriminator != nil && len(s.Discriminator.Mapping) > 0 && len(s.OneOf)+len(s.AnyOf) == 0
}

// heir returns the name of a schema that inherits a base: of one that a value has
// to fit anyway, or else of the one with a number.
func heir(base *openapi3.Schema, alternative int, seen map[*openapi3.Schema]bool) string {
	if name := inherited(base, seen); name != "" {
		return name
	}
	names := sorted(base.Discriminator.Mapping)
	return names[min(alternative, len(names)-1)]
}

// inherited returns the first name of a schema that inherits a base and that a
// value has to fit anyway, "" for none. A base may have thousands of heirs, and
// is asked for each of them, so they are not sorted.
func inherited(base *openapi3.Schema, seen map[*openapi3.Schema]bool) (first string) {
	for name, heir := range base.Discriminator.Mapping {
		if seen[heir.Value] && (first == "" || name < first) {
			first = name
		}
	}
	return first
}

// nameOf returns the name by which a discriminator knows an alternative.
func nameOf(d *openapi3.Discriminator, chosen *openapi3.SchemaRef) string {
	for _, name := range sorted(d.Mapping) {
		if lastSegment(d.Mapping[name].Ref) == lastSegment(chosen.Ref) {
			return name
		}
	}
	return lastSegment(chosen.Ref)
}

func lastSegment(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// named returns the schema that a discriminator adds to an alternative: the
// property that says which one a value is.
func named(d *openapi3.Discriminator, name string) *openapi3.Schema {
	if d.PropertyName == "" || name == "" {
		return new(openapi3.Schema)
	}
	text := openapi3.NewStringSchema()
	text.Enum = []any{name}
	return &openapi3.Schema{Required: []string{d.PropertyName}, Properties: openapi3.Schemas{d.PropertyName: text.NewRef()}}
}
