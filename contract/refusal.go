package contract

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Refusal is an error response to generate instead of the server's, see
// [Contract.Refuse].
type Refusal struct {
	Status     int
	Message    string // one sentence
	Violations []Violation
	Request    http.Header // of the request, whose ids of requests and traces are repeated; may be nil
	ID         string      // a UUID, for the ids that the answer must have
	Time       time.Time
}

// Refuse returns header and body of an error response in the format that the document
// describes: that of the operation's errors with the status, of its other errors, or of
// any error of the document, in this order. Op may be nil. If the document describes no
// JSON errors, or no valid value can be generated, the result is problem details (RFC
// 9457).
func (c *Contract) Refuse(op *Operation, r Refusal) (h http.Header, body []byte) {
	tried := make(map[*openapi3.Response]bool)
	try := func(candidate response) (ok bool) {
		if tried[candidate.declared] || len(tried) == maxShapes {
			return false
		}
		tried[candidate.declared] = true
		h, body, ok = candidate.make(&r)
		return ok
	}
	if op != nil {
		if exact, ok := op.response(r.Status); ok && try(exact) {
			return h, body
		}
		if slices.ContainsFunc(op.errors(r.Status), try) {
			return h, body
		}
	}
	for _, other := range c.operations {
		if slices.ContainsFunc(other.errors(r.Status), func(candidate response) bool {
			return try(candidate) && len(c.Error(r.Status, h, body)) == 0
		}) {
			return h, body
		}
	}
	p := problemDetails{Title: http.StatusText(r.Status), Status: r.Status, Detail: r.Message}
	p.add(r.Violations)
	return http.Header{"Content-Type": {problemJSON}}, encode(p)
}

// maxShapes is how many descriptions of errors are tried.
const maxShapes = 64

// errors returns the errors that an operation documents, those of the class of a
// status first.
func (o *Operation) errors(status int) []response {
	class := strconv.Itoa(status)[:1]
	var near, far []response
	for _, name := range slices.Sorted(maps.Keys(o.responses)) {
		switch {
		case name[:1] == class:
			near = append(near, o.responses[name])
		case name == "DEFAULT" || name[0] == '4' || name[0] == '5':
			far = append(far, o.responses[name])
		}
	}
	return append(near, far...)
}

// make makes a refusal of the shape of a response: with all that it can say, or
// if that is not valid with what must be there.
func (r *response) make(refusal *Refusal) (http.Header, []byte, bool) {
	for _, mediaType := range slices.Sorted(maps.Keys(r.declared.Content)) {
		media := r.declared.Content[mediaType]
		if !isJSON(mediaType) || media.Schema == nil {
			continue
		}
		for _, all := range []bool{true, false} {
			left := maxMade
			m := maker{Refusal: refusal, all: all, left: &left}
			body := encode(m.value("", media.Schema, 0))
			h := http.Header{"Content-Type": {mediaType}}
			m.headers(h, r.declared.Headers)
			found := r.validateBody(h, body)
			for _, d := range r.headers {
				found = append(found, d.validateLines(h)...)
			}
			if len(found) == 0 {
				return h, body, true
			}
		}
	}
	return nil, nil, false
}

// A maker makes values of schemas that say something about a refusal.
type maker struct {
	*Refusal
	all  bool // also what need not be there
	left *int // how many values may still be made
}

// maxMade is how many values are made for one refusal at most. Schemas may
// contain themselves.
const maxMade = 2000

// headers adds the headers that must be there.
func (m *maker) headers(h http.Header, declared openapi3.Headers) {
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		ref := declared[name]
		if !ref.Value.Required || ref.Value.Schema == nil {
			continue
		}
		switch value := m.value(name, ref.Value.Schema, 0).(type) {
		case string:
			h.Set(name, value)
		case float64:
			h.Set(name, strconv.FormatFloat(value, 'f', -1, 64))
		case bool:
			h.Set(name, strconv.FormatBool(value))
		}
	}
}

// value makes a value of a schema for a property or header of a name. Whether it
// is valid is for the caller to find out.
func (m *maker) value(name string, ref *openapi3.SchemaRef, depth int) any {
	if ref == nil || depth > maxRefusalDepth || *m.left == 0 {
		return nil
	}
	*m.left--
	s := ref.Value
	for _, options := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		for _, option := range options {
			if value := m.value(name, option, depth+1); value != nil && option.Value.VisitJSON(value) == nil && len(s.Properties) == 0 {
				return value
			}
		}
	}
	switch {
	case len(s.AllOf) > 0 || s.Type.Is("object") || len(s.Properties) > 0:
		object := make(map[string]any)
		m.object(object, s, depth)
		if len(s.AllOf) > 0 && len(object) == 0 {
			return m.value(name, s.AllOf[0], depth+1)
		}
		return object
	case s.Type.Is("array"):
		return m.array(name, s, depth)
	case s.Type.Is("integer"), s.Type.Is("number"):
		return m.number(name, s)
	case s.Type.Is("boolean"):
		return s.Default == true
	}
	return m.text(name, s)
}

// maxRefusalDepth is how deep an error may be nested.
const maxRefusalDepth = 8

// object adds the properties of a schema.
func (m *maker) object(object map[string]any, s *openapi3.Schema, depth int) {
	if depth > maxRefusalDepth {
		return
	}
	for _, part := range s.AllOf {
		m.object(object, part.Value, depth+1)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if slices.Contains(s.Required, name) || m.all && m.says(name) {
			if value := m.value(name, s.Properties[name], depth+1); value != nil {
				object[name] = value
			}
		}
	}
}

// array makes an item of each violation, if these are objects or texts, or as
// few items as there may be.
func (m *maker) array(name string, s *openapi3.Schema, depth int) any {
	item := "violation"
	if slices.Contains(placeNames, plainName(name)) {
		item = name
	}
	items := []any{}
	for i := range m.Violations {
		if s.MaxItems != nil && uint64(len(items)) >= *s.MaxItems {
			break
		}
		one := maker{&Refusal{Status: m.Status, Message: m.Violations[i].Message, Violations: m.Violations[i : i+1],
			Request: m.Request, ID: m.ID, Time: m.Time}, m.all, m.left}
		if value := one.value(item, s.Items, depth+1); value != nil && s.Items.Value.VisitJSON(value) == nil {
			items = append(items, value)
		}
	}
	for uint64(len(items)) < s.MinItems && len(items) < MaxViolations {
		items = append(items, m.value(item, s.Items, depth+1))
	}
	return items
}

func (m *maker) number(name string, s *openapi3.Schema) any {
	candidates := []float64{0, 1}
	if isStatus(name) {
		candidates = []float64{float64(m.Status), 0, 1}
	}
	for _, n := range candidates {
		if s.VisitJSON(n) == nil {
			return n
		}
	}
	if s.Min != nil {
		return *s.Min
	}
	return 0.0
}
