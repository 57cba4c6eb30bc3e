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
	schemas   map[schemaKey]*schema
	responses map[*openapi3.Response]response
	accepting map[*openapi3.Schema]*accepting
	refusing  *accepting                // stands for those that cannot be made
	patterns  map[string]*regexp.Regexp // nil: Go does not know it
	words     words                     // of all schemas
	seen      map[*openapi3.Schema]bool // whose words are among them
	plain     *bool                     // no schema combines others, or is of no type and has parts
}

type schemaKey struct {
	*openapi3.Schema
	side Side
}

func newBuilder() *builder {
	return &builder{
		schemas: make(map[schemaKey]*schema), responses: make(map[*openapi3.Response]response),
		accepting: make(map[*openapi3.Schema]*accepting), refusing: new(accepting),
		patterns: make(map[string]*regexp.Regexp), words: make(words), seen: make(map[*openapi3.Schema]bool), plain: new(true),
	}
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
		words:  b.words,
		plain:  b.plain,
		first:  common,
		all:    append(slices.Clip(common), openapi3.MultiErrors()),
	}
	b.schemas[key] = s
	walk(ref, b.seen, func(part *openapi3.Schema) {
		if composed(part) || part.Type == nil && (part.Items != nil || part.AdditionalProperties.Schema != nil || len(part.Properties) > 0) {
			*b.plain = false
		}
		for name := range part.Properties {
			b.words[name] = name
		}
		for _, member := range part.Enum {
			if text, ok := member.(string); ok {
				b.words[text] = text
			}
		}
	})
	// An acceptor knows nothing of the side: what is readOnly or writeOnly has
	// none, nor has what holds such a part.
	s.accepts = b.acceptor(ref)
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
	for _, part := range parts(s) {
		walk(part, seen, visit)
	}
	walk(s.Items, seen, visit)
	walk(s.AdditionalProperties.Schema, seen, visit)
	for _, property := range s.Properties {
		walk(property, seen, visit)
	}
}

// parts returns what a schema combines: each judges the same value as it does.
func parts(s *openapi3.Schema) openapi3.SchemaRefs {
	if !composed(s) {
		return nil
	}
	return slices.Concat(s.AllOf, s.OneOf, s.AnyOf, openapi3.SchemaRefs{s.Not})
}

func composed(s *openapi3.Schema) bool {
	return len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0 || s.Not != nil
}
