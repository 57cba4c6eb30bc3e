package generate

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"weak"

	"github.com/getkin/kin-openapi/openapi3"
)

// isBase reports whether a schema is one that others inherit, and the document
// says by which names.
func isBase(s *openapi3.Schema) bool {
	return s.Discriminator != nil && len(s.Discriminator.Mapping) > 0 && len(s.OneOf)+len(s.AnyOf) == 0
}

// heir returns the name of a schema that inherits a base: of one that a value has
// to fit anyway, or else of the one with a number.
func heir(base *openapi3.Schema, alternative int, seen map[*openapi3.Schema]bool) string {
	if name := inherited(base, seen); name != "" {
		return name
	}
	names := heirsOf(base.Discriminator).names
	return names[min(alternative, len(names)-1)]
}

// inherited returns the first name of a schema that inherits a base and that a
// value has to fit anyway, "" for none.
func inherited(base *openapi3.Schema, seen map[*openapi3.Schema]bool) (first string) {
	of := heirsOf(base.Discriminator).of
	for s := range seen {
		if name := of[weak.Make(s)]; name != "" && (first == "" || name < first) {
			first = name
		}
	}
	return first
}

// heirs are the schemas that a discriminator names.
type heirs struct {
	names []string
	of    map[weak.Pointer[openapi3.Schema]]string // the first name of each
}

// known keeps the heirs of each discriminator, by a weak pointer to it: a base
// can have thousands, and is met wherever one of them is. It keeps no document
// alive.
var known sync.Map

// heirsOf returns those of a discriminator, which must not change later.
func heirsOf(d *openapi3.Discriminator) *heirs {
	key := weak.Make(d)
	if found, ok := known.Load(key); ok {
		return found.(*heirs)
	}
	h := &heirs{sorted(d.Mapping), make(map[weak.Pointer[openapi3.Schema]]string, len(d.Mapping))}
	for _, name := range slices.Backward(h.names) {
		h.of[weak.Make(d.Mapping[name].Value)] = name
	}
	if _, other := known.LoadOrStore(key, h); !other {
		runtime.AddCleanup(d, func(key weak.Pointer[openapi3.Discriminator]) { known.Delete(key) }, key)
	}
	return h
}

// nameOf returns the name by which a discriminator knows an alternative.
func nameOf(d *openapi3.Discriminator, chosen *openapi3.SchemaRef) string {
	for _, name := range sorted(d.Mapping) {
		if to := d.Mapping[name].Ref; to != "" && lastSegment(to) == lastSegment(chosen.Ref) {
			return name
		}
	}
	return lastSegment(chosen.Ref)
}

func lastSegment(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// named returns the schema that a discriminator adds to an alternative: the
// property that says which one a value is.
func named(d *openapi3.Discriminator, name string) *openapi3.Schema {
	if d.PropertyName == "" || name == "" {
		return new(openapi3.Schema)
	}
	text := openapi3.NewStringSchema()
	text.Enum = []any{name}
	return &openapi3.Schema{Required: []string{d.PropertyName}, Properties: openapi3.Schemas{d.PropertyName: text.NewRef()}}
}
