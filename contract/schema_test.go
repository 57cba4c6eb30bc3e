package contract

import (
	"os"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// FuzzAcceptor: an acceptor and kin-openapi agree on every value, for every
// schema of the document. If the acceptor said yes alone, a violation would pass;
// if kin-openapi did, valid requests would be slow.
func FuzzAcceptor(f *testing.F) {
	for _, seed := range []string{
		`{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`, `{"status":"x"}`, `{}`, `[]`, `null`, `"success"`, `1`,
		`{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"é","status":"error","lastSynchronizationDateTime":"2026-11-23T09:58:12+14:00"}`,
		`{"value":[],"@odata.nextLink":"http://h/"}`, `{"error":{"code":"Conflict","message":"m","details":[],"innerError":{"date":"2026-11-23T10:00:00","request-id":"x","client-request-id":"y"}}}`,
	} {
		f.Add([]byte(seed))
	}
	document, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		f.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		f.Fatal(err)
	}
	schemas := make(map[string]*schema)
	for name, ref := range doc.Components.Schemas {
		schemas[name] = newBuilder(Graph()).schema(ref, InRequest)
		if schemas[name].accepts == nil {
			f.Errorf("schema %s has no acceptor", name)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		value, _, ok := readValue(body, nil, newConfig([]Option{Graph()}))
		if !ok {
			return
		}
		for name, s := range schemas {
			if quick, slow := s.accepts(value), s.VisitJSON(value, s.first...); quick != (slow == nil) {
				t.Errorf("schema %s, value %#v: the acceptor says %t, kin-openapi %v", name, value, quick, slow)
			}
		}
	})
}

// TestNoAcceptor: schemas with anything but the plain keywords are left to
// kin-openapi.
func TestNoAcceptor(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(`
openapi: 3.0.3
info: {title: t, version: v}
paths: {}
components:
  schemas:
    integer: {type: integer}
    nullable: {type: string, nullable: true, enum: [a]}
    oneOf: {type: string, oneOf: [{maxLength: 1}, {minLength: 3}]}
    not: {type: object, not: {required: [a]}}
    map: {type: object, additionalProperties: {type: string}}
    minProperties: {type: object, minProperties: 1}
    uniqueItems: {type: array, uniqueItems: true, items: {type: string}}
    items: {type: array, items: {type: boolean}}
    property: {type: object, properties: {a: {type: number}}}
    recursive: {type: object, properties: {next: {$ref: '#/components/schemas/recursive'}, a: {type: integer}}}
    secret: {type: object, properties: {a: {type: string, writeOnly: true}}}
    numbers: {type: string, enum: [a, null]}
    untyped: {maxLength: 3}
`))
	if err != nil {
		t.Fatal(err)
	}
	for name, ref := range doc.Components.Schemas {
		if newBuilder(Graph()).schema(ref, InRequest).accepts != nil {
			t.Errorf("schema %s has an acceptor", name)
		}
	}
}
