package generate

import (
	"iter"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxValues is about how many parts a value has. A text counts for the more the
// longer it is.
const maxValues = 1000

// A Generator generates values for a schema. Its zero value always generates the same
// complete value, with the examples of the document. Properties that are readOnly are
// left out.
type Generator struct {
	Rand        *rand.Rand // random source; nil: none
	Bare        bool       // only required properties, and as few items as possible
	Whole       bool       // an example of an object is completed with the properties that it lacks
	Plain       bool       // no examples and defaults of the document
	Alternative int        // the alternative of each oneOf and anyOf, from 0; the last if there are fewer

	memo *memo // of other values of the same schema; nil: there is none
}

// Value returns a value for s. It is certainly valid, if any value is, unless s has a
// not, a pattern with assertions, wrong examples, alternatives that exclude each other,
// or bounds beyond those of this package. A nil schema accepts anything.
func (g Generator) Value(s *openapi3.Schema) any { return g.deep(s, 0) }

// deep is Value for what lies that deep in a body.
func (g Generator) deep(s *openapi3.Schema, depth int) any {
	if g.memo == nil {
		g.memo = newMemo()
	}
	for nesting := maxNesting; ; nesting-- {
		left := maxValues
		m := maker{Generator: g, nesting: nesting, left: &left}
		if value := m.value(s, depth); left > 0 || nesting == 0 {
			return value
		}
	}
}

// Values returns different values that are probably valid for s, for a caller that
// needs one that is: first those with the most properties and with the examples of the
// document, last some random ones. There are at most about 40.
func Values(s *openapi3.Schema) iter.Seq[any] {
	return func(yield func(any) bool) {
		seen := make(map[string]bool)
		known := newMemo()
		next := func(g Generator) bool {
			g.memo = known
			value := g.Value(s)
			text := string(Encode(value))
			if seen[text] {
				return true
			}
			seen[text] = true
			return yield(value)
		}
		for alternative := range min(max(Alternatives(s), 2), 6) {
			for _, g := range []Generator{{Whole: true}, {}, {Plain: true}, {Bare: true}, {Bare: true, Plain: true}} {
				if g.Alternative = alternative; !next(g) {
					return
				}
			}
		}
		for i := range 12 {
			rng := rand.New(rand.NewPCG(1, uint64(i)))
			if !next(Generator{Rand: rng, Bare: i%3 == 2, Alternative: rng.IntN(Alternatives(s))}) {
				return
			}
		}
	}
}

// A maker makes one value.
type maker struct {
	Generator
	nesting int                // how deep optional properties and items are made
	left    *int               // how many more parts may be made
	above   []*openapi3.Schema // of what holds the value that is made
}

// met reports whether a schema is one of those above it: what is optional below
// it would never end.
func (m maker) met(s *openapi3.Schema) bool { return slices.Contains(m.above, s) }

func (m maker) value(s *openapi3.Schema, depth int) any {
	if *m.left--; *m.left <= 0 || depth > 8*maxNesting {
		return nil
	}
	m.above = append(slices.Clip(m.above), s)
	alternative := m.Alternative
	if m.Rand != nil && s != nil && composed(s) {
		alternative = m.upTo(Alternatives(s))
	}
	s = m.merge(s, alternative)
	if s == nil {
		return "a"
	}
	list := members(s)
	switch {
	case len(list) > 0:
		return list[m.upTo(len(list))]
	case m.Rand != nil && s.Nullable && m.upTo(8) == 0:
		return nil
	case m.Rand == nil && !m.Plain:
		if example, ok := m.example(s, depth); ok {
			return example
		}
	}
	return m.typed(s, depth)
}

// example returns the example that a document has for a value.
func (m maker) example(s *openapi3.Schema, depth int) (any, bool) {
	given := examples(s)
	if len(given) == 0 {
		return nil, false
	}
	object, isObject := given[0].(map[string]any)
	if !m.Whole || !isObject || Type(s) != openapi3.TypeObject {
		return given[0], true
	}
	whole := maps.Clone(m.object(s, depth))
	maps.Copy(whole, object)
	m.spare(s, whole, object)
	return whole, true
}

// typed makes a value of the type of a schema. Of a schema that says nothing it
// is of another type for each alternative.
func (m maker) typed(s *openapi3.Schema, depth int) any {
	switch Type(s) {
	case openapi3.TypeObject:
		return m.object(s, depth)
	case openapi3.TypeArray:
		return m.array(s, depth)
	case openapi3.TypeBoolean:
		return m.upTo(2) == 1
	case openapi3.TypeInteger, openapi3.TypeNumber:
		return m.number(s)
	}
	if s.Type == nil && m.Alternative > 0 && s.Pattern == "" && s.Format == "" && s.MinLength == 0 && s.MaxLength == nil {
		return []any{"a", Number(1), true, map[string]any{}, []any{}}[m.Alternative%5]
	}
	text := m.text(s)
	*m.left -= len(text) / 32
	return text
}

// upTo returns a number from 0 to n-1, 0 without chance.
func (m maker) upTo(n int) int {
	if m.Rand == nil || n <= 1 {
		return 0
	}
	return m.Rand.IntN(n)
}
