package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestWords: a violation says what was found and what is wanted, in words of its own.
func TestWords(t *testing.T) {
	long := strings.Repeat("x", 128)
	closed := func(name string) string {
		return "{type: object, additionalProperties: false, properties: {" + name + ": {}}}"
	}
	const named = "{oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: k}}"
	tests := []struct{ schema, body, found, want, message, reason string }{
		{"{type: string}", "null", "null", "a value that is not null", "It is null; give it a value or, where it is optional, leave it out.", "null"},
		{"{type: string}", "true", "true", "a string", "true is not allowed; it must be a string.", "a word of JSON keeps its letters"},
		{"{type: object}", "1", "1", "an object", "1 is not allowed; it must be an object.", "the article of a type"},
		{"{type: array}", "1.5", "1.5", "an array", "1.5 is not allowed; it must be an array.", "another one"},
		{"{oneOf: [{type: integer}, {type: number}]}", "1", "1", "a value that fits one alternative only", "1 fits more than one alternative of oneOf.", "two fit"},
		{named, "{}", "nothing", `"k"`, `The property "k" is missing; it names which schema is meant.`, "a name that is missing"},
		{named, `{"k":1}`, "1", "a string", `The property "k" is 1; it names which schema is meant and must be a string.`, "a name that is none"},
		{"{anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k, mapping: {a: A}}}", `{"k":"b"}`, `"b"`, "one of a, B", `The property "k" is "b"; it names which schema is meant and must be one of a, B.`, "a mapping leaves the names of the other schemas"},
		{"{type: string, format: uuid}", `"x"`, `"x"`, "the format uuid", `"x" is not in the format uuid.`, "an expression says no more than that"},
		{"{type: string, format: date-time}", `"2026-02-28T10:00:61Z"`, `"2026-02-28T10:00:61Z"`, "the format date-time", `"2026-02-28T10:00:61Z" has the second 61; they go from 00 to 59, leap seconds cannot be kept.`, "a check says what is wrong"},
		{"{type: string, pattern: ^x}", `"a\u007f"`, `"a\x7f"`, "a string that matches ^x", `"a\x7f" does not match ^x.`, "what cannot be shown"},
		{"{type: string, pattern: " + long + long[:32] + "}", `"a"`, `"a"`, "a string that matches " + long + long[:32], `"a" does not match ` + long + long[:32] + ".", "a long pattern"},
		{"{type: string, pattern: " + long + long[:33] + "}", `"a"`, `"a"`, "a string that matches " + long + long[:29] + "…", `"a" does not match ` + long + long[:29] + "….", "one that is cut"},
		{"{type: string, enum: [" + long + ", " + long[:30] + "]}", `"a"`, `"a"`, "one of " + long + ", " + long[:30], `"a" is not allowed; it must be one of ` + long + ", " + long[:30] + ".", "many words"},
		{"{type: string, enum: [" + long + ", " + long[:31] + "]}", `"a"`, `"a"`, "one of " + long + ", " + long[:27] + "…", `"a" is not allowed; it must be one of ` + long + ", " + long[:27] + "….", "too many"},
		{"{enum: [null, 1.5, {a: 1}, [b]]}", `"a"`, `"a"`, `one of null, 1.5, {"a":1}, ["b"]`, `"a" is not allowed; it must be one of null, 1.5, {"a":1}, ["b"].`, "members are shown as JSON"},
		{closed(long), `{"` + strings.ToUpper(long) + `":1}`, `"` + strings.ToUpper(long[:29]) + `…"`, `"` + long[:29] + `…"`, `The property "` + strings.ToUpper(long[:29]) + `…" is unknown; did you mean "` + long[:29] + `…"?`, "a name that differs in case"},
		{closed(long + "x"), `{"` + strings.ToUpper(long) + `X":1}`, `"` + strings.ToUpper(long[:29]) + `…"`, "", `The property "` + strings.ToUpper(long[:29]) + `…" is unknown.`, "a longer one is not compared"},
		{closed(long[:32]), `{"` + strings.ToUpper(long[:32]) + `":1}`, `"` + strings.ToUpper(long[:32]) + `"`, `"` + long[:32] + `"`, `The property "` + strings.ToUpper(long[:32]) + `" is unknown; did you mean "` + long[:32] + `"?`, "the longest that is shown"},
		{closed("'a b'"), `{"A_b":1}`, `"A_b"`, `"a b"`, `The property "A_b" is unknown; did you mean "a b"?`, "separators are as good as each other"},
		{"{type: number, maximum: 0.15}", "0.2", "0.2", "number must be at most 0.15", "0.2 is not allowed: number must be at most 0.15.", "the bound in its own digits"},
		{"{type: number, maximum: !!float 0.15}", "0.2", "0.2", "number must be at most 0.15", "0.2 is not allowed: number must be at most 0.15.", "also where it is not read exactly"},
		{"{type: array, items: {type: integer}}", "[" + strings.Repeat("1,", 1500) + `"x"]`, `"x"`, "an integer", `"x" is not allowed; it must be an integer.`, "the last of many items"},
		{"{type: number, maximum: 1e+21}", "2e+21", "2e+21", "number must be at most 1e+21", "2e+21 is not allowed: number must be at most 1e+21.", "as JSON writes it from here"},
		{"{type: number, minimum: 1e-07}", "0", "0", "number must be at least 1e-07", "0 is not allowed: number must be at least 1e-07.", "a small one has no digits in front"},
		{"{type: integer, maximum: 1000000}", "1000001", "1000001", "number must be at most 1000000", "1000001 is not allowed: number must be at most 1000000.", "nobody writes 1e+06"},
		{"{type: integer, minimum: -2500000}", "-2500001", "-2500001", "number must be at least -2500000", "-2500001 is not allowed: number must be at least -2500000.", "nor -2.5e+06"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\ncomponents: {schemas: {A: {type: object, properties: {k: {type: string}}}, B: {type: object}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := c.Exchange(exchangeOf("POST /a\nContent-Type: application/json\n\n"+tt.body, "")).Violations
		if len(found) != 1 || found[0].Found != tt.found || found[0].Want != tt.want || found[0].Message != tt.message {
			t.Errorf("%s of %s: %+v, want %s, %s, %s\nreason: %s", tt.schema, tt.body, found, tt.found, tt.want, tt.message, tt.reason)
		}
	}
}

// TestVariantsOfUUIDs: Graph asks for a variant that RFC 9562 knows, and nobody else
// does.
func TestVariantsOfUUIDs(t *testing.T) {
	const operation = "{" + fine + ", parameters: [{name: p, in: query, schema: {type: string, format: uuid}}]}"
	const other = "GET /a/1?p=019ab1c0-59fe-7d0b-02a4-6a0e1f0c9b11"
	play(t, "", []verdictRow{{operation, other, "", "", "eight, four, four, four and twelve digits"}})
	play(t, "x-contract-profile: graph\n", []verdictRow{{operation, other, "", "format query/p", "its ninth byte begins with 0"}})
}
