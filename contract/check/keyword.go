package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"profilestatus.example/contract"
)

// types tries null and a value of every type.
func (w *edger) types(s *contract.Shape, path []step) {
	w.add(path, "nullable", "null", nil)
	for _, value := range []any{"", "a", true, false, number(0), number(1), json.Number("1.5"), json.Number("-1"), []any{}, map[string]any{}} {
		w.add(path, "type", "a value of type "+kindOf(value), value)
	}
	if s.Type == "boolean" || s.Type == "integer" || s.Type == "number" {
		for _, text := range []string{"true", "1"} {
			w.add(path, "type", "the same as a string", text)
		}
	}
	if s.Type == "integer" {
		w.add(path, "type", "a whole number with a fraction of 0", json.Number("1.0"))
	}
}

func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// enum tries each member, and what is nearly one.
func (w *edger) enum(s *contract.Shape, path []step) {
	for _, member := range s.Enum {
		w.add(path, "enum", "a member", member)
		text, ok := member.(string)
		if !ok {
			w.add(path, "enum", "a member as a string", fmt.Sprint(member))
			continue
		}
		near := []string{strings.ToUpper(text), strings.ToLower(text), swapFirst(text), text + " ", " " + text, text + "x", text + "\x00"}
		if len(text) > 1 {
			near = append(near, text[:len(text)-1])
		}
		for _, text := range near {
			if utf8.ValidString(text) {
				w.add(path, "enum", "nearly a member", text)
			}
		}
	}
}

func swapFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(r) {
		return string(unicode.ToLower(r)) + s[size:]
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// properties leaves each one out, and tries unknown ones.
func (w *edger) properties(s *contract.Shape, path []step, depth int) {
	for _, name := range sorted(s.Properties) {
		at := append(slices.Clip(path), name)
		keyword := "optional"
		if slices.Contains(s.Required, name) {
			keyword = "required"
		}
		w.found = append(w.found, edge{path: at, keyword: keyword, note: show(at) + ": left out", leave: true})
		if other := swapCase(name); s.Properties[other] == nil {
			w.add(append(slices.Clip(path), other), "additionalProperties", "a name in other case", maker{bare: true}.value(s.Properties[name], depth+1))
		}
	}
	w.add(append(slices.Clip(path), "x-unknown"), "additionalProperties", "a name that is not known", "a")
	w.add(append(slices.Clip(path), ""), "additionalProperties", "an empty name", number(1))
	w.add(append(slices.Clip(path), "__proto__"), "additionalProperties", "a name that JavaScript reads", map[string]any{"x": true})
}

func swapCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}
