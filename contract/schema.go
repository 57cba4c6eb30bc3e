package contract

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A schema validates values against one schema of the document, as part of a
// request or of a response.
type schema struct {
	*openapi3.Schema
	config  *config
	free    bool                              // the document has no schema, and any JSON will do
	accepts acceptor                          // nil if there is none
	plain   *bool                             // whether the whole document takes no more steps than its values are large
	words   words                             // that its values are likely to hold
	first   []openapi3.SchemaValidationOption // stop at the first violation
	all     []openapi3.SchemaValidationOption // collect them
}

// maxNodes is how much of a value that breaks its schema is searched for more
// violations than the first. A hostile value could otherwise hold thousands.
const maxNodes = 1000

// validate returns the violations of value. The usual case, none, is found
// without building any.
func (s *schema) validate(value any) []Violation {
	if s == nil || s.accepts != nil && s.accepts(value) {
		return nil
	}
	if !*s.plain && !affordable(s.Schema, value) {
		line, column := origin(s.Schema, "")
		return []Violation{{Rule: "notJudged", Line: line, Column: column, Found: describe(value), Want: "a schema with fewer alternatives within alternatives",
			Message: "The value was not compared with its schema: alternatives within alternatives make that take too long."}}
	}
	first := s.VisitJSON(value, s.first...)
	if first == nil {
		return s.exact(value)
	}
	budget := maxNodes
	var err error
	if clipped := clip(value, &budget); *s.plain || within(maxSteps, s.Schema, clipped) {
		err = s.VisitJSON(clipped, s.all...)
	}
	if err == nil { // what is wrong lies in the part that was clipped, or to look takes too long
		err = first
	}
	found := s.collect(err)
	if len(found) == 0 { // kin-openapi alone found fault with it
		return s.exact(value)
	}
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

// primitive turns the text of a parameter or header into the value that its
// schema validates. A text that is not of the type stays a string, which the
// schema then refuses. 1.0 and 1e1 are whole numbers in JSON, but few programs
// read a parameter so: an integer is written in digits here.
func (s *schema) primitive(text string) any {
	switch {
	case s.Type == nil && (composed(s.Schema) || len(s.Enum) > 0):
		return s.likely(text)
	case s.Type == nil:
	case s.Type.Is("boolean") && (text == "true" || text == "false"):
		return text == "true"
	case s.Type.Is("integer") && isNumber(text) && !strings.ContainsAny(text, ".eE"),
		s.Type.Is("number") && isNumber(text):
		return json.Number(text)
	}
	return text
}

// likely is primitive where it takes a look at the value to know its type: it
// returns the first reading that the schema accepts.
func (s *schema) likely(text string) any {
	var typed any = text
	switch {
	case isNumber(text):
		typed = json.Number(text)
	case text == "true" || text == "false":
		typed = text == "true"
	default:
		return text
	}
	if s.validate(typed) == nil {
		return typed
	}
	if types := typesOf(s.Schema); len(types) == 0 || slices.Contains(types, "string") {
		return text
	}
	return typed
}

// isNumber reports whether a text is a JSON number and nothing else.
func isNumber(text string) bool {
	if text == "" || text[0] != '-' && !isDigit(text[0]) || !isDigit(text[len(text)-1]) {
		return false // white space around it is valid JSON
	}
	return json.Valid([]byte(text))
}
