package contract_test

import (
	"net/http"
	"testing"
	"unicode/utf8"

	"profilestatus.example/contract"
)

// FuzzLoad: any document is loaded or refused without a panic, and what is
// loaded validates without one.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(inParts + "{type: object, required: [n], properties: {n: {$ref: '#/components/schemas/X'}, m: null}}"))
	f.Add(in31("{anyOf: [{$ref: '#/components/schemas/S'}, {type: 'null'}], if: {const: 1}, then: false, prefixItems: [true]}"))
	f.Add([]byte(swagger2))
	f.Add([]byte(files["openapi.yaml"]))
	f.Add([]byte(`{"openapi": "3.0.0", "paths": {"/{a}{b}": {"parameters": [null], "get": {"parameters": [{"in": "path"}], "responses": {"2XX": {"content": {"*/*": null}, "headers": {"A": null}}}}}}}`))
	f.Add([]byte("openapi: 3.1.0\npaths: {/a: {get: {security: [{k: []}], responses: {default: {$ref: '#/paths'}}, requestBody: {content: {a: {schema: {items: [1], required: 1}}}}}}}\ncomponents: {securitySchemes: {k: null}}"))
	f.Add([]byte("swagger: 2.0\npaths: {/a: {post: {parameters: [{in: body, schema: {$ref: x}}, {in: formData, name: f, type: file}]}}}"))
	f.Add([]byte("swagger: '2.0'\npaths: {/a: }\ndefinitions: {S: , T: {properties: {n: }}}"))
	f.Add([]byte("a: &a [*a, *a]\nopenapi: 3.0.0\npaths: {<<: *a}"))
	f.Fuzz(func(t *testing.T, document []byte) {
		if len(document) > 10_000 {
			return
		}
		c, err := contract.Load(document)
		if err != nil {
			if text := err.Error(); !utf8.ValidString(text) || len(text) > 700 {
				t.Errorf("the error is not fit to print: %q", text)
			}
			return
		}
		c.Notes()
		for _, op := range c.Operations() {
			op.Parameters()
			op.Security()
			op.Response(200, http.Header{"Content-Type": {"application/json"}}, []byte(`{"a":[1,null,"x",{"a":{}}]}`))
			c.Exchange(&contract.Exchange{Method: op.Method, Target: op.Path, Status: 200, RequestHeader: http.Header{"Content-Type": {"application/json"}}, RequestBody: []byte(`[{}]`)})
		}
	})
}
