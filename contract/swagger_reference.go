package contract

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// holdsObjects names members of Swagger 2.0 that hold only objects, by a name or
// in a list.
var holdsObjects = map[string]bool{"definitions": true, "parameters": true, "responses": true, "securityDefinitions": true, "properties": true, "headers": true, "allOf": true}

// cutReferences puts an empty object in the place of each reference that leads
// nowhere in the document, and of null where value holds only objects. It makes a
// definition of what OpenAPI 3.0 has elsewhere or the conversion does not read.
func (r *loading) cutReferences(top map[string]any, value any, objects bool) {
	given := func(name string, below any) any {
		if below == nil && objects {
			r.warn(nil, shorten(printable(name), maxTarget)+" is null and has to be an object.")
			return map[string]any{unresolved: ""}
		}
		return below
	}
	switch v := value.(type) {
	case map[string]any:
		if to, ok := v["$ref"].(string); ok {
			// A definition of all definitions would contain itself.
			if found, names := referenced(top, to); found == nil || len(names) == 1 && names[0] == "definitions" {
				r.warn(nil, "The reference "+shownReference(to)+" cannot be followed: it is not in the document.")
				clear(v)
				v[unresolved] = to
			} else if isShared(names) {
				v["$ref"] = pointerTo(names...)
			} else {
				v["$ref"] = r.define(top, defined, pointerTo(names...), found)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if v[name] = given(name, v[name]); objects || !isExample(name, v[name]) {
				r.cutReferences(top, v[name], !objects && holdsObjects[name])
			}
			if schema, ok := v[name].(map[string]any); ok && name == "additionalProperties" && !objects && !isPlain(schema) {
				v[name] = map[string]any{"$ref": r.define(top, additional, strconv.Itoa(len(r.defined)), schema)}
			}
		}
	case []any:
		for i, item := range v {
			v[i] = given(strconv.Itoa(i), item)
			r.cutReferences(top, v[i], false)
		}
	}
}

// What begins the names of definitions that were schemas elsewhere, or values of
// additionalProperties.
const (
	defined    = "x-contract-defined."
	additional = "x-contract-additional."
)

// isPlain reports whether the conversion reads a value of additionalProperties
// right: it takes that for a schema of OpenAPI 3.0.
func isPlain(schema map[string]any) bool {
	for name := range schema {
		switch name {
		case "items", "properties", "allOf", "additionalProperties", "discriminator", "x-nullable":
			return false
		}
	}
	return true
}

// define makes a definition of what stands at a pointer, and returns the reference
// to it.
func (r *loading) define(top map[string]any, prefix, pointer string, schema map[string]any) string {
	definitions := objectOf(top["definitions"])
	if definitions == nil {
		definitions = make(map[string]any)
		top["definitions"] = definitions
	}
	name, ok := r.defined[pointer]
	if !ok {
		name = prefix + strconv.Itoa(len(r.defined))
		r.defined[pointer] = name
		definitions[name] = schema
	}
	return pointerTo("definitions", name)
}

func objectOf(value any) map[string]any {
	object, _ := value.(map[string]any)
	return object
}

// pointerTo returns the reference to what these names lead to.
func pointerTo(names ...string) string {
	var b strings.Builder
	b.WriteByte('#')
	for _, name := range names {
		b.WriteString("/" + pointerEscaper.Replace(name))
	}
	return b.String()
}

// referenced finds the object that a reference leads to, by which names. It is
// nil if there is none.
func referenced(top map[string]any, to string) (found map[string]any, names []string) {
	pointer, ok := strings.CutPrefix(to, "#/")
	if !ok {
		return nil, nil
	}
	if found, names = pointed(top, pointer); found == nil {
		if plain, err := url.PathUnescape(pointer); err == nil && plain != pointer {
			return pointed(top, plain)
		}
	}
	return found, names
}

var unescapeName = strings.NewReplacer("~1", "/", "~0", "~")

func pointed(top map[string]any, pointer string) (found map[string]any, names []string) {
	var value any = top
	names = splitPointer(pointer)
	for _, name := range names {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(v) {
				return nil, nil
			}
			value = v[i]
		default:
			return nil, nil
		}
	}
	return objectOf(value), names
}

func splitPointer(pointer string) []string {
	names := strings.Split(pointer, "/")
	for i := range names {
		names[i] = unescapeName.Replace(names[i])
	}
	return names
}

// isShared reports whether names lead to what the conversion or
// [loading.operations] reads from there: other places hold schemas.
func isShared(names []string) bool {
	switch len(names) {
	case 2:
		return names[0] == "definitions" || names[0] == "parameters" || names[0] == "responses" || names[0] == "paths"
	case 4, 5: // of a path or an operation
		part := names[len(names)-2]
		return names[0] == "paths" && (part == "parameters" || part == "responses")
	}
	return false
}
