package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// violation words an error of kin-openapi. Its own text is never used: it
// holds the whole value. The value of the error lies at a place above.
func violation(e *openapi3.SchemaError, above ...string) Violation {
	tokens := append(slices.Clip(above), e.JSONPointer()...)
	v := Violation{Rule: e.SchemaField, Found: describe(e.Value)}
	switch e.SchemaField {
	case "required":
		name := tokens[len(tokens)-1]
		v.Found, v.Want = "nothing", quote(name)
		v.Message = fmt.Sprintf("The property %s is missing.", quote(name))
	case "properties":
		name := unknownName(e)
		tokens = append(tokens, name)
		v.Rule, v.Found = "additionalProperties", quote(name)
		v.Message = fmt.Sprintf("The property %s is unknown.", quote(name))
		if known := closest(name, e.Schema.Properties); known != "" {
			v.Want = quote(known)
			v.Message = fmt.Sprintf("The property %s is unknown; did you mean %s?", quote(name), quote(known))
		}
	case "enum":
		v.Want = "one of " + list(e.Schema.Enum)
		if len(e.Schema.Enum) == 1 {
			v.Want = list(e.Schema.Enum)
		}
		v.Message = fmt.Sprintf("%s is not allowed; it must be %s.", sentence(v.Found), v.Want)
	case "nullable":
		v.Want = "a value that is not null"
		v.Message = "It is null; give it a value or, where it is optional, leave it out."
	case "type":
		v.Want = types(e)
		v.Message = fmt.Sprintf("%s is not allowed; it must be %s.", sentence(v.Found), v.Want)
	case "pattern":
		v.Want = "a string that matches " + shorten(e.Schema.Pattern, 160)
		v.Message = fmt.Sprintf("%s does not match %s.", sentence(v.Found), shorten(e.Schema.Pattern, 160))
	case "discriminator":
		tokens = append(tokens, e.Schema.Discriminator.PropertyName)
		discriminated(&v, e)
	case "oneOf":
		v.Want = "a value that fits one alternative only"
		v.Message = fmt.Sprintf("%s fits more than one alternative of oneOf.", sentence(v.Found))
	case "format":
		v.Want = "the format " + e.Schema.Format
		v.Message = fmt.Sprintf("%s %s.", sentence(v.Found), formatReason(e))
	default:
		v.Want = shorten(inDigits(e.Reason), 160)
		v.Message = fmt.Sprintf("%s is not allowed: %s.", sentence(v.Found), v.Want)
	}
	v.Target = Pointer(tokens...)
	v.Line, v.Column = origin(e.Schema, e.SchemaField)
	return v
}

// inDigits writes the number that ends a text as a document would: 1e+06 is 1000000.
func inDigits(text string) string {
	at := strings.LastIndexByte(text, ' ') + 1
	if f, err := strconv.ParseFloat(text[at:], 64); err == nil && strings.Contains(text[at:], "e+") && math.Abs(f) < 1e21 {
		return text[:at] + strconv.FormatFloat(f, 'f', -1, 64)
	}
	return text
}

// discriminated words what is wrong with the property that a discriminator
// reads. The value of the error is that of the property.
func discriminated(v *Violation, e *openapi3.SchemaError) {
	name := quote(e.Schema.Discriminator.PropertyName)
	switch _, text := e.Value.(string); {
	case text:
		v.Want = "one of " + derived(e.Schema)
		v.Message = fmt.Sprintf("The property %s is %s; it names which schema is meant and must be %s.", name, v.Found, v.Want)
	case strings.HasPrefix(e.Reason, "input does not contain"):
		v.Found, v.Want = "nothing", name
		v.Message = fmt.Sprintf("The property %s is missing; it names which schema is meant.", name)
	default:
		v.Want = "a string"
		v.Message = fmt.Sprintf("The property %s is %s; it names which schema is meant and must be a string.", name, v.Found)
	}
}

// unknownName returns the name of a property that no schema knows. The error
// is about the object; only its reason, which ends in "is unsupported", names
// the property, quoted as Go quotes.
func unknownName(e *openapi3.SchemaError) string {
	if quoted, err := strconv.QuotedPrefix(strings.TrimPrefix(e.Reason, "property ")); err == nil {
		if name, err := strconv.Unquote(quoted); err == nil {
			return name
		}
	}
	return "?"
}

// closest returns the known name that differs from name only in case or in
// characters that are neither letters nor digits, or "".
func closest(name string, properties openapi3.Schemas) string {
	if len(name) > 128 {
		return ""
	}
	for _, known := range sortedNames(properties) { // of several always the same
		if strings.EqualFold(fold(known), fold(name)) {
			return known
		}
	}
	return ""
}

func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("@._-$ ", r) {
			return -1
		}
		return r
	}, name)
}

func list(values []any) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		switch v := v.(type) {
		case string:
			b.WriteString(v)
		case nil:
			b.WriteString("null")
		case []any, map[string]any, float64:
			data, _ := json.Marshal(v) // what JSON or YAML has held
			b.Write(data)
		default:
			fmt.Fprint(&b, v)
		}
	}
	return shorten(b.String(), 160)
}

func types(e *openapi3.SchemaError) string {
	if e.Schema.Type == nil {
		return strings.TrimPrefix(e.Reason, "value must be ")
	}
	return typeNames(e.Schema.Type)
}

// typeNames names types with their articles.
func typeNames(types *openapi3.Types) string {
	var names []string
	for _, name := range types.Slice() {
		article := "a "
		if name == "array" || name == "object" || name == "integer" {
			article = "an "
		}
		names = append(names, article+name)
	}
	return strings.Join(names, " or ")
}

// formatReason returns the second half of a sentence about a bad format. Ours
// say more than that it does not match.
func formatReason(e *openapi3.SchemaError) string {
	why := errors.Unwrap(e.Origin)
	if _, ours := standardFormats()[e.Schema.Format]; ours && e.Schema.Format != "uuid" && why != nil {
		return why.Error()
	}
	return "is not in the format " + e.Schema.Format
}

// sentence begins a text with a capital letter, unless it is a word of JSON.
func sentence(s string) string {
	switch s {
	case "null", "true", "false":
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// origin returns the place in the document of a keyword of a schema, or of the
// schema.
func origin(s *openapi3.Schema, keyword string) (line, column int) {
	if keyword == "properties" {
		keyword = "additionalProperties"
	}
	w := warning(keywordOrigin(s, keyword), "")
	return w.Line, w.Column
}
