package contract

import (
	"maps"
	"mime"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A source is where an operation stands in the document.
type source struct {
	doc *openapi3.T
	op  *openapi3.Operation
}

// Source returns the operation as the document describes it. Its references
// are resolved. It belongs to the contract and must not be changed.
func (o *Operation) Source() *openapi3.Operation { return o.source.op }

// Parameters returns the parameters of the path and of the operation, those of the path
// first. A parameter of the operation replaces one of the path with the same name and
// location. Header parameters that OpenAPI says to ignore are left out.
func (o *Operation) Parameters() []*openapi3.Parameter {
	var all []*openapi3.Parameter
	for _, p := range o.parameters {
		all = append(all, p.declared)
	}
	return all
}

// Security returns the alternative security requirements of an operation, in the order
// of the document; within an alternative all schemes are required. An alternative is
// empty if the document does not describe its schemes. The result is nil if the
// operation can be called without credentials.
func (o *Operation) Security() [][]*openapi3.SecurityScheme {
	requirements := o.source.doc.Security
	if o.source.op.Security != nil {
		requirements = *o.source.op.Security
	}
	var all [][]*openapi3.SecurityScheme
	for _, requirement := range requirements {
		if len(requirement) == 0 {
			return nil
		}
		var together []*openapi3.SecurityScheme
		for _, name := range slices.Sorted(maps.Keys(requirement)) {
			scheme := new(openapi3.SecurityScheme)
			if o.source.doc.Components != nil {
				if ref := o.source.doc.Components.SecuritySchemes[name]; ref != nil {
					scheme = ref.Value
				}
			}
			together = append(together, scheme)
		}
		all = append(all, together)
	}
	return all
}

// IsJSON reports whether bodies of a media type are JSON, such as application/json,
// application/problem+json and ranges that include application/json.
func IsJSON(mediaType string) bool {
	essence, _, err := mime.ParseMediaType(mediaType)
	return err == nil && (isJSON(mediaType) || mayBeJSON(essence))
}
