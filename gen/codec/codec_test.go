package codec

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

// TestBind: the types that a document may use, also those that ours does not.
func TestBind(t *testing.T) {
	number := func(text string) any { return json.Number(text) }
	tests := []struct {
		name          string
		target, value any
		want          any // nil: an error
		reason        string
	}{
		{"bool", new(bool), true, true, "the value itself"},
		{"bool as text", new(bool), "true", nil, "another type"},
		{"int", new(int), number("17"), 17, "the usual way to write an integer"},
		{"int as text", new(int), "17", nil, "another type"},
		{"no number", new(int), number("x"), nil, "a validator lets none through"},
		{"int32 with an exponent", new(int32), number("1e2"), int32(100), "JSON Schema takes it for an integer"},
		{"int32 too large", new(int32), number("2147483648"), nil, "it would become negative"},
		{"int64 with a fraction of zero", new(int64), number("9007199254740993.0"), int64(9007199254740993), "an integer too, and no float64 holds it"},
		{"largest int64", new(int64), number("9223372036854775807"), int64(math.MaxInt64), "the end of the range"},
		{"int64 too large", new(int64), number("9223372036854775808"), nil, "behind the end of the range"},
		{"int64 with a fraction", new(int64), number("1.5"), nil, "no integer"},
		{"float32", new(float32), number("1.00000005960464477539062500000001"), float32(1.0000001), "rounded once: as a float64 it would be half way, and become 1"},
		{"float64", new(float64), number("1.5"), 1.5, "the value itself"},
		{"float64 too large", new(float64), number("1e400"), nil, "it would be infinite"},
		{"float64 as text", new(float64), "1.5", nil, "another type"},
		{"map", new(map[string]int), map[string]any{"a": number("1.0")}, map[string]int{"a": 1}, "bound by reflection, which takes no 1.0 for an integer"},
		{"map of members", new(map[string]int), object{"a": number("1.0")}, map[string]int{"a": 1}, "bound by reflection as well"},
		{"list", new([][]int), []any{[]any{number("1e0"), number("20")}}, [][]int{{1, 20}}, "the same at any depth"},
		{"anything", new(any), number("1.5"), 1.5, "no integer is left alone"},
		{"map of another type", new(map[string]int), map[string]any{"a": "1"}, nil, "the error is told"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Bind(tt.target, tt.value)
			got := reflect.ValueOf(tt.target).Elem().Interface()
			if tt.want == nil && err == nil || tt.want != nil && (err != nil || !reflect.DeepEqual(got, tt.want)) {
				t.Errorf("Bind(%v) = %v, %v, want %v\nreason: %s", tt.value, got, err, tt.want, tt.reason)
			}
		})
	}
}

// TestAppend: the same for what is written.
func TestAppend(t *testing.T) {
	tests := []struct {
		name   string
		got    []byte
		want   string
		reason string
	}{
		{"float64", AppendFloat(nil, 1.25, 64), "1.25", "the shortest text that means the value"},
		{"float32", AppendFloat(nil, float64(float32(0.1)), 32), "0.1", "the shortest text that means the value in its type"},
		{"large", AppendFloat(nil, 1e21, 64), "1e+21", "no row of zeros"},
		{"not a number", AppendFloat(nil, math.NaN(), 64), "null", "JSON has none"},
		{"infinite", AppendFloat(nil, math.Inf(1), 64), "null", "JSON has none"},
		{"negative infinite", AppendFloat(nil, math.Inf(-1), 64), "null", "JSON has none"},
		{"anything", AppendAny(nil, map[string]string{"a": "<&>"}), `{"a":"<&>"}`, "JSON needs no escapes of HTML"},
		{"a function", AppendAny(nil, func() {}), "null", "it is no JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if string(tt.got) != tt.want {
				t.Errorf("got %s, want %s\nreason: %s", tt.got, tt.want, tt.reason)
			}
		})
	}
}

// TestValidatedValue: without a validator nothing is bound.
func TestValidatedValue(t *testing.T) {
	if v, err := ValidatedValue(httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}"))); err == nil {
		t.Errorf("got %v, want an error", v)
	}
}

// TestWriteJSON: the headers of a response, and how long it is.
func TestWriteJSON(t *testing.T) {
	tests := []struct {
		name, contentType string
		body              string
		length            string
		reason            string
	}{
		{"usual", "application/json", `{}`, "", "Go's server counts a short body by itself"},
		{"another type", "application/problem+json", `{}`, "", "as the document says"},
		{"1,024 bytes", "application/json", strings.Repeat(" ", 1023), "", "with the line end it is still short"},
		{"1,025 bytes", "application/json", strings.Repeat(" ", 1024), "1025", "Go's server would send it in chunks"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			if err := WriteJSON(w, http.StatusAccepted, tt.contentType, func(b []byte) []byte { return append(b, tt.body...) }); err != nil {
				t.Fatal(err)
			}
			if h := w.Header(); w.Code != http.StatusAccepted || h.Get("Content-Type") != tt.contentType || h.Get("Content-Length") != tt.length || w.Body.String() != tt.body+"\n" {
				t.Errorf("got %d, %v, %d bytes\nreason: %s", w.Code, h, w.Body.Len(), tt.reason)
			}
		})
	}
}
