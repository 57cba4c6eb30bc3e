package contract

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// modernize writes a schema of OpenAPI 3.1 so that the validator of 3.0 means the
// same by it, and notes the keywords of JSON Schema 2020-12 that it does not
// know. The values that only these refuse are then accepted.
func (b *builder) modernize(s *openapi3.Schema) {
	if s.Const != nil || hasField(s, "const") { // one member is the same
		s.Enum, s.Const = []any{s.Const}, nil
	}
	s.Nullable = false // it is no keyword any more
	if len(s.PatternProperties) > 0 && s.AdditionalProperties.Has != nil {
		s.AdditionalProperties = openapi3.AdditionalProperties{} // the patterns say which others there may be
	}
	var unknown []string
	for _, keyword := range [...]struct {
		name string
		used bool
	}{
		{"if", s.If != nil}, {"prefixItems", len(s.PrefixItems) > 0}, {"contains", s.Contains != nil},
		{"patternProperties", len(s.PatternProperties) > 0}, {"propertyNames", s.PropertyNames != nil},
		{"dependentSchemas", len(s.DependentSchemas) > 0}, {"dependentRequired", len(s.DependentRequired) > 0},
		{"unevaluatedProperties", s.UnevaluatedProperties.Has != nil || s.UnevaluatedProperties.Schema != nil},
		{"unevaluatedItems", s.UnevaluatedItems.Has != nil || s.UnevaluatedItems.Schema != nil},
		{"$dynamicRef", s.DynamicRef != ""},
	} {
		if keyword.used {
			unknown = append(unknown, keyword.name)
		}
	}
	if unknown != nil {
		b.note(s.Origin, fmt.Sprintf("Not checked of this schema: %s.", strings.Join(unknown, ", ")))
	}
}

// isModern reports whether a document is OpenAPI 3.1.
func isModern(doc *openapi3.T) bool { return strings.HasPrefix(doc.OpenAPI, "3.1.") }

// hasField reports whether a schema has a keyword, whose value may be null.
func hasField(s *openapi3.Schema, keyword string) bool {
	if s.Origin == nil {
		return false
	}
	_, given := s.Origin.Fields.Lookup(keyword)
	return given
}
