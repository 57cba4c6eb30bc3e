package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestValues: values are what JSON and OpenAPI 3.0 say, whatever float64 holds.
func TestValues(t *testing.T) {
	const uuid = "{type: string, format: uuid}"
	tests := []struct{ schema, body, want, reason string }{
		{"{type: integer, format: int64}", "9223372036854775807", "", "the largest"},
		{"{type: integer, format: int64}", "9223372036854775808", "format", "one more"},
		{"{type: integer}", "123456789012345678901234567890", "", "an integer has no bound by itself"},
		{"{type: integer, maximum: 9007199254740993}", "9007199254740993", "", "the bound is read as float64"},
		{"{type: integer, maximum: 9007199254740993}", "9007199254740995", "maximum", "beyond all that it may have been"},
		{"{type: number, maximum: 0.5}", "0.50000000000000000001", "maximum", "float64 knows no difference"},
		{"{type: integer, multipleOf: 2}", "9007199254740993", "multipleOf", "an odd number"},
		{"{type: number, multipleOf: 0.01}", "1.15", "", "a multiple in decimals"},
		{"{type: number, multipleOf: 0.01}", "1.155", "multipleOf", "no multiple"},
		{"{type: integer, enum: [9007199254740993]}", "9007199254740993", "", "the member is read as float64"},
		{"{type: integer}", "1.0", "", "a whole number, however it is written"},
		{"{type: integer}", "1e2", "", "also with an exponent"},
		{"{type: integer}", "1.5", "type", "no whole number"},
		{"{type: integer}", "9007199254740992.5", "type", "no whole number, though its float64 is one"},
		{"{type: number}", "1e400", "", "JSON numbers have no bound"},
		{"{type: number, maximum: 5}", "1e400", "maximum", "but documents can set one"},
		{"{type: number, maximum: 5}", "1e99999999999999999999", "maximum", "no matter how large"},
		{"{type: number, minimum: 5}", "-1e999999999", "minimum", "or how small"},
		{"{type: number, format: double}", "1e400", "format", "a double does not hold it"},
		{"{type: number, format: float}", "1e39", "format", "a float does not hold it"},
		{"{type: number, format: int32}", "2147483648", "format", "the format holds for any number"},
		{"{type: array, uniqueItems: true, items: {}}", "[1, 1.0]", "uniqueItems", "one number written in two ways"},
		{"{type: array, uniqueItems: true, items: {}}", `[1, true, "1", null, {}, []]`, "", "all different"},
		{"{type: array, uniqueItems: true, items: {}}", `[{"a":1,"b":[1.0]},{"b":[1],"a":1e0}]`, "uniqueItems", "equal objects"},
		{"{}", "null", "", "where no type is given, null is a value like others"},
		{"{type: object, additionalProperties: {}}", `{"a":null}`, "", "a map of anything"},
		{"{type: array, items: {}}", "[null]", "", "a list of anything"},
		{"{type: string}", "null", "nullable", "beside a type it has to be said"},
		{"{type: string, nullable: true}", "null", "", "as here"},
		{"{enum: [a]}", "null", "enum", "it is no member"},
		{"{type: object, properties: {id: {type: string, readOnly: true}}}", `{"id":"x"}`, "", "it should not be sent, and no more"},
		{"{type: object, properties: {id: {type: string, readOnly: true}}}", `{"id":1}`, "type", "but has its type"},
		{"{type: object, required: [id], properties: {id: {type: string, readOnly: true}}}", `{}`, "", "it is required of the response only"},
		{uuid, `"00000000-0000-0000-C000-000000000046"`, "", "a UUID of Microsoft's variant"},
		{uuid, `"11111111-1111-1111-1111-111111111111"`, "", "a UUID of no version"},
		{uuid, `"11111111-1111-1111-1111-11111111111"`, "format", "a digit too few"},
		{"{type: string, format: date-time}", `"9999-12-31t23:59:59.1234567890123z"`, "", "RFC 3339 knows all of it"},
		{"{type: string, format: date-time}", `"2016-12-31T23:59:60Z"`, "", "a leap second"},
		{"{type: string, format: date-time}", `"2016-13-31T23:59:59Z"`, "format", "no month"},
		{"{type: string, format: ipv4}", `"999.1.1.1"`, "format", "no address"},
		{"{type: string, format: ipv6}", `"::ffff:1.2.3.4"`, "", "an address of both kinds"},
		{"{type: number, format: int64}", "0.5", "format", "a whole number, whatever the type says"},
		{"{type: number, format: double}", "0.5", "", "which this need not be"},
		{"{type: number, multipleOf: 0}", "1", "", "the fault is the document's, which has a warning"},
		{"{type: number, multipleOf: -2}", "1", "", "the same below 0"},
		{"{type: string, format: email}", `"@a.example"`, "format", "RFC 5321 section 4.1.2: something is before the @"},
		{"{type: string, format: email}", `"a@a.example"`, "", "an address"},
		{"{type: string, format: email}", `"nope"`, "format", "no address"},
		{"{type: string, format: hostname}", `"-a-"`, "format", "no host"},
		{"{type: string, format: duration}", `"P1D"`, "", "a day"},
		{"{type: string, format: duration}", `"x"`, "format", "no duration"},
		{"{type: string, format: json-pointer}", `"x"`, "format", "no slash"},
		{"{type: string, format: uri-template}", `"{?a,b*}"`, "", "RFC 6570 section 2.2: a query by itself"},
		{"{type: string, format: uri-template}", `"{var:3}/ä%C3{+a.b}"`, "", "a prefix of a value, and a name with a dot"},
		{"{type: string, format: uri-template}", `"http://a/{}"`, "format", "no name"},
		{"{type: string, format: uri-template}", `"http://a/{a b}"`, "format", "a blank in a name"},
		{"{type: string, format: uri-template}", `"{a:0}"`, "format", "a prefix of nothing"},
		{"{type: string, format: uri-template}", `"a}"`, "format", "a brace that opens nothing"},
		{"{type: string, format: uri-template}", `"100%"`, "format", "a percent sign that escapes nothing"},
		{"{type: string, format: uri}", `"http://a#b#c"`, "format", "RFC 3986: no # in a fragment"},
		{"{type: string, format: uri-reference}", `"#a#b"`, "format", "likewise"},
		{"{type: string, format: uri-reference}", `"ä"`, "format", "beyond ASCII it is an IRI"},
		{"{type: string, format: iri-reference}", `"ä"`, "", "which this is"},
		{"{type: string, format: iri-reference}", `"ä b"`, "format", "a blank must be escaped"},
		{"{type: string, format: regex}", `"(?!a)"`, "", "ECMA 262"},
		{"{type: string, format: regex}", `"("`, "format", "no regular expression"},
		{"{type: string, format: uri}", `"http://a/b c"`, "format", "a blank must be escaped"},
		{"{type: string, format: shoe-size}", `"x"`, "", "nobody knows the format"},
		{"{type: string}", `"\ud800"`, "", "half a surrogate pair is JSON, RFC 8259 section 8.2"},
		{"{type: object}", `{"a":1,"a":2}`, "", "names should be unique, and no more"},
		{"{}", strings.Repeat("[", 40) + strings.Repeat("]", 40), "", "deep, and not too deep"},
		{"{}", strings.Repeat("[", 600) + strings.Repeat("]", 600), "depth", "too deep"},
		{"{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t}}", `{"t":"Dog","m":1}`, "", "the name of the schema"},
		{"{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t}}", `{"t":"Cat","n":"x"}`, "required", "it would be a dog, but says that it is a cat"},
		{"{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}", `{"t":"c","m":1}`, "", "a mapping to a name"},
		{"{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}", `{"t":"Dog","m":1}`, "", "a mapping may leave names out"},
		{"{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}", `{"t":"Cow","m":1}`, "discriminator", "no such schema"},
		{"{type: object, properties: {a: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}, b: {maximum: 1}}}", `{"a":{"t":"c"},"b":2}`, "required maximum", "what is wrong is told in the order of the value"},
		{"{type: object, properties: {a: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}, b: {maximum: 1}}}", `{"a":{"t":"c","m":"x"},"b":2}`, "type maximum", "the other alternative is not meant, whatever breaks it"},
		{"{type: object, properties: {a: {anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}, b: {maximum: 1}}}", `{"a":{"t":"c"},"b":2}`, "required maximum", "the same of anyOf"},
		{"{type: object, properties: {a: {anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}, b: {maximum: 1}}}", `{"a":{"t":"c","m":"x"},"b":2}`, "type maximum", "the same of anyOf"},
	}
	for _, tt := range tests {
		document := "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n" +
			"components: {schemas: {Cat: {type: object, required: [m], properties: {m: {type: integer}}}, Dog: {type: object, properties: {m: {type: integer}}}}}\n"
		c, err := contract.Load([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		if got := rules(found); got != tt.want {
			t.Errorf("%s of %.60s: %q %v, want %q\nreason: %s", tt.schema, tt.body, got, found, tt.want, tt.reason)
		}
	}
}
