package contract

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// examples compares the examples and defaults of a document with their schemas,
// each once, and warns of the wrong ones and of schemas that no object is valid for.
// Wrong ones are dropped, so that nobody uses them, and so are those that would take
// too long to compare.
func examples(b *builder, doc *openapi3.T) {
	e := exampler{builder: b}
	e.components(doc.Components)
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		e.parameters(item.Parameters)
		for _, op := range item.Operations() {
			e.parameters(op.Parameters)
			e.body(op.RequestBody)
			for _, ref := range op.Responses.Map() {
				e.response(ref)
			}
		}
	}
}

// An exampler looks for wrong examples. What has been seen is not seen again. No
// reference is nil that a list or a map holds: the document was repaired.
type exampler struct {
	*builder
	seen map[*openapi3.Schema]bool
}

func (e *exampler) components(c *openapi3.Components) {
	if c == nil {
		return
	}
	for _, ref := range c.Schemas {
		e.schema(ref)
	}
	for _, ref := range c.Parameters {
		e.parameters(openapi3.Parameters{ref})
	}
	for _, ref := range c.Headers {
		e.schema(ref.Value.Schema)
	}
	for _, ref := range c.RequestBodies {
		e.body(ref)
	}
	for _, ref := range c.Responses {
		e.response(ref)
	}
}

func (e *exampler) schema(ref *openapi3.SchemaRef) {
	if e.seen == nil {
		e.seen = make(map[*openapi3.Schema]bool)
	}
	walk(ref, e.seen, func(s *openapi3.Schema) {
		e.warnClosed(s)
		here := &openapi3.SchemaRef{Value: s}
		e.check(here, &s.Example, s.Origin)
		e.check(here, &s.Default, s.Origin)
	})
}

func (e *exampler) parameters(refs openapi3.Parameters) {
	for _, ref := range refs {
		p := ref.Value
		e.schema(p.Schema)
		e.check(p.Schema, &p.Example, p.Origin)
		e.all(p.Schema, p.Examples, p.Origin)
	}
}

func (e *exampler) body(ref *openapi3.RequestBodyRef) {
	if ref != nil {
		e.content(ref.Value.Content, openapi3.VisitAsRequest())
	}
}

func (e *exampler) response(ref *openapi3.ResponseRef) {
	for _, h := range ref.Value.Headers {
		e.schema(h.Value.Schema)
	}
	e.content(ref.Value.Content, openapi3.VisitAsResponse())
}

func (e *exampler) content(content openapi3.Content, side openapi3.SchemaValidationOption) {
	for _, media := range content {
		e.schema(media.Schema)
		e.check(media.Schema, &media.Example, media.Origin, side)
		e.all(media.Schema, media.Examples, media.Origin, side)
	}
}

func (e *exampler) all(ref *openapi3.SchemaRef, examples openapi3.Examples, at *openapi3.Origin, side ...openapi3.SchemaValidationOption) {
	for _, example := range examples {
		e.check(ref, &example.Value.Value, cmp.Or(example.Value.Origin, at), side...)
	}
}

// check compares one value with its schema, or drops it.
func (e *exampler) check(ref *openapi3.SchemaRef, value *any, at *openapi3.Origin, side ...openapi3.SchemaValidationOption) {
	if ref == nil || *value == nil {
		return
	}
	if !within(maxSteps, ref.Value, *value) {
		*value = nil
		return
	}
	options := append(side, openapi3.DisableSchemaErrorDetails(), openapi3.SetSchemaRegexCompiler(e.compile))
	err := ref.Value.VisitJSON(*value, options...)
	if err == nil {
		return
	}
	*value = nil
	why := "it does not fit"
	var broken *openapi3.SchemaError
	if errors.As(err, &broken) {
		why = violation(broken).String()
	}
	e.warn(at, "This example or default breaks its schema and is not used: "+why)
}
