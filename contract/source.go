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

// Parameters returns the parameters of the operation and of its path, those of
// the path first. An operation's own stands for one of the path with the same
// name and place, and the headers that OpenAPI tells to ignore are left out.
func (o *Operation) Parameters() []*openapi3.Parameter {
	var all []*openapi3.Parameter
	for _, p := range o.parameters {
		all = append(all, p.declared)
	}
	return all
}

// Security returns the alternatives of credentials that an operation asks for,
// in the order of the document; of one alternative all are needed. One that the
// document does not describe is empty. None are returned if the operation can also
// be called without.
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

// IsJSON reports whether bodies of a media type are JSON, such as
// application/json, application/problem+json and ranges that hold it.
func IsJSON(mediaType string) bool {
	essence, _, err := mime.ParseMediaType(mediaType)
	return err == nil && (isJSON(mediaType) || mayBeJSON(essence))
}
