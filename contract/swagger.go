package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// swagger reads a document of Swagger 2.0 as one of OpenAPI 3.0. References to
// other documents are not followed.
func (r *loading) swagger(document []byte) (*openapi3.T, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return nil, err
	}
	texts(&root)
	var tree any
	if err := root.Decode(&tree); err != nil {
		return nil, err
	}
	top, _ := tree.(map[string]any)
	r.cutReferences(top, top, false)
	mediaTypes(top)
	r.collections(tree)
	data, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	var old openapi2.T
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, fmt.Errorf("it cannot be read as Swagger 2.0: %w", err)
	}
	doc, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, fmt.Errorf("it cannot be converted from Swagger 2.0: %w", err)
	}
	r.encodings(doc)
	if len(root.Content) > 0 {
		places(doc, root.Content[0])
	}
	return doc, nil
}

// texts makes texts of what YAML takes for something else that JSON does not
// know: dates, and names of members that look like numbers.
func texts(node *yaml.Node) {
	if node.ShortTag() == "!!timestamp" {
		node.Tag = "!!str"
	}
	for i, child := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 && child.Kind == yaml.ScalarNode && child.ShortTag() != "!!merge" {
			child.Tag = "!!str"
		}
		texts(child)
	}
}

// holdsObjects names members of Swagger 2.0 that hold only objects, by a name or
// in a list.
var holdsObjects = map[string]bool{"definitions": true, "parameters": true, "responses": true, "securityDefinitions": true, "properties": true, "headers": true, "allOf": true}

// cutReferences puts an empty object in the place of each reference that leads
// nowhere in the document, and of null where value holds only objects.
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
			if _, ok := referenced(top, to); !ok {
				r.warn(nil, "The reference "+shownReference(to)+" cannot be followed: it is not in the document.")
				clear(v)
				v[unresolved] = to
			}
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if v[name] = given(name, v[name]); objects || !isExample(name, v[name]) {
				r.cutReferences(top, v[name], !objects && holdsObjects[name])
			}
		}
	case []any:
		for i, item := range v {
			v[i] = given(strconv.Itoa(i), item)
			r.cutReferences(top, v[i], false)
		}
	}
}

// referenced finds what a reference leads to.
func referenced(top map[string]any, to string) (value any, ok bool) {
	pointer, ok := strings.CutPrefix(to, "#/")
	if !ok {
		return nil, false
	}
	value = top
	for part := range strings.SplitSeq(pointer, "/") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if value, ok = object[part]; !ok {
			return nil, false
		}
	}
	return value, true
}

// mediaTypes writes into each operation what has its media types: those that the
// document produces, and the shared responses and bodies. The conversion
// gives them other types.
func mediaTypes(top map[string]any) {
	object := func(value any) map[string]any {
		m, _ := value.(map[string]any)
		return m
	}
	shared := func(value any) (map[string]any, bool) {
		to, _ := object(value)["$ref"].(string)
		found, _ := referenced(top, to)
		m, ok := found.(map[string]any)
		return m, ok
	}
	bodies := func(parameters any) {
		list, _ := parameters.([]any)
		for i := range list {
			if m, ok := shared(list[i]); ok && m["in"] == "body" {
				list[i] = m
			}
		}
	}
	produces := top["produces"]
	if produces == nil {
		produces = []any{"application/json", "*/*"} // no type is named
	}
	for _, path := range object(top["paths"]) {
		bodies(object(path)["parameters"])
		for _, below := range object(path) {
			op := object(below)
			responses := object(op["responses"])
			if responses == nil {
				continue
			}
			bodies(op["parameters"])
			if op["produces"] == nil {
				op["produces"] = produces
			}
			for status := range responses {
				if m, ok := shared(responses[status]); ok {
					responses[status] = m
				}
			}
		}
	}
}

// places gives operations and schemas the places that the conversion has lost.
func places(doc *openapi3.T, root *yaml.Node) {
	for path, item := range doc.Paths.Map() {
		if item == nil { // a path without anything below it
			doc.Paths.Set(path, &openapi3.PathItem{})
			continue
		}
		for method, op := range item.Operations() {
			if key, _ := entry(root, "paths", path, strings.ToLower(method)); key != nil {
				op.Origin = originAt(key)
			}
		}
	}
	if doc.Components == nil {
		return
	}
	seen := make(map[*openapi3.Schema]bool)
	for name, ref := range doc.Components.Schemas {
		if key, value := entry(root, "definitions", name); key != nil {
			placeSchema(ref, key, value, seen)
		}
	}
}

func placeSchema(ref *openapi3.SchemaRef, key, value *yaml.Node, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || ref.Ref != "" || value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	s.Origin = originAt(key)
	for i := 0; i+1 < len(value.Content) && value.Kind == yaml.MappingNode; i += 2 {
		name, below := value.Content[i], value.Content[i+1]
		s.Origin.Fields = append(s.Origin.Fields, openapi3.Location{Name: name.Value, Line: name.Line, Column: name.Column})
		switch name.Value {
		case "items":
			placeSchema(s.Items, name, below, seen)
		case "additionalProperties":
			placeSchema(s.AdditionalProperties.Schema, name, below, seen)
		case "properties":
			for j := 0; j+1 < len(below.Content) && below.Kind == yaml.MappingNode; j += 2 {
				placeSchema(s.Properties[below.Content[j].Value], below.Content[j], below.Content[j+1], seen)
			}
		case "allOf":
			for j, part := range s.AllOf {
				if j < len(below.Content) {
					placeSchema(part, below.Content[j], below.Content[j], seen)
				}
			}
		}
	}
}

func originAt(key *yaml.Node) *openapi3.Origin {
	return &openapi3.Origin{Key: &openapi3.Location{Line: key.Line, Column: key.Column}}
}

// entry finds a member below a node, by names.
func entry(node *yaml.Node, names ...string) (key, value *yaml.Node) {
	value = node
	for _, name := range names {
		below := value
		key, value = nil, nil
		for i := 0; i+1 < len(below.Content) && below.Kind == yaml.MappingNode; i += 2 {
			if below.Content[i].Value == name {
				key, value = below.Content[i], below.Content[i+1]
			}
		}
		if key == nil {
			return nil, nil
		}
	}
	return key, value
}
