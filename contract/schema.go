package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A schema judges values against one schema of the document, as part of a
// request or of a response.
type schema struct {
	*openapi3.Schema
	accepts acceptor                          // nil if there is none
	words   words                             // that its values are likely to hold
	first   []openapi3.SchemaValidationOption // stop at the first violation
	all     []openapi3.SchemaValidationOption // collect them
}

// A builder makes the schemas of one document. Whatever is used in many places
// is made once: patterns are costly to compile and to keep.
type builder struct {
	schemas  map[schemaKey]*schema
	patterns map[string]*regexp.Regexp // nil: Go does not know it
}

type schemaKey struct {
	*openapi3.Schema
	side Side
}

func newBuilder() *builder {
	return &builder{make(map[schemaKey]*schema), make(map[string]*regexp.Regexp)}
}

// schema returns nil if there is nothing to judge by.
func (b *builder) schema(ref *openapi3.SchemaRef, side Side) *schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	key := schemaKey{ref.Value, side}
	if made := b.schemas[key]; made != nil {
		return made
	}
	visit := openapi3.VisitAsRequest()
	if side == InResponse {
		visit = openapi3.VisitAsResponse()
	}
	common := []openapi3.SchemaValidationOption{
		visit,
		openapi3.WithStringFormatValidators(formats),
		openapi3.DisableSchemaErrorDetails(),
	}
	s := &schema{
		Schema: ref.Value,
		words:  make(words),
		first:  common,
		all:    append(slices.Clip(common), openapi3.MultiErrors()),
	}
	b.schemas[key] = s
	twoSided := false
	walk(ref, make(map[*openapi3.Schema]bool), func(part *openapi3.Schema) {
		twoSided = twoSided || part.ReadOnly || part.WriteOnly
		for name := range part.Properties {
			s.words[name] = name
		}
		for _, member := range part.Enum {
			if text, ok := member.(string); ok {
				s.words[text] = text
			}
		}
	})
	if !twoSided {
		s.accepts = b.acceptor(ref)
	}
	return s
}

// pattern returns nil if Go does not know the pattern as it stands.
func (b *builder) pattern(text string) *regexp.Regexp {
	compiled, ok := b.patterns[text]
	if !ok && !strings.Contains(text, `\u`) { // kin-openapi rewrites these
		compiled, _ = regexp.Compile(text) // nil with an error
		b.patterns[text] = compiled
	}
	return compiled
}

// walk visits a schema and all that it is made of, each once.
func walk(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool, visit func(*openapi3.Schema)) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	visit(s)
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf, openapi3.SchemaRefs{s.Not, s.Items, s.AdditionalProperties.Schema}) {
		walk(part, seen, visit)
	}
	for _, property := range s.Properties {
		walk(property, seen, visit)
	}
}

// maxNodes is how much of a value that breaks its schema is searched for more
// violations than the first. A hostile value could otherwise hold thousands.
const maxNodes = 1000

// judge returns the violations of value. The usual case, none, is found
// without building any.
func (s *schema) judge(value any) []Violation {
	if s == nil || s.accepts != nil && s.accepts(value) {
		return nil
	}
	first := s.VisitJSON(value, s.first...)
	if first == nil {
		return nil
	}
	budget := maxNodes
	err := s.VisitJSON(clip(value, &budget), s.all...)
	if err == nil { // what is wrong lies in the part that was clipped
		err = first
	}
	var found []Violation
	var collect func(error)
	collect = func(err error) {
		if len(found) == MaxViolations {
			return
		}
		switch e := err.(type) {
		case nil:
		case openapi3.MultiError:
			for _, err := range e {
				collect(err)
			}
		case *openapi3.SchemaError:
			found = append(found, violation(e))
		default:
			found = append(found, Violation{Rule: "schema", Message: "The value does not fit its schema."})
		}
	}
	collect(err)
	return telling(found)
}

// telling drops what says less about a value than another violation does: a
// string that is not in its format need not be told that it is too short, too.
func telling(found []Violation) []Violation {
	return slices.DeleteFunc(found, func(v Violation) bool {
		vague := v.Rule == "minLength" || v.Rule == "maxLength" || v.Rule == "pattern"
		return vague && slices.ContainsFunc(found, func(w Violation) bool { return w.Rule == "format" && w.Target == v.Target })
	})
}

// clip returns value without what lies beyond its first budget nodes.
func clip(value any, budget *int) any {
	*budget--
	switch v := value.(type) {
	case []any:
		kept := make([]any, 0, min(len(v), max(0, *budget)))
		for _, item := range v {
			if *budget <= 0 {
				break
			}
			kept = append(kept, clip(item, budget))
		}
		return kept
	case map[string]any:
		if len(v) <= *budget {
			kept := make(map[string]any, len(v))
			for name, item := range v {
				kept[name] = clip(item, budget)
			}
			return kept
		}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		kept := make(map[string]any, max(0, *budget))
		for _, name := range names {
			if *budget <= 0 {
				break
			}
			kept[name] = clip(v[name], budget)
		}
		return kept
	}
	return value
}

// violation words an error of kin-openapi. Its own text is never used: it
// holds the whole value.
func violation(e *openapi3.SchemaError) Violation {
	tokens := e.JSONPointer()
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
		v.Message = fmt.Sprintf("The property %s is not known here.", quote(name))
		if known := closest(name, e.Schema.Properties); known != "" {
			v.Want = quote(known)
			v.Message = fmt.Sprintf("The property %s is not known here; %s is.", quote(name), quote(known))
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
	case "format":
		v.Want = "the format " + e.Schema.Format
		v.Message = fmt.Sprintf("%s %s.", sentence(v.Found), formatReason(e))
	default:
		v.Want = shorten(e.Reason, 160)
		v.Message = fmt.Sprintf("%s is not allowed: %s.", sentence(v.Found), v.Want)
	}
	v.Target = pointer(tokens...)
	v.Line, v.Column = origin(e.Schema, e.SchemaField)
	return v
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
	for known := range properties {
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
		if s, ok := v.(string); ok {
			b.WriteString(s)
		} else {
			fmt.Fprint(&b, v)
		}
	}
	return shorten(b.String(), 160)
}

func types(e *openapi3.SchemaError) string {
	if e.Schema.Type == nil {
		return strings.TrimPrefix(e.Reason, "value must be ")
	}
	var names []string
	for _, name := range e.Schema.Type.Slice() {
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
	err := errors.Unwrap(e.Origin)
	for err != nil && errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	if _, ours := formats[e.Schema.Format]; ours && e.Schema.Format != "uuid" && err != nil {
		return err.Error()
	}
	return "is not in the format " + e.Schema.Format
}

// sentence begins a text with a capital letter.
func sentence(s string) string {
	if s != "" && 'a' <= s[0] && s[0] <= 'z' && !strings.HasPrefix(s, "null") && s != "true" && s != "false" {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// origin returns the place in the document of a keyword of a schema, or of the
// schema.
func origin(s *openapi3.Schema, keyword string) (line, column int) {
	if s == nil || s.Origin == nil {
		return 0, 0
	}
	if keyword == "properties" {
		keyword = "additionalProperties"
	}
	if at, ok := s.Origin.Fields.Lookup(keyword); ok {
		return at.Line, at.Column
	}
	if items := s.Origin.Sequences[keyword]; len(items) > 0 {
		return items[0].Line, items[0].Column
	}
	if s.Origin.Key != nil {
		return s.Origin.Key.Line, s.Origin.Key.Column
	}
	return 0, 0
}

// primitive turns the text of a parameter or header into the value that its
// schema judges. A text that is not of the type stays a string, which the
// schema then refuses.
func (s *schema) primitive(text string) any {
	switch {
	case s.Type == nil:
	case s.Type.Is("boolean") && (text == "true" || text == "false"):
		return text == "true"
	case (s.Type.Is("integer") || s.Type.Is("number")) && json.Valid([]byte(text)):
		if c := text[0]; c == '-' || isDigit(c) {
			return json.Number(text)
		}
	}
	return text
}
