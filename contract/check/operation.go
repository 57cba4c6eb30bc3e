package check

import (
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// A subject is an operation under test.
type subject struct {
	op           *contract.Operation
	parameters   []*parameter
	statuses     []string     // of the documented responses, such as 200, 4XX or DEFAULT
	security     []Security   // none: anyone may call
	ways         [][]Security // the same as alternatives, of which one is needed whole
	line, column int          // of the operation in the document, 0 when not known

	refused bool             // its smallest valid request was refused, whatever its body
	seen    bool             // it succeeded, so what its path names exists
	media   *media           // the JSON body that it takes, nil for none
	full    any              // a valid body with every property, nil if none is known
	others  []any            // further valid bodies
	minimal any              // a valid body with as few as can be
	shape   *openapi3.Schema // of the body, with its allOf joined
	unique  []string         // properties of the body of which two objects may not have the same
	ids     []string         // properties of the body that name what is created
}

// A parameter is one of an operation.
type parameter struct {
	*openapi3.Parameter
	schema   *openapi3.Schema // nil if it is described by content
	examples []any            // its own before those of its schema
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
	Scheme string // of http, in small letters, such as bearer
	In     string // of an apiKey: header, query or cookie
	Name   string // of an apiKey
}

// newSubject looks at an operation.
func (k *checker) newSubject(op *contract.Operation) *subject {
	s := &subject{op: op}
	source := op.Source()
	if at := source.Origin; at != nil && at.Key != nil {
		s.line, s.column = at.Key.Line, at.Key.Column
	}
	for _, status := range source.Responses.Keys() {
		s.statuses = append(s.statuses, strings.ToUpper(status))
	}
	slices.Sort(s.statuses)
	for _, p := range op.Parameters() {
		s.parameters = append(s.parameters, newParameter(p))
	}
	for _, together := range op.Security() {
		var way []Security
		for _, scheme := range together {
			way = append(way, Security{scheme.Type, strings.ToLower(scheme.Scheme), scheme.In, scheme.Name})
		}
		s.ways = append(s.ways, way)
		s.security = append(s.security, way...)
	}
	s.media = jsonBody(s.content())
	switch {
	case s.media != nil:
		s.shape = flat(s.media.schema, 0)
	case len(s.content()) > 0:
		k.miss("%s: its body is not JSON, or has no schema", op.ID)
	}
	for _, p := range s.parameters {
		if p.schema == nil || typeOf(flat(p.schema, 0)) == "object" {
			k.miss("%s: %s parameter %s is an object or described by content", op.ID, p.In, p.Name)
		}
	}
	return s
}

// content returns the bodies that the operation takes, by media type.
func (s *subject) content() openapi3.Content {
	if body := s.op.Source().RequestBody; body != nil && body.Value != nil {
		return body.Value.Content
	}
	return nil
}

// jsonBody returns the first body that is JSON and has a schema, nil if there
// is none.
func jsonBody(content openapi3.Content) *media {
	for _, name := range sorted(content) {
		declared := content[name]
		if declared == nil || schemaOf(declared.Schema) == nil || !contract.IsJSON(name) {
			continue
		}
		m := &media{name: name, schema: declared.Schema.Value}
		if declared.Example != nil {
			m.examples = append(m.examples, example{value: declared.Example})
		}
		for _, key := range sorted(declared.Examples) {
			if ref := declared.Examples[key]; ref != nil && ref.Value != nil && ref.Value.Value != nil {
				m.examples = append(m.examples, example{key, ref.Value.Value})
			}
		}
		return m
	}
	return nil
}

func newParameter(declared *openapi3.Parameter) *parameter {
	p := &parameter{Parameter: declared, schema: schemaOf(declared.Schema)}
	if declared.Example != nil {
		p.examples = append(p.examples, declared.Example)
	}
	for _, name := range sorted(declared.Examples) {
		if ref := declared.Examples[name]; ref != nil && ref.Value != nil && ref.Value.Value != nil {
			p.examples = append(p.examples, ref.Value.Value)
		}
	}
	if p.schema != nil {
		p.examples = append(p.examples, schemaExamples(p.schema)...)
	}
	return p
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

// explodes reports whether an array is several parameters, not one separated by
// commas.
func (p *parameter) explodes() bool {
	if p.Explode == nil {
		return p.In == "query" || p.In == "cookie"
	}
	return *p.Explode
}

// safe reports whether the operation only reads.
func (s *subject) safe() bool { return s.op.Method == http.MethodGet || s.op.Method == http.MethodHead }

// documents reports whether the document lists a status for the operation by
// its number.
func (s *subject) documents(status string) bool { return slices.Contains(s.statuses, status) }

// onlyDefault reports whether the document has no response but "default",
// which is then that of a success, too.
func (s *subject) onlyDefault() bool { return len(s.statuses) == 1 && s.statuses[0] == "DEFAULT" }

// answer returns the schema of the JSON body of the first documented success,
// nil if there is none.
func (s *subject) answer() *openapi3.Schema {
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
