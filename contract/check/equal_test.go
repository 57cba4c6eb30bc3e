package check

import "testing"

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
}
