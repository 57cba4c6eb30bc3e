package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestModern: OpenAPI 3.1 is validated by the keywords that 3.0 has, too, and what
// these cannot say is noted.
func TestModern(t *testing.T) {
	tests := []struct{ schema, body, want, note, reason string }{
		{"{type: [string, 'null']}", "null", "", "", "null is a type"},
		{"{type: [string, 'null']}", "1", "type", "", "a number is not among them"},
		{"{type: [integer, string]}", "1.5", "type", "", "neither"},
		{"{type: [integer, number]}", "1.5", "", "", "one of them"},
		{"{type: string, nullable: true}", "null", "nullable", "", "JSON Schema has no nullable"},
		{"{const: a}", `"b"`, "enum", "", "one value"},
		{"{const: 9007199254740992}", "9007199254740992", "", "", "a number"},
		{"{const: null}", "null", "", "", "the value may be null"},
		{"{const: null}", "1", "enum", "", "and is then the only one"},
		{"{type: object, properties: {a: {const: 1}}}", `{"a":2}`, "enum /a", "", "deeper"},
		{"{type: integer, exclusiveMinimum: 5}", "5", "exclusiveMinimum", "", "a bound of its own"},
		{"{type: integer, exclusiveMinimum: 9007199254740993}", "9007199254740993", "exclusiveMinimum", "", "exactly"},
		{"{type: integer, exclusiveMinimum: 9007199254740993}", "9007199254740994", "", "", "exactly"},
		{"{type: integer, exclusiveMinimum: 5}", "6", "", "", "above it"},
		{"{type: integer, exclusiveMaximum: 9007199254740993}", "9007199254740992", "", "", "exactly"},
		{"{type: integer, exclusiveMaximum: 9007199254740993}", "9007199254740993", "exclusiveMaximum", "", "exactly"},
		{"{type: [object, 'null'], dependentRequired: {a: [b]}}", "null", "", "", "which only objects are asked for"},
		{"{dependentSchemas: {b: {type: string}}}", "2", "", "", "likewise"},
		{"{dependentSchemas: {b: {type: string}}}", `{"b":1}`, "type", "", "an object that has it"},
		{"{contains: {type: object}}", "[null]", "contains", "", "null is no object"},
		{"{contains: {type: [object, 'null']}}", "[null]", "", "", "here it is asked for"},
		{"{if: {type: string}, then: {minLength: 2}}", "null", "", "", "the condition is not met"},
		{"{type: [object, 'null'], anyOf: [{required: [a]}, {required: [b]}]}", "null", "", "", "required asks nothing of null"},
		{"{oneOf: [{type: 'null'}, {type: string, maxLength: 1}]}", "null", "", "", "an alternative"},
		{"{oneOf: [{type: 'null'}, {type: string, maxLength: 1}]}", `"ab"`, "maxLength", "", "the likely one"},
		{"{type: object, properties: {a: true, b: false}}", `{"a":1}`, "", "", "true allows everything"},
		{"{type: object, properties: {a: true, b: false}}", `{"b":1}`, "boolean /b", "", "false allows nothing"},
		{"{type: object, examples: [{}], $comment: x}", "{}", "", "", "which say nothing of values"},
		{"{type: array, prefixItems: [{type: string}], items: {type: integer}}", `[1, 2]`, "", "prefixItems", "not checked"},
		{"{type: array, prefixItems: [{type: string}], items: {type: integer}}", `["a", "b"]`, "type /1", "prefixItems", "what is behind them is"},
		{"{type: object, additionalProperties: false, patternProperties: {^x-: {type: integer}}}", `{"x-a":1}`, "", "patternProperties", "not checked"},
		{"{minContains: 2, contains: {type: string}, propertyNames: {maxLength: 1}, allOf: [{}], unevaluatedProperties: false}", `{"aa":1}`, "", "contains, propertyNames, unevaluatedProperties", "not checked"},
		{"{$ref: '#/components/schemas/A', description: d}", "x", "json", "", "words beside a reference"},
		{"{type: string, contentMediaType: image/png, contentEncoding: base64}", `"?"`, "", "", "JSON Schema: these are annotations"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.1.0\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\ncomponents: {schemas: {A: {type: integer}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		if got := places(found); got != tt.want {
			t.Errorf("%s of %s: %q, want %q\nreason: %s\n%v", tt.schema, tt.body, got, tt.want, tt.reason, found)
		}
		if notes := c.Notes(); len(notes) > 0 != (tt.note != "") || tt.note != "" && !strings.Contains(notes[0].Message, tt.note) {
			t.Errorf("%s: notes %v, want %q", tt.schema, notes, tt.note)
		}
	}
}

// TestModernParameters: a parameter of several types is read as the one that fits.
func TestModernParameters(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.1.0\ninfo: {title: t, version: v}\npaths: {/a: {get: {parameters: [{name: n, in: query, schema: {type: [integer, 'null'], maximum: 5}}], responses: {'200': {description: d}}}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{"n=5": "", "n=6": "maximum query/n", "n=x": "type query/n"} {
		call, err := c.Find("GET", "/a")
		if err != nil {
			t.Fatal(err)
		}
		r := request("GET", "")
		r.URL.RawQuery = query
		if _, found := call.Request(r, nil); places(found) != want {
			t.Errorf("%s: %v, want %q", query, found, want)
		}
	}
}
