package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A gap is a part of the document that a reference did not find.
type gap struct {
	at *openapi3.Origin
	to string
}

// gapOf returns the gap that stands for a part with these extensions.
func gapOf(extensions map[string]any, at *openapi3.Origin) *gap {
	to, ok := extensions[unresolved].(string)
	if !ok {
		return nil
	}
	return &gap{at, to}
}

// noteGaps notes for each operation what of it is not validated since a
// reference leads to nothing.
func (b *builder) noteGaps(doc *openapi3.T) {
	within := gapsWithin(doc)
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		if g := gapOf(item.Extensions, item.Origin); g != nil {
			b.notes = append(b.notes, warning(g.at, fmt.Sprintf("The operations of %s are not known, and not validated: %s.", shorten(printable(path), maxTarget), g)))
		}
		for method, op := range item.Operations() {
			add := func(what string, g *gap) {
				if g != nil {
					b.gaps[op] = append(b.gaps[op], warning(g.at, fmt.Sprintf("%s: %s is not wholly validated: %s.", nameOf(op, method, path), what, g)))
				}
			}
			for _, ref := range slices.Concat(item.Parameters, op.Parameters) {
				add("A parameter", gapOf(ref.Value.Extensions, ref.Value.Origin))
				add("The parameter "+quote(ref.Value.Name), within.schema(ref.Value.Schema))
				add("The parameter "+quote(ref.Value.Name), within.content(ref.Value.Content))
			}
			if ref := op.RequestBody; ref != nil {
				add("The body", gapOf(ref.Value.Extensions, ref.Value.Origin))
				add("The body", within.content(ref.Value.Content))
			}
			for status, ref := range op.Responses.Map() {
				what := "The response " + shorten(printable(status), maxFound)
				add(what, gapOf(ref.Value.Extensions, ref.Value.Origin))
				add(what, within.content(ref.Value.Content))
				for _, header := range ref.Value.Headers {
					add(what, gapOf(header.Value.Extensions, header.Value.Origin))
					add(what, within.schema(header.Value.Schema))
				}
			}
		}
	}
}

func (g *gap) String() string {
	if g.to == "" {
		return "something in it is null"
	}
	return "the reference " + shownReference(g.to) + " leads to nothing"
}

func shownReference(to string) string { return `"` + shorten(printable(to), maxTarget) + `"` }

// gaps are the gaps within schemas, however deep.
type gaps map[*openapi3.Schema]*gap

func (g gaps) schema(ref *openapi3.SchemaRef) *gap {
	if ref == nil {
		return nil
	}
	return g[ref.Value]
}

func (g gaps) content(content openapi3.Content) *gap {
	for _, mediaType := range slices.Sorted(maps.Keys(content)) {
		if found := g.schema(content[mediaType].Schema); found != nil {
			return found
		}
	}
	return nil
}

// gapsWithin finds the gaps of all schemas, from the gaps up to what refers to
// them.
func gapsWithin(doc *openapi3.T) gaps {
	found := make(gaps)
	users := make(map[*openapi3.Schema][]*openapi3.Schema)
	var next []*openapi3.Schema
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		if g := gapOf(ref.Value.Extensions, ref.Value.Origin); g != nil {
			found[ref.Value] = g
			next = append(next, ref.Value)
		}
		for _, child := range children(ref.Value) {
			users[child.Value] = append(users[child.Value], ref.Value)
		}
		return nil
	})
	for len(next) > 0 {
		s := next[len(next)-1]
		next = next[:len(next)-1]
		for _, user := range users[s] {
			if found[user] == nil {
				found[user] = found[s]
				next = append(next, user)
			}
		}
	}
	return found
}

// children returns the schemas that a schema is made of.
func children(s *openapi3.Schema) openapi3.SchemaRefs {
	all := slices.Concat(s.AllOf, s.AnyOf, s.OneOf, s.PrefixItems, openapi3.SchemaRefs{s.Not, s.Items, s.AdditionalProperties.Schema,
		s.Contains, s.PropertyNames, s.If, s.Then, s.Else, s.UnevaluatedItems.Schema, s.UnevaluatedProperties.Schema})
	for _, named := range []openapi3.Schemas{s.Properties, s.PatternProperties, s.DependentSchemas} {
		for _, name := range slices.Sorted(maps.Keys(named)) {
			all = append(all, named[name])
		}
	}
	return slices.DeleteFunc(all, func(ref *openapi3.SchemaRef) bool { return ref == nil })
}

// nameOf returns the name that an operation is known by.
func nameOf(op *openapi3.Operation, method, path string) string {
	if op.OperationID != "" {
		return op.OperationID
	}
	return strings.ToUpper(method) + " " + path
}
