package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestComposed: what breaks a part of a schema is told at its own place, with
// its own reason.
func TestComposed(t *testing.T) {
	tests := []struct{ schema, body, want, reason string }{
		{"{allOf: [{type: object, required: [a]}, {properties: {b: {type: integer}}}]}", `{"b":"x"}`, `/a: The property "a" is missing.|/b: "x" is not allowed; it must be an integer.`, "each part says what it misses"},
		{"{type: object, properties: {o: {allOf: [{type: object, properties: {b: {maximum: 3, type: integer}}}]}}}", `{"o":{"b":4}}`, "/o/b: 4 is not allowed: number must be at most 3.", "the place within the value"},
		{"{type: array, items: {type: object, properties: {o: {anyOf: [{type: object, properties: {b: {oneOf: [{type: integer}]}}}]}}}}", `[{"o":{"b":"x"}}]`, `/0/o/b: "x" is not allowed; it must be an integer.`, "the place through all of them"},
		{"{type: object, properties: {o: {allOf: [{required: [a]}, {required: [b]}]}}}", `{"o":{}}`, `/o/a: The property "a" is missing.|/o/b: The property "b" is missing.`, "the place of each"},
		{"{allOf: [{allOf: [{type: string}]}]}", `1`, "1 is not allowed; it must be a string.", "parts of parts"},
		{"{oneOf: [{type: string}, {type: object, required: [a]}]}", `{}`, `/a: The property "a" is missing.`, "an object can only be meant for the object"},
		{"{anyOf: [{type: string}, {type: object, required: [a]}]}", `{}`, `/a: The property "a" is missing.`, "the same of anyOf"},
		{"{oneOf: [{type: object, required: [a]}, {type: object, required: [b]}]}", `{}`, "An object fits none of the 2 alternatives of oneOf.", "nobody knows which was meant"},
		{"{oneOf: [{type: integer}, {type: number}]}", `1`, "1 fits more than one alternative of oneOf.", "exactly one has to fit"},
		{"{anyOf: [{type: integer}, {type: string, pattern: '('}]}", `"x"`, "", "what cannot be read forbids nothing"},
		{"{type: string, minLength: 2, pattern: '('}", `"x"`, `"x" is not allowed: minimum string length is 2.`, "and the rest holds"},
		{"{anyOf: [{type: integer}, {type: boolean}]}", `"x"`, `"x" fits none of the 2 alternatives of anyOf.`, "neither type"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		var got []string
		for _, v := range found {
			got = append(got, v.String())
			if v.Line == 0 {
				t.Errorf("%s of %s: no line: %v", tt.schema, tt.body, v)
			}
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s of %s: %q, want %q\nreason: %s", tt.schema, tt.body, got, tt.want, tt.reason)
		}
	}
}
