package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/textproto"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An Operation is one method of one path of the document.
type Operation struct {
	ID     string // the operationId, or method and path when it has none
	Method string
	Path   string // the template, with the base path in front

	// Pattern is method and path as a [http.ServeMux] takes them, such as
	// "GET /beta/things/{id}".
	Pattern string

	// Permissions are what the document's extension x-permissions asks for.
	Permissions Permissions

	template   template   // of Path
	only       only       // of Path, if it has one variable
	others     []template // of the same path under other servers
	parameters []parameter
	body       content
	required   bool // the request must have a body
	minimal    bool // its 204 answers requests that prefer return=minimal
	responses  map[string]response

	rules       *config
	gaps        []Warning      // see noteGaps
	credentials [][]credential // see authorization
	source      source
}

// Permissions are the alternatives of which a token needs at least one: delegated
// permissions for tokens of users, application permissions for those of applications.
// If both lists are empty, any token is sufficient.
type Permissions struct {
	Delegated   []string `json:"delegated"`
	Application []string `json:"application"`
}

type response struct {
	declared *openapi3.Response
	headers  []header
	content  content
	selected content // of answers to requests with $select, nil if there are none
	rules    *config
}

// A header is one of a response. Its parameter is of the name of the header.
type header struct{ parameter }

func (b *builder) operation(path, method string, doc *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) (*Operation, error) {
	bases := b.bases(serversOf(doc, item, op))
	var others []template
	for _, base := range bases[1:] {
		others = append(others, newTemplate(base+path))
	}
	path = bases[0] + path
	o := &Operation{
		ID:        cmp.Or(op.OperationID, method+" "+path),
		Method:    method,
		Path:      path,
		Pattern:   method + " " + path,
		template:  newTemplate(path),
		only:      newOnly(path),
		others:    others,
		rules:     b.config,
		responses: make(map[string]response),
	}
	o.gaps = b.gaps[op]
	b.undeclared(o.template, item, op)
	if err := b.selectable(op); err != nil {
		return nil, fmt.Errorf("%s: %w", o.ID, err)
	}
	o.minimal = b.minimal[op]
	o.parameters = b.parameters(item.Parameters, op.Parameters)
	if op.RequestBody != nil {
		o.required = op.RequestBody.Value.Required
		o.body = b.content(op.RequestBody.Value.Content, InRequest, op.RequestBody.Value.Origin)
	}
	for status, ref := range op.Responses.Map() {
		r, made := b.responses[ref.Value]
		if !made {
			r = response{declared: ref.Value, content: b.content(ref.Value.Content, InResponse, ref.Value.Origin), headers: b.headers(ref.Value.Headers, InResponse), rules: b.config}
			b.responses[ref.Value] = r
		}
		if o.selects() && status[0] == '2' {
			r.selected = b.selected(ref.Value)
		}
		o.responses[strings.ToUpper(status)] = r
	}
	if err := permissions(op, &o.Permissions); err != nil {
		return nil, fmt.Errorf("%s: x-permissions: %w", o.ID, err)
	}
	return o, nil
}

// headers returns the documented headers of a response or of a part, by name.
func (b *builder) headers(declared openapi3.Headers, side Side) []header {
	var all []header
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		h := declared[name]
		if strings.EqualFold(name, "Content-Type") {
			continue // "shall be ignored", OpenAPI 3.0.3
		}
		as := h.Value.Parameter
		as.Name, as.In = textproto.CanonicalMIMEHeaderKey(name), "header"
		all = append(all, header{b.parameter(&as, side)})
	}
	return all
}

// undeclared declares the variables of a path that the document does not: any
// text will do for them.
func (b *builder) undeclared(t template, item *openapi3.PathItem, op *openapi3.Operation) {
	for i := range t {
		for _, name := range t[i].names {
			if item.Parameters.GetByInAndName("path", name) == nil && op.Parameters.GetByInAndName("path", name) == nil {
				text := &openapi3.Schema{Type: &openapi3.Types{openapi3.TypeString}}
				op.Parameters = append(slices.Clip(op.Parameters), &openapi3.ParameterRef{Value: openapi3.NewPathParameter(name).WithSchema(text)})
			}
		}
	}
}

// serversOf returns the servers of an operation: its own before those of the
// path before those of the document.
func serversOf(doc *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) openapi3.Servers {
	switch {
	case op.Servers != nil && len(*op.Servers) > 0:
		return *op.Servers
	case len(item.Servers) > 0:
		return item.Servers
	}
	return doc.Servers
}

// permissions reads x-permissions, if an operation has it. One that is no object
// is somebody else's, and is left alone.
func permissions(op *openapi3.Operation, into *Permissions) error {
	wanted, ok := op.Extensions["x-permissions"].(map[string]any)
	if !ok {
		return nil
	}
	data, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// variables counts the variables of the path.
func (o *Operation) variables() int { return strings.Count(o.Path, "{") }
