package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An Outline shows what the document says of an operation to whoever makes
// requests from it.
type Outline struct {
	Parameters   []Parameter
	Body         []Media // none: the operation takes no body
	BodyRequired bool
	Responses    []Reply      // in the order of their statuses
	Security     []Security   // none: anyone may call
	Ways         [][]Security // the same as alternatives, of which one is needed whole
	Tags         []string
	Line, Column int // of the operation in the document, 0 when not known
}

// A Parameter is a parameter of an operation.
type Parameter struct {
	Name, In string // In is path, query, header or cookie
	Required bool
	Explode  bool   // an array is several parameters, not one separated by commas
	Shape    *Shape // nil if it is described by content
	Examples []any
}

// A Reply is a documented response.
type Reply struct {
	Status string // such as 200, 4XX or DEFAULT
	Body   []Media
}

// A Security is a way to identify the caller.
type Security struct {
	Type   string // http, apiKey, oauth2 or openIdConnect
	Scheme string // of http, in small letters, such as bearer
	In     string // of an apiKey: header, query or cookie
	Name   string // of an apiKey
}

// outline is what an Outline is made from.
type outline struct {
	doc    *openapi3.T
	item   *openapi3.PathItem
	op     *openapi3.Operation
	shapes *shapes
}

// Outline returns what the document says of the operation. Its shapes are those
// of the whole document: operations that refer to one schema share its shape.
func (o *Operation) Outline() Outline {
	m := o.source.shapes
	m.mu.Lock()
	defer m.mu.Unlock()
	out := Outline{Tags: o.source.op.Tags}
	for _, p := range o.parameters {
		out.Parameters = append(out.Parameters, o.source.parameter(m, p))
	}
	if body := o.source.op.RequestBody; body != nil && body.Value != nil {
		out.BodyRequired = body.Value.Required
		out.Body = m.media(body.Value.Content)
	}
	for status, ref := range o.source.op.Responses.Map() {
		out.Responses = append(out.Responses, Reply{strings.ToUpper(status), m.media(ref.Value.Content)})
	}
	slices.SortFunc(out.Responses, func(a, b Reply) int { return strings.Compare(a.Status, b.Status) })
	out.Ways = o.source.security()
	for _, way := range out.Ways {
		out.Security = append(out.Security, way...)
	}
	if at := o.source.op.Origin; at != nil && at.Key != nil {
		out.Line, out.Column = at.Key.Line, at.Key.Column
	}
	return out
}

func (s outline) parameter(m *shapes, p parameter) Parameter {
	shown := Parameter{Name: p.name, In: p.in, Required: p.required, Explode: p.explode}
	for _, refs := range []openapi3.Parameters{s.op.Parameters, s.item.Parameters} {
		declared := refs.GetByInAndName(p.in, p.name)
		if declared == nil {
			continue
		}
		shown.Shape = m.of(declared.Schema)
		if declared.Example != nil {
			shown.Examples = append(shown.Examples, declared.Example)
		}
		for _, name := range slices.Sorted(maps.Keys(declared.Examples)) {
			ref := declared.Examples[name]
			if ref != nil && ref.Value != nil && ref.Value.Value != nil {
				shown.Examples = append(shown.Examples, ref.Value.Value)
			}
		}
		if shown.Shape != nil {
			shown.Examples = append(shown.Examples, shown.Shape.Examples...)
		}
		break
	}
	return shown
}

// security returns the alternatives of an operation that asks for credentials,
// in the order of the document; none if it can also be called without.
func (s outline) security() [][]Security {
	requirements := s.doc.Security
	if s.op.Security != nil {
		requirements = *s.op.Security
	}
	var all [][]Security
	for _, requirement := range requirements {
		if len(requirement) == 0 {
			return nil
		}
		var way []Security
		for _, name := range slices.Sorted(maps.Keys(requirement)) {
			if s.doc.Components == nil || s.doc.Components.SecuritySchemes[name] == nil {
				continue
			}
			scheme := s.doc.Components.SecuritySchemes[name].Value
			way = append(way, Security{scheme.Type, strings.ToLower(scheme.Scheme), scheme.In, scheme.Name})
		}
		if way != nil {
			all = append(all, way)
		}
	}
	return all
}
