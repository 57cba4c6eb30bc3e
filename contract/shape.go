package contract

import (
	"cmp"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Shape shows one schema of the document to whoever makes values from it,
// without the library behind it. It may contain itself. It only describes:
// whether a value fits is asked of [Call.Request] and [Operation.Response].
type Shape struct {
	Type                          string // "" when any type will do
	Format, Pattern               string
	Nullable, ReadOnly, WriteOnly bool
	Enum                          []any
	Examples                      []any // example and default

	MinLength    uint64  // characters
	MaxLength    *uint64 // nil: no limit
	Min, Max     *float64
	ExclusiveMin bool
	ExclusiveMax bool
	MultipleOf   *float64

	MinItems    uint64
	MaxItems    *uint64
	UniqueItems bool
	Items       *Shape

	Properties map[string]*Shape
	Required   []string
	Open       bool // other properties may be given

	AllOf, OneOf, AnyOf []*Shape
	Not                 bool // there is a not, which is not shown

	Line, Column int // of the schema in the document, 0 when not known
}

// shapes turns the schemas of a document into shapes, each once: operations
// share them, and they may contain themselves.
type shapes struct {
	mu   sync.Mutex
	made map[*openapi3.Schema]*Shape
}

func (m *shapes) of(ref *openapi3.SchemaRef) *Shape {
	if ref == nil || ref.Value == nil {
		return nil
	}
	s := ref.Value
	if known := m.made[s]; known != nil {
		return known
	}
	shape := &Shape{
		Format: s.Format, Pattern: s.Pattern,
		Nullable: s.Nullable, ReadOnly: s.ReadOnly, WriteOnly: s.WriteOnly, Enum: s.Enum,
		MinLength: s.MinLength, MaxLength: s.MaxLength,
		Min: s.Min, Max: s.Max, ExclusiveMin: s.ExclusiveMin.IsTrue(), ExclusiveMax: s.ExclusiveMax.IsTrue(), MultipleOf: s.MultipleOf,
		MinItems: s.MinItems, MaxItems: s.MaxItems, UniqueItems: s.UniqueItems,
		Required: s.Required, Open: s.AdditionalProperties.Has == nil || *s.AdditionalProperties.Has || s.AdditionalProperties.Schema != nil,
		Not: s.Not != nil,
	}
	m.made[s] = shape
	if s.Type != nil && len(*s.Type) > 0 {
		shape.Type = (*s.Type)[0]
	}
	for _, example := range []any{s.Example, s.Default} {
		if example != nil {
			shape.Examples = append(shape.Examples, example)
		}
	}
	shape.Line, shape.Column = origin(s, "")
	shape.Items = m.of(s.Items)
	shape.AllOf, shape.OneOf, shape.AnyOf = m.all(s.AllOf), m.all(s.OneOf), m.all(s.AnyOf)
	if len(s.Properties) > 0 {
		shape.Properties = make(map[string]*Shape, len(s.Properties))
	}
	for name, property := range s.Properties {
		shape.Properties[name] = m.of(property)
	}
	return shape
}

func (m *shapes) all(refs openapi3.SchemaRefs) []*Shape {
	var all []*Shape
	for _, ref := range refs {
		all = append(all, m.of(ref))
	}
	return all
}

// A Media is one media type of a body.
type Media struct {
	Type     string // as declared, may be a range
	JSON     bool
	Shape    *Shape // nil if the document gives none
	Examples []Example
}

// An Example is an example of the document.
type Example struct {
	Name  string // "" for the only one
	Value any
}

func (m *shapes) media(content openapi3.Content) []Media {
	var all []Media
	for name, media := range content {
		if media == nil {
			media = &openapi3.MediaType{} // nothing stands behind it
		}
		one := Media{Type: name, JSON: isJSON(name), Shape: m.of(media.Schema)}
		if media.Example != nil {
			one.Examples = append(one.Examples, Example{Value: media.Example})
		}
		for key, ref := range media.Examples {
			if ref != nil && ref.Value != nil && ref.Value.Value != nil {
				one.Examples = append(one.Examples, Example{key, ref.Value.Value})
			}
		}
		slices.SortFunc(one.Examples, func(a, b Example) int { return cmp.Compare(a.Name, b.Name) })
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Media) int { return cmp.Compare(a.Type, b.Type) })
	return all
}
