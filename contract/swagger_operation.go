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
		scheme := objectOf(scheme)
		dropExtensions(objectOf(scheme["scopes"]))
		switch scheme["flow"] {
		case "implicit", "password", "application", "accessCode":
		default: // any asks for the same credentials
			if scheme["type"] == "oauth2" {
				scheme["flow"] = "implicit"
			}
		}
	}
	paths := objectOf(top["paths"])
	dropExtensions(paths)
	for path, below := range paths {
		item := objectOf(below)
		if other := r.shared(top, item, "paths"); other != nil {
			own := item
			item = maps.Clone(other)
			maps.Copy(item, own)
			delete(item, "$ref")
			paths[path] = item
		}
		isForm := r.sharedParameters(top, item["parameters"])
		for method, below := range item {
			if op := objectOf(below); methods[method] && op != nil {
				r.operation(top, op, isForm)
				r.oneBody(op)
			}
		}
	}
	parameters := objectOf(top["parameters"])
	maps.DeleteFunc(parameters, func(_ string, p any) bool { return isBodyOrField(objectOf(p)) })
}

var methods = map[string]bool{"get": true, "put": true, "post": true, "delete": true, "options": true, "head": true, "patch": true}

func (r *loading) operation(top, op map[string]any, isForm bool) {
	isForm = r.sharedParameters(top, op["parameters"]) || isForm
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
		if other := r.shared(top, objectOf(response), "responses"); other != nil {
			responses[status] = other
			delete(other, "description") // which is not used
		} else if to, ok := objectOf(response)["$ref"].(string); ok {
			responses[status] = r.otherKind(to)
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

// shared returns what a reference in one of a kind of parts leads to, or nil. It
// is of the same kind, so that it does not contain the reference. Its schema
// becomes a definition, which many operations may have.
func (r *loading) shared(top, value map[string]any, kind string) (found map[string]any) {
	for range maxRounds {
		to, ok := value["$ref"].(string)
		if !ok {
			break
		}
		next, names := referenced(top, to)
		if next == nil || !isShared(names) || names[len(names)-2] != kind {
			return nil
		}
		value, found = next, next
		if schema := objectOf(found["schema"]); schema != nil && schema["$ref"] == nil {
			found["schema"] = map[string]any{"$ref": r.define(top, defined, pointerTo(append(names, "schema")...), schema)}
		}
	}
	return found
}

// otherKind returns what stands in for a reference to something of another kind.
func (r *loading) otherKind(to string) map[string]any {
	r.warn(nil, "The reference "+shownReference(to)+" cannot be followed: it leads to something else.")
	return map[string]any{unresolved: to}
}

func isBodyOrField(parameter map[string]any) bool {
	return parameter["in"] == "body" || parameter["in"] == "formData"
}

// sharedParameters puts what references lead to in the place of those to bodies and fields,
// and to parameters of other operations. It reports whether there are fields.
func (r *loading) sharedParameters(top map[string]any, parameters any) (isForm bool) {
	list, _ := parameters.([]any)
	for i, p := range list {
		to, refers := objectOf(p)["$ref"].(string)
		switch other := r.shared(top, objectOf(p), "parameters"); {
		case refers && other == nil:
			list[i] = r.otherKind(to)
		case isBodyOrField(other) || other != nil && !strings.HasPrefix(to, "#/parameters/"):
			list[i] = other
		}
		isForm = isForm || objectOf(list[i])["in"] == "formData"
	}
	return isForm
}

// oneBody leaves out bodies and fields of an operation that cannot stand beside
// the first: the conversion refuses them.
func (r *loading) oneBody(op map[string]any) {
	list, ok := op["parameters"].([]any)
	if !ok {
		return
	}
	var first any
	op["parameters"] = slices.DeleteFunc(list, func(value any) bool {
		p := objectOf(value)
		if !isBodyOrField(p) {
			return false
		}
		if first == nil {
			first = p["in"]
			return false
		}
		wrong := first == "body" || p["in"] == "body"
		if wrong {
			name, _ := p["name"].(string)
			r.warn(nil, "The parameter "+quote(name)+" is not used: an operation has one body, or the fields of a form.")
		}
		return wrong
	})
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
