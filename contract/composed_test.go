package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestComposedValues: allOf, oneOf, anyOf, not, null and numbers together.
func TestComposedValues(t *testing.T) {
	const big = "9007199254740993" // 2^53 + 1, which float64 does not hold
	tests := []struct{ schema, body, want, reason string }{
		{"{nullable: true, allOf: [{type: object}]}", "null", "nullable", "OpenAPI 3.0.4: nullable means nothing without a type beside it"},
		{"{nullable: true, type: object, allOf: [{type: object}]}", "null", "nullable", "and takes nothing back that another schema says"},
		{"{nullable: true, type: object, allOf: [{type: object, nullable: true}]}", "null", "", "which may say the same"},
		{"{allOf: [{type: object, nullable: true}]}", "null", "", "null is of the part's type"},
		{"{nullable: true, oneOf: [{type: string}, {type: integer}]}", "null", "oneOf", "no alternative is null"},
		{"{oneOf: [{type: string, nullable: true}, {type: integer}]}", "null", "", "one is"},
		{"{anyOf: [{type: string}, {type: integer, nullable: true}]}", "null", "", "one is"},
		{"{type: string, nullable: true, enum: [a]}", "null", "enum", "OpenAPI 3.0.4: other keywords may disallow null"},
		{"{type: string, nullable: true, enum: [a, null]}", "null", "", "a member"},
		{"{not: {type: string}}", "null", "", "null is no string"},
		{"{not: {type: string, nullable: true}}", "null", "not", "here it is one"},
		{"{type: array, items: {type: string}}", "[null]", "nullable /0", "each item"},
		{"{type: object, properties: {a: {nullable: true, allOf: [{type: string}]}}}", `{"a":null}`, "nullable /a", "each property"},
		{"{not: {enum: [9007199254740992]}}", big, "", "another number"},
		{"{not: {enum: [9007199254740992]}}", "9007199254740992", "not", "this number"},
		{"{not: {properties: {a: {enum: [9007199254740992]}}}, required: [b]}", `{"a":9007199254740993}`, "required /b", "another number, and something else is wrong"},
		{"{oneOf: [{type: integer, maximum: 9007199254740992}, {type: integer, minimum: 9007199254740993}]}", big, "", "of one alternative only"},
		{"{anyOf: [{type: integer, maximum: 9007199254740992}, {type: string}]}", big, "maximum", "of none"},
		{"{allOf: [{maximum: 9007199254740992}, {type: integer}]}", big, "maximum", "of one part only"},
		{"{type: integer, enum: [9007199254740992]}", big, "enum", "one more"},
		{"{type: integer, enum: [9007199254740993, 1]}", big, "", "the member itself"},
		{"{type: integer, minimum: 9007199254740993}", "9007199254740992", "minimum", "one less"},
		{"{type: integer, exclusiveMaximum: true, maximum: 9007199254740993}", "9007199254740992", "", "below it"},
		{"{type: integer, exclusiveMaximum: true, maximum: 9007199254740993}", big, "exclusiveMaximum", "the bound itself"},
		{"{type: integer, exclusiveMinimum: true, minimum: 9007199254740992}", "9007199254740992", "exclusiveMinimum", "the bound itself"},
		{"{type: integer, exclusiveMinimum: true, minimum: 9007199254740992}", big, "", "above it"},
		{"{type: integer, multipleOf: 9007199254740993}", "18014398509481986", "", "twice"},
		{"{type: integer, multipleOf: 9007199254740993}", "18014398509481984", "multipleOf", "twice the float64"},
		{"{type: array, uniqueItems: true, items: {type: integer}}", "[9007199254740992, 9007199254740993]", "", "two numbers"},
		{"{type: array, items: {type: integer}}", "[1, 1.0]", "", "items may be equal unless they must not"},
		{"{type: array, items: {type: integer, maximum: 9007199254740992}}", "[1, 9007199254740993]", "maximum /1", "an item"},
		{"{type: object, additionalProperties: {maximum: 9007199254740992}}", `{"a":9007199254740993}`, "maximum /a", "of the rest"},
		{"{type: object, properties: {a: {maximum: 9007199254740992}}, additionalProperties: {type: string}}", `{"a":9007199254740993}`, "maximum /a", "a property has its own schema"},
		{"{anyOf: [{type: integer, maximum: 9007199254740992}, {type: integer, multipleOf: 2}]}", big, "maximum", "the first alternative that it nearly fits"},
		{"{anyOf: [{type: integer, maximum: 9007199254740992}, {type: integer, multipleOf: 3}]}", big, "", "another one fits"},
		{"{anyOf: [{type: integer, maximum: 9007199254740992}, {type: string}], oneOf: [{type: integer, multipleOf: 2}, {type: string}]}", big, "multipleOf, maximum", "both hold"},
		{"{type: integer, maximum: 9007199254740992, multipleOf: 2}", big, "maximum, multipleOf", "both hold"},
		{"{type: integer, exclusiveMinimum: true, minimum: 9007199254740992, maximum: 9007199254740993}", big, "", "only one bound is excluded"},
		{"{type: integer, exclusiveMaximum: true, minimum: 9007199254740993, maximum: 9007199254740995}", big, "", "only one bound is excluded"},
		{"{type: integer, multipleOf: 0}", big, "", "a fault of the document, which is not used"},
		{"{type: string, maximum: 5}", big, "type", "numbers are not compared where none may be"},
		{"{maximum: 9007199254740993}", "1.5", "", "a fraction where no integer is asked for"},
		{"{type: integer, enum: [1, a]}", "1.0", "", "one number in two ways"},
		{"{type: integer, enum: [9007199254740993, a]}", "9007199254740992", "enum", "members of several types"},
		{"{type: number, maximum: 5}", strings.Repeat("1", 1200), "maximum", "a long number"},
		{"{type: number, maximum: 5}", "4." + strings.Repeat("9", 1200), "", "a long fraction"},
		{"{type: number, minimum: 5}", "-" + strings.Repeat("1", 1200) + ".5e3", "minimum", "a long negative one"},
		{"{type: integer}", strings.Repeat("1", 1200), "", "an integer of any length"},
		{"{oneOf: [{type: object, required: [a], properties: {n: {maximum: 9007199254740992}}}, {type: string}]}", `{"n":9007199254740993}`, "required /a", "what does not fit at all is told first"},
		{"{$ref: '#/components/schemas/Loop'}", `{"n":9007199254740993}`, "maximum /n", "parts that contain each other"},
		{"{oneOf: [{$ref: '#/components/schemas/Loop'}, {type: string}]}", `{"n":9007199254740993}`, "maximum /n", "as an alternative"},
		{"{type: object, properties: {a: {$ref: '#/components/schemas/Max'}, b: {$ref: '#/components/schemas/Max'}}}", `{"a":9007199254740992,"b":9007199254740993}`, "maximum /b", "each value by itself"},
		{"{type: integer, maximum: !!int 9007199254740993}", big, "", "a bound that is not read exactly is near"},
		{"{type: string}", "1e400", "type", "no text, however large"},
		{"{type: integer}", "1e400", "", "an integer"},
		{"{}", "1e400", "", "any value"},
		{"{type: number, minimum: 0.1}", "0.1", "", "as the document writes it"},
		{"{type: number, maximum: 0.3}", "0.30000000000000004", "maximum", "more than that"},
		{"{type: number, exclusiveMinimum: true, minimum: 0.1}", "0.1", "exclusiveMinimum", "the bound itself"},
		{"{type: integer, format: uint8}", "256", "format", "one more than a byte"},
		{"{type: integer, format: int8}", "-128", "", "the least"},
		{"{type: integer, format: int16}", "32768", "format", "one too many"},
		{"{type: integer, format: uint64}", "18446744073709551616", "format", "one too many"},
		{"{type: integer, format: uint64}", "-1", "format", "below zero"},
		{"{type: integer, format: double-int}", "-9007199254740991", "", "the least"},
		{"{type: integer, format: double-int}", "-9007199254740992", "format", "one less"},
		{"{type: integer, format: double-int}", "9007199254740991", "", "the largest"},
		{"{type: integer, format: uint64}", "18446744073709551615", "", "the largest"},
		{"{type: integer, format: uint8}", "255", "", "the largest"},
		{"{type: integer, format: uint16}", "65536", "format", "one too many"},
		{"{type: integer, format: uint32}", "4294967295", "", "the largest"},
		{"{oneOf: [{type: integer, maximum: 9007199254740992}, {type: integer, minimum: 9007199254740993}, {type: integer, maximum: 1}]}", big, "", "of one alternative only"},
		{"{type: array, uniqueItems: true}", "[[1],[2],{\"a\":1},{\"a\":2},{\"b\":1}]", "", "all different"},
		{"{type: array, uniqueItems: true}", "[[1,2],[1.0,2]]", "uniqueItems", "equal lists"},
		{"{type: string, format: time-local}", `"10:00:00,5"`, "format", "a comma is not of RFC 3339"},
		{"{type: integer, format: double-int}", "9007199254740992", "format", "the registry: what a double holds without a gap"},
		{"{allOf: [{oneOf: [{type: string}, {type: integer}]}, {nullable: true}]}", "null", "oneOf", "told once"},
		{"{not: {}}", "1", "not", "no value fits"},
		{"{type: any}", `"x"`, "", "a fault of the document, and no type"},
		{"{type: string, minLength: 1}", `""`, "minLength", "an empty text"},
		{"{type: string, maxLength: 0}", `"a"`, "maxLength", "no text but the empty one"},
		{"{type: string, maxLength: 1}", `"ab"`, "maxLength", "two characters"},
		{"{type: array, minItems: 1, items: {type: string}}", `[]`, "minItems", "no item"},
		{"{type: array, maxItems: 1, items: {type: string}}", `["a","b"]`, "maxItems", "one too many"},
		{"{type: object, properties: {a: {type: integer}}}", `{"a":"x","a":1,"b":"\u0041"}`, "", "of a name that is given twice the last one counts, also beside an escape"},
		{"{type: number, maximum: !!float 0.15}", "0.14", "", "a bound that is not read exactly has its digits"},
		{"{type: number, maximum: !!float 0.15}", "0.16", "maximum", "beyond it"},
		{"{type: string, format: date-time}", `"2016-12-31T23:59:60Z"`, "", "RFC 3339 section 5.7: a leap second"},
		{"{type: string, format: uri}", `"http://[::1"`, "format", "no URI that can be read"},
		{"{type: string, format: uri-reference}", `"http://[::1"`, "format", "nor a reference"},
		{"{type: string, format: uri-reference}", `"a b"`, "format", "RFC 3986: no blanks"},
		{"{type: string, format: uri}", `"http://h/a b"`, "format", "RFC 3986: no blanks"},
		{"{type: string, format: uri}", `"http://h/a!b"`, "", "RFC 3986 section 2.2: the next character may stand there"},
		{"{type: string, format: uri}", `"http://h/é"`, "format", "RFC 3986: ASCII alone"},
		{"{type: object}", "{\"a\xff\":1}", "utf8", "a name that is no UTF-8"},
		{"{type: string}", "\"\\u0041\xff\"", "utf8", "beside an escape, too"},
		{"{type: string, format: byte}", `"aGk="`, "", "RFC 4648 section 4"},
		{"{type: string, format: byte}", `"aGk"`, "format", "section 3.2: padding is a part of it"},
		{"{type: string, format: byte}", `"aGk=\r\n"`, "format", "section 3.1: line ends are not"},
		{"{type: string, format: url}", `"nope"`, "format", "many write url for uri"},
		{"{type: string, format: char}", `"ab"`, "format", "one character"},
		{"{type: string, format: base64url}", `"a+b="`, "format", "RFC 4648 section 5"},
		{"{type: string, format: base64url}", `"a-_b"`, "", "RFC 4648 section 5"},
		{"{type: string, format: base64url}", `"a-_bc"`, "format", "no number of bytes"},
		{"{type: string, format: http-date}", `"Mon, 23 Nov 2026 10:00:00 GMT"`, "", "RFC 9110 section 5.6.7"},
		{"{type: string, format: http-date}", `"2026-11-23"`, "format", "another date"},
		{"{type: string, format: date-time-local}", `"2026-11-23T10:00:00.5"`, "", "without a zone"},
		{"{type: string, format: date-time-local}", `"2026-11-23T10:00:00Z"`, "format", "with one"},
		{"{type: string, format: time-local}", `"10:00:00"`, "", "without a zone"},
		{"{type: string, format: time-local}", `"10:00"`, "format", "without seconds"},
		{"{type: string, format: media-range}", `"text/*"`, "", "RFC 9110 section 12.5.1"},
		{"{type: string, format: media-range}", `"text"`, "format", "RFC 9110 section 12.5.1"},
		{"{type: string, pattern: '^(a|b)\\1$'}", `"aa"`, "", "ECMA 262: a back reference"},
		{"{type: string, pattern: '^(a|b)\\1$'}", `"ab"`, "pattern", "ECMA 262: a back reference"},
		{"{type: string, pattern: '^(a|b)\\\\1$'}", `"aa"`, "pattern", "in single quotes YAML undoes no escape, so the pattern asks for a backslash"},
		{"{type: string, pattern: '^(a|b)\\\\1$'}", `"a\\1"`, "", "and has one here"},
		{"{anyOf: [{required: [a]}, {required: [b]}]}", `{"c":1}`, "anyOf", "neither"},
		{"{oneOf: [{required: [a]}, {required: [b]}]}", `{"a":1,"b":1}`, "oneOf", "both"},
		{"{type: object, minProperties: 1, maxProperties: 2}", `{"a":1,"b":1,"c":1}`, "maxProperties", "one too many"},
		{"{type: object, additionalProperties: {type: integer}}", `{"a":"x"}`, "type /a", "of the rest"},
		{"{type: array, items: {oneOf: [{type: integer}, {type: string, maxLength: 1}]}}", `[1,"a","bb"]`, "maxLength /2", "an item of the likely alternative"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n" +
			"components: {schemas: {Max: {type: integer, maximum: 9007199254740992}, Loop: {allOf: [{$ref: '#/components/schemas/Loop'}, {type: object, properties: {n: {$ref: '#/components/schemas/Max'}}}]}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		if got := places(found); got != tt.want {
			t.Errorf("%s of %.40s: %q, want %q\nreason: %s\n%v", tt.schema, tt.body, got, tt.want, tt.reason, found)
		}
	}
}
