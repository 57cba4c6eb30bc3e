package contract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A builder makes the schemas of one document. Whatever is used in many places
// is made once: patterns are costly to compile and to keep.
type builder struct {
	schemas  map[schemaKey]*schema
	patterns map[string]*regexp.Regexp // nil: Go does not know it
}

type schemaKey struct {
	*openapi3.Schema
	side Side
}

func newBuilder() *builder {
	return &builder{make(map[schemaKey]*schema), make(map[string]*regexp.Regexp)}
}

// schema returns nil if there is nothing to judge by.
func (b *builder) schema(ref *openapi3.SchemaRef, side Side) *schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	key := schemaKey{ref.Value, side}
	if made := b.schemas[key]; made != nil {
		return made
	}
	visit := openapi3.VisitAsRequest()
	if side == InResponse {
		visit = openapi3.VisitAsResponse()
	}
	common := []openapi3.SchemaValidationOption{
		visit,
		openapi3.WithStringFormatValidators(formats),
		openapi3.DisableSchemaErrorDetails(),
	}
	s := &schema{
		Schema: ref.Value,
		words:  make(words),
		first:  common,
		all:    append(slices.Clip(common), openapi3.MultiErrors()),
	}
	b.schemas[key] = s
	twoSided := false
	walk(ref, make(map[*openapi3.Schema]bool), func(part *openapi3.Schema) {
		twoSided = twoSided || part.ReadOnly || part.WriteOnly
		for name := range part.Properties {
			s.words[name] = name
		}
		for _, member := range part.Enum {
			if text, ok := member.(string); ok {
				s.words[text] = text
			}
		}
	})
	if !twoSided {
		s.accepts = b.acceptor(ref)
	}
	return s
}

// pattern returns nil if Go does not know the pattern as it stands.
func (b *builder) pattern(text string) *regexp.Regexp {
	compiled, ok := b.patterns[text]
	if !ok && !strings.Contains(text, `\u`) { // kin-openapi rewrites these
		compiled, _ = regexp.Compile(text) // nil with an error
		b.patterns[text] = compiled
	}
	return compiled
}

// walk visits a schema and all that it is made of, each once.
func walk(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool, visit func(*openapi3.Schema)) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	visit(s)
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf, openapi3.SchemaRefs{s.Not, s.Items, s.AdditionalProperties.Schema}) {
		walk(part, seen, visit)
	}
	for _, property := range s.Properties {
		walk(property, seen, visit)
	}
}
