package codec

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/oapi-codegen/runtime"
)

// BindAny binds any type, by reflection.
func BindAny(target, value any) error {
	return runtime.BindJSONValue(plain(value), target)
}

// plain writes integers in the one way that decoders take, 1 and not 1.0.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		if i, ok := wholeNumber(v); ok {
			return json.Number(strconv.FormatInt(i, 10))
		}
	case []any:
		array := make([]any, len(v))
		for i, item := range v {
			array[i] = plain(item)
		}
		return array
	case Members:
		return plain(v.Object())
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, member := range v {
			object[name] = plain(member)
		}
		return object
	}
	return value
}

// AppendAny appends any type, by reflection, and null for what is no JSON.
func AppendAny(b []byte, v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return append(b, "null"...)
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}
