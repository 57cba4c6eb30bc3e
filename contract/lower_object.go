package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// lowerObjects lowers what is asked of the properties that a schema does not
// name.
func lowerObjects(s *openapi3.Schema) {
	more := &s.AdditionalProperties
	given := more.Has != nil || more.Schema != nil
	if rest := s.UnevaluatedProperties; (rest.Has != nil || rest.Schema != nil) && !composed(s) && len(s.PatternProperties) == 0 {
		// Nothing else evaluates properties here.
		if !given {
			*more, given = rest, true
		}
		s.UnevaluatedProperties = openapi3.BoolSchema{}
	}
	if anyName(s.PropertyNames) {
		s.PropertyNames = nil
	}
	if names, ok := onlyNames(s.PropertyNames); ok {
		properties := make(openapi3.Schemas, len(names))
		for _, name := range names {
			switch {
			case s.Properties[name] != nil:
				properties[name] = s.Properties[name]
			case more.Schema != nil:
				properties[name] = more.Schema
			case more.Has == nil || *more.Has:
				properties[name] = (&openapi3.Schema{Nullable: true}).NewRef()
			}
		}
		none := false
		s.Properties, *more, s.PropertyNames = properties, openapi3.BoolSchema{Has: &none}, nil
	}
	if len(s.PatternProperties) > 0 {
		*more = openapi3.BoolSchema{} // it asks nothing of properties that a pattern names
	}
}

// anyName reports whether propertyNames asks for no more than a text, which all
// names are.
func anyName(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value.Type != nil && !ref.Value.Type.Includes(openapi3.TypeString) {
		return false
	}
	rest := *ref.Value
	rest.Type, rest.Title, rest.Description, rest.Origin, rest.Extensions = nil, "", "", nil, nil
	return rest.IsEmpty()
}

// onlyNames returns the names that propertyNames allows, if it lists them.
func onlyNames(ref *openapi3.SchemaRef) (names []string, ok bool) {
	if ref == nil || len(ref.Value.Enum) == 0 {
		return nil, false
	}
	rest := *ref.Value
	rest.Enum, rest.Type, rest.Title, rest.Description, rest.Origin, rest.Extensions = nil, nil, "", "", nil, nil
	for _, member := range ref.Value.Enum {
		name, text := member.(string)
		if !text {
			return nil, false
		}
		names = append(names, name)
	}
	return names, rest.IsEmpty()
}

// A flattener makes of anyOf and oneOf with one alternative beside null a schema
// that is nullable, so that whatever reads types and properties finds them.
type flattener map[*openapi3.Schema]bool

func (f flattener) flatten(s *openapi3.Schema) {
	if f[s] {
		return
	}
	f[s] = true
	alternatives := &s.AnyOf
	if len(s.OneOf) > 0 {
		alternatives = &s.OneOf
	}
	if len(*alternatives) == 0 || len(s.AnyOf) > 0 && len(s.OneOf) > 0 {
		return
	}
	others := slices.Clone(*alternatives)
	if s.Nullable {
		others = slices.DeleteFunc(others, onlyNull)
	}
	if len(others) != 1 || others[0].Value == s || !onlyAnnotated(s) {
		return
	}
	only := others[0].Value
	f.flatten(only)
	merged := *only
	if s.Nullable && !only.Nullable { // which says no more of null than its type does
		if composed(only) {
			return
		}
		if len(only.Enum) > 0 {
			merged.Enum = append(slices.Clip(only.Enum), nil)
		}
	}
	merged.Nullable = s.Nullable || only.Nullable
	merged.ReadOnly, merged.WriteOnly, merged.Deprecated = s.ReadOnly || only.ReadOnly, s.WriteOnly || only.WriteOnly, s.Deprecated || only.Deprecated
	if s.Default != nil {
		merged.Default = s.Default
	}
	if s.Example != nil {
		merged.Example = s.Example
	}
	*s = merged
}

// onlyNull reports whether a lowered schema accepts null and nothing else.
func onlyNull(ref *openapi3.SchemaRef) bool {
	s := ref.Value
	return s.Nullable && s.Type == nil && len(s.Enum) == 1 && s.Enum[0] == nil
}

// onlyAnnotated reports whether a schema asks for nothing beyond its
// alternatives.
func onlyAnnotated(s *openapi3.Schema) bool {
	rest := *s
	rest.AnyOf, rest.OneOf, rest.Origin, rest.Extensions, rest.ExternalDocs = nil, nil, nil, nil, nil
	rest.Title, rest.Description, rest.Comment, rest.Default, rest.Example, rest.Examples = "", "", "", nil, nil, nil
	rest.Nullable, rest.ReadOnly, rest.WriteOnly, rest.Deprecated, rest.Discriminator = false, false, false, false, nil
	return rest.IsEmpty()
}

// noteKeywords notes the keywords of a schema that nobody validates.
func (b *builder) noteKeywords(s *openapi3.Schema) {
	if unknown := unknownKeywords(s); unknown != nil {
		b.note(s.Origin, fmt.Sprintf("Not checked of this schema: %s.", strings.Join(unknown, ", ")))
	}
}

func unknownKeywords(s *openapi3.Schema) (keywords []string) {
	for _, k := range []struct {
		name  string
		given bool
	}{
		{"prefixItems", len(s.PrefixItems) > 0},
		{"contains", s.Contains != nil && (s.MinContains == nil || *s.MinContains > 0 || s.MaxContains != nil)},
		{"patternProperties", len(s.PatternProperties) > 0},
		{"propertyNames", s.PropertyNames != nil},
		{"unevaluatedItems", s.UnevaluatedItems.Has != nil && !*s.UnevaluatedItems.Has || s.UnevaluatedItems.Schema != nil},
		{"unevaluatedProperties", s.UnevaluatedProperties.Has != nil && !*s.UnevaluatedProperties.Has || s.UnevaluatedProperties.Schema != nil},
		{"$dynamicRef", s.DynamicRef != ""},
		{"not", s.Extensions[notChecked] != nil},
	} {
		if k.given {
			keywords = append(keywords, k.name)
		}
	}
	return keywords
}
