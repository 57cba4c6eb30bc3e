package check

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Values are trees of nil, bool, string, numbers, json.RawMessage, []any and
// map[string]any. They are never changed, only copied.

// A step leads from a value to one below it: a string to a property, an int to
// an item.
type step any

// put returns tree with the value at path replaced.
func put(tree any, path []step, value any) any {
	if len(path) == 0 {
		return value
	}
	switch key := path[0].(type) {
	case string:
		object, _ := tree.(map[string]any)
		object = maps.Clone(object)
		if object == nil {
			object = make(map[string]any)
		}
		object[key] = put(object[key], path[1:], value)
		return object
	case int:
		array, _ := tree.([]any)
		array = slices.Clone(array)
		for len(array) <= key {
			array = append(array, nil)
		}
		array[key] = put(array[key], path[1:], value)
		return array
	}
	return tree
}

// without returns tree without the property that path leads to.
func without(tree any, path []step) any {
	last := len(path) - 1
	parent, ok := get(tree, path[:last]).(map[string]any)
	name, named := path[last].(string)
	if !ok || !named {
		return tree
	}
	parent = maps.Clone(parent)
	delete(parent, name)
	return put(tree, path[:last], parent)
}

// get returns the value at path, nil if there is none.
func get(tree any, path []step) any {
	for _, key := range path {
		switch key := key.(type) {
		case string:
			object, _ := tree.(map[string]any)
			tree = object[key]
		case int:
			array, _ := tree.([]any)
			if key >= len(array) {
				return nil
			}
			tree = array[key]
		}
	}
	return tree
}

// encode writes a value as JSON, with the names of objects sorted.
func encode(value any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil // only for a json.RawMessage that is none
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// small reports whether a value takes about maxBytes as JSON at most, without
// writing it.
func small(value any) bool {
	left := maxBytes
	var count func(any) bool
	count = func(value any) bool {
		switch v := value.(type) {
		case string:
			left -= len(v) + 2
		case map[string]any:
			for name, item := range v {
				if left -= len(name) + 3; !count(item) {
					return false
				}
			}
		case []any:
			for _, item := range v {
				if left--; !count(item) {
					return false
				}
			}
		default:
			left--
		}
		return left >= 0
	}
	return count(value)
}

// decode reads JSON, keeping numbers as they are written; nil if it is none.
func decode(data []byte) any {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) != nil {
		return nil
	}
	return value
}

// show writes a path as a reader of JSON pointers knows it.
func show(path []step) string {
	var b strings.Builder
	for _, key := range path {
		b.WriteByte('/')
		if name, ok := key.(string); ok {
			b.WriteString(name)
		} else {
			b.Write(encode(key))
		}
	}
	return b.String()
}

// sorted returns the names of a map in order.
func sorted[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// completed returns an object with the properties of another one that it lacks.
func completed(object, whole map[string]any) map[string]any {
	all := maps.Clone(whole)
	maps.Copy(all, object)
	return all
}
