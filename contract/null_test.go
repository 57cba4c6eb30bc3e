package contract_test

import (
	"testing"

	"profilestatus.example/contract"
)

// TestNullInAlternatives: what says nothing of a type accepts null, also as one of
// several alternatives and deep in one, where kin-openapi refuses it.
func TestNullInAlternatives(t *testing.T) {
	tests := []struct{ schema, body, want, reason string }{
		{"{type: object, nullable: true, anyOf: [{required: [a]}, {required: [b]}]}", "null", "", "required asks nothing of null"},
		{"{type: object, nullable: true, oneOf: [{required: [a]}, {required: [b]}]}", "null", "oneOf", "so both fit"},
		{"{type: object, nullable: true, anyOf: [{required: [a]}, {required: [b]}]}", "{}", "anyOf", "of an object they ask something"},
		{"{anyOf: [{}, {type: string}]}", "null", "", "any value is one"},
		{"{anyOf: [{type: integer}, {type: string}]}", "null", "anyOf", "no alternative has null"},
		{"{oneOf: [{maximum: 2}, {type: string}]}", "null", "", "maximum asks nothing of null"},
		{"{oneOf: [{maximum: 2}, {type: string, nullable: true}]}", "null", "oneOf", "both fit"},
		{"{oneOf: [{type: object, properties: {x: {}}}, {type: array, items: {}}]}", `{"x":null}`, "", "deep in an alternative"},
		{"{oneOf: [{type: object, properties: {x: {type: integer}}}, {type: array, items: {}}]}", `{"x":null}`, "nullable /x", "which may not be null here"},
		{"{anyOf: [{type: array, items: {}}, {type: string}]}", "[null]", "", "an item"},
		{"{type: string, nullable: true, not: {type: object, nullable: true}}", "null", "not", "what is forbidden may be null, too"},
		{"{type: string, nullable: true, not: {type: object}}", "null", "", "only objects are forbidden"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		if got := places(found); got != tt.want {
			t.Errorf("%s of %s: %q, want %q\nreason: %s", tt.schema, tt.body, got, tt.want, tt.reason)
		}
	}
}
