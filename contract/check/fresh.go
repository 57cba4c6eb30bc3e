package check

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// isID reports whether a property of a body is likely to name what is created.
func isID(name string) bool {
	switch strings.ToLower(name) {
	case "id", "uuid", "guid", "key", "slug":
		return true
	}
	return false
}

// isUnique reports whether two objects are likely to be refused if a property
// of theirs is the same.
func isUnique(name string, s *openapi3.Schema) bool {
	if typeOf(s) != "string" || len(s.Enum) > 0 {
		return false
	}
	switch strings.ToLower(name) {
	case "email", "username", "login":
		return true
	}
	return s.Format == "email"
}

// uniqueFor returns a new value for such a property.
func (k *checker) uniqueFor(s *openapi3.Schema) any {
	if s.Format == "email" || s.Format == "" && s.Pattern == "" && s.MaxLength == nil {
		return k.fresh() + "@example.com"
	}
	return k.fresh()
}

// renew gives a body new ids, so that it creates something new.
func (k *checker) renew(s *subject, body any, but ...step) any {
	object, ok := body.(map[string]any)
	if !ok {
		return body
	}
	for _, name := range s.ids {
		if _, given := object[name]; given && !slices.Contains(but, step(name)) {
			body = put(body, []step{name}, k.freshFor(propertyOf(s.shape, name)))
		}
	}
	for _, name := range s.unique {
		if _, given := object[name].(string); given && !slices.Contains(but, step(name)) {
			body = put(body, []step{name}, k.uniqueFor(propertyOf(s.shape, name)))
		}
	}
	return body
}
