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
	r.defined = make(map[string]string)
	r.cutReferences(top, top, false)
	r.operations(top)
	r.collections(tree)
	var old openapi2.T
	decode := func(value any) error {
		data, err := json.Marshal(value)
		if err != nil {
			return err
		}
		old = openapi2.T{}
		return json.Unmarshal(data, &old)
	}
	err := decode(tree)
	if err != nil {
		r.dropWrong(&root, tree, "", decode)
		err = decode(tree)
	}
	if err != nil {
		return nil, fmt.Errorf("it cannot be read as Swagger 2.0: %w", err)
	}
	doc, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, fmt.Errorf("it cannot be converted from Swagger 2.0: %w", err)
	}
	r.encodings(doc)
	if len(root.Content) > 0 {
		r.places(doc, root.Content[0])
	}
	return doc, nil
}

// maxWrongDepth is how deep dropWrong looks for what is wrong. It decodes what is
// wrong once more for each level.
const maxWrongDepth = 16

// dropWrong puts an empty object in the place of what cannot be decoded below a
// value, or leaves that out where no object can be either.
func (r *loading) dropWrong(root *yaml.Node, value any, at string, decode func(value any) error) {
	drop := func(name string, below any, decode func(value any) error) (any, bool) {
		at := at + "/" + pointerEscaper.Replace(name)
		var empty any = map[string]any{}
		if _, ok := below.([]any); ok {
			empty = []any{}
		}
		err := decode(below)
		if err != nil && strings.Count(at, "/") < maxWrongDepth && decode(empty) == nil {
			r.dropWrong(root, below, at, decode)
			err = decode(below)
		}
		if err == nil {
			return below, true
		}
		var place *openapi3.Origin
		if node := lookup(root.Content[0], at); node != nil {
			place = originAt(node)
		}
		r.warn(place, fmt.Sprintf("%s cannot be read and is not used: %s.", shorten(printable(at), maxTarget), shorten(printable(err.Error()), maxLoadError)))
		cut := map[string]any{unresolved: ""}
		return cut, decode(cut) == nil
	}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			below, ok := drop(name, v[name], func(value any) error { return decode(map[string]any{name: value}) })
			if v[name] = below; !ok {
				delete(v, name)
			}
		}
	case []any:
		for i, item := range v {
			below, ok := drop(strconv.Itoa(i), item, func(value any) error { return decode([]any{value}) })
			if v[i] = below; !ok {
				v[i] = nil
			}
		}
	}
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

// places gives operations and schemas the places that the conversion has lost.
func (r *loading) places(doc *openapi3.T, root *yaml.Node) {
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
	for pointer, name := range r.defined {
		if key, value := entry(root, splitPointer(strings.TrimPrefix(pointer, "#/"))...); key != nil {
			placeSchema(doc.Components.Schemas[name], key, value, seen)
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
			if ref := s.AdditionalProperties.Schema; ref != nil && strings.HasPrefix(ref.Ref, components+additional) {
				ref.Ref = ""
			}
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
