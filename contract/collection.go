package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// collected is the extension that keeps the collectionFormat of a field of a
// form, which the conversion from Swagger 2.0 drops.
const collected = "x-contract-collection"

// styles of OpenAPI 3.0 for what Swagger 2.0 calls collectionFormat.
var collections = map[string]struct {
	style   string
	explode bool
}{
	"csv":   {openapi3.SerializationForm, false},
	"ssv":   {openapi3.SerializationSpaceDelimited, false},
	"pipes": {openapi3.SerializationPipeDelimited, false},
	"multi": {openapi3.SerializationForm, true},
}

// collections prepares the arrays among the parameters of a document of Swagger
// 2.0 for the conversion. Without a collectionFormat their items are
// comma-separated, where OpenAPI 3.0 repeats the parameter. What 3.0 has no
// style for, such as tabs, becomes a text, which is noted.
func (r *loading) collections(value any) {
	switch v := value.(type) {
	case map[string]any:
		in, isParameter := v["in"].(string)
		_, isHeader := v["collectionFormat"].(string) // of a response
		if v["type"] == "array" && (isParameter || isHeader) {
			r.collection(in, v)
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !isExample(name, v[name]) {
				r.collections(v[name])
			}
		}
	case []any:
		for _, item := range v {
			r.collections(item)
		}
	}
}

// isExample reports whether a member of a document of Swagger 2.0 holds a value,
// which may look like a part of the document. A default may also be a response.
func isExample(name string, value any) bool {
	part, _ := value.(map[string]any)
	_, described := part["description"].(string)
	_, refers := part["$ref"].(string)
	return name == "example" || name == "examples" || name == "enum" || name == "default" && !described && !refers
}

// collection does that for one parameter, or without a place for a header of a
// response.
func (r *loading) collection(in string, parameter map[string]any) {
	format, _ := parameter["collectionFormat"].(string)
	if format == "" {
		format = "csv"
	}
	items, _ := parameter["items"].(map[string]any)
	_, known := collections[format]
	spread := in == "query" || in == "formData"
	switch {
	case items["type"] == "array", !known, !spread && format != "csv":
		what := "a header of a response"
		if in != "" {
			name, _ := parameter["name"].(string)
			what = "the " + shorten(printable(in), maxFound) + " parameter " + quote(name)
		}
		r.warn(nil, fmt.Sprintf("The items of %s are not validated: OpenAPI 3.0 has no style for such an array (collectionFormat %s).", what, shorten(printable(format), maxFound)))
		for _, keyword := range []string{"items", "collectionFormat", "minItems", "maxItems", "uniqueItems", "default", "enum"} {
			delete(parameter, keyword)
		}
		parameter["type"] = "string"
	case in == "formData":
		parameter[collected] = format
	case in == "query":
		parameter["collectionFormat"] = format
	}
}

// encodings gives the fields of forms the style that [loading.collections] kept.
// Parts have no style: in them the items are not told apart, which is noted.
func (r *loading) encodings(doc *openapi3.T) {
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		if item == nil {
			continue
		}
		emptyValues(item.Parameters)
		for _, op := range item.Operations() {
			emptyValues(op.Parameters)
			files(op.Responses)
			if op.RequestBody == nil || op.RequestBody.Value == nil {
				continue
			}
			for name, described := range op.RequestBody.Value.Content {
				if s := schemaOf(described.Schema); s != nil {
					op.RequestBody.Value.Required = op.RequestBody.Value.Required || requiresField(s)
					r.encoding(described, *s, strings.HasPrefix(name, "multipart/"))
				}
			}
		}
	}
}

// requiresField reports whether a schema is that of a form that cannot be empty.
func requiresField(s *openapi3.Schema) bool {
	return slices.ContainsFunc(s.Required, func(name string) bool {
		field := schemaOf(s.Properties[name])
		return field != nil && field.Extensions["x-formData-name"] != nil
	})
}

// encoding does that for one form. The media types of a body share its schema.
func (r *loading) encoding(form *openapi3.MediaType, own openapi3.Schema, inParts bool) {
	own.Properties = maps.Clone(own.Properties)
	for name, ref := range own.Properties {
		field := schemaOf(ref)
		if field == nil {
			continue
		}
		if field.AllowEmptyValue && !field.Type.Is("array") {
			own.Properties[name] = &openapi3.SchemaRef{Value: &openapi3.Schema{AnyOf: openapi3.SchemaRefs{ref, openapi3.NewStringSchema().WithMaxLength(0).NewRef()}}}
			form.Schema = own.NewRef()
		}
		format, _ := field.Extensions[collected].(string)
		as, ok := collections[format]
		switch {
		case !ok:
		case inParts && format != "multi":
			r.warn(nil, fmt.Sprintf("The items of the part %s are not validated: OpenAPI 3.0 has no style for parts (collectionFormat %s).", quote(name), format))
			own.Properties[name] = openapi3.NewStringSchema().NewRef()
			form.Schema = own.NewRef()
		case !inParts:
			if form.Encoding == nil {
				form.Encoding = make(map[string]*openapi3.Encoding)
			}
			form.Encoding[name] = &openapi3.Encoding{Style: as.style, Explode: &as.explode}
		}
	}
}
