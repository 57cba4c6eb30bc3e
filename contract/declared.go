package contract

import (
	"net/textproto"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Declares reports whether the document has a parameter of this name for the operation,
// where in is "query", "header" or "cookie", or for "response" a header of one of its
// responses. Header names are case-insensitive. The header or parameter of a security
// scheme is not a parameter.
func (o *Operation) Declares(in, name string) bool {
	same := func(declared string) bool { return declared == name }
	if in == "header" || in == "response" {
		name = textproto.CanonicalMIMEHeaderKey(name)
		same = func(declared string) bool { return textproto.CanonicalMIMEHeaderKey(declared) == name }
	}
	if in == "response" {
		for _, r := range o.responses {
			if slices.ContainsFunc(r.headers, func(h header) bool { return same(h.name) }) {
				return true
			}
		}
		return false
	}
	for _, way := range o.credentials {
		if slices.ContainsFunc(way, func(c credential) bool { return c.in == in && same(c.name) }) {
			return false
		}
	}
	return slices.ContainsFunc(o.parameters, func(p parameter) bool { return p.in == in && same(p.name) })
}

// ignored reports whether OpenAPI 3.0.3 says that a parameter "shall be
// ignored": media types and security schemes describe these headers.
func ignored(p *openapi3.Parameter) bool {
	return p.In == "header" && (strings.EqualFold(p.Name, "Accept") || strings.EqualFold(p.Name, "Content-Type") || strings.EqualFold(p.Name, "Authorization"))
}
