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
	limits  limits                            // of the whole document
	family  *family                           // of the whole document
	first   []openapi3.SchemaValidationOption // stop at the first violation
	all     []openapi3.SchemaValidationOption // collect them
}

// validate returns the violations of value. The usual case, none, is found
// without building any.
func (s *schema) validate(value any) []Violation {
	if s == nil || s.accepts != nil && s.accepts(value) {
		return nil
	}
	if !*s.plain && !affordable(s.Schema, value) {
		return []Violation{s.notJudged(value)}
	}
	first := s.VisitJSON(value, s.first...)
	if first == nil {
		return s.exact(value)
	}
	budget := maxNodes
	clipped := clip(value, &budget)
	var err error
	if *s.plain || within(maxSteps, s.Schema, clipped) {
		err = s.VisitJSON(clipped, s.all...)
	}
	if err == nil { // what is wrong lies in the part that was clipped, or to look takes too long
		err = first
	}
	found := s.collect(err)
	if len(found) == 0 { // kin-openapi alone found fault with it
		return s.exact(value)
	}
	for _, v := range s.exact(clipped) {
		said := slices.ContainsFunc(found, func(w Violation) bool { return w.Rule == v.Rule && w.Target == v.Target })
		if !said && len(found) < MaxViolations && !isNotJudged(v) {
			found = append(found, v)
		}
	}
	return telling(found)
}

// primitive turns the text of a parameter or header into the value that its
// schema validates. A text that is not of the type stays a string, which the
// schema then refuses. 1.0 and 1e1 are whole numbers in JSON, but few programs
// read a parameter so: an integer is written in digits here.
func (s *schema) primitive(text string) any {
	switch {
	case s.Type == nil && (composed(s.Schema) || len(s.Enum) > 0), len(s.Type.Slice()) > 1:
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

// An acceptor says yes only to values that fit a schema. A no means nothing:
// kin-openapi then validates, and words what is wrong. It exists because most
// values fit, and to see that takes much less than to build errors.
type acceptor func(value any) bool

// An accepting is the acceptor of one schema, nil while it is made and if there
// is none. Whoever needs it before it is made holds on to it, so that schemas
// may contain themselves: values end, if schemas do not.
type accepting struct{ accepts acceptor }

func (a *accepting) accept(value any) bool { return a.accepts != nil && a.accepts(value) }

// acceptor returns the acceptor of a schema that is made of the plain keywords
// below, or nil. Each schema gets one, however many others refer to it.
func (b *builder) acceptor(ref *openapi3.SchemaRef) acceptor {
	if ref == nil {
		return nil
	}
	s := ref.Value
	if a, met := b.accepting[s]; met {
		if a.accepts == nil && a != b.refusing {
			return a.accept // it contains itself, and is being made
		}
		return a.accepts
	}
	a := new(accepting)
	b.accepting[s] = a
	if a.accepts = b.newAcceptor(s); a.accepts == nil {
		b.accepting[s] = b.refusing
	}
	return a.accepts
}

func (b *builder) newAcceptor(s *openapi3.Schema) acceptor {
	if s.Type == nil || composed(s) || s.Discriminator != nil {
		return nil
	}
	// Each of the makers below takes care of the keywords that it clears.
	rest := *s
	rest.Type = nil
	var a acceptor
	switch {
	case s.Type.Is(openapi3.TypeString):
		rest.Enum, rest.MinLength, rest.MaxLength, rest.Pattern, rest.Format = nil, 0, nil, "", ""
		a = b.acceptString(s)
	case s.Type.Is(openapi3.TypeArray):
		rest.MinItems, rest.MaxItems, rest.Items = 0, nil, nil
		a = b.acceptArray(s)
	case s.Type.Is(openapi3.TypeObject):
		rest.Required, rest.Properties, rest.AdditionalProperties = nil, nil, openapi3.AdditionalProperties{}
		a = b.acceptObject(s)
	}
	if a != nil && s.Nullable && len(s.Enum) == 0 {
		rest.Nullable = false
		a = orNull(a)
	}
	if a == nil || !rest.IsEmpty() {
		return nil
	}
	return a
}

// orNull accepts null, too.
func orNull(accepts acceptor) acceptor {
	return func(value any) bool { return value == nil || accepts(value) }
}

func (b *builder) acceptArray(s *openapi3.Schema) acceptor {
	item := b.acceptor(s.Items)
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
