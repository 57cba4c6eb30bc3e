package generate

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// types tries null and a value of every type.
func (w *mutator) types(s *openapi3.Schema) {
	w.add("nullable", "null", nil, w.null)
	for _, value := range []any{"", "a", true, false, Number(0), Number(1), json.Number("1.5"), json.Number("-1"), []any{}, map[string]any{}} {
		w.add("type", "a value of type "+typeOf(value), value, !takes(s, value))
	}
	named := s.Type.Slice()
	if len(named) != 1 {
		return
	}
	if t := named[0]; t == openapi3.TypeBoolean || t == openapi3.TypeInteger || t == openapi3.TypeNumber {
		for _, text := range []string{"true", "1"} {
			w.add("type", "the same as a string", text, true)
		}
	}
	if named[0] == openapi3.TypeInteger {
		w.add("type", "a whole number with a fraction of 0", json.Number("1.0"), false)
	}
}

// takes reports whether the type of a schema, if it has one, takes a value.
func takes(s *openapi3.Schema, value any) bool {
	t := typeOf(value)
	if len(s.Type.Slice()) == 0 || s.Type.Includes(t) {
		return true
	}
	n, _ := value.(json.Number)
	return t == openapi3.TypeNumber && s.Type.Includes(openapi3.TypeInteger) && !strings.Contains(n.String(), ".")
}

// typeOf returns the type of a value as schemas name it.
func typeOf(value any) string {
	switch value.(type) {
	case string:
		return openapi3.TypeString
	case bool:
		return openapi3.TypeBoolean
	case json.Number:
		return openapi3.TypeNumber
	case []any:
		return openapi3.TypeArray
	}
	return openapi3.TypeObject
}

// enum tries each member, and what is nearly one.
func (w *mutator) enum(s *openapi3.Schema) {
	list := members(s)
	for _, member := range list {
		w.add("enum", "a member", member, false)
		text, ok := member.(string)
		if !ok {
			text = fmt.Sprint(member)
			w.add("enum", "a member as a string", text, !contains(list, text))
			continue
		}
		near := []string{strings.ToUpper(text), strings.ToLower(text), swapFirst(text), text + " ", " " + text, text + "x", text + "\x00"}
		if len(text) > 1 {
			near = append(near, text[:len(text)-1])
		}
		for _, text := range near {
			if utf8.ValidString(text) {
				w.add("enum", "nearly a member", text, !contains(list, text))
			}
		}
	}
}

// swapFirst writes the first letter small if it is capital, and the reverse.
func swapFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(r) {
		return string(unicode.ToLower(r)) + s[size:]
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// properties leaves each one out, tries undeclared ones, and how many there are.
func (w *mutator) properties(s *openapi3.Schema) {
	shut := closed(s)
	for _, name := range sorted(s.Properties) {
		property := s.Properties[name]
		if property == nil || property.Value == nil {
			continue
		}
		at := w.path.with(name)
		m := Mutation{Path: at, Keyword: "optional", Note: at.String() + ": left out", Leave: true}
		if required(s, name) {
			m.Keyword, m.Breaks = "required", w.certain && !readOnly(property.Value)
		}
		w.found = append(w.found, m)
		if other := swapCase(name); s.Properties[other] == nil {
			w.at(w.path.with(other), "additionalProperties", "a name in other case", Generator{Bare: true}.deep(property.Value, w.depth+1), shut)
		}
	}
	for _, undeclared := range []struct {
		name, note string
		value      any
	}{
		{"x-unknown", "a name that is not known", "a"},
		{"", "an empty name", Number(1)},
		{"__proto__", "a name that JavaScript reads", map[string]any{"x": true}},
	} {
		if s.Properties[undeclared.name] == nil {
			w.at(w.path.with(undeclared.name), "additionalProperties", undeclared.note, undeclared.value, shut)
		}
	}
	if s.MinProps > 0 || s.MaxProps != nil {
		w.counts(s)
	}
}

// counts tries how many properties an object may have.
func (w *mutator) counts(s *openapi3.Schema) {
	whole := maker{Generator: Generator{}, nesting: maxNesting, left: new(maxValues)}.object(s, w.depth)
	if s.MinProps > 0 {
		few := make(map[string]any)
		for _, name := range sorted(whole) {
			if uint64(len(few))+1 < s.MinProps {
				few[name] = whole[name]
			}
		}
		w.add("minProperties", fmt.Sprintf("%d properties", len(few)), few, true)
	}
	switch {
	case s.MaxProps == nil:
	case *s.MaxProps >= MaxItems:
		w.tooLarge("maxProperties", *s.MaxProps)
	default:
		unbounded := *s
		unbounded.MaxProps, unbounded.MinProps = nil, *s.MaxProps+1
		many := maker{Generator: Generator{}, nesting: maxNesting, left: new(maxValues)}.object(&unbounded, w.depth)
		w.add("maxProperties", fmt.Sprintf("%d properties", len(many)), many, uint64(len(many)) > *s.MaxProps)
	}
}

func swapCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}
