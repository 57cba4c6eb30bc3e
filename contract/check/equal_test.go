package check

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestSame: which values are the same to a client, with what the document says of
// them and without.
func TestSame(t *testing.T) {
	k := &scenario{}
	tests := []struct {
		a, b   string
		want   bool
		reason string
	}{
		{`{"a":1}`, `{"a":1.0,"b":2}`, true, "numbers are compared as numbers, and an answer may have more"},
		{`{"a":[1,2]}`, `{"a":[1]}`, false, "an item is lost"},
		{`"2026-11-23T10:00:00Z"`, `"2026-11-23T11:00:00+01:00"`, false, "only a date-time of the document is one"},
		{`null`, `null`, true, "null is null"},
		{`true`, `"true"`, false, "types differ"},
	}
	for _, tt := range tests {
		if got := k.same(decode([]byte(tt.a)), decode([]byte(tt.b)), nil); got != tt.want {
			t.Errorf("same(%s, %s) = %t\nreason: %s", tt.a, tt.b, got, tt.reason)
		}
	}
	at := openapi3.NewDateTimeSchema()
	described := openapi3.NewObjectSchema().WithProperty("at", at).WithProperty("all", openapi3.NewArraySchema().WithItems(at))
	tests = []struct {
		a, b   string
		want   bool
		reason string
	}{
		{`{"at":"2026-11-23T10:00:00Z"}`, `{"at":"2026-11-23T11:00:00+01:00"}`, true, "the same instant"},
		{`{"at":"2026-11-23T10:00:00Z"}`, `{"at":"2026-11-23T10:00:01Z"}`, false, "another one"},
		{`{"at":"2026-11-23T10:00:00Z"}`, `{"at":"soon"}`, false, "no instant"},
		{`{"at":"soon"}`, `{"at":"2026-11-23T10:00:00Z"}`, false, "no instant"},
		{`{"at":"soon"}`, `{"at":"later"}`, false, "no instant either way"},
		{`{"at":"soon"}`, `{"at":"soon"}`, true, "the same text all the same"},
		{`{"at":"1"}`, `{"at":1}`, false, "types differ"},
		{`{"all":["2026-11-23T10:00:00Z"]}`, `{"all":["2026-11-23T11:00:00+01:00"]}`, true, "an item is described too"},
		{`{"all":["a","b","c"]}`, `{"all":["a","x","c"]}`, false, "an item in the middle"},
		{`{"all":["x","b"]}`, `{"all":["a","b"]}`, false, "the first item"},
		{`{"other":1}`, `{"other":2}`, true, "the document does not name it"},
		{`{"all":[1]}`, `{"all":1}`, false, "types differ"},
		{`{"all":[1]}`, `{"all":["x"]}`, false, "a number and none"},
		{`{"all":["x"]}`, `{"all":[1]}`, false, "none and a number"},
		{`{"all":[1]}`, `{"all":[2]}`, false, "another number"},
		{`{"at":1}`, `1`, false, "types differ"},
	}
	for _, tt := range tests {
		if got := k.same(decode([]byte(tt.a)), decode([]byte(tt.b)), described); got != tt.want {
			t.Errorf("same(%s, %s) = %t with a schema\nreason: %s", tt.a, tt.b, got, tt.reason)
		}
	}
}

// TestRoughly: which values may be one that a server keeps in another form.
func TestRoughly(t *testing.T) {
	tests := []struct {
		a, b   string
		want   bool
		reason string
	}{
		{`"a"`, `null`, true, "nothing is kept"},
		{`" A b "`, `"a B"`, true, "blanks and case"},
		{`"a"`, `"b"`, false, "another text"},
		{`1`, `"1"`, false, "types differ"},
		{`"1"`, `1`, false, "types differ"},
		{`"2026-11-23T10:00:00.1239Z"`, `"2026-11-23T10:00:00.123Z"`, true, "a time to the millisecond"},
		{`"2026-11-23T10:00:00.123Z"`, `"2026-11-23T10:00:00.1239Z"`, true, "rounded up"},
		{`"2026-11-23T10:00:00Z"`, `"2026-11-23T10:00:00.001Z"`, false, "another millisecond"},
		{`"2026-11-23T10:00:00Z"`, `"2026-11-23t10:00"`, false, "one is no time"},
		{`"soon"`, `"2026-11-23T10:00:00Z"`, false, "one is no time"},
	}
	for _, tt := range tests {
		if got := roughly(decode([]byte(tt.a)), decode([]byte(tt.b))); got != tt.want {
			t.Errorf("roughly(%s, %s) = %t\nreason: %s", tt.a, tt.b, got, tt.reason)
		}
	}
}
