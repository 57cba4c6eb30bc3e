package contract

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestPlain: which documents need no look at how long a comparison takes.
func TestPlain(t *testing.T) {
	for _, tt := range []struct {
		schema string
		want   bool
		reason string
	}{
		{"{}", true, "it is compared with nothing"},
		{"{type: string}", true, "a value is compared once"},
		{"{type: array, items: {}}", true, "each item is"},
		{"{type: object, properties: {a: {}}}", true, "each property is"},
		{"{oneOf: [{type: string}]}", false, "alternatives are compared again"},
		{"{type: object, discriminator: {propertyName: k}}", false, "what it names is"},
		{"{items: {}}", false, "whether it allows everything is looked at first, here and in the items"},
		{"{additionalProperties: {}}", false, "the same of unknown properties"},
		{"{properties: {a: {}}}", false, "the same of known ones"},
	} {
		c, err := Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {default: {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := *c.operations[0].body[0].schema.plain; got != tt.want {
			t.Errorf("%s: plain is %t\nreason: %s", tt.schema, got, tt.reason)
		}
	}
}

// TestDropped: an example that is wrong, or that takes too long to compare, is not
// used to make values.
func TestDropped(t *testing.T) {
	var deep strings.Builder
	for n := range 20 {
		next := strings.Repeat("x", n+2)
		deep.WriteString("    " + next[1:] + ": {anyOf: [{$ref: '#/components/schemas/" + next + "'}, {$ref: '#/components/schemas/" + next + "'}]}\n")
	}
	for _, tt := range []struct {
		schema string
		want   any
		reason string
	}{
		{"{type: string, example: a}", "a", "it fits"},
		{"{type: integer, example: a}", nil, "it is of another type"},
		{"{type: string, example: a, anyOf: [{$ref: '#/components/schemas/x'}]}", nil, "alternatives within alternatives"},
	} {
		c, err := Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {default: {description: d}}}}}\n" +
			"components:\n  schemas:\n" + deep.String() + "    " + strings.Repeat("x", 21) + ": {type: string}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.operations[0].body[0].schema.Example; got != tt.want {
			t.Errorf("%s: the example is %v, want %v\nreason: %s", tt.schema, got, tt.want, tt.reason)
		}
	}
}

// TestMost: of one value at most MaxViolations are told.
func TestMost(t *testing.T) {
	repeat := func(item any) []any { return slices.Repeat([]any{item}, 2*MaxViolations) }
	for _, tt := range []struct {
		schema string
		value  any
		reason string
	}{
		{"{type: array, items: {type: integer}}", repeat("x"), "each item is wrong"},
		{"{type: array, items: {maximum: 9007199254740992}}", repeat(json.Number("9007199254740993")), "by less than a float64 tells"},
		{"{type: object, properties: {a: {type: integer}, b: {oneOf: [{type: array, items: {type: integer}}, {type: string}]}}}", map[string]any{"a": "x", "b": repeat("x")}, "most of it in an alternative"},
	} {
		c, err := Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {default: {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if found := c.operations[0].body[0].schema.validate(tt.value); len(found) != MaxViolations {
			t.Errorf("%s: %d violations, want %d\nreason: %s", tt.schema, len(found), MaxViolations, tt.reason)
		}
	}
}
