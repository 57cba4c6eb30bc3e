package generate

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A Path is the path from a value to one within it: a string selects the property of an
// object, an int the item of an array.
type Path []any

// String returns the path like a JSON pointer, but without escapes.
func (p Path) String() string {
	var b strings.Builder
	for _, key := range p {
		b.WriteByte('/')
		if name, ok := key.(string); ok {
			b.WriteString(name)
		} else {
			b.Write(Encode(key))
		}
	}
	return b.String()
}

// with returns a longer path and leaves p as it is.
func (p Path) with(key any) Path { return append(slices.Clip(p), key) }

// Put returns a copy of value with part at path. Missing objects and arrays on the path
// are created.
func Put(value any, path Path, part any) any {
	if len(path) == 0 {
		return part
	}
	switch key := path[0].(type) {
	case string:
		object, _ := value.(map[string]any)
		object = maps.Clone(object)
		if object == nil {
			object = make(map[string]any)
		}
		object[key] = Put(object[key], path[1:], part)
		return object
	case int:
		array, _ := value.([]any)
		array = slices.Clone(array)
		for len(array) <= key {
			array = append(array, nil)
		}
		array[key] = Put(array[key], path[1:], part)
		return array
	}
	return value
}

// Without returns a copy of value without the property that path leads to, or
// value itself if there is no such property.
func Without(value any, path Path) any {
	if len(path) == 0 {
		return value
	}
	above, last := path[:len(path)-1], path[len(path)-1]
	parent, isObject := Get(value, above).(map[string]any)
	name, named := last.(string)
	if _, given := parent[name]; !isObject || !named || !given {
		return value
	}
	parent = maps.Clone(parent)
	delete(parent, name)
	return Put(value, above, parent)
}

// Get returns the part of value at path, nil if there is none.
func Get(value any, path Path) any {
	for _, key := range path {
		switch key := key.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[key]
		case int:
			array, _ := value.([]any)
			if key < 0 || key >= len(array) {
				return nil
			}
			value = array[key]
		}
	}
	return value
}

// Encode returns a value as JSON without whitespace, with the names of objects sorted.
// It returns nil if it is not a JSON value.
func Encode(value any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// Decode parses the first JSON value in data and keeps numbers as written. It returns
// nil if there is none.
func Decode(data []byte) any {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) != nil {
		return nil
	}
	return value
}

// Small reports whether a value has about most bytes as JSON, or fewer, without
// encoding it.
func Small(value any, most int) bool {
	left := most
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

// sorted returns the names of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// equal reports whether two values are the same JSON.
func equal(a, b any) bool {
	x, isText := a.(string)
	y, both := b.(string)
	if isText || both {
		return isText && both && x == y
	}
	return bytes.Equal(Encode(a), Encode(b))
}

// contains reports whether a list has a value.
func contains(list []any, value any) bool {
	return slices.ContainsFunc(list, func(member any) bool { return equal(member, value) })
}
