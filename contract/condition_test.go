package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestWordsOfConditions: a keyword of OpenAPI 3.1 that is validated by others is
// told by what it asks, not by these.
func TestWordsOfConditions(t *testing.T) {
	tests := []struct{ version, schema, body, want, reason string }{
		{"3.1.0", "{if: {required: [a]}, then: {required: [b]}}", `{"a":1}`, `required /b: The property "b" is missing.`, "what then asks"},
		{"3.1.0", "{if: {required: [a]}, else: {properties: {c: {type: integer}}}}", `{"c":"x"}`, `type /c: "x" is not allowed; it must be an integer.`, "what else asks"},
		{"3.1.0", "{dependentRequired: {a: [b]}}", `{"a":1}`, `required /b: The property "b" is missing.`, "a property that another needs"},
		{"3.1.0", "{properties: {z: {dependentSchemas: {a: {maxProperties: 1}}}}}", `{"z":{"a":1,"b":1}}`, "maxProperties /z: An object is not allowed: there must be at most 1 properties.", "deeper"},
		{"3.1.0", "{properties: {z: {type: array, contains: {type: integer}}}}", `{"z":["x"]}`, "contains /z: No item fits the schema of contains.", "contains is said by not"},
		{"3.1.0", "{not: {type: array}}", `[]`, "not: An array is not allowed; it must be anything but an array.", "not itself stays"},
		{"3.1.0", "{const: {a: [1]}}", `1`, `enum: 1 is not allowed; it must be {"a":[1]}.`, "values are shown in JSON"},
		{"3.0.3", "{nullable: true, enum: [[1], null]}", `2`, "enum: 2 is not allowed; it must be one of [1], null.", "null, too"},
		{"3.0.3", "{type: string}", `false`, "type: false is not allowed; it must be a string.", "a word of JSON keeps its letters"},
		{"3.0.3", "{type: integer, format: int32}", `2147483648`, "format: 2147483648 is not in the format int32.", "the number as it was sent"},
		{"3.0.3", "{type: string, format: date-time}", `"2026-02-28T10:00:60Z"`, `format: "2026-02-28T10:00:60Z" has the second 60, which only 23:59 UTC has, for a leap second.`, "a leap second elsewhere is valid"},
		{"3.0.3", "{type: string, format: date-time}", `"2026-02-30T10:00:60Z"`, `format: "2026-02-30T10:00:60Z" has the second 60; they go from 00 to 59, leap seconds cannot be kept.`, "no such day with another second either"},
		{"3.0.3", "{type: string, format: date-time}", `"2026-02-28 10:00:00Z"`, `format: "2026-02-28 10:00:00Z" is not a date and time such as 2026-11-23T09:58:12Z (RFC 3339).`, "RFC 3339 section 5.6: a T is between them"},
		{"3.0.3", "{type: string, format: date-time}", `"2026-02-28T24:00:00Z"`, `format: "2026-02-28T24:00:00Z" is not a date and time that exists.`, "the last hour is 23"},
		{"3.0.3", "{oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: k, mapping: {a: A}}}", `{}`, `discriminator /k: The property "k" is missing; it names which schema is meant.`, "the object is not null"},
		{"3.0.3", "{oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: k, mapping: {a: A}}}", `{"k":null}`, `discriminator /k: The property "k" is null; it names which schema is meant and must be a string.`, "the property is"},
		{"3.0.3", "{type: array, items: {oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: k, mapping: {a: A}}}}", `[{"k":"b"}]`, `discriminator /0/k: The property "k" is "b"; it names which schema is meant and must be one of a.`, "the place of the property"},
		{"3.0.3", `{type: string, pattern: '^\p{Script=Greek}+$'}`, `"ab"`, `pattern: "ab" does not match ^\p{Script=Greek}+$.`, "ECMA 262: a property with its value"},
		{"3.0.3", `{type: string, pattern: '^\p{gc=Lu}(?!b)'}`, `"Ab"`, `pattern: "Ab" does not match ^\p{gc=Lu}(?!b).`, "with lookahead"},
		{"3.0.3", `{type: string, pattern: '^\\p{sc=Greek}$'}`, `"\\p{sc=Greek}"`, "", "an escaped backslash begins no property"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: " + tt.version + "\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\ncomponents: {schemas: {A: {type: object, properties: {k: {type: string}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range c.Exchange(exchangeOf("POST /a\nContent-Type: application/json\n\n"+tt.body, "")).Violations {
			separator := " "
			if v.Target == "" {
				separator = ": "
			}
			got = append(got, v.Rule+separator+v.String())
			if v.Line == 0 {
				t.Errorf("%s of %s: no line: %v", tt.schema, tt.body, v)
			}
		}
		if all := strings.Join(got, "|"); all != tt.want {
			t.Errorf("%s of %s: %s, want %s\nreason: %s", tt.schema, tt.body, all, tt.want, tt.reason)
		}
	}
}

// TestWordsOfValues: what is JSON within a parameter or a part is called a value.
func TestWordsOfValues(t *testing.T) {
	tests := []struct{ document, request, want, reason string }{
		{"get: {parameters: [{name: n, in: query, content: {application/json: {schema: {type: object}}}}], " + fine + "}", "GET /a?n=%7B", "query/n: The value ends in the middle of its JSON value.", "a parameter is no body"},
		{"get: {parameters: [{name: n, in: query, content: {application/json: {schema: {type: object}}}}], " + fine + "}", "GET /a?n=1%202", "query/n: Something follows the JSON value at byte 1; it is exactly one value.", "one value"},
		{"post: " + asked + "multipart/form-data: {schema: {type: object}}}}}", "POST /a\nContent-Type: multipart/form-data; boundary=b\n\n--c--", "The body has no parts: the boundary that Content-Type gives is not in it.", "a body is called one"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {" + tt.document + "}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := c.Exchange(exchangeOf(tt.request, "")).Violations
		if len(found) != 1 || found[0].String() != tt.want {
			t.Errorf("%s, %q: %v, want %s\nreason: %s", tt.document, tt.request, found, tt.want, tt.reason)
		}
	}
}
