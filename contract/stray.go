package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Unknown returns the properties of a response's decompressed body that its schema does
// not describe, if the schema does not have the keyword additionalProperties. By JSON
// Schema they are no violation, but clients do not know them. Violations that
// [Operation.Response] finds are not included.
func (o *Operation) Unknown(status int, h http.Header, body []byte) []Violation {
	r, ok := o.response(status)
	if !ok {
		return nil
	}
	m, fault := r.content.match(h, o.rules)
	s := m.jsonSchema(h)
	if fault != "" || s == nil {
		return nil
	}
	value, _, ok := readValue(body, s.words, s.config)
	if !ok {
		return nil
	}
	w := strays{family: s.family}
	w.walk(value, s.Schema, nil)
	return onSide(InResponse, w.found)
}

// strays looks for properties that nobody names.
type strays struct {
	family *family
	found  []Violation
}

// A names is what a schema says of the names in an object.
type names struct {
	known map[string]*openapi3.Schema
	says  bool               // whether there may be others
	parts []*openapi3.Schema // those with a discriminator
}

func (w *strays) walk(value any, s *openapi3.Schema, path []string) {
	switch v := value.(type) {
	case []any:
		if s.Items != nil {
			for i, item := range v {
				w.walk(item, s.Items.Value, append(path, strconv.Itoa(i)))
			}
		}
	case map[string]any:
		n := w.of(s, v)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			below := append(path, name)
			property, ok := n.known[name]
			switch {
			case ok:
				w.walk(v[name], property, below)
			case !n.says && len(n.known) > 0 && len(w.found) < MaxViolations:
				line, column := origin(s, "properties")
				w.found = append(w.found, Violation{Rule: "unknownProperty", Target: Pointer(below...), Found: quote(name), Want: "a property that the document names",
					Message: fmt.Sprintf("The property %s is not in the document.", quote(name)), Line: line, Column: column})
			}
		}
		slices.SortStableFunc(w.found, func(a, b Violation) int { return strings.Compare(a.Target, b.Target) })
	}
}

// of returns the names of the schema that an object is of: that of its
// discriminator is one more.
func (w *strays) of(s *openapi3.Schema, object map[string]any) names {
	n := w.named(s)
	for _, part := range n.parts {
		ref, _ := w.family.discriminated(part, object)
		if ref == nil || ref.Value == s {
			continue
		}
		more := w.named(ref.Value)
		n = names{maps.Clone(n.known), n.says || more.says, n.parts}
		maps.Copy(n.known, more.known)
	}
	return n
}

// named returns the properties that a schema and its parts name, and whether
// one of them says itself that there may be others or that there are none.
func (w *strays) named(s *openapi3.Schema) names {
	if n, met := w.family.names.Load(s); met {
		return n.(names)
	}
	n := namesOf(s)
	w.family.names.Store(s, n)
	return n
}

func namesOf(s *openapi3.Schema) names {
	n := names{known: make(map[string]*openapi3.Schema)}
	eachPart(s, func(part *openapi3.Schema) {
		n.says = n.says || part.AdditionalProperties.Has != nil || part.AdditionalProperties.Schema != nil
		for name, property := range part.Properties {
			n.known[name] = property.Value
		}
		if part.Discriminator != nil {
			n.parts = append(n.parts, part)
		}
	})
	return n
}
