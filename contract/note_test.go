package contract_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

// TestNotes: what is described and not validated is said, with its place.
func TestNotes(t *testing.T) {
	const document = `openapi: 3.0.3
info: {title: t, version: v}
security: [{cert: []}, {other: [], key: []}]
components: {securitySchemes: {cert: {type: mutualTLS}, key: {type: apiKey, in: header, name: K}}}
paths:
  /a:
    post:
      operationId: create
      security: [{lost: []}]
      parameters:
        - {name: n, in: query, content: {text/csv: {schema: {type: string}}}}
        - {name: m, in: query, schema: {type: string, format: uuid}}
        - {name: o, in: query, schema: {type: string, format: int64}}
      requestBody: {content: {application/xml: {schema: {type: object}}, application/json: {schema: {type: string, format: shoe-size}}}}
      responses:
        '200': {description: d, content: {'*/*': {schema: {type: string, format: password}}}}
        '204': {description: d, content: {application/xml: {schema: {type: object}}}}
      callbacks:
        done: {'{$request.query.m}': {post: {responses: {'200': {description: d}}}}}
`
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`Credentials of the security scheme "lost" are not validated: the document does not describe it.`,
		`Credentials of the security scheme "other" are not validated: the document does not describe it.`,
		`line 4, column 32: Credentials of the security scheme "cert" are not validated: no request shows one of the type "mutualTLS".`,
		`line 11, column 12: create: The query parameter "n" is not validated: it has no schema, or its content is not JSON.`,
		`line 13, column 12: The format "int64" is not checked of strings: it is one of numbers.`,
		`line 14, column 31: create: A body of application/xml is not validated: it is XML.`,
		`line 14, column 74: The format "shoe-size" is not checked: it is not known.`,
		`line 16, column 43: create: A body of */* with the status 200 is validated where it is JSON, a form or a text.`,
		`line 19, column 9: create: The callback "done" is not validated: it is a request that the server sends.`,
	}
	var got []string
	for _, note := range c.Notes() {
		got = append(got, note.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Notes() mismatch (-want +got):\n%s", diff)
	}
	if notes, warnings := load(t).Notes(), load(t).Warnings(); len(notes) > 0 || len(warnings) > 0 {
		t.Errorf("our own document has the notes %v and the warnings %v", notes, warnings)
	}
}
