package contract_test

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

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

// TestTextsOfBounds: a bound is told as the document writes it.
func TestTextsOfBounds(t *testing.T) {
	for _, tt := range []struct{ schema, body, want, reason string }{
		{"{type: number, maximum: 0.5}", "0.50000000000000000001", "a number of at most 0.5", "a fraction"},
		{"{type: integer, maximum: 9007199254740992}", "9007199254740993", "a number of at most 9007199254740992", "all digits"},
		{"{type: integer, multipleOf: 2}", "9007199254740993", "a multiple of 2", "a small one"},
		{"{type: number, minimum: 1e-7}", "0.00000009999999999999999999999", "a number of at least 1e-07", "a very small one"},
		{"{type: integer, minimum: 100000000000000000000000000000000000000000}", "99999999999999999999999999999999999999999", "a number of at least 10000000000000000000000000000…", "not too many digits"},
	} {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		if len(found) != 1 || found[0].Want != tt.want {
			t.Errorf("%s of %s: %+v, want %q\nreason: %s", tt.schema, tt.body, found, tt.want, tt.reason)
		}
	}
}
