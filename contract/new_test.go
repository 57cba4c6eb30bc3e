package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// TestNew: whatever is missing in a document that is built by hand, what is there is
// validated, and nothing has a line.
func TestNew(t *testing.T) {
	integer := openapi3.NewIntegerSchema().NewRef()
	tests := []struct {
		change           func(*openapi3.T)
		warned, reason   string
		request, outcome string
	}{
		{func(*openapi3.T) {}, "", "nothing is missing", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) { doc.Paths.Set("/b", nil) }, "", "a path", "GET /b", "notFound "},
		{func(doc *openapi3.T) { doc.Paths.Value("/a").Get.Responses.Set("200", nil) }, "is null", "a response", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) { doc.Paths.Value("/a").Get.Responses = nil }, "responses", "all responses", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) {
			doc.Paths.Value("/a").Get.Parameters = append(doc.Paths.Value("/a").Get.Parameters, nil)
		}, "is null", "a parameter", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) { doc.Paths.Value("/a").Parameters = openapi3.Parameters{nil} }, "is null", "one of a path", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) { doc.Servers = openapi3.Servers{nil} }, "", "a server", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) {
			doc.Servers = openapi3.Servers{{URL: "/{v}", Variables: map[string]*openapi3.ServerVariable{"v": nil}}}
		}, "", "a variable", "GET /b", "notFound "},
		{func(doc *openapi3.T) {
			doc.Components = &openapi3.Components{
				Schemas: openapi3.Schemas{"S": nil}, Parameters: openapi3.ParametersMap{"P": nil}, Headers: openapi3.Headers{"H": nil},
				RequestBodies: openapi3.RequestBodies{"B": nil}, Responses: openapi3.ResponseBodies{"R": nil}, SecuritySchemes: openapi3.SecuritySchemes{"S": nil},
				Examples: openapi3.Examples{"E": nil}, Links: openapi3.Links{"L": nil}, Callbacks: openapi3.Callbacks{"C": nil},
			}
		}, "is null", "each kind of component", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) {
			r := openapi3.NewResponse().WithDescription("d")
			r.Headers, r.Content, r.Links = openapi3.Headers{"H": nil}, openapi3.Content{"application/json": nil}, openapi3.Links{"L": nil}
			doc.Paths.Value("/a").Get.Responses.Set("200", &openapi3.ResponseRef{Value: r})
		}, "is null", "what a response holds", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) {
			p := doc.Paths.Value("/a").Get.Parameters[0].Value
			p.Examples = openapi3.Examples{"e": nil}
		}, "is null", "an example", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) {
			doc.Paths.Value("/a").Get.Callbacks = openapi3.Callbacks{"c": {Value: openapi3.NewCallback(openapi3.WithCallback("{$request.body#/u}", nil))}}
		}, "", "a callback", "GET /a?n=x", "type query/n"},
		{func(doc *openapi3.T) { integer.Value.Example = "x" }, "breaks its schema", "an example that is wrong is warned of", "GET /a?n=x", "type query/n"},
	}
	for _, tt := range tests {
		integer.Value.Example = nil
		op := openapi3.NewOperation()
		op.AddParameter(openapi3.NewQueryParameter("n").WithSchema(integer.Value))
		op.Responses = openapi3.NewResponses()
		doc := &openapi3.T{OpenAPI: "3.0.4", Info: &openapi3.Info{Title: "t", Version: "v"}, Paths: openapi3.NewPaths(openapi3.WithPath("/a", &openapi3.PathItem{Get: op}))}
		tt.change(doc)
		c, err := contract.New(doc)
		if err != nil {
			t.Errorf("New() = %v\nreason: %s", err, tt.reason)
			continue
		}
		if warned := said(c.Warnings()); !strings.Contains(warned, tt.warned) || tt.warned == "" && strings.Contains(warned, "null") || strings.Contains(warned, "line ") {
			t.Errorf("the warnings are %q, want %q\nreason: %s", warned, tt.warned, tt.reason)
		}
		method, target, _ := strings.Cut(tt.request, " ")
		r, _ := http.NewRequest(method, target, nil)
		call, err := c.Find(method, r.URL.Path)
		if err != nil {
			if !strings.HasPrefix(tt.outcome, "notFound") {
				t.Errorf("%s: %v\nreason: %s", tt.request, err, tt.reason)
			}
			continue
		}
		_, found := call.Request(r, nil)
		if places(found) != tt.outcome || found[0].Line != 0 || found[0].Column != 0 {
			t.Errorf("%s: %v, want %s without a line\nreason: %s", tt.request, found, tt.outcome, tt.reason)
		}
	}
}
