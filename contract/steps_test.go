package contract

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// TestSteps counts what a comparison takes at most. A schema is looked at once to see
// whether it allows everything, and once more if it does not.
func TestSteps(t *testing.T) {
	const text = `{"type":"string"}`
	tests := []struct {
		schema, value string
		want          int
		reason        string
	}{
		{`{}`, `1`, 2, "it allows everything"},
		{text, `1`, 2, "two looks"},
		{`{"type":"array","items":` + text + `}`, `[1,2,3]`, 8, "two for each item"},
		{`{"type":"array"}`, `[1,2,3]`, 2, "items of which nothing is said"},
		{`{"type":"object","properties":{"a":` + text + `}}`, `{"a":1,"b":2}`, 4, "two for the property that is described"},
		{`{"type":"object","properties":{"a":` + text + `},"additionalProperties":` + text + `}`, `{"a":1,"b":2}`, 6, "two for each"},
		{`{"allOf":[` + text + `,` + text + `]}`, `1`, 7, "each part"},
		{`{"not":` + text + `}`, `1`, 5, "what is forbidden"},
		{`{"oneOf":[` + text + `,` + text + `]}`, `1`, 12, "each alternative with its copy of the value, and one of them once more"},
		{`{"oneOf":[` + text + `,{"type":"array","items":` + text + `}]}`, `[1,2]`, 26, "the one that takes most counts twice"},
		{`{"anyOf":[` + text + `]}`, `[1,[2,{"a":3}]]`, 19, "a copy is as large as the value"},
		{`{"oneOf":[` + text + `,` + text + `],"discriminator":{"propertyName":"k","mapping":{"x":"#/x"}}}`, `{"k":"x"}`, 3, "a discriminator chooses none of these"},
		{`{"oneOf":[` + text + `,` + text + `],"discriminator":{"propertyName":"k","mapping":{"x":"#/x"}}}`, `{"k":"y"}`, 15, "it does not choose"},
		{`{"allOf":[{"properties":{"a":{}}},{"items":{}},{"not":{}},{"anyOf":[{}]},{"additionalProperties":{}}]}`, `{"a":1}`, 12, "whatever it is made of, it allows everything"},
		{`{"properties":{"a":` + text + `}}`, `{}`, 3, "a property does not"},
		{`{"items":` + text + `}`, `[]`, 3, "nor do items"},
		{`{"minimum":1,"items":{}}`, `[1,2]`, 6, "nor a bound"},
		{`{"maximum":1,"items":{}}`, `[1,2]`, 6, "nor this one"},
		{`{"format":"uuid","items":{}}`, `[1,2]`, 6, "nor a format"},
		{`{"pattern":"x","items":{}}`, `[1,2]`, 6, "nor a pattern"},
		{`{"enum":[1],"items":{}}`, `[1,2]`, 6, "nor members"},
		{`{"required":["a"],"items":{}}`, `[1,2]`, 6, "nor a property that must be there"},
		{`{"additionalProperties":false,"items":{}}`, `[1,2]`, 6, "nor that there are no others"},
		{`{"additionalProperties":true,"items":{}}`, `[1,2]`, 3, "others may be there"},
	}
	for _, tt := range tests {
		s := new(openapi3.Schema)
		if err := json.Unmarshal([]byte(tt.schema), s); err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.Unmarshal([]byte(tt.value), &value); err != nil {
			t.Fatal(err)
		}
		c := stepper{limit: 1000}
		if c.visit(s, value); c.steps != tt.want {
			t.Errorf("%s of %s takes %d steps, want %d\nreason: %s", tt.schema, tt.value, c.steps, tt.want, tt.reason)
		}
		if within(c.steps-1, s, value) || !within(c.steps, s, value) {
			t.Errorf("%s of %s is not within its %d steps, or within fewer", tt.schema, tt.value, c.steps)
		}
	}
	loop := new(openapi3.Schema)
	loop.AllOf = openapi3.SchemaRefs{{Value: loop}, {Value: openapi3.NewStringSchema()}}
	if c := (stepper{limit: 1000}); true {
		if c.visit(loop, "x"); c.steps > 20 {
			t.Errorf("a schema within itself takes %d steps, want at most 20", c.steps)
		}
	}
}

// TestAnchors: where an anchor may begin, a document is looked at for aliases of
// aliases.
func TestAnchors(t *testing.T) {
	for _, tt := range []struct {
		text   string
		want   bool
		reason string
	}{
		{"&a x", true, "at the start"},
		{"a: &b 1", true, "behind a blank"},
		{"[&a 1]", true, "behind a bracket"},
		{"/&a", true, "behind the last sign before the digits"},
		{":&a", true, "behind the first one after them"},
		{"`&a", true, "behind the last one before the letters"},
		{"{&a", true, "behind the first one after them"},
		{"a&b", false, "within a word"},
		{"z&b", false, "within a word"},
		{"A&b", false, "within a word"},
		{"Z&b", false, "within a word"},
		{"0&b", false, "within a number"},
		{"9&b", false, "within a number"},
		{"a & b", false, "for itself"},
		{"a &\tb", false, "for itself"},
		{"a &", false, "at the end"},
		{"a", false, "there is none"},
	} {
		if got := mayAnchor([]byte(tt.text)); got != tt.want {
			t.Errorf("mayAnchor(%q) = %t\nreason: %s", tt.text, got, tt.reason)
		}
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte("[&a [1, 2], *a]"), &root); err != nil {
		t.Fatal(err)
	}
	// The document, the list, the inner list and its two values; and those three once more, behind the alias.
	if n := aliased(root.Content[0], make(map[*yaml.Node]int)); n != 7 {
		t.Errorf("there are %d values, want 7", n)
	}
}

// TestClip: of a large value so much is kept as shows what is wrong.
func TestClip(t *testing.T) {
	for _, tt := range []struct {
		value  string
		budget int
		want   string
		reason string
	}{
		{`[1,2,3]`, 0, `[]`, "nothing"},
		{`[1,2,3]`, 1, `[]`, "the list"},
		{`[1,2,3]`, 3, `[1,2]`, "the list counts, too"},
		{`[1,2,3]`, 4, `[1,2,3]`, "more"},
		{`{"a":1,"b":2,"c":3}`, 1, `{}`, "the object"},
		{`{"a":1,"b":2,"c":3}`, 3, `{"a":1,"b":2}`, "the object counts, too, and names are taken in order"},
		{`{"a":1,"b":2,"c":3}`, 4, `{"a":1,"b":2,"c":3}`, "all"},
		{`{"b":1,"a":2}`, 2, `{"a":2}`, "the first name"},
		{`[[1,2],[3,4]]`, 3, `[[1]]`, "deeper"},
		{`1`, 0, `1`, "what has no parts"},
	} {
		var value any
		if err := json.Unmarshal([]byte(tt.value), &value); err != nil {
			t.Fatal(err)
		}
		left := tt.budget
		got, err := json.Marshal(clip(value, &left))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != tt.want {
			t.Errorf("clip(%s, %d) = %s, want %s\nreason: %s", tt.value, tt.budget, got, tt.want, tt.reason)
		}
	}
}

// TestLookup follows pointers in a document that is no OpenAPI yet.
func TestLookup(t *testing.T) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte("a/b: {c~d: [x, y]}\nk: &k {n: z}\ns: *k\n"), &root); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ pointer, want, reason string }{
		{"/a~1b/c~0d/0", "x", "names are escaped, RFC 6901 section 3"},
		{"/a~1b/c~0d/1", "y", "the last item"},
		{"/a~1b/c~0d/2", "none", "one beyond it"},
		{"/a~1b/c~0d/-1", "none", "one before the first"},
		{"/a~1b/c~0d/x", "none", "no number"},
		{"/k/n", "z", "an object"},
		{"/s/n", "z", "an alias of it"},
		{"/k/z", "none", "a value is no name"},
		{"/k/n/x", "none", "a text has no parts"},
	} {
		got := "none"
		if node := lookup(root.Content[0], tt.pointer); node != nil {
			got = node.Value
		}
		if got != tt.want {
			t.Errorf("lookup(%s) = %s, want %s\nreason: %s", tt.pointer, got, tt.want, tt.reason)
		}
	}
}
