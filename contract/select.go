package contract

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// selectOption is OData's query option for the properties that an answer shall
// have (OData 4.01 Part 1 section 11.2.5.1).
const selectOption = "$select"

// selectable adds what the extensions of OData say of an operation to what
// OpenAPI says of it. They stand beside it in the document because answers that
// lack required properties, or have no body, are more than most generated clients
// can take; see doc.go.
func (b *builder) selectable(op *openapi3.Operation) error {
	names, err := namesIn(op, "x-odata-select")
	if err != nil {
		return err
	}
	if len(names) > 0 {
		op.Parameters = append(slices.Clip(op.Parameters), &openapi3.ParameterRef{Value: selectParameter(op, names)})
	}
	returns, err := namesIn(op, "x-odata-return")
	if err != nil {
		return err
	}
	if created := op.Responses.Value("201"); slices.Contains(returns, "minimal") && created != nil && op.Responses.Value("204") == nil {
		op.Responses.Set("204", &openapi3.ResponseRef{Value: minimal(created.Value)})
		b.minimal[op] = true
	}
	return nil
}

// namesIn returns the texts of an extension, none if the operation does not have it.
func namesIn(op *openapi3.Operation, extension string) (all []string, err error) {
	value, given := op.Extensions[extension]
	if !given {
		return nil, nil
	}
	items, ok := value.([]any)
	for _, item := range items {
		text, _ := item.(string)
		ok = ok && text != ""
		all = append(all, text)
	}
	if !ok {
		return nil, fmt.Errorf("%s is no list of names", extension)
	}
	return all, nil
}

func selectParameter(op *openapi3.Operation, names []string) *openapi3.Parameter {
	item := &openapi3.Schema{Type: &openapi3.Types{openapi3.TypeString}, Enum: []any{}, Origin: op.Origin}
	for _, name := range append(slices.Clip(names), "*") {
		item.Enum = append(item.Enum, name)
	}
	list := &openapi3.Schema{Type: &openapi3.Types{openapi3.TypeArray}, MinItems: 1, Items: item.NewRef(), Origin: op.Origin}
	p := openapi3.NewQueryParameter(selectOption).WithSchema(list)
	p.Origin, p.Explode, p.Example = op.Origin, new(bool), []any{names[0]}
	return p
}

// minimal returns the answer to a create that prefers return=minimal: the headers
// of the usual one and no body (OData 4.01 Part 1 section 8.2.8.7).
func minimal(created *openapi3.Response) *openapi3.Response {
	r := &openapi3.Response{Description: new("The object is created, and the request asked for no body."), Headers: maps.Clone(created.Headers), Origin: created.Origin}
	if r.Headers == nil {
		r.Headers = make(openapi3.Headers)
	}
	add := func(name string, s *openapi3.Schema) {
		s.Type = &openapi3.Types{openapi3.TypeString}
		r.Headers[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Required: true, Schema: s.NewRef(), Origin: created.Origin}}}
	}
	add("Preference-Applied", &openapi3.Schema{Pattern: `(^|[, ])return="?minimal"?($|[,; ])`})
	add("OData-EntityId", &openapi3.Schema{Format: "uri-reference"})
	return r
}

// selects reports whether an operation takes $select. A document has it among the
// parameters or in an extension.
func (o *Operation) selects() bool {
	return o.rules.odata && slices.ContainsFunc(o.parameters, func(p parameter) bool { return p.in == "query" && p.name == selectOption })
}

// selected returns the bodies of an answer to a request with $select: none of the
// properties that are required otherwise has to be there.
func (b *builder) selected(declared *openapi3.Response) content {
	if made, ok := b.relaxed[declared]; ok {
		return made
	}
	relaxed, schemas := maps.Clone(declared.Content), make(relaxing)
	for name, media := range relaxed {
		if media != nil {
			other := *media
			other.Schema = schemas.relax(media.Schema)
			relaxed[name] = &other
		}
	}
	made := b.content(relaxed, InResponse, declared.Origin)
	b.relaxed[declared] = made
	return made
}

// A relaxing is what some schemas were relaxed to.
type relaxing map[*openapi3.Schema]*openapi3.SchemaRef

// relax returns a schema that requires no property, or no property of the objects
// in "value" if it is that of a collection. What begins with @ is control
// information and no property.
func (r relaxing) relax(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	if schemaOf(ref) == nil {
		return ref
	}
	if made := r[ref.Value]; made != nil {
		return made
	}
	s := *ref.Value
	made := s.NewRef()
	r[ref.Value] = made
	if items := collection(&s); items != nil {
		list := *s.Properties["value"].Value
		list.Items = r.relax(items)
		s.Properties = maps.Clone(s.Properties)
		s.Properties["value"] = list.NewRef()
		return made
	}
	s.Required = slices.DeleteFunc(slices.Clone(s.Required), func(name string) bool { return !strings.HasPrefix(name, "@") })
	s.AllOf = slices.Clone(s.AllOf)
	for i := range s.AllOf {
		s.AllOf[i] = r.relax(s.AllOf[i])
	}
	return made
}

// collection returns the schema of the objects in a collection, nil for that of
// anything else.
func collection(s *openapi3.Schema) *openapi3.SchemaRef {
	if list := schemaOf(s.Properties["value"]); list != nil {
		return list.Items
	}
	return nil
}

// answer is [Operation.Response] for what a request asked for by $select and Prefer.
func (o *Operation) answer(x *Exchange, body []byte) []Violation {
	names := selection(x.Target)
	r, ok := o.response(x.Status)
	if len(names) == 0 || !ok || bodiless(x.Status) {
		return capped(append(o.unasked(x), o.Response(x.Status, x.ResponseHeader, body)...))
	}
	found := r.validateHeaders(x.ResponseHeader)
	return onSide(InResponse, capped(append(found, r.validateSelected(x.ResponseHeader, body, names)...)))
}

// selection returns the names in the $select of a request line's target, none if it
// asks for all.
func selection(target string) []string {
	_, query, _ := strings.Cut(target, "?")
	if !strings.Contains(query, "select") {
		return nil
	}
	values, err := url.ParseQuery(query)
	if err != nil || len(values[selectOption]) != 1 {
		return nil
	}
	names := strings.Split(values[selectOption][0], ",")
	if slices.Contains(names, "*") {
		return nil
	}
	return names
}

func (r *response) validateSelected(h http.Header, body []byte, names []string) []Violation {
	m, _ := r.selected.match(h, r.rules)
	s := m.jsonSchema(h)
	if s == nil {
		return r.validateBody(h, body)
	}
	value, found, ok := readValue(body, s.words, s.config)
	if !ok {
		return found
	}
	if found = append(found, s.validate(value)...); len(found) > 0 {
		return found
	}
	return missing(r.content.named(m.name).jsonSchema(h).Schema, value, names)
}

// missing finds the required properties that were selected and are not there.
func missing(s *openapi3.Schema, value any, names []string, path ...string) (found []Violation) {
	object, _ := value.(map[string]any)
	if items := collection(s); items != nil {
		list, _ := object["value"].([]any)
		for i, item := range list {
			if len(found) >= MaxViolations {
				break
			}
			found = append(found, missing(items.Value, item, names, append(path, "value", strconv.Itoa(i))...)...)
		}
		return found
	}
	eachPart(s, func(part *openapi3.Schema) {
		for _, name := range part.Required {
			if _, there := object[name]; !there && slices.Contains(names, name) {
				found = append(found, Violation{Rule: "required", Target: Pointer(append(path, name)...), Found: "nothing", Want: quote(name),
					Message: fmt.Sprintf("The property %s is missing, and the request selects it.", quote(name))})
			}
		}
	})
	return found
}
