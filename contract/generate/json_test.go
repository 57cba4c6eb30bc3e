package generate

import (
	"strings"
	"testing"
)

func TestParts(t *testing.T) {
	const value = `{"a":[1,{"b":2}],"c":{}}`
	tests := []struct {
		path                   Path
		get, put, without, why string
	}{
		{Path{}, value, `"x"`, value, "the whole"},
		{Path{"a", 1, "b"}, `2`, `{"a":[1,{"b":"x"}],"c":{}}`, `{"a":[1,{}],"c":{}}`, "a property below an item"},
		{Path{"a", 0}, `1`, `{"a":["x",{"b":2}],"c":{}}`, value, "an item is not taken out"},
		{Path{"a", 3}, `null`, `{"a":[1,{"b":2},null,"x"],"c":{}}`, value, "an item beyond the end"},
		{Path{"a", -1}, `null`, ``, value, "an item before the start"},
		{Path{"c", "d", 0}, `null`, `{"a":[1,{"b":2}],"c":{"d":["x"]}}`, value, "what is not there is made"},
		{Path{"c"}, `{}`, `{"a":[1,{"b":2}],"c":"x"}`, `{"a":[1,{"b":2}]}`, "a property"},
		{Path{"nosuch"}, `null`, `{"a":[1,{"b":2}],"c":{},"nosuch":"x"}`, value, "a property that is not there"},
		{Path{"a", "b"}, `null`, `{"a":{"b":"x"},"c":{}}`, value, "an array is no object"},
	}
	for _, tt := range tests {
		tree := Decode([]byte(value))
		if got := string(Encode(Get(tree, tt.path))); got != tt.get {
			t.Errorf("Get(%s) = %s, want %s\nreason: %s", tt.path, got, tt.get, tt.why)
		}
		if tt.put != "" {
			if got := string(Encode(Put(tree, tt.path, "x"))); got != tt.put {
				t.Errorf("Put(%s) = %s, want %s\nreason: %s", tt.path, got, tt.put, tt.why)
			}
		}
		if got := string(Encode(Without(tree, tt.path))); got != tt.without {
			t.Errorf("Without(%s) = %s, want %s\nreason: %s", tt.path, got, tt.without, tt.why)
		}
		if got := string(Encode(tree)); got != value {
			t.Fatalf("%s has become %s", value, got)
		}
	}
}

func TestCode(t *testing.T) {
	if got := (Path{"a", 0, "b/c"}).String(); got != "/a/0/b/c" {
		t.Errorf("String() = %s", got)
	}
	if got := string(Encode(map[string]any{"b": "<&>", "a": Decode([]byte("1.50"))})); got != `{"a":1.50,"b":"<&>"}` {
		t.Errorf("Encode() = %s, want names in order, numbers as they are written, and no escapes", got)
	}
	if Encode(func() {}) != nil || Decode([]byte("{")) != nil {
		t.Error("what is no JSON is taken for some")
	}
	long := Path{"a", "b"}
	path := long[:1]
	if path.with("c"); long[1] != "b" {
		t.Error("a longer path changes another one")
	}
}

func TestSmall(t *testing.T) {
	tests := []struct {
		value  string
		most   int
		want   bool
		reason string
	}{
		{`"abc"`, 5, true, "a text and its quotes"},
		{`"abc"`, 4, false, "one less"},
		{`{"ab":1}`, 6, true, "a name, its quotes and colon, and a value"},
		{`{"ab":1}`, 5, false, "one less"},
		{`{"ab":1}`, 4, false, "the name alone is too long"},
		{`[1,true,null]`, 6, true, "items and commas"},
		{`[1,true,null]`, 5, false, "one less"},
		{`[[[[1]]]]`, 4, false, "arrays count, too"},
	}
	for _, tt := range tests {
		if got := Small(Decode([]byte(tt.value)), tt.most); got != tt.want {
			t.Errorf("Small(%s, %d) = %t\nreason: %s", tt.value, tt.most, got, tt.reason)
		}
	}
}

func TestEqual(t *testing.T) {
	tests := []struct {
		a, b   string
		want   bool
		reason string
	}{
		{`"a"`, `"a"`, true, "texts"},
		{`"a"`, `"b"`, false, "other texts"},
		{`""`, `0`, false, "an empty text is no number"},
		{`0`, `""`, false, "in any order"},
		{`[1,{"a":2}]`, `[1,{"a":2}]`, true, "values with parts"},
	}
	for _, tt := range tests {
		if got := equal(Decode([]byte(tt.a)), Decode([]byte(tt.b))); got != tt.want {
			t.Errorf("equal(%s, %s) = %t\nreason: %s", tt.a, tt.b, got, tt.reason)
		}
	}
}

func TestSimpler(t *testing.T) {
	tests := []struct{ value, want, reason string }{
		{`1`, ``, "a number is simple"},
		{`"a"`, ``, "so is a letter"},
		{`"äb"`, `"ä" "b" "b" "ä"`, "halves, and all but one"},
		{`"abcd"`, `"ab" "cd" "bcd" "abc"`, "likewise"},
		{`[]`, ``, "so is nothing"},
		{`[1,2]`, `[1] [2] [2]`, "halves, and without the first"},
		{`[1]`, `[]`, "without the first"},
		{`[1,2,3]`, `[1] [2,3] [2,3]`, "halves, and without the first"},
		{`["ab",1,1,"cd"]`, `["ab",1] [1,"cd"] [1,1,"cd"] ["a",1,1,"cd"] ["b",1,1,"cd"] ["b",1,1,"cd"] ["a",1,1,"cd"]`, "one of the first three items simpler"},
		{`{"a":1,"b":{"c":2}}`, `{"b":{"c":2}} {"a":1} {"a":1,"b":{}}`, "without each property first"},
	}
	for _, tt := range tests {
		var all []string
		for _, value := range Simpler(Decode([]byte(tt.value))) {
			all = append(all, string(Encode(value)))
		}
		if got := strings.Join(all, " "); got != tt.want {
			t.Errorf("Simpler(%s) = %s, want %s\nreason: %s", tt.value, got, tt.want, tt.reason)
		}
	}
}
