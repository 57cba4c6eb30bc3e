package gen

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
		{"list", new([][]int), []any{[]any{number("1e0"), number("20")}}, [][]int{{1, 20}}, "the same at any depth"},
		{"anything", new(any), number("1.5"), 1.5, "no integer is left alone"},
		{"map of another type", new(map[string]int), map[string]any{"a": "1"}, nil, "the error is told"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := bind(tt.target, tt.value)
			got := reflect.ValueOf(tt.target).Elem().Interface()
			if tt.want == nil && err == nil || tt.want != nil && (err != nil || !reflect.DeepEqual(got, tt.want)) {
				t.Errorf("bind(%v) = %v, %v, want %v\nreason: %s", tt.value, got, err, tt.want, tt.reason)
			}
		})
	}
}

// TestBindJSONRefuses: a value of another document is an error and no panic.
func TestBindJSONRefuses(t *testing.T) {
	tests := []struct {
		name   string
		target interface{ BindJSON(any) error }
		value  any
		want   string
		reason string
	}{
		{"no object", new(ODataError), []any{}, "[]interface {} is no object", "nothing can be bound"},
		{"null", new(ODataError), nil, "<nil> is no object", "no type of a body may be null"},
		{"number as string", new(ODataError), map[string]any{"error": map[string]any{"message": json.Number("1")}}, "error: message: 1 (json.Number) does not fit *string", "the error names the place"},
		{"no array", new(MainError), map[string]any{"details": "x"}, "details: string is no array", "nothing can be bound"},
		{"item", new(MainError), map[string]any{"details": []any{map[string]any{}, true}}, "details: 1: bool is no object", "the error names the place"},
		{"optional", new(EducationSynchronizationProfileStatusCreate), map[string]any{"id": json.Number("1")}, "id: 1 (json.Number) does not fit *string", "what may be left out may not be wrong"},
		{"time", new(EducationSynchronizationProfileStatus), map[string]any{"lastSynchronizationDateTime": "now"}, `lastSynchronizationDateTime: parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"`, "half a time is stored nowhere"},
		{"UUID", new(InnerError), map[string]any{"request-id": "x"}, "request-id: invalid UUID length: 1", "half an id is stored nowhere"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			if err := tt.target.BindJSON(tt.value); err == nil || err.Error() != tt.want {
				t.Errorf("BindJSON() = %v, want %s\nreason: %s", err, tt.want, tt.reason)
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
		{"float64", appendFloat(nil, 1.25, 64), "1.25", "the shortest text that means the value"},
		{"float32", appendFloat(nil, float64(float32(0.1)), 32), "0.1", "the shortest text that means the value in its type"},
		{"large", appendFloat(nil, 1e21, 64), "1e+21", "no row of zeros"},
		{"not a number", appendFloat(nil, math.NaN(), 64), "null", "JSON has none"},
		{"infinite", appendFloat(nil, math.Inf(1), 64), "null", "JSON has none"},
		{"negative infinite", appendFloat(nil, math.Inf(-1), 64), "null", "JSON has none"},
		{"anything", appendAny(nil, map[string]string{"a": "<&>"}), `{"a":"<&>"}`, "JSON needs no escapes of HTML"},
		{"a function", appendAny(nil, func() {}), "null", "it is no JSON"},
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
	if v, err := validatedValue(httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}"))); err == nil {
		t.Errorf("got %v, want an error", v)
	}
}
