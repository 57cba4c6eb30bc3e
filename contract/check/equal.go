package check

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// roughly reports whether a value is another one in the form that a server may
// keep it in: a time to the millisecond, a text without blanks around it or in
// small letters, or nothing.
func roughly(a, b any) bool {
	if b == nil {
		return true
	}
	v, ok := a.(string)
	text, ok2 := b.(string)
	if !ok || !ok2 {
		return false
	}
	t, err := time.Parse(time.RFC3339, v)
	u, err2 := time.Parse(time.RFC3339, text)
	if err == nil && err2 == nil {
		return t.Sub(u).Abs() < time.Millisecond
	}
	return strings.EqualFold(strings.TrimSpace(v), text)
}

// same compares a value with another one of the same shape: date-times as
// instants, numbers by what they are, objects by the properties of the first.
func (l *scenario) same(a, b any, s *openapi3.Schema) bool {
	s = flat(s, 0)
	switch v := a.(type) {
	case string:
		text, ok := b.(string)
		if !ok || text == v || s == nil || s.Format != "date-time" {
			return ok && text == v
		}
		t, err := time.Parse(time.RFC3339, v)
		u, err2 := time.Parse(time.RFC3339, text)
		return err == nil && err2 == nil && t.Equal(u)
	case map[string]any:
		object, ok := b.(map[string]any)
		for name, value := range v {
			var below *openapi3.Schema
			if s != nil {
				if below = propertyOf(s, name); below == nil {
					continue
				}
			}
			ok = ok && l.same(value, object[name], below)
		}
		return ok
	case []any:
		array, ok := b.([]any)
		if !ok || len(array) != len(v) {
			return false
		}
		for i := range v {
			var below *openapi3.Schema
			if s != nil {
				below = schemaOf(s.Items)
			}
			ok = ok && l.same(v[i], array[i], below)
		}
		return ok
	case json.Number, float64, int, int64, uint64:
		x, err := strconv.ParseFloat(fmt.Sprint(a), 64)
		y, err2 := strconv.ParseFloat(fmt.Sprint(b), 64)
		return err == nil && err2 == nil && x == y
	}
	return string(encode(a)) == string(encode(b))
}
