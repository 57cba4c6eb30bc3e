package generate

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemaOf reads a schema that refers to no other.
func schemaOf(t *testing.T, text string) *openapi3.Schema {
	t.Helper()
	s := new(openapi3.Schema)
	if err := json.Unmarshal([]byte(text), s); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

func TestMerge(t *testing.T) {
	tests := []struct{ schema, want, reason string }{
		{`{"type":"string"}`, `{"type":"string"}`, "nothing to merge"},
		{`{"allOf":[{"type":"string","minLength":2,"maxLength":9},{"minLength":3,"maxLength":8}]}`, `{"maxLength":8,"minLength":3,"type":"string"}`, "the stricter bounds"},
		{`{"minLength":5,"allOf":[{"type":"string","minLength":2,"maxLength":9},{"maxLength":10}]}`, `{"maxLength":9,"minLength":5,"type":"string"}`, "in any part"},
		{`{"allOf":[{"type":"number","minimum":1,"maximum":9},{"minimum":2,"maximum":8}]}`, `{"exclusiveMaximum":false,"exclusiveMinimum":false,"maximum":8,"minimum":2,"type":"number"}`, "numbers, too"},
		{`{"allOf":[{"minimum":2,"maximum":8},{"minimum":1,"maximum":9}]}`, `{"exclusiveMaximum":false,"exclusiveMinimum":false,"maximum":8,"minimum":2}`, "in any order"},
		{`{"allOf":[{"minimum":2,"maximum":8},{"minimum":2,"maximum":8,"exclusiveMinimum":true,"exclusiveMaximum":true}]}`, `{"exclusiveMaximum":true,"exclusiveMinimum":true,"maximum":8,"minimum":2}`, "the bound itself is left out if either part does"},
		{`{"allOf":[{"minimum":2,"maximum":8,"exclusiveMinimum":true,"exclusiveMaximum":true},{"minimum":2,"maximum":8}]}`, `{"exclusiveMaximum":true,"exclusiveMinimum":true,"maximum":8,"minimum":2}`, "in any order"},
		{`{"allOf":[{"minimum":2,"exclusiveMinimum":true},{"minimum":3}]}`, `{"exclusiveMinimum":false,"minimum":3}`, "a bound keeps its own kind"},
		{`{"allOf":[{"multipleOf":4},{"multipleOf":6}]}`, `{"multipleOf":12}`, "the least common multiple"},
		{`{"allOf":[{"multipleOf":0.25},{"multipleOf":0.1}]}`, `{"multipleOf":0.5}`, "of fractions"},
		{`{"allOf":[{"type":"number"},{"type":"integer"}]}`, `{"type":"integer"}`, "an integer is a number"},
		{`{"allOf":[{"type":"integer"},{"type":"number"}]}`, `{"type":"integer"}`, "in any order"},
		{`{"allOf":[{"type":["integer","string"]},{"type":"string"}]}`, `{"type":"string"}`, "an integer is no text"},
		{`{"allOf":[{"type":["number","string"]},{"type":"string"}]}`, `{"type":"string"}`, "nor is a number"},
		{`{"allOf":[{"type":["string","null"]}]}`, `{"nullable":true,"type":["string","null"]}`, "null is one of the types of OpenAPI 3.1"},
		{`{"allOf":[{"minimum":2},{"minimum":2}]}`, `{"exclusiveMinimum":false,"minimum":2}`, "one bound twice"},
		{`{"allOf":[{"type":"string"},{"type":"integer"}]}`, `{"type":"string"}`, "nothing fits, so anything will do"},
		{`{"allOf":[{"enum":[1,2,3]},{"enum":[2,3,4]}]}`, `{"enum":[2,3]}`, "the members of both"},
		{`{"allOf":[{"type":"string"},{"enum":["a"]}]}`, `{"enum":["a"],"type":"string"}`, "an enum of one part"},
		{`{"allOf":[{"format":"date"},{"format":"uuid","pattern":"a"},{"pattern":"b"}]}`, `{"format":"date","pattern":"a"}`, "the first counts"},
		{`{"allOf":[{"minItems":1,"maxItems":9},{"minItems":2,"maxItems":5,"uniqueItems":true}]}`, `{"maxItems":5,"minItems":2,"uniqueItems":true}`, "arrays"},
		{`{"allOf":[{"items":{"type":"string"}},{"items":{"maxLength":1}}]}`, `{"items":{"allOf":[{"type":"string"},{"maxLength":1}]}}`, "items have to fit both"},
		{`{"allOf":[{"minProperties":1,"maxProperties":9},{"minProperties":2,"maxProperties":5}]}`, `{"maxProperties":5,"minProperties":2}`, "objects"},
		{`{"required":["a"],"allOf":[{"required":["a","b"]},{"required":["c"]}]}`, `{"required":["a","b","c"]}`, "each name once"},
		{`{"allOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"a":{"maxLength":1},"b":{}}}]}`, `{"properties":{"a":{"allOf":[{"type":"string"},{"maxLength":1}]},"b":{}}}`, "a property of both has to fit both"},
		{`{"allOf":[{"properties":{"a":{},"b":{}}},{"additionalProperties":false,"properties":{"a":{}}}]}`, `{"additionalProperties":false,"properties":{"a":{"allOf":[{},{}]}}}`, "the second has no room for b"},
		{`{"additionalProperties":false,"properties":{"a":{}},"allOf":[{"properties":{"b":{}}}]}`, `{"additionalProperties":false,"properties":{"a":{}}}`, "nor has the whole"},
		{`{"allOf":[{"properties":{"a":{}}},{"additionalProperties":{"type":"string"}}]}`, `{"additionalProperties":{"type":"string"},"properties":{"a":{"allOf":[{},{"type":"string"}]}}}`, "a is one of the additional properties of the second"},
		{`{"allOf":[{"additionalProperties":{"type":"string"}},{"additionalProperties":{"maxLength":1}}]}`, `{"additionalProperties":{"allOf":[{"type":"string"},{"maxLength":1}]}}`, "additional properties have to fit both"},
		{`{"allOf":[{"items":{"type":"string"}},{"minItems":1}]}`, `{"items":{"type":"string"},"minItems":1}`, "items of which one part says nothing"},
		{`{"allOf":[{"writeOnly":true},{"readOnly":true}]}`, `{"readOnly":true,"writeOnly":true}`, "if any part is"},
		{`{"allOf":[{"readOnly":true},{"writeOnly":true}]}`, `{"readOnly":true,"writeOnly":true}`, "if any part is"},
		{`{"allOf":[{"not":{"enum":[1]}},{"not":{"enum":[2]}}]}`, `{"not":{"anyOf":[{"enum":[1]},{"enum":[2]}]}}`, "neither"},
		{`{"allOf":[{"not":{"enum":[1]}},{"type":"integer"}]}`, `{"not":{"enum":[1]},"type":"integer"}`, "one of them"},
		{`{"oneOf":[{"type":"string"},{"type":"integer"}]}`, `{"type":"string"}`, "the first alternative"},
		{`{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}`, `{"required":["a"],"type":"object"}`, "of anyOf, too"},
		{`{"oneOf":[{"type":"string"}],"anyOf":[{"maxLength":1},{"maxLength":2}]}`, `{"maxLength":1,"type":"string"}`, "and of both"},
		{`{"nullable":true,"allOf":[{"type":"string","nullable":true}]}`, `{"nullable":true,"type":"string"}`, "the whole and the part take null"},
		{`{"nullable":true,"allOf":[{"type":"string"}]}`, `{"type":"string"}`, "the part does not"},
		{`{"allOf":[{"type":"string","nullable":true}]}`, `{"nullable":true,"type":"string"}`, "the whole has no type, so it is for the part to say"},
		{`{"nullable":true,"type":"string","allOf":[{"nullable":true}]}`, `{"nullable":true,"type":"string"}`, "the whole has a type, and does"},
		{strings.Repeat(`{"allOf":[`, 4) + `{"type":"string","nullable":true}` + strings.Repeat(`]}`, 4), `{"nullable":true,"type":"string"}`, "a part four levels deep"},
		{strings.Repeat(`{"allOf":[`, 5) + `{"type":"string","nullable":true}` + strings.Repeat(`]}`, 5), `{"type":"string"}`, "a deeper one is not asked"},
		{`{"type":"string","allOf":[{"nullable":true}]}`, `{"type":"string"}`, "the whole has a type, and does not"},
		{`{"example":"a","allOf":[{"type":"string","example":"b"}]}`, `{"example":"a","type":"string"}`, "the example of the whole"},
		{`{"allOf":[{"type":"string","example":"b"}]}`, `{"example":"b","type":"string"}`, "that of a part, if it is no object"},
		{`{"allOf":[{"type":"object","example":{"a":1}}]}`, `{"type":"object"}`, "an object may lack what another part asks for"},
		{`{"example":"a","oneOf":[{"type":"string"}]}`, `{"type":"string"}`, "also where there is one"},
		{`{"allOf":[{"type":"object","discriminator":{"propertyName":"a"}}]}`, `{"type":"object"}`, "nobody says what the names are"},
		{`{"example":"a","oneOf":[{"type":"integer","default":3},{"type":"string"}]}`, `{"default":3,"type":"integer"}`, "nobody knows which alternative the example is of"},
	}
	for _, tt := range tests {
		s := schemaOf(t, tt.schema)
		before := fmt.Sprint(s)
		got, err := json.Marshal(Merge(s, 0))
		if err != nil {
			t.Fatal(err)
		}
		if string(Encode(Decode(got))) != tt.want {
			t.Errorf("Merge(%s) = %s, want %s\nreason: %s", tt.schema, Encode(Decode(got)), tt.want, tt.reason)
		}
		if after, _ := json.Marshal(s); string(Encode(Decode(after))) != string(Encode(Decode([]byte(tt.schema)))) {
			t.Errorf("%s has become %s (was %s)", tt.schema, after, before)
		}
	}
	if Merge(nil, 0) != nil {
		t.Error("Merge(nil) is not nil")
	}
}

func TestAlternatives(t *testing.T) {
	tests := []struct {
		schema string
		want   int
		reason string
	}{
		{`{"type":"string"}`, 1, "there is one way"},
		{`{"oneOf":[{},{}]}`, 2, "oneOf"},
		{`{"anyOf":[{},{},{}]}`, 3, "anyOf"},
		{`{"oneOf":[{},{}],"anyOf":[{},{},{}]}`, 3, "the longer one"},
		{`{"oneOf":[{"oneOf":[{},{},{}]},{"anyOf":[{},{},{},{}]}]}`, 3, "of the first alternative"},
		{`{"allOf":[{"oneOf":[{},{}]}]}`, 2, "of a part"},
		{`{"discriminator":{"propertyName":"a","mapping":{"x":"#/x","y":"#/y"}}}`, 2, "what inherits"},
		{`{"discriminator":{"propertyName":"a"}}`, 1, "nobody says what inherits"},
	}
	for _, tt := range tests {
		s := schemaOf(t, tt.schema)
		if got := Alternatives(s); got != tt.want {
			t.Errorf("Alternatives(%s) = %d, want %d\nreason: %s", tt.schema, got, tt.want, tt.reason)
		}
		Merge(s, 5) // of which there are fewer
	}
	if Alternatives(nil) != 1 {
		t.Error("of nothing there is more than one way")
	}
}

func TestType(t *testing.T) {
	tests := []struct{ schema, want, reason string }{
		{`{"type":"boolean","items":{}}`, "boolean", "it says so"},
		{`{"type":["null","integer"]}`, "integer", "of OpenAPI 3.1, the first but null"},
		{`{"properties":{"a":{}}}`, "object", "properties"},
		{`{"required":["a"]}`, "object", "required"},
		{`{"minProperties":1}`, "object", "minProperties"},
		{`{"maxProperties":1}`, "object", "maxProperties"},
		{`{"additionalProperties":{}}`, "object", "additionalProperties"},
		{`{"items":{}}`, "array", "items"},
		{`{"minItems":1}`, "array", "minItems"},
		{`{"maxItems":1}`, "array", "maxItems"},
		{`{"minimum":1}`, "number", "minimum"},
		{`{"maximum":1}`, "number", "maximum"},
		{`{"multipleOf":1}`, "number", "multipleOf"},
		{`{}`, "string", "anything is said by a text"},
	}
	for _, tt := range tests {
		if got := Type(schemaOf(t, tt.schema)); got != tt.want {
			t.Errorf("Type(%s) = %s, want %s\nreason: %s", tt.schema, got, tt.want, tt.reason)
		}
	}
}

// TestNewerKeywords makes values of what OpenAPI 3.1 adds.
func TestNewerKeywords(t *testing.T) {
	tests := []struct{ schema, want, reason string }{
		{`{"const":"x"}`, `"x"`, "one value"},
		{`{"allOf":[{"type":"string"},{"const":"x"}]}`, `"x"`, "in a part"},
		{`{"allOf":[{"enum":["y","x"]},{"const":"x"}]}`, `"x"`, "beside an enum"},
		{`{"type":"integer","exclusiveMinimum":4}`, `5`, "a bound that does not fit itself"},
		{`{"type":"integer","minimum":7,"exclusiveMinimum":4}`, `7`, "beside a stricter one"},
		{`{"type":"integer","exclusiveMaximum":4,"minimum":3}`, `3`, "from above"},
		{`{"type":"integer","maximum":-7,"exclusiveMaximum":4,"minimum":-7}`, `-7`, "beside a stricter one"},
		{`{"type":"string","examples":["e","f"]}`, `"e"`, "several examples"},
	}
	for _, tt := range tests {
		if got := string(Encode(Generator{}.Value(schemaOf(t, tt.schema)))); got != tt.want {
			t.Errorf("of %s is made %s, want %s\nreason: %s", tt.schema, got, tt.want, tt.reason)
		}
	}
}

// TestNumbers makes numbers where few fit.
func TestNumbers(t *testing.T) {
	tests := []struct{ schema, want, reason string }{
		{`{"type":"integer","multipleOf":250,"maximum":999}`, `750`, "a step is longer than the usual range"},
		{`{"type":"number","minimum":4.5,"maximum":5}`, `5`, "the bound is the only whole number"},
		{`{"type":"number","minimum":5,"exclusiveMinimum":true,"maximum":5.9}`, `5.50625`, "no whole one, so one from the middle of what is above the bound"},
		{`{"type":"number","minimum":1e20}`, `100000000000000000000`, "the shortest form without an exponent"},
	}
	for _, tt := range tests {
		if got := string(Encode(Generator{}.Value(schemaOf(t, tt.schema)))); got != tt.want {
			t.Errorf("of %s is made %s, want %s\nreason: %s", tt.schema, got, tt.want, tt.reason)
		}
	}
}

// TestAlternativesOfAnything: of what may be anything each alternative has another
// type, and what is readOnly in the first alternative is left out.
func TestAlternativesOfAnything(t *testing.T) {
	for i, want := range []string{`"a"`, `1`, `true`, `{}`, `[]`, `"a"`} {
		if got := string(Encode(Generator{Alternative: i}.Value(schemaOf(t, `{}`)))); got != want {
			t.Errorf("alternative %d is %s, want %s", i, got, want)
		}
	}
	const first, second = `{"readOnly":true}`, `{"type":"string"}`
	for _, tt := range []struct{ choices, want, reason string }{
		{first + "," + second, `{}`, "the first alternative is not for requests"},
		{second + "," + first, `{"a":"a"}`, "the second one does not count"},
	} {
		s := schemaOf(t, `{"type":"object","required":["a"],"properties":{"a":{"oneOf":[`+tt.choices+`]}}}`)
		if got := string(Encode(Generator{}.Value(s))); got != tt.want {
			t.Errorf("of %s is made %s, want %s\nreason: %s", tt.choices, got, tt.want, tt.reason)
		}
	}
}

func TestForGo(t *testing.T) {
	tests := []struct{ pattern, want, reason string }{
		{`^(?!x)[a-z]+$`, `^[a-z]+$`, "what must not follow"},
		{`(?=(a|[)]\)))b(?<=c)(?<!d)`, `b`, "brackets within brackets, and what is before"},
		{`(?=a`, ``, "it has no end"},
		{`\u00e9\u00`, `\x{00e9}\u00`, "a character by its number"},
		{`\cJ\cj`, `\x{0a}\x{0a}`, "a control character"},
		{`\\u0041\/`, `\\u0041\/`, "an escaped backslash is none"},
		{`[^]a`, `(?s:.)a`, "any character"},
		{`a{1,2000}b{3000}c{12}d{2000,}`, `a{1,1000}b{1000}c{12}d{1000,}`, "more than Go repeats"},
		{`a{`, `a{`, "only a bracket"},
		{`\u00zz`, `\u00zz`, "no number"},
		{`\u00e9`, `\x{00e9}`, "a character and nothing else"},
		{`a\c`, `a\c`, "no control character"},
		{`a{2x34}`, `a{2x34}`, "no number of repetitions"},
		{`a\`, `a\`, "nothing is escaped"},
	}
	for _, tt := range tests {
		if got := forGo(tt.pattern); got != tt.want {
			t.Errorf("forGo(%s) = %s, want %s\nreason: %s", tt.pattern, got, tt.want, tt.reason)
		}
	}
}
