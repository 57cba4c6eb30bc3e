package codec

import "testing"

func TestAppendSelected(t *testing.T) {
	tests := []struct{ name, object, want, reason string }{
		{"some", `{"@t":"x","a":1,"b":[1,{"c":2}],"c":null}`, `{"a":1,"b":[1,{"c":2}]}`, "values are kept whole"},
		{"none", `{"c":1}`, `{}`, "an object without members"},
		{"empty", `{}`, `{}`, "nothing to select of"},
		{"collection", `{"value":[{"a":1,"c":2},{"c":3}],"b":4,"c":5}`, `{"value":[{"a":1},{}],"b":4}`, "of each object of a collection"},
		{"empty collection", `{"value":[]}`, `{"value":[]}`, "no objects"},
		{"value", `{"value":1,"a":2}`, `{"a":2}`, "a property of this name is no collection"},
		{"no object", `7`, `{}`, "none of our types writes it"},
		{"no name", `{"a":1,"b`, `{"a":1}`, "none of our types writes it"},
		{"no JSON", `{"a":`, `{}`, "none of our types writes it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := AppendSelected([]byte("before"), []byte(tt.object), func(name string) bool { return name == "a" || name == "b" })
			if string(got) != "before"+tt.want {
				t.Errorf("got %s, want %s, reason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
