package generate

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxNesting is how deep optional parts of values are made, and alternatives
// within alternatives are followed.
const maxNesting = 4

// maxParts is how many schemas are merged into one.
const maxParts = 200

// Merge returns a schema without allOf, oneOf and anyOf that accepts what all parts of
// s accept. Of each oneOf and anyOf it uses the alternative with the given number,
// counted from 0, or the last if there are fewer. The result is s itself if nothing is
// merged, and nil for nil.
//
// Bounds of all parts are combined. If two parts have a pattern or a format, the first
// one counts, so the result has to be validated. An example counts if it is one of the
// whole schema.
func Merge(s *openapi3.Schema, alternative int) *openapi3.Schema {
	if s == nil || !composed(s) {
		return s
	}
	all := parts(s, alternative)
	merged := *all[0]
	merged.OneOf, merged.AnyOf, merged.AllOf, merged.Discriminator = nil, nil, nil, nil
	merged.Properties = maps.Clone(merged.Properties)
	for _, part := range all[1:] {
		join(&merged, part)
	}
	for _, part := range all {
		restrict(&merged, part)
	}
	merged.Nullable = permitsNull(s, alternative, maxNesting)
	if len(s.OneOf)+len(s.AnyOf) > 0 { // which alternative it is an example of is not known
		merged.Example, merged.Default = nil, nil
		if c := choice(s, alternative); c != nil && c.Value != nil {
			merged.Example, merged.Default = c.Value.Example, c.Value.Default
		}
	}
	return &merged
}

// composed reports whether a schema is made of others.
func composed(s *openapi3.Schema) bool {
	return len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0 || isBase(s)
}

// Alternatives returns the number of alternatives of the longest oneOf or anyOf of a
// schema and of its allOf, and 1 if there is none. A schema that inherits from its base
// is not an alternative of itself.
func Alternatives(s *openapi3.Schema) int {
	n := 1
	if s == nil || !composed(s) {
		return n
	}
	seen := make(map[*openapi3.Schema]bool)
	for _, part := range parts(s, 0) {
		seen[part] = true
		n = max(n, len(part.OneOf), len(part.AnyOf))
		if isBase(part) && inherited(part, seen) == "" {
			n = max(n, len(part.Discriminator.Mapping))
		}
	}
	return n
}

// choice returns the alternative of a schema, nil if it has none.
func choice(s *openapi3.Schema, alternative int) *openapi3.SchemaRef {
	choices := s.OneOf
	if len(choices) == 0 {
		choices = s.AnyOf
	}
	if len(choices) == 0 {
		return nil
	}
	return choices[min(alternative, len(choices)-1)]
}

// parts returns the schemas that a value of s has to fit all at once, each
// once, s first.
func parts(s *openapi3.Schema, alternative int) []*openapi3.Schema {
	var all []*openapi3.Schema
	seen := make(map[*openapi3.Schema]bool)
	var add func(s *openapi3.Schema)
	add = func(s *openapi3.Schema) {
		if s == nil || seen[s] || len(all) >= maxParts {
			return
		}
		seen[s] = true
		all = append(all, s)
		for _, ref := range s.AllOf {
			if ref != nil {
				add(ref.Value)
			}
		}
		chosen := choice(s, alternative)
		if chosen != nil {
			add(chosen.Value)
			if len(s.OneOf) > 0 && len(s.AnyOf) > 0 && s.AnyOf[min(alternative, len(s.AnyOf)-1)] != nil {
				add(s.AnyOf[min(alternative, len(s.AnyOf)-1)].Value)
			}
		}
		switch {
		case isBase(s):
			name := heir(s, alternative, seen)
			all = append(all, named(s.Discriminator, name))
			add(s.Discriminator.Mapping[name].Value)
		case s.Discriminator != nil && chosen != nil:
			all = append(all, named(s.Discriminator, nameOf(s.Discriminator, chosen)))
		}
	}
	add(s)
	return all
}

// permitsNull reports whether null fits: the schema says so, or has no type of
// its own, and all its parts take null.
func permitsNull(s *openapi3.Schema, alternative, depth int) bool {
	refs := slices.Clone(s.AllOf)
	if c := choice(s, alternative); c != nil {
		refs = append(refs, c)
	}
	null := s.Nullable || s.Type.Includes(openapi3.TypeNull)
	if len(refs) == 0 || depth == 0 {
		return null
	}
	return (null || len(s.Type.Slice()) == 0) && !slices.ContainsFunc(refs, func(ref *openapi3.SchemaRef) bool {
		return ref == nil || ref.Value == nil || !permitsNull(ref.Value, alternative, depth-1)
	})
}

// both returns a schema of what two schemas take; nil stands for any value.
func both(a, b *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch {
	case a == nil || a.Value == nil:
		return b
	case b == nil || b.Value == nil || a.Value == b.Value:
		return a
	}
	return (&openapi3.Schema{AllOf: openapi3.SchemaRefs{a, b}, Origin: a.Value.Origin}).NewRef()
}

// Type returns the type of a schema, derived from its keywords if it has none. Of
// several types it is the first other than null. [Merge] a composed schema first.
func Type(s *openapi3.Schema) string {
	for _, name := range s.Type.Slice() {
		if name != openapi3.TypeNull {
			return name
		}
	}
	switch {
	case len(s.Properties) > 0 || len(s.Required) > 0 || s.MinProps > 0 || s.MaxProps != nil || s.AdditionalProperties.Schema != nil:
		return openapi3.TypeObject
	case s.Items != nil || s.MinItems > 0 || s.MaxItems != nil:
		return openapi3.TypeArray
	case s.Min != nil || s.Max != nil || s.MultipleOf != nil:
		return openapi3.TypeNumber
	}
	return openapi3.TypeString
}

// closed reports whether an object may have no other properties than those of
// the schema.
func closed(s *openapi3.Schema) bool {
	has := s.AdditionalProperties.Has
	return s.AdditionalProperties.Schema == nil && has != nil && !*has
}

// has reports whether something is true of a schema or of a part of it.
func has(s *openapi3.Schema, what func(*openapi3.Schema) bool) bool {
	if s == nil || !composed(s) {
		return s != nil && what(s)
	}
	return slices.ContainsFunc(parts(s, 0), what)
}

func readOnly(s *openapi3.Schema) bool {
	return has(s, func(s *openapi3.Schema) bool { return s.ReadOnly })
}

// members returns the values that an enum or const allows, nil for any.
func members(s *openapi3.Schema) []any {
	if s.Const != nil {
		return []any{s.Const}
	}
	return s.Enum
}

// examples returns the examples of a schema, its default among them.
func examples(s *openapi3.Schema) []any {
	var all []any
	for _, example := range append([]any{s.Example, s.Default}, s.Examples...) {
		if example != nil {
			all = append(all, example)
		}
	}
	return all
}

// least and most return the stricter of two bounds, of which nil is none.
func most[T cmp.Ordered](a, b *T) *T {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}
