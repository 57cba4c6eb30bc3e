package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// components is where the schemas are that a discriminator names.
const components = "#/components/schemas/"

// A family is what discriminators need to know of a document.
type family struct {
	named openapi3.Schemas          // by name
	bases map[*openapi3.Schema]bool // schemas that a named one has in its allOf
	names sync.Map                  // of schemas, see [strays]
}

func newFamily(doc *openapi3.T) *family {
	f := &family{bases: make(map[*openapi3.Schema]bool)}
	if doc.Components == nil {
		return f
	}
	f.named = doc.Components.Schemas
	for _, ref := range f.named {
		if s := schemaOf(ref); s != nil {
			for _, part := range s.AllOf {
				f.bases[schemaOf(part)] = true
			}
		}
	}
	return f
}

// discriminated returns the schema that an object names by the discriminator of
// a schema: one of its alternatives, or where it has none, as the base of
// others, a component. What names none may name the default (OpenAPI 3.2). It is nil
// if the object names none; why then says what is wanted if that is a fault that
// kin-openapi does not find.
func (f *family) discriminated(s *openapi3.Schema, object map[string]any) (ref *openapi3.SchemaRef, why string) {
	if s.Discriminator == nil || object == nil {
		return nil, ""
	}
	name, ok := object[s.Discriminator.PropertyName].(string)
	_, mapped := s.Discriminator.Mapping[name]
	if ok {
		if ref := f.at(s, f.place(s, name)); ref != nil {
			return ref, ""
		}
	}
	switch to := defaultOf(s.Discriminator); {
	case ok && mapped:
		return nil, "" // it leads out of the document
	case to != "":
		return f.at(s, whole(to)), ""
	case !ok || len(s.OneOf)+len(s.AnyOf) > 0 || len(s.Discriminator.Mapping) == 0 && !f.bases[s]:
		return nil, "" // kin-openapi finds it, or it leads nowhere by any name
	}
	return nil, "the name of a schema, or one of " + derived(s)
}

// defaultOf returns the schema that is meant where nothing else is named, "" for none.
func defaultOf(d *openapi3.Discriminator) string {
	to, _ := d.Extensions["defaultMapping"].(string)
	return to
}

// at returns the alternative at a place, or the component if there are no alternatives;
// nil for none.
func (f *family) at(s *openapi3.Schema, place string) *openapi3.SchemaRef {
	alternatives := slices.Concat(s.OneOf, s.AnyOf)
	if len(alternatives) == 0 {
		return f.component(place)
	}
	i := slices.IndexFunc(alternatives, func(ref *openapi3.SchemaRef) bool { return place != "" && ref.Ref == place })
	if i < 0 {
		return nil
	}
	return alternatives[i]
}

// place returns the reference that a name stands for, "" if its mapping is lost.
func (f *family) place(s *openapi3.Schema, name string) string {
	if to, mapped := s.Discriminator.Mapping[name]; mapped {
		name = to.Ref
	}
	return whole(name)
}

// whole returns the reference that the name of a schema stands for.
func whole(name string) string {
	if name == "" || strings.Contains(name, "/") {
		return name
	}
	return components + name
}

// component returns the schema at a place, nil if there is none.
func (f *family) component(place string) *openapi3.SchemaRef {
	ref := f.named[strings.TrimPrefix(place, components)]
	if schemaOf(ref) == nil {
		return nil
	}
	return ref
}

// derived lists the names that a mapping has, and those of alternatives that it does
// not lead to, for a message.
func derived(s *openapi3.Schema) string {
	names, led := slices.Sorted(maps.Keys(s.Discriminator.Mapping)), make(map[string]bool)
	for _, to := range s.Discriminator.Mapping {
		led[strings.TrimPrefix(to.Ref, components)] = true
	}
	for _, ref := range slices.Concat(s.OneOf, s.AnyOf) {
		if name, ok := strings.CutPrefix(ref.Ref, components); ok && !led[name] {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "those derived from it"
	}
	all := make([]any, len(names))
	for i, name := range names {
		all[i] = name
	}
	return list(all)
}

// noteMapping notes what a discriminator maps to and this document has not. What
// it has is put behind the name, as the loader does with other references.
func (b *builder) noteMapping(s *openapi3.Schema) {
	if s.Discriminator == nil || len(s.OneOf)+len(s.AnyOf) > 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.Discriminator.Mapping)) {
		place := b.family.place(s, name)
		if ref := b.family.component(place); ref != nil {
			mapped := s.Discriminator.Mapping[name]
			mapped.Value = ref.Value
			s.Discriminator.Mapping[name] = mapped
		} else {
			why := quote(place) + " is not in the document"
			if place == "" {
				why = "its mapping leads to nothing"
			}
			b.note(s.Origin, fmt.Sprintf("Objects of the kind %s are compared with the base schema only: %s.", quote(name), why))
		}
	}
}
