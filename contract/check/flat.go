package check

import (
	"slices"

	"profilestatus.example/contract"
)

// maxNesting is how deep values are made; schemas that contain themselves have
// no end of their own.
const maxNesting = 4

// flat returns a shape with its allOf joined into it. Of a oneOf or anyOf the
// given alternative, counted from 0, is taken.
func flat(s *contract.Shape, alternative int) *contract.Shape {
	var seen map[*contract.Shape]bool
	for range maxNesting {
		if s == nil {
			return nil
		}
		choices := s.OneOf
		if len(choices) == 0 {
			choices = s.AnyOf
		}
		parts := slices.Clone(s.AllOf)
		if len(choices) > 0 {
			parts = append(parts, choices[min(alternative, len(choices)-1)])
		}
		if len(parts) == 0 {
			return s
		}
		if seen == nil {
			seen = make(map[*contract.Shape]bool)
		}
		parts = slices.DeleteFunc(parts, func(part *contract.Shape) bool {
			known := seen[part]
			seen[part] = true
			return known
		})
		s = join(s, parts)
	}
	return s
}

// join adds what the parts say to what s says.
func join(s *contract.Shape, parts []*contract.Shape) *contract.Shape {
	joined := *s
	joined.AllOf, joined.OneOf, joined.AnyOf = nil, nil, nil
	joined.Properties = make(map[string]*contract.Shape)
	for _, part := range append([]*contract.Shape{s}, parts...) {
		if part == nil {
			continue
		}
		for name, property := range part.Properties {
			joined.Properties[name] = property
		}
		joined.Required = append(slices.Clip(joined.Required), part.Required...)
		if joined.Type == "" {
			joined.Type = part.Type
		}
		if part == s {
			continue
		}
		joined.AllOf = append(joined.AllOf, part.AllOf...)
		if joined.OneOf == nil {
			joined.OneOf = part.OneOf
		}
		if joined.AnyOf == nil {
			joined.AnyOf = part.AnyOf
		}
		plain := joined
		if plain.Type == "string" && plain.Pattern == "" && plain.Format == "" && plain.Enum == nil {
			joined.Pattern, joined.Format, joined.Enum = part.Pattern, part.Format, part.Enum
			joined.MinLength, joined.MaxLength = part.MinLength, part.MaxLength
		}
		if joined.Items == nil {
			joined.Items, joined.MinItems, joined.MaxItems, joined.UniqueItems = part.Items, part.MinItems, part.MaxItems, part.UniqueItems
		}
		if joined.Min == nil && joined.Max == nil {
			joined.Min, joined.Max, joined.MultipleOf = part.Min, part.Max, part.MultipleOf
			joined.ExclusiveMin, joined.ExclusiveMax = part.ExclusiveMin, part.ExclusiveMax
		}
	}
	return &joined
}

// typeOf returns the type of a shape, guessed from its keywords if it has
// none.
func typeOf(s *contract.Shape) string {
	switch {
	case s.Type != "":
		return s.Type
	case len(s.Properties) > 0 || len(s.Required) > 0:
		return "object"
	case s.Items != nil:
		return "array"
	case s.Min != nil || s.Max != nil || s.MultipleOf != nil:
		return "number"
	}
	return "string"
}
