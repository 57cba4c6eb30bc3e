package gen

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/oapi-codegen/runtime"
)

// This file holds what the generated code calls, so that the templates stay
// small. A value is what a validator has accepted: nil, bool, string,
// json.Number, []any or map[string]any. That a value cannot be bound is a fault
// of the server and never one of the client.

// validatedValue returns the value of the body of r, which the validator left
// there; nil if there was none. The method is the one of kin-openapi's own
// validator (KeepValidatedValue).
func validatedValue(r *http.Request) (any, error) {
	body, ok := r.Body.(interface{ ValidatedValue() any })
	if !ok {
		return nil, errors.New("the body was not validated")
	}
	return body.ValidatedValue(), nil
}

// bind sets the variable that target points to.
func bind(target, value any) error {
	var ok bool
	switch t := target.(type) {
	case *string:
		*t, ok = value.(string)
	case *bool:
		*t, ok = value.(bool)
	case *int:
		ok = bindInteger(t, value)
	case *int32:
		ok = bindInteger(t, value)
	case *int64:
		ok = bindInteger(t, value)
	case *float32:
		ok = bindFloat(t, value, 32)
	case *float64:
		ok = bindFloat(t, value, 64)
	case *time.Time:
		text, _ := value.(string)
		var err error
		*t, err = time.Parse(time.RFC3339, text)
		return err
	case interface{ BindJSON(any) error }:
		return t.BindJSON(value)
	case encoding.TextUnmarshaler: // a UUID or a date
		text, _ := value.(string)
		return t.UnmarshalText([]byte(text))
	default:
		return bindAny(target, value)
	}
	if !ok {
		return fmt.Errorf("%v (%T) does not fit %T", value, value, target)
	}
	return nil
}

// bindOptional sets target to a new variable, or to nil if the value is null.
func bindOptional[T any](target **T, value any) error {
	if *target = nil; value == nil {
		return nil
	}
	*target = new(T)
	return bind(*target, value)
}

func bindArray[T any](target *[]T, value any) error {
	array, ok := value.([]any)
	if !ok {
		return fmt.Errorf("%T is no array", value)
	}
	*target = make([]T, len(array))
	for i, item := range array {
		if err := bind(&(*target)[i], item); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

func bindOptionalArray[T any](target **[]T, value any) error {
	if *target = nil; value == nil {
		return nil
	}
	*target = new([]T)
	return bindArray(*target, value)
}

func bindInteger[T int | int32 | int64](target *T, value any) bool {
	n, _ := value.(json.Number) // "" is no number
	i, whole := wholeNumber(n)
	*target = T(i)
	return whole && int64(*target) == i
}

// wholeNumber reads an integer, which may be written as 1.0 or 1e2 as well.
func wholeNumber(n json.Number) (int64, bool) {
	if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
		return i, true
	}
	f, _, err := big.ParseFloat(string(n), 10, 128, big.ToZero)
	if err != nil {
		return 0, false
	}
	i, accuracy := f.Int64()
	return i, accuracy == big.Exact
}

func bindFloat[T float32 | float64](target *T, value any, bits int) bool {
	n, _ := value.(json.Number) // "" is no number
	f, err := strconv.ParseFloat(string(n), bits)
	*target = T(f)
	return err == nil
}

func asObject(value any) (map[string]any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%T is no object", value)
	}
	return object, nil
}

// bindAny binds any type, by reflection.
func bindAny(target, value any) error {
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
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, member := range v {
			object[name] = plain(member)
		}
		return object
	}
	return value
}

// closeObject ends the object whose members, each behind a comma, begin at
// start.
func closeObject(b []byte, start int) []byte {
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}

// appendString appends any string. What is not UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	if isPlain(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"')
	}
	b, _ = jsontext.AppendQuote(b, s) // the error tells of the replacement
	return b
}

// isPlain reports whether a string stands in JSON as it is, as nearly all do.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func appendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}

// appendFloat appends null for what JSON has no number for.
//
//lint:ignore U1000 for documents with fractions, see TestNewProperty
func appendFloat(b []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

// appendAny appends any type, by reflection, and null for what is no JSON.
//
//lint:ignore U1000 for documents with free maps, see TestNewProperty
func appendAny(b []byte, v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return append(b, "null"...)
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// setHeader sets a header, if a value is given.
func setHeader[T comparable](h http.Header, name string, value T) {
	if value == *new(T) {
		return
	}
	text, ok := any(value).(string)
	if !ok {
		text = fmt.Sprint(value)
	}
	h.Set(name, text)
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 1<<10); return &b }}

// applicationJSON is the value of a header, shared by all responses.
var applicationJSON = []string{"application/json"}

// writeJSON writes a response whose body is what fill appends, and a line end.
func writeJSON(w http.ResponseWriter, status int, contentType string, fill func([]byte) []byte) error {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	*buffer = append(fill((*buffer)[:0]), '\n')
	h := w.Header()
	if contentType == applicationJSON[0] {
		h["Content-Type"] = applicationJSON
	} else {
		h.Set("Content-Type", contentType)
	}
	if len(*buffer) > 1024 { // Go's server finds out by itself for less
		h.Set("Content-Length", strconv.Itoa(len(*buffer)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(*buffer) // a client that is gone cannot be told
	return nil
}
