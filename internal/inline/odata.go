package inline

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// describe puts parameters and an answer in place of the extensions x-odata-select and
// x-odata-return: the query option $select, the header Prefer, and 204 beside 201. What
// can be selected is required in no answer, as an answer may leave it out.
func describe(doc *openapi3.T) {
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if names := take(op, "x-odata-select"); len(names) > 0 {
				list := openapi3.NewArraySchema().WithMinItems(1).WithItems(openapi3.NewStringSchema().WithEnum(names...))
				p := add(op, openapi3.NewQueryParameter("$select"), list, "The properties that the answer shall have; all if it is left out.")
				p.Style, p.Explode = openapi3.SerializationForm, new(bool)
				relax(op.Responses.Value("200"), names)
			}
			if values := take(op, "x-odata-return"); len(values) > 0 {
				for i, value := range values {
					values[i] = fmt.Sprintf("return=%v", value)
				}
				add(op, openapi3.NewHeaderParameter("Prefer"), openapi3.NewStringSchema().WithEnum(values...), "Whether the answer shall have a body.")
				if created := op.Responses.Value("201"); created != nil {
					op.Responses.Set("204", &openapi3.ResponseRef{Value: minimal(created.Value)})
				}
			}
		}
	}
}

// take returns the items of an extension and removes it.
func take(op *openapi3.Operation, extension string) []any {
	items, _ := op.Extensions[extension].([]any)
	delete(op.Extensions, extension)
	return items
}

// add gives an operation a parameter, which it returns.
func add(op *openapi3.Operation, p *openapi3.Parameter, s *openapi3.Schema, description string) *openapi3.Parameter {
	op.Parameters = append(op.Parameters, &openapi3.ParameterRef{Value: p.WithSchema(s).WithDescription(description)})
	return p
}

// relax requires none of the properties in an object, or in those of a collection.
func relax(answer *openapi3.ResponseRef, names []any) {
	if answer == nil {
		return
	}
	for _, media := range answer.Value.Content {
		object := media.Schema
		if object == nil {
			continue
		}
		if list := object.Value.Properties["value"]; list != nil && list.Value.Items != nil {
			object = list.Value.Items
		}
		object.Value.Required = slices.DeleteFunc(object.Value.Required, func(name string) bool { return slices.Contains(names, any(name)) })
	}
}

// minimal returns an answer with the headers of the usual one and no body.
func minimal(created *openapi3.Response) *openapi3.Response {
	r := openapi3.NewResponse().WithDescription("It was created; the request asked for no body.")
	r.Headers = make(openapi3.Headers)
	maps.Copy(r.Headers, created.Headers)
	for name, description := range map[string]string{"OData-EntityId": "The same as Location.", "Preference-Applied": "The preference that was obeyed."} {
		s := openapi3.NewStringSchema().NewRef()
		r.Headers[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Description: description, Required: true, Schema: s}}}
	}
	return r
}
