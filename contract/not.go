package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A forbidden value fits the schema of a not. What documents mostly forbid is
// some properties together, or some values, and that is told where it is.
type forbidden struct {
	*collector
	not *openapi3.Schema // that has the keyword
}

// forbid adds what is wrong with a value that fits the schema of not, which is at
// a place. If its alternatives say what is forbidden, each that fits does.
func (c *collector) forbid(e *openapi3.SchemaError, at []string) {
	f := forbidden{c, e.Schema}
	if e.Schema.Extensions[lowered] == "contains" {
		f.add("contains", at, describe(e.Value), "an item that fits the schema of contains", "No item fits the schema of contains.")
		return
	}
	f.part(e.Schema.Not, e.Value, at)
}

// beside adds what is wrong by the keywords beside not, which kin-openapi does not
// look at any more.
func (c *collector) beside(e *openapi3.SchemaError, at []string) {
	rest := *e.Schema
	rest.Not = nil
	if *c.visits--; *c.visits >= 0 && within(maxSteps, &rest, e.Value) {
		c.add(rest.VisitJSON(e.Value, c.all...), at)
	}
}

func (f *forbidden) part(ref *openapi3.SchemaRef, value any, at []string) {
	s := ref.Value
	if only := (openapi3.Schema{AnyOf: s.AnyOf}); len(s.AnyOf) > 0 && says(s, &only) && s.Description == "" {
		told := false
		for _, alternative := range s.AnyOf {
			if *f.visits--; *f.visits < 0 || len(f.found) == MaxViolations {
				break
			}
			if part := alternative.Value; within(maxSteps, part, value) && part.VisitJSON(value, f.first...) == nil {
				f.part(alternative, value, at)
				told = true
			}
		}
		if !told { // it is one of those that were not compared
			f.plain(s, value, at)
		}
		return
	}
	object, _ := value.(map[string]any)
	switch only := (openapi3.Schema{Type: s.Type, Required: s.Required, Properties: s.Properties}); {
	case ref.Ref == "" && s.Description != "": // a component says what it is, and not why it is forbidden
		if n := len(s.Required); n > 0 {
			at = append(slices.Clip(at), s.Required[n-1])
		}
		f.add("not", at, describe(value), "", fmt.Sprintf("This is not allowed: %s", shorten(printable(strings.Join(strings.Fields(s.Description), " ")), 400)))
	case object != nil && says(s, &only) && f.members(s, object, at):
	default:
		f.plain(s, value, at)
	}
}

// says reports whether a schema says nothing but what only does.
func says(s, only *openapi3.Schema) bool {
	rest := *s
	if only.Type != nil {
		rest.Type = nil
	}
	if only.Enum != nil {
		rest.Enum = nil
	}
	if only.Pattern != "" {
		rest.Pattern = ""
	}
	if only.Required != nil {
		rest.Required = nil
	}
	if only.Properties != nil {
		rest.Properties = nil
	}
	if only.AnyOf != nil {
		rest.AnyOf = nil
	}
	if only.Not != nil {
		rest.Not = nil
	}
	if only.Nullable {
		rest.Nullable = false
	}
	return rest.IsEmpty()
}

// members words properties that must not be given together, or not with some
// values. It reports whether it could.
func (f *forbidden) members(s *openapi3.Schema, object map[string]any, at []string) bool {
	var free, bound, when []string // by what is said of the values
	for _, name := range s.Required {
		if s.Properties[name] == nil && !slices.Contains(free, name) {
			free = append(free, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		part := schemaOf(s.Properties[name])
		if part == nil {
			return false
		}
		condition, ok := conditionOf(name, part, slices.Contains(s.Required, name))
		if !ok && (len(free) > 0 || len(s.Properties) > 1) {
			return false
		}
		bound, when = append(bound, name), append(when, condition)
	}
	switch {
	case len(free) > 0:
		f.together(free, when, at)
	case len(bound) == 1 && has(object, bound[0]):
		f.part(s.Properties[bound[0]], object[bound[0]], append(slices.Clip(at), bound[0]))
	case len(bound) > 1:
		name := slices.Concat(s.Required, bound)[0]
		f.add("not", append(slices.Clip(at), name), describe(object[name]), "other values", fmt.Sprintf("It is not allowed that %s; change one of them.", strings.Join(when, " and ")))
	default:
		return false
	}
	return true
}

// together words that properties are given.
func (f *forbidden) together(names, when []string, at []string) {
	last := names[len(names)-1]
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	all := strings.Join(quoted[:len(quoted)-1], ", ")
	var condition, message string
	if len(when) > 0 {
		condition = " where " + strings.Join(when, " and ")
	}
	switch {
	case len(names) == 1:
		message = fmt.Sprintf("The property %s must not be given%s; leave it out.", quote(last), condition)
	case len(names) == 2:
		message = fmt.Sprintf("The properties %s and %s exclude each other%s; leave out one.", all, quote(last), condition)
	default:
		message = fmt.Sprintf("The properties %s and %s must not all be given%s; leave out one.", all, quote(last), condition)
	}
	f.add("not", append(slices.Clip(at), last), quote(last), "an object without "+strings.Join(quoted, " or "), message)
}

// conditionOf words what a schema says of a property, if that is plain.
func conditionOf(name string, s *openapi3.Schema, required bool) (text string, ok bool) {
	members, is := s.Enum, "is"
	if other := schemaOf(s.Not); other != nil && says(s, &openapi3.Schema{Not: s.Not}) {
		s, members, is = other, other.Enum, "is not"
	}
	if len(members) == 0 || !says(s, &openapi3.Schema{Type: s.Type, Enum: s.Enum}) {
		return "", false
	}
	text = fmt.Sprintf("%s %s %s", quote(name), is, strings.ReplaceAll(list(members), ", ", " or "))
	if !required {
		text += " or left out"
	}
	return text, true
}

// plain words a value that is forbidden.
func (f *forbidden) plain(s *openapi3.Schema, value any, at []string) {
	found := describe(value)
	want := "a value that does not fit the schema of not"
	switch {
	case says(s, &openapi3.Schema{Nullable: true}):
		want = "nothing: no value fits"
	case says(s, &openapi3.Schema{Type: s.Type, Enum: s.Enum}) && len(s.Enum) > 0:
		want = "anything but " + strings.ReplaceAll(list(s.Enum), ", ", " or ")
	case says(s, &openapi3.Schema{Type: s.Type}):
		want = "anything but " + typeNames(s.Type)
	case says(s, &openapi3.Schema{Type: s.Type, Pattern: s.Pattern}):
		want = "a string that does not match " + shorten(s.Pattern, 160)
	default:
		f.add("not", at, found, want, fmt.Sprintf("%s is not allowed: it fits the schema of not.", sentence(found)))
		return
	}
	f.add("not", at, found, want, fmt.Sprintf("%s is not allowed; it must be %s.", sentence(found), want))
}

func (f *forbidden) add(rule string, at []string, found, want, message string) {
	v := Violation{Rule: rule, Target: Pointer(at...), Found: found, Want: want, Message: message}
	v.Line, v.Column = origin(f.not, "not")
	f.keep(v)
}

func has(object map[string]any, name string) bool {
	_, given := object[name]
	return given
}
