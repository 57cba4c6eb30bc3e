package contract

import (
	"cmp"
	"context"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// validate warns of whatever kin-openapi finds wrong with a document. Each schema
// is validated once, by itself: kin-openapi follows the references of a schema
// anew from every place that uses it, which takes the square of the document.
func (b *builder) validate(doc *openapi3.T, later bool) {
	options := []openapi3.ValidationOption{
		openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(),
		openapi3.DisableSchemaDefaultsValidation(), openapi3.SetRegexCompiler(b.compile),
		openapi3.AllowExtraSiblingFields("pathItems"), // of components in 3.1, which kin-openapi does not know
	}
	if doc.IsOpenAPI32OrLater() {
		options = append(options, openapi3.AllowExtraSiblingFields(newIn32...))
	}
	if later {
		options = append(options, openapi3.IsOpenAPI31OrLater())
	}
	schemas, restore := cutSchemas(doc)
	defer restore()
	b.warnOf(doc.Validate(context.Background(), options...))
	for _, s := range schemas {
		b.warnOf(s.Validate(context.Background(), options...))
	}
}

// newIn32 are names of fields that are new in OpenAPI 3.2, which kin-openapi takes for
// faults of the document.
var newIn32 = []string{"$self", "dataValue", "defaultMapping", "deviceAuthorization", "itemEncoding", "kind", "mediaTypes", "name", "nodeType", "parent", "prefixEncoding", "serializedValue", "summary"}

// cutSchemas lets all references to schemas lead to an empty one. It returns the
// schemas of the document, each once and in the order of the lines, and what undoes
// it.
func cutSchemas(doc *openapi3.T) (schemas []*openapi3.Schema, restore func()) {
	type cut struct {
		ref *openapi3.SchemaRef
		to  *openapi3.Schema
	}
	var cuts []cut
	each(doc, func(ref any) {
		if ref, ok := ref.(*openapi3.SchemaRef); ok {
			cuts = append(cuts, cut{ref, ref.Value})
		}
	})
	mappings := make(map[*openapi3.Discriminator]map[string]openapi3.MappingRef)
	seen := make(map[*openapi3.Schema]bool, len(cuts))
	empty := new(openapi3.Schema)
	for _, c := range cuts {
		c.ref.Value = empty
		if seen[c.to] {
			continue
		}
		seen[c.to] = true
		schemas = append(schemas, c.to)
		if d := c.to.Discriminator; d != nil {
			mappings[d] = d.Mapping
			d.Mapping = nil
		}
	}
	slices.SortFunc(schemas, func(a, b *openapi3.Schema) int { return compareOrigins(a.Origin, b.Origin) })
	return schemas, func() {
		for _, c := range cuts {
			c.ref.Value = c.to
		}
		for d, mapping := range mappings {
			d.Mapping = mapping
		}
	}
}

func compareOrigins(a, b *openapi3.Origin) int {
	x, y := warning(a, ""), warning(b, "")
	return cmp.Or(x.Line-y.Line, x.Column-y.Column)
}
