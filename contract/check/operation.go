package check

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// An operation is one that is under test.
type operation struct {
	op           *contract.Operation
	parameters   []*parameter
	responses    []string     // statuses of the documented responses, such as 200, 4XX or DEFAULT
	security     []Security   // none: anyone may call
	ways         [][]Security // the same as alternatives, of which one is needed whole
	hidden       bool         // one of these may need nothing that a request shows, such as a certificate
	line, column int          // of the operation in the document, 0 when not known

	refused   bool             // its smallest valid request was refused, whatever its body
	differing []string         // properties of which two objects may not have the same
	suspects  []string         // properties of a body that was refused, which one that was taken has not
	seen      bool             // it succeeded, so what its path names exists
	accept    string           // the header Accept
	media     *media           // the JSON body that it takes, nil for none
	full      any              // a valid body with every property, nil if none is known
	form      *form            // the body that it takes instead of JSON, nil for none
	filled    any              // a valid value of that, nil if none is known
	others    []any            // further valid bodies
	minimal   any              // a valid body with as few as can be
	shape     *openapi3.Schema // of the body, with its allOf joined
	unique    []string         // properties of the body of which two objects may not have the same
	free      []string         // properties of the body that may be any text
	ids       []string         // properties of the body that name what is created
}

// A media is a body of JSON.
type media struct {
	name     string // as declared, may be a range
	schema   *openapi3.Schema
	examples []example
}

// An example is one of a body.
type example struct {
	name  string // "" for the only one
	value any
}

// A Security is a credential that a request carries.
type Security struct {
	Type   string // http, apiKey, oauth2 or openIdConnect
	Scheme string // of http, as the document writes it, such as bearer
	In     string // of an apiKey: header, query or cookie
	Name   string // of an apiKey
}

// newSubject looks at an operation.
func (k *checker) newOperation(op *contract.Operation) *operation {
	s := &operation{op: op}
	source := op.Source()
	if at := source.Origin; at != nil && at.Key != nil {
		s.line, s.column = at.Key.Line, at.Key.Column
	}
	s.responses = op.Statuses()
	for _, p := range op.Parameters() {
		s.parameters = append(s.parameters, newParameter(p))
	}
	s.secure()
	s.accept = acceptOf(source.Responses.Map())
	s.media, s.form = jsonBody(s.content()), formBody(s.content())
	switch {
	case s.media != nil:
		s.shape = flat(s.media.schema, 0)
	case s.form != nil:
		s.shape = flat(s.form.schema, 0)
	case len(s.content()) > 0:
		k.miss("%s: its body is not JSON, a form or a text, or has no schema", op.ID)
	}
	return s
}

// secure notes the credentials that the operation asks for. The token is sent as
// that of Bearer for a scheme that the document does not describe.
func (s *operation) secure() {
	for _, together := range s.op.Security() {
		var way []Security
		shown := false
		for _, scheme := range together {
			switch scheme.Type {
			case "http", "apiKey", "oauth2", "openIdConnect":
				way, shown = append(way, Security{scheme.Type, scheme.Scheme, scheme.In, scheme.Name}), true
			case "":
				way = append(way, Security{Type: "http", Scheme: "bearer"})
			}
		}
		s.hidden = s.hidden || !shown
		s.ways = append(s.ways, way)
		s.security = append(s.security, way...)
	}
}

// content returns the bodies that the operation takes, by media type.
func (s *operation) content() openapi3.Content {
	if body := s.op.Source().RequestBody; body != nil && body.Value != nil {
		return body.Value.Content
	}
	return nil
}

// jsonBody returns the first body that is JSON and has a schema, or one of a range
// that holds JSON; nil if there is none.
func jsonBody(content openapi3.Content) *media {
	var ranged *media
	for _, name := range sorted(content) {
		declared := content[name]
		if declared == nil || schemaOf(declared.Schema) == nil || !contract.IsJSON(name) {
			continue
		}
		m := &media{name: name, schema: declared.Schema.Value, examples: examplesOf(declared)}
		if !strings.Contains(name, "*/*") && !strings.HasPrefix(name, "application/*") {
			return m
		}
		ranged = m
	}
	return ranged
}

// examplesOf returns the examples of a body, in the order of their names.
func examplesOf(declared *openapi3.MediaType) []example {
	var all []example
	if declared.Example != nil {
		all = append(all, example{value: declared.Example})
	}
	for _, key := range sorted(declared.Examples) {
		if ref := declared.Examples[key]; ref != nil && ref.Value != nil && ref.Value.Value != nil {
			all = append(all, example{key, ref.Value.Value})
		}
	}
	return all
}

// schemaExamples returns the example and the default of a schema.
func schemaExamples(s *openapi3.Schema) []any {
	var all []any
	for _, example := range []any{s.Example, s.Default} {
		if example != nil {
			all = append(all, example)
		}
	}
	return all
}

// suspect notes which properties are likely to be why a body was refused.
func (s *operation) suspect(refused, taken any) {
	before, _ := refused.(map[string]any)
	after, _ := taken.(map[string]any)
	for _, name := range sorted(before) {
		if _, both := after[name]; !both {
			s.suspects = append(s.suspects, name)
		}
	}
}

// suspicious reports whether a body has a property that is likely to be why it is
// refused, for a reason that only the server knows.
func (s *operation) suspicious(body []byte) bool {
	object, _ := decode(body).(map[string]any)
	return slices.ContainsFunc(s.suspects, func(name string) bool { return object[name] != nil })
}

// safe reports whether the operation only reads.
func (s *operation) safe() bool {
	return s.op.Method == http.MethodGet || s.op.Method == http.MethodHead
}

// documents reports whether the document lists a status for the operation by
// its number.
func (s *operation) documents(status string) bool { return slices.Contains(s.responses, status) }

// statuses returns a status for each documented success.
func (s *operation) statuses() []int {
	var all []int
	for _, name := range s.responses {
		status, err := strconv.Atoi(strings.Replace(name, "XX", "00", 1))
		if name == "DEFAULT" {
			status, err = http.StatusOK, nil
		}
		if err == nil && success(status) {
			all = append(all, status)
		}
	}
	return all
}

// onlyDefault reports whether the document has no response but "default",
// which is then that of a success, too.
func (s *operation) onlyDefault() bool { return len(s.responses) == 1 && s.responses[0] == "DEFAULT" }

// answer returns the schema of the JSON body of the first documented success,
// nil if there is none.
func (s *operation) answer() *openapi3.Schema {
	responses := s.op.Source().Responses.Map()
	for _, status := range sorted(responses) {
		ref := responses[status]
		if !strings.HasPrefix(status, "2") || ref == nil || ref.Value == nil {
			continue
		}
		if m := jsonBody(ref.Value.Content); m != nil {
			return m.schema
		}
	}
	return nil
}
