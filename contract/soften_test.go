package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestSoften: what is not validated makes nothing a violation, and is named.
func TestSoften(t *testing.T) {
	const lost = "{$ref: 'other.yaml#/X'}"
	tests := []struct{ version, schema, body, want, note, reason string }{
		{"3.0.4", "{oneOf: [" + lost + ", {type: integer}]}", "1", "", "other.yaml", "what is not known fits, and may be meant"},
		{"3.0.4", "{oneOf: [{type: object, properties: {a: " + lost + "}}, {type: object, properties: {a: {type: integer}}}]}", `{"a":1}`, "", "other.yaml", "likewise, deeper"},
		{"3.0.4", "{oneOf: [{type: object, properties: {a: " + lost + "}}, {type: string}]}", "1", "anyOf", "other.yaml", "one of them has to fit"},
		{"3.0.4", "{maximum: 3, oneOf: [" + lost + ", {type: integer}]}", "4", "maximum", "other.yaml", "what stands beside them is validated"},
		{"3.0.4", "{oneOf: [{type: integer}, {minimum: 1}]}", "1", "oneOf", "", "all of it is known"},
		{"3.0.4", "{not: " + lost + "}", "1", "", "other.yaml", "nobody knows what is forbidden"},
		{"3.0.4", "{not: {not: {not: " + lost + "}}}", "1", "", "other.yaml", "nor here"},
		{"3.0.4", "{not: {properties: {a: {pattern: '(?<n>['}}}}", `{"a":"x"}`, "", "Not checked of this schema: not.", "nor what a pattern that cannot be read matches"},
		{"3.0.4", "{oneOf: [{type: string, pattern: '(?<n>['}, {enum: [x]}]}", `"x"`, "", "", "a document's fault, of which there is a warning"},
		{"3.1.0", "{oneOf: [{type: array, prefixItems: [{type: integer}]}, {type: array}]}", `["a"]`, "", "prefixItems", "a keyword that is not checked"},
		{"3.1.0", "{not: {type: object, patternProperties: {^x: {type: integer}}}}", `{"x":"a"}`, "", "Not checked of this schema: not.", "likewise"},
		{"3.1.0", "{if: {prefixItems: [{type: integer}]}, then: {minItems: 2}}", `["a"]`, "", "not", "the condition is not known"},
		{"3.1.0", "{type: array, contains: {patternProperties: {a: {type: integer}}}}", `[{"a":"b"}]`, "", "not", "nor whether there is such an item"},
		{"3.1.0", "{if: {properties: {a: {type: string}}}, unevaluatedProperties: false}", `{"a":"b"}`, "", "unevaluatedProperties", "a condition evaluates properties by itself"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: " + tt.version + "\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Errorf("%s: %v", tt.schema, err)
			continue
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		if got := places(found); got != tt.want {
			t.Errorf("%s of %s: %q, want %q\nreason: %s", tt.schema, tt.body, got, tt.want, tt.reason)
		}
		if notes := said(c.Notes()); !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
			t.Errorf("%s: notes %q, want %q\nreason: %s", tt.schema, notes, tt.note, tt.reason)
		}
	}
}

// TestResolvesRest: a reference beside a definition that another leads to cannot be
// followed by kin-openapi, and is no reason to refuse the document.
func TestResolvesRest(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.1.0\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}, responses: {'200': {description: d}}}}}\n" +
		"components: {schemas: {S: {$defs: {a: {type: integer}, b: {$ref: '#/components/schemas/S/$defs/a'}}, $ref: '#/components/schemas/S/$defs/b'}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := said(c.Notes()), "POST /a: The body is not wholly validated"; !strings.Contains(got, want) {
		t.Errorf("notes %q, want %q", got, want)
	}
}
