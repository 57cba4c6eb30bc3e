package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
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

	// Permissions are what the document's extension x-permissions asks for.
	Permissions Permissions

	pattern    string
	template   template   // of Path
	others     []template // of the same path under other servers
	parameters []parameter
	body       content
	required   bool // the request must have a body
	responses  map[string]response

	rules       *config
	credentials [][]credential // see authorization
	source      outline
}

// Permissions are those of which a token needs any one, by the kind of token:
// either users have delegated theirs to an application, or it has its own. When
// both lists are empty, any token will do.
type Permissions struct {
	Delegated   []string `json:"delegated"`
	Application []string `json:"application"`
}

// A content validates the bodies of one request or response by media type.
type content map[string]*schema

type response struct {
	declared *openapi3.Response
	headers  []header
	content  content
}

// A header is one of a response. Its parameter is of the name of the header.
type header struct{ parameter }

func (b *builder) operation(path, method string, doc *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) (*Operation, error) {
	servers := doc.Servers
	if len(item.Servers) > 0 {
		servers = item.Servers
	}
	if op.Servers != nil && len(*op.Servers) > 0 {
		servers = *op.Servers
	}
	bases := b.bases(servers)
	var others []template
	for _, base := range bases[1:] {
		others = append(others, newTemplate(base+path))
	}
	path = bases[0] + path
	o := &Operation{
		ID:        op.OperationID,
		Method:    method,
		Path:      path,
		pattern:   method + " " + path,
		template:  newTemplate(path),
		others:    others,
		rules:     b.config,
		responses: make(map[string]response),
	}
	if o.ID == "" {
		o.ID = o.pattern
	}
	o.parameters = b.parameters(item.Parameters, op.Parameters)
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		o.required = op.RequestBody.Value.Required
		o.body = b.content(op.RequestBody.Value.Content, InRequest)
	}
	for status, ref := range op.Responses.Map() {
		r, made := b.responses[ref.Value]
		if made {
			o.responses[strings.ToUpper(status)] = r
			continue
		}
		r = response{declared: ref.Value, content: b.content(ref.Value.Content, InResponse)}
		for _, name := range slices.Sorted(maps.Keys(ref.Value.Headers)) {
			h := ref.Value.Headers[name]
			if strings.EqualFold(name, "Content-Type") {
				continue // "shall be ignored", OpenAPI 3.0.3
			}
			if h == nil || h.Value == nil {
				continue
			}
			declared := h.Value.Parameter
			declared.Name, declared.In = textproto.CanonicalMIMEHeaderKey(name), "header"
			r.headers = append(r.headers, header{b.parameter(&declared, InResponse)})
		}
		b.responses[ref.Value] = r
		o.responses[strings.ToUpper(status)] = r
	}
	if wanted, ok := op.Extensions["x-permissions"]; ok {
		data, err := json.Marshal(wanted)
		if err == nil {
			err = json.Unmarshal(data, &o.Permissions)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: x-permissions: %w", o.ID, err)
		}
	}
	return o, nil
}

// Pattern returns method and path as a [http.ServeMux] takes them, such as
// "GET /beta/things/{id}".
func (o *Operation) Pattern() string { return o.pattern }

func (b *builder) content(declared openapi3.Content, side Side) content {
	c := make(content, len(declared))
	for mediaType, media := range declared {
		var s *schema
		if media != nil && isJSON(mediaType) { // nil when nothing stands behind it
			s = b.schema(media.Schema, side)
		}
		c[strings.ToLower(mediaType)] = s
	}
	return c
}

// isJSON reports whether a media type is JSON (RFC 8259, RFC 6839).
func isJSON(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	return err == nil && (t == "application/json" || strings.HasSuffix(t, "+json"))
}

// match returns the declared media type that the header's single Content-Type
// belongs to, or a sentence that says why there is none.
func (c content) match(h http.Header) (mediaType, fault string) {
	values := h["Content-Type"]
	if len(values) == 1 {
		if _, ok := c[values[0]]; ok {
			return values[0], "" // as nearly everyone writes it
		}
	}
	want := c.String()
	switch len(values) {
	case 0:
		return "", "There is no Content-Type; it must be " + want + "."
	case 1:
	default:
		return "", "Content-Type is given twice; give it once, as " + want + "."
	}
	t, params, err := mime.ParseMediaType(values[0])
	if err != nil {
		return "", "Content-Type is " + quote(values[0]) + ", which cannot be read; it must be " + want + "."
	}
	if charset, ok := params["charset"]; ok && isJSON(t) && !strings.EqualFold(charset, "utf-8") {
		return "", "Content-Type has the charset " + quote(charset) + "; JSON is UTF-8."
	}
	major, _, _ := strings.Cut(t, "/")
	for _, declared := range [...]string{t, major + "/*", "*/*"} {
		if _, ok := c[declared]; ok {
			return declared, ""
		}
	}
	return "", "Content-Type is " + quote(t) + "; it must be " + want + "."
}

func (c content) String() string {
	var names []any
	for name := range c {
		names = append(names, name)
	}
	return list(names)
}

// variables counts the variables of the path.
func (o *Operation) variables() int { return strings.Count(o.Path, "{") }
