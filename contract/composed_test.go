package contract_test

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

// TestDiscriminators: an object is compared with the schema that it names, and
// each violation is told at its own place.
func TestDiscriminators(t *testing.T) {
	const base = `
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind%MAPPING%}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [lives], properties: {lives: {type: integer}, friend: {$ref: '#/components/schemas/Pet'}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string, maxLength: 2}}}]}
    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, properties: {age: {type: integer, maximum: 1}}}]}
    Lone: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Mapped: {type: object, discriminator: {propertyName: kind, mapping: {b: Dog}}}
`
	const one = `
    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind%MAPPING%}}
    Cat: {type: object, required: [kind, lives], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, bark: {type: string, maxLength: 2}}}
`
	const mapped = ", mapping: {cat: '#/components/schemas/Cat', dog: Dog, far: Missing}"
	tests := []struct{ schemas, mapping, schema, body, want, reason string }{
		{base, "", "Pet", `{"kind":"Cat","lives":9}`, "", "the name of a schema"},
		{base, "", "Pet", `{"kind":"Cat","lives":"many"}`, "type /lives", "its own schema"},
		{base, "", "Pet", `{"kind":"Cat"}`, "required /lives", "which asks for more"},
		{base, "", "Pet", `{"kind":"Dog","bark":"wow"}`, "maxLength /bark", "another one"},
		{base, "", "Pet", `{"kind":"Puppy","bark":"wow","age":2}`, "maxLength /bark, maximum /age", "two levels down"},
		{base, "", "Pet", `{"kind":"Pet"}`, "", "the base itself"},
		{base, "", "Pet", `{"kind":"Cow"}`, "discriminator /kind", "OpenAPI 3.0.4: what names no schema is not valid"},
		{base, "", "Pet", `{"kind":1}`, "type /kind", "no name"},
		{base, "", "Pet", `{}`, "required /kind", "none at all"},
		{base, "", "Pet", `{"kind":"Cat","lives":9,"friend":{"kind":"Cat","lives":1,"friend":{"kind":"Dog","bark":"wow"}}}`, "maxLength /friend/friend/bark", "as deep as it goes"},
		{base, "", "Cat", `{"kind":"Cat","lives":9}`, "", "the subtype by itself"},
		{base, "", "Lone", `{"kind":"any"}`, "", "nothing is derived from it, so there is nothing to name"},
		{base, mapped, "Pet", `{"kind":"cat","lives":"many"}`, "type /lives", "a mapping to a reference"},
		{base, mapped, "Pet", `{"kind":"dog","bark":"wow"}`, "maxLength /bark", "a mapping to a name"},
		{base, mapped, "Pet", `{"kind":"Puppy","age":2}`, "maximum /age", "names beside the mapping hold"},
		{base, mapped, "Pet", `{"kind":"cow"}`, "discriminator /kind", "neither"},
		{base, mapped, "Pet", `{"kind":"far"}`, "", "which is not in the document"},
		{one, "", "Pet", `{"kind":"Cat","lives":"many"}`, "type /lives", "an alternative"},
		{one, "", "Pet", `{"kind":"Dog","bark":"wow"}`, "maxLength /bark", "another"},
		{one, mapped, "Pet", `{"kind":"dog","bark":"wow"}`, "maxLength /bark", "by its mapping"},
		{one, mapped, "Pet", `{"kind":"Dog","bark":"o"}`, "", "by its name"},
		{one, mapped, "Pet", `{"kind":"cow"}`, "discriminator", "by none"},
		{one, ", mapping: {cat: Cat}", "Pet", `{"kind":"Lone"}`, "discriminator", "a schema that is no alternative"},
		{base, "", "Mapped", `{"kind":"any"}`, "discriminator /kind", "a mapping says what there is to name"},
		{one, "", "Pet", `{"lives":1}`, "discriminator", "it says nothing"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/" + tt.schema + "'}}}}, responses: {'200': {description: d}}}}}\ncomponents:\n  schemas:" + strings.Replace(tt.schemas, "%MAPPING%", tt.mapping, 1)))
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
	}
}

func places(found []contract.Violation) string {
	var all []string
	for _, v := range found {
		all = append(all, strings.TrimSpace(v.Rule+" "+v.Target))
	}
	return strings.Join(all, ", ")
}

// TestUnknownOfSubtypes: the properties of the schema that an object names are
// known.
func TestUnknownOfSubtypes(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
components:
  schemas:
    Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{
		`{"kind":"Cat","lives":9}`:           "",
		`{"kind":"Cat","lives":9,"wings":2}`: "unknownProperty /wings",
		`{"kind":"Pet","lives":9}`:           "unknownProperty /lives",
	} {
		h := headerOf("Content-Type: application/json")
		if got := places(c.Operations()[0].Unknown(200, h, []byte(body))); got != want {
			t.Errorf("Unknown(%s) = %q, want %q", body, got, want)
		}
	}
}

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
		{"{type: integer, multipleOf: 0}", big, "multipleOf", "a fault of the document"},
		{"{type: string, maximum: 5}", "7", "type", "numbers are not compared where none may be"},
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
		{"{type: number, minimum: 0.1}", "0.1", "", "as the document writes it"},
		{"{type: number, maximum: 0.3}", "0.30000000000000004", "maximum", "more than that"},
		{"{type: number, exclusiveMinimum: true, minimum: 0.1}", "0.1", "exclusiveMinimum", "the bound itself"},
		{"{type: integer, format: uint8}", "256", "format", "one more than a byte"},
		{"{type: integer, format: int8}", "-128", "", "the least"},
		{"{type: integer, format: int16}", "32768", "format", "one too many"},
		{"{type: integer, format: uint64}", "18446744073709551616", "format", "one too many"},
		{"{type: integer, format: uint64}", "-1", "format", "below zero"},
		{"{type: integer, format: double-int}", "9007199254740992", "format", "the registry: what a double holds without a gap"},
		{"{allOf: [{oneOf: [{type: string}, {type: integer}]}, {nullable: true}]}", "null", "oneOf", "told once"},
		{"{not: {}}", "1", "not", "no value fits"},
		{"{type: any}", `"x"`, "", "a fault of the document, and no type"},
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

// TestNumbersOfJSON: a document in JSON, and one that is not read from a text,
// have exact numbers, too, or near ones.
func TestNumbersOfJSON(t *testing.T) {
	const document = `{"openapi":"3.0.4","info":{"title":"ä","version":"v"},"paths":{"/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"integer","maximum":9007199254740992}}}},"responses":{"200":{"description":"ä"}}}}}}`
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	call, err := c.Find("POST", "/a")
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{"9007199254740992": "", "9007199254740993": "maximum"} {
		if _, found := call.Request(request("POST", "application/json"), []byte(body)); places(found) != want {
			t.Errorf("%s: %v, want %q", body, found, want)
		}
	}
}

// TestExactViolation: what kin-openapi does not find is told as the rest is.
func TestExactViolation(t *testing.T) {
	const document = `openapi: 3.0.4
info: {title: t, version: v}
paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {'200': {description: d}}}}}
components:
  schemas:
    A:
      type: object
      properties:
        n:
          type: integer
          maximum: 9007199254740992
        kind: {type: string}
      discriminator:
        propertyName: kind
        mapping: {b: B, c: Missing}
    B: {type: object}
`
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	call, err := c.Find("POST", "/a")
	if err != nil {
		t.Fatal(err)
	}
	_, found := call.Request(request("POST", "application/json"), []byte(`{"n":9007199254740993,"kind":"x"}`))
	want := []contract.Violation{{
		Side: contract.InRequest, Rule: "discriminator", Target: "/kind", Found: `"x"`, Want: "the name of a schema, or one of b, c", Line: 13, Column: 7,
		Message: `"x" is not allowed; it must be the name of a schema, or one of b, c.`,
	}, {
		Side: contract.InRequest, Rule: "maximum", Target: "/n", Found: "9007199254740993", Want: "a number of at most 9007199254740992", Line: 11, Column: 11,
		Message: "9007199254740993 is not allowed; it must be a number of at most 9007199254740992.",
	}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("Request() mismatch (-want +got):\n%s", diff)
	}
	const note = `line 6, column 5: Objects of the kind "c" are compared with the base schema only: "#/components/schemas/Missing" is not in the document.`
	if notes := c.Notes(); len(notes) != 1 || notes[0].String() != note {
		t.Errorf("Notes() = %v, want %s", notes, note)
	}
}

// TestNearNumbers: the numbers of a document that is no text are near ones where
// float64 does not hold them.
func TestNearNumbers(t *testing.T) {
	const big = float64(1 << 53)
	for _, tt := range []struct {
		schema *openapi3.Schema
		body   string
		want   string
		reason string
	}{
		{openapi3.NewIntegerSchema().WithMax(big), "9007199254740993", "", "its float64 is the bound"},
		{openapi3.NewIntegerSchema().WithMax(big), "9007199254740994", "maximum", "beyond all that it may have been"},
		{openapi3.NewIntegerSchema().WithEnum(big), "9007199254740993", "", "it may have been the member"},
		{openapi3.NewIntegerSchema().WithEnum(7), "7.0", "", "a member that is no float64"},
		{openapi3.NewIntegerSchema().WithEnum(7), "7.5", "enum type", "another number"},
		{&openapi3.Schema{MultipleOf: openapi3.Ptr(big)}, "9007199254740993", "", "it may have been a multiple"},
	} {
		doc := &openapi3.T{OpenAPI: "3.0.4", Info: &openapi3.Info{Title: "t", Version: "v"}, Paths: openapi3.NewPaths()}
		op := openapi3.NewOperation()
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithJSONSchema(tt.schema)}
		op.Responses = openapi3.NewResponses()
		doc.Paths.Set("/a", &openapi3.PathItem{Post: op})
		c, err := contract.New(doc)
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		if _, found := call.Request(request("POST", "application/json"), []byte(tt.body)); rules(found) != tt.want {
			t.Errorf("%s: %v, want %q\nreason: %s", tt.body, found, tt.want, tt.reason)
		}
	}
}

// TestTooManyAlternatives: looking twice at alternatives may take too long where
// looking once does not, and then nothing is said to fit.
func TestTooManyAlternatives(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/N'}}}}, responses: {'200': {description: d}}}}}
components: {schemas: {N: {anyOf: [{type: object, properties: {a: {$ref: '#/components/schemas/N'}}}, {type: integer, maximum: 9007199254740992}]}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	call, err := c.Find("POST", "/a")
	if err != nil {
		t.Fatal(err)
	}
	for depth := range 16 {
		body := strings.Repeat(`{"a":`, depth) + "9007199254740993" + strings.Repeat("}", depth)
		want := "maximum"
		if depth > 8 {
			want = "notJudged"
		}
		if _, found := call.Request(request("POST", "application/json"), []byte(body)); rules(found) != want {
			t.Errorf("%d levels: %v, want %s", depth, found, want)
		}
	}
}
