package contract

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// notChecked is the extension of a schema whose not was left out.
const notChecked = "x-contract-not-checked"

// soften takes care that what is not validated of a schema makes nothing a
// violation: a schema that accepts too much refuses too much in a not, and fits
// beside the alternative of oneOf that is meant. Such a not is left out, and of
// such alternatives any may fit.
func (b *builder) soften(doc *openapi3.T) {
	var all, holders []*openapi3.Schema
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		if s := ref.Value; s != nil {
			all = append(all, s)
			if s.Not != nil || len(s.OneOf) > 1 {
				holders = append(holders, s)
			}
		}
		return nil
	})
	if len(holders) == 0 {
		return
	}
	open := b.open(all)
	isOpen := func(ref *openapi3.SchemaRef) bool { return open[schemaOf(ref)] }
	for _, s := range holders {
		if isOpen(s.Not) {
			s.Not, s.Extensions = nil, maps.Clone(s.Extensions)
			if s.Extensions == nil {
				s.Extensions = make(map[string]any)
			}
			s.Extensions[notChecked] = true
		}
		for _, ref := range s.OneOf {
			if !isOpen(ref) || s.Discriminator != nil { // which tells what is meant
				continue
			}
			either := openapi3.Schema{AnyOf: s.OneOf, Origin: s.Origin}
			s.AllOf, s.OneOf = append(slices.Clip(s.AllOf), either.NewRef()), nil
			break
		}
	}
}

// open returns the schemas that accept more than they say, since something in
// them is not validated.
func (b *builder) open(all []*openapi3.Schema) map[*openapi3.Schema]bool {
	within := make(map[*openapi3.Schema][]*openapi3.Schema)
	open := make(map[*openapi3.Schema]bool)
	var found []*openapi3.Schema
	for _, s := range all {
		eachBelow(s, func(ref *openapi3.SchemaRef) {
			if part := schemaOf(ref); part != nil {
				within[part] = append(within[part], s)
			}
		})
		if s.Pattern != "" {
			_, _ = b.compile(s.Pattern) // which keeps why it cannot be read
		}
		if s.Extensions[unresolved] != nil || unknownKeywords(s) != nil || b.unread[s.Pattern] != nil {
			open[s], found = true, append(found, s)
		}
	}
	for len(found) > 0 {
		s := found[len(found)-1]
		found = found[:len(found)-1]
		for _, holder := range within[s] {
			if !open[holder] {
				open[holder], found = true, append(found, holder)
			}
		}
	}
	return open
}
