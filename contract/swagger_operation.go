package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// operations writes into each operation what OpenAPI 3.0 has only there: its media
// types, the bodies and fields, and the responses, which have these types.
func (r *loading) operations(top map[string]any) {
	if host, _ := top["host"].(string); strings.Contains(host, "/") {
		r.warn(nil, "The host "+quote(host)+" is not used: it has to be a name, perhaps with a port.")
		delete(top, "host")
	}
	for _, scheme := range objectOf(top["securityDefinitions"]) {
		dropExtensions(objectOf(objectOf(scheme)["scopes"]))
	}
	paths := objectOf(top["paths"])
	dropExtensions(paths)
	for path, below := range paths {
		item := objectOf(below)
		if other := shared(top, item); other != nil {
			own := item
			item = maps.Clone(other)
			maps.Copy(item, own)
			delete(item, "$ref")
			paths[path] = item
		}
		isForm := sharedParameters(top, item["parameters"])
		for _, below := range item {
			if op := objectOf(below); objectOf(op["responses"]) != nil {
				operation(top, op, isForm)
			}
		}
	}
	parameters := objectOf(top["parameters"])
	maps.DeleteFunc(parameters, func(_ string, p any) bool { return isBodyOrField(objectOf(p)) })
}

func operation(top, op map[string]any, isForm bool) {
	isForm = sharedParameters(top, op["parameters"]) || isForm
	op["consumes"] = namedTypes(op["consumes"], top["consumes"])
	if types, ok := op["consumes"].([]any); ok && isForm && !slices.ContainsFunc(types, isFormType) {
		op["consumes"] = append(slices.Clip(types), "application/x-www-form-urlencoded", "multipart/form-data")
	} else if ok && len(types) == 0 {
		op["consumes"] = []any{"*/*"}
	}
	op["produces"] = namedTypes(op["produces"], top["produces"])
	types, ok := op["produces"].([]any)
	if ok && len(types) == 0 {
		types = []any{"application/json", "*/*"}
		op["produces"] = types
	}
	responses := objectOf(op["responses"])
	for status, response := range responses {
		if other := shared(top, objectOf(response)); other != nil {
			responses[status] = other
		}
		response := objectOf(responses[status])
		if examples := objectOf(response["examples"]); examples != nil { // they would be media types
			response = maps.Clone(response)
			responses[status] = response
			response["examples"] = maps.Clone(examples)
			maps.DeleteFunc(objectOf(response["examples"]), func(name string, _ any) bool {
				return response["schema"] == nil || !slices.Contains(types, any(name))
			})
		}
	}
}

// namedTypes returns the media types that an operation names, or else the document.
func namedTypes(own, general any) any {
	switch {
	case own != nil:
		return own
	case general != nil:
		return general
	}
	return []any{}
}

func isFormType(mediaType any) bool {
	name, _ := mediaType.(string)
	return mayBeForm(newMedia(name).essence, InRequest)
}

// shared returns what a reference of an operation or a path leads to, or nil.
func shared(top, value map[string]any) (found map[string]any) {
	for range maxRounds {
		to, ok := value["$ref"].(string)
		if !ok {
			break
		}
		value, _ = referenced(top, to)
		found = value
	}
	return found
}

func isBodyOrField(parameter map[string]any) bool {
	return parameter["in"] == "body" || parameter["in"] == "formData"
}

// sharedParameters puts what references lead to in the place of those to bodies and fields,
// and to parameters of other operations. It reports whether there are fields.
func sharedParameters(top map[string]any, parameters any) (isForm bool) {
	list, _ := parameters.([]any)
	for i, p := range list {
		to, _ := objectOf(p)["$ref"].(string)
		if other := shared(top, objectOf(p)); other != nil && (isBodyOrField(other) || !strings.HasPrefix(to, "#/parameters/")) {
			list[i] = other
		}
		isForm = isForm || objectOf(list[i])["in"] == "formData"
	}
	return isForm
}

func dropExtensions(object map[string]any) {
	maps.DeleteFunc(object, func(name string, _ any) bool { return strings.HasPrefix(name, "x-") })
}

// emptyValues allows what Swagger 2.0 says of parameters, and the conversion of
// their schemas.
func emptyValues(lists ...openapi3.Parameters) {
	for _, list := range lists {
		for _, ref := range list {
			if p := ref.Value; p != nil && p.In == "query" && schemaOf(p.Schema) != nil {
				p.AllowEmptyValue = p.Schema.Value.AllowEmptyValue
			}
		}
	}
}

// files lets responses that are files have any value of JSON.
func files(responses *openapi3.Responses) {
	for _, ref := range responses.Map() {
		if ref == nil || ref.Value == nil {
			continue
		}
		for name, described := range ref.Value.Content {
			if s := schemaOf(described.Schema); s != nil && s.Type.Is("string") && s.Format == "binary" && IsJSON(name) {
				described.Schema = nil
			}
		}
	}
}
