package contract

import (
	"regexp"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// An acceptor says yes only to values that fit a schema. A no means nothing:
// kin-openapi then judges, and words what is wrong. It exists because most
// values fit, and to see that takes much less than to build errors.
type acceptor func(value any) bool

// acceptor returns an acceptor for a schema that is made of the plain keywords
// below, or nil.
func (b *builder) acceptor(ref *openapi3.SchemaRef, outer ...*openapi3.Schema) acceptor {
	if ref == nil || ref.Value == nil || len(outer) > MaxDepth {
		return nil // or it is recursive
	}
	s := ref.Value
	outer = append(outer, s)
	// Each of the makers below takes care of the keywords that it clears.
	rest := *s
	rest.Type = nil
	var a acceptor
	switch {
	case s.Type == nil:
		return nil
	case s.Type.Is(openapi3.TypeString):
		rest.Enum, rest.MinLength, rest.MaxLength, rest.Pattern, rest.Format = nil, 0, nil, "", ""
		a = b.acceptString(s)
	case s.Type.Is(openapi3.TypeArray):
		rest.MinItems, rest.MaxItems, rest.Items = 0, nil, nil
		a = b.acceptArray(s, outer)
	case s.Type.Is(openapi3.TypeObject):
		rest.Required, rest.Properties, rest.AdditionalProperties = nil, nil, openapi3.AdditionalProperties{}
		a = b.acceptObject(s, outer)
	}
	if a == nil || !rest.IsEmpty() {
		return nil
	}
	return a
}

func (b *builder) acceptString(s *openapi3.Schema) acceptor {
	var enum []string
	for _, member := range s.Enum {
		text, ok := member.(string)
		if !ok {
			return nil
		}
		enum = append(enum, text)
	}
	var pattern *regexp.Regexp
	if s.Pattern != "" {
		if pattern = b.pattern(s.Pattern); pattern == nil {
			return nil
		}
	}
	format, ok := formats[s.Format]
	if !ok && s.Format != "" {
		if format, ok = openapi3.SchemaStringFormats[s.Format]; !ok {
			format = nil // a format that nobody checks
		}
	}
	lowest, highest := int(s.MinLength), -1
	if s.MaxLength != nil {
		highest = int(*s.MaxLength)
	}
	return func(value any) bool {
		text, ok := value.(string)
		if !ok || enum != nil && !contains(enum, text) {
			return false
		}
		if lowest > 0 || highest >= 0 {
			if n := utf8.RuneCountInString(text); n < lowest || highest >= 0 && n > highest {
				return false
			}
		}
		return (pattern == nil || pattern.MatchString(text)) && (format == nil || format.Validate(text) == nil)
	}
}

func contains(enum []string, text string) bool {
	for _, member := range enum {
		if member == text {
			return true
		}
	}
	return false
}

func (b *builder) acceptArray(s *openapi3.Schema, outer []*openapi3.Schema) acceptor {
	item := b.acceptor(s.Items, outer...)
	if item == nil {
		return nil
	}
	return func(value any) bool {
		array, ok := value.([]any)
		if !ok || uint64(len(array)) < s.MinItems || s.MaxItems != nil && uint64(len(array)) > *s.MaxItems {
			return false
		}
		for _, v := range array {
			if !item(v) {
				return false
			}
		}
		return true
	}
}

func (b *builder) acceptObject(s *openapi3.Schema, outer []*openapi3.Schema) acceptor {
	if s.AdditionalProperties.Schema != nil {
		return nil
	}
	open := s.AdditionalProperties.Has == nil || *s.AdditionalProperties.Has
	properties := make(map[string]acceptor, len(s.Properties))
	for name, ref := range s.Properties {
		if properties[name] = b.acceptor(ref, outer...); properties[name] == nil {
			return nil
		}
	}
	return func(value any) bool {
		object, ok := value.(map[string]any)
		if !ok {
			return false
		}
		for name, v := range object {
			if accepts, known := properties[name]; known && !accepts(v) || !known && !open {
				return false
			}
		}
		for _, name := range s.Required {
			if _, given := object[name]; !given {
				return false
			}
		}
		return true
	}
}
