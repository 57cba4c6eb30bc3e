package check_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"profilestatus.example/contract/check"
)

// oddSchemas are schemas of a body at the edge of what can be tried.
var oddSchemas = []struct{ name, schema, reason string }{
	{"nothing", `{}`, "any value will do"},
	{"a number", `{type: number}`, "a body need not be an object"},
	{"a text", `{type: string, maxLength: 0}`, "an empty text is all that fits"},
	{"an array", `{type: array, items: {}}`, "nor need its items be anything"},
	{"impossible", `{type: string, minLength: 5, maxLength: 2}`, "nothing fits"},
	{"never", `{not: {}}`, "nothing fits"},
	{"endless", `{$ref: '#/components/schemas/Endless'}`, "a schema that contains itself, and must"},
	{"map", `{type: object, additionalProperties: {type: integer}}`, "names are open, values are not"},
	{"unknown format", `{type: object, required: [a], properties: {a: {type: string, format: color, pattern: '^(?:red|blue)$'}}}`, "a format that nobody knows"},
	{"look-ahead", `{type: object, properties: {a: {type: string, pattern: '^a{2,3}(b|c)*\bx?$'}}}`, "a pattern that is hard to write for"},
	{"required and unknown", `{type: object, required: [x, y], properties: {x: {type: boolean}}}`, "a required property without a schema"},
	{"large", `{type: object, properties: {a: {type: string, minLength: 100000}, b: {type: array, minItems: 5000, items: {type: integer}}}}`, "bounds that are beyond what is tried"},
	{"read only", `{type: object, required: [id, a], properties: {id: {type: string, readOnly: true}, a: {type: string, writeOnly: true}}}`, "what only one side sends"},
	{"any of", `{anyOf: [{type: string, enum: [a]}, {type: object, required: [b], properties: {b: {type: number, multipleOf: 0.1}}}]}`, "alternatives of several types"},
	{"discriminated", `{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}`, "alternatives that a name tells apart"},
}

const oddDocument = `
openapi: 3.0.3
info: {title: odd, version: v}
paths:
  /a/{b}/{c}:
    post:
      parameters:
        - {name: b, in: path, required: true, schema: {type: string, format: uuid}}
        - {name: c, in: path, required: true, schema: {type: boolean}}
        - {name: d, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: e, in: cookie, required: true, schema: {type: string}}
        - {name: f, in: query, required: true, schema: {type: array, items: {type: integer, maximum: 3}}}
      requestBody: {content: {application/json: {schema: %s}}}
      responses:
        '200': {description: d}
        '4XX': {description: d}
components:
  schemas:
    Endless: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Endless'}}}
    Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [Cat]}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [Dog]}}}
`

// TestOddDocuments must not panic, hang or fall silent, whatever the document
// and the server are.
func TestOddDocuments(t *testing.T) {
	servers := map[string]http.HandlerFunc{
		"takes all":    func(w http.ResponseWriter, _ *http.Request) {},
		"refuses all":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(400) },
		"moves all":    func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/else\x7f", http.StatusFound) },
		"speaks oddly": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(999); _, _ = w.Write([]byte("\xff{")) },
	}
	for _, odd := range oddSchemas {
		for name, handler := range servers {
			t.Run(odd.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
					defer cancel()
					r, err := check.Run(ctx, check.Config{Base: "http://odd.test", Document: fmt.Appendf(nil, oddDocument, odd.schema), Seed: 1, Cases: casesOr(3, 10), Transport: direct{handler}})
					if err != nil && !errors.Is(err, check.ErrNotRun) || ctx.Err() != nil {
						t.Fatalf("Run() = %v\nreason: %s", err, odd.reason)
					}
					if name != "takes all" && err == nil && r.Holds() {
						t.Errorf("nothing was found in %d requests\nreason: %s", r.Requests, odd.reason)
					}
					if len(r.NotCovered)+len(r.NotSeen) == 0 {
						t.Errorf("nothing is said to be not covered\nreason: %s", odd.reason)
					}
				})
			})
		}
	}
}
