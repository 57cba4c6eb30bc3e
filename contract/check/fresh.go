package check

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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

// maxFresh is how long an id is that no request had before, or a little more.
const maxFresh = 24

// isFree reports whether a text may be anything that is long enough for an id:
// names and the like, of which two objects may not have the same either.
func isFree(s *openapi3.Schema) bool {
	return typeOf(s) == openapi3.TypeString && len(s.Type.Slice()) > 0 && len(s.Enum) == 0 && s.Const == nil && s.Format == "" && s.Pattern == "" &&
		!s.ReadOnly && (s.MaxLength == nil || *s.MaxLength >= maxFresh)
}

// distinct adds a new id to a text, as far as there is room for both.
func (k *checker) distinct(s *openapi3.Schema, text string) string {
	id := k.fresh()
	if s.MaxLength == nil || uint64(utf8.RuneCountInString(text)+1+len(id)) <= *s.MaxLength {
		return text + " " + id
	}
	return id + strings.Repeat("a", max(0, int(s.MinLength)-len(id)))
}

// renew gives a body new ids, and new texts where two objects may not have the
// same, so that it creates something new. Properties that are named are left as
// they are.
func (k *checker) renew(s *operation, body any, but ...step) any {
	object, ok := body.(map[string]any)
	if !ok {
		return body
	}
	object = maps.Clone(object)
	set := func(names []string, value func(s *openapi3.Schema, old any) any) {
		for _, name := range names {
			if old, given := object[name]; given && !slices.Contains(but, step(name)) {
				object[name] = value(propertyOf(s.shape, name), old)
			}
		}
	}
	set(s.ids, func(s *openapi3.Schema, _ any) any { return k.freshFor(s) })
	set(s.unique, func(s *openapi3.Schema, old any) any {
		if _, isText := old.(string); !isText {
			return old
		}
		return k.uniqueFor(s)
	})
	set(s.free, func(s *openapi3.Schema, old any) any {
		if text, isText := old.(string); isText {
			return k.distinct(s, text)
		}
		return old
	})
	return object
}

// refreshed replaces the ids of this run in a body by new ones, the same by the
// same.
func (k *checker) refreshed(body []byte) []byte {
	known := make(map[string]string)
	return regexp.MustCompile("ck"+k.nonce+"-[0-9a-z]+").ReplaceAllFunc(body, func(old []byte) []byte {
		if known[string(old)] == "" {
			known[string(old)] = k.fresh()
		}
		return []byte(known[string(old)])
	})
}
