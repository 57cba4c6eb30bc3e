package contract

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Link describes how to call another operation after a response (OpenAPI 3.0, Link
// Object).
type Link struct {
	Name       string
	Target     *Operation     // nil: the document has no such operation
	Parameters map[string]any // of Target, by name or as in.name such as path.id: values or runtime expressions
	Body       any            // of the request to Target, likewise; nil for none

	Line, Column int // of the link in the document, 0 when not known
}

// Links returns the links of the documented response for a status, sorted by name,
// without those to other servers.
func (c *Contract) Links(o *Operation, status int) []Link {
	r, ok := o.response(status)
	if !ok {
		return nil
	}
	return c.links(r.declared)
}

func (c *Contract) links(r *openapi3.Response) []Link {
	var all []Link
	for _, name := range slices.Sorted(maps.Keys(r.Links)) {
		ref := r.Links[name]
		if ref.Value.Server != nil {
			continue
		}
		at := warning(ref.Value.Origin, "")
		all = append(all, Link{Name: name, Target: c.target(ref.Value), Parameters: ref.Value.Parameters, Body: ref.Value.RequestBody, Line: at.Line, Column: at.Column})
	}
	return all
}

// target returns the operation that a link names by its operationId, or by a
// reference such as #/paths/~1things~1{id}/get.
func (c *Contract) target(l *openapi3.Link) *Operation {
	if l.OperationID != "" {
		return c.named[l.OperationID]
	}
	rest, ok := strings.CutPrefix(l.OperationRef, "#/paths/")
	path, method, _ := strings.Cut(rest, "/")
	if !ok {
		return nil // in another document
	}
	if text, err := url.PathUnescape(path); err == nil {
		path = text
	}
	return c.named[strings.ToUpper(method)+" "+strings.NewReplacer("~1", "/", "~0", "~").Replace(path)]
}

// deadLinks warns of the links that lead to no operation.
func (c *Contract) deadLinks(b *builder) {
	seen := make(map[*openapi3.Response]bool)
	for _, o := range c.operations {
		for _, r := range o.responses {
			if seen[r.declared] {
				continue
			}
			seen[r.declared] = true
			for _, l := range c.links(r.declared) {
				if l.Target == nil {
					b.warn(r.declared.Links[l.Name].Value.Origin, "The link "+quote(l.Name)+" leads to no operation of this document, and is not followed.")
				}
			}
		}
	}
}
