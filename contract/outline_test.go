package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

func TestOutline(t *testing.T) {
	c := load(t)
	call, err := c.Find("POST", statusPath)
	if err != nil {
		t.Fatal(err)
	}
	o := call.Outline()
	if len(o.Body) != 1 || o.Body[0].Shape == nil || !o.BodyRequired || o.Line == 0 {
		t.Fatalf("Outline() = %+v, want one required body with a shape, and a line", o)
	}
	shape := o.Body[0].Shape
	if shape.Open || shape.Properties["status"] == nil || len(shape.Properties["status"].Enum) != 7 || *shape.Properties["id"].MaxLength != 128 {
		t.Errorf("the shape of the body is %+v", shape)
	}
	var names []string
	for _, e := range o.Body[0].Examples {
		names = append(names, e.Name)
	}
	if diff := cmp.Diff([]string{"ownId", "serverId"}, names); diff != "" {
		t.Errorf("examples (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]contract.Security{{Type: "http", Scheme: "bearer"}}, o.Security); diff != "" {
		t.Errorf("Security (-want +got):\n%s", diff)
	}
	if len(o.Parameters) != 1 || o.Parameters[0].In != "path" || len(o.Parameters[0].Examples) != 1 {
		t.Errorf("Parameters = %+v, want the one of the path with its example", o.Parameters)
	}
}

// open is a document whose answers leave room for other properties.
const open = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: d
          content:
            application/json:
              schema:
                allOf:
                  - {type: object, properties: {b: {type: array, items: {type: object, properties: {c: {type: string}}}}}}
                  - {type: object, properties: {d: {type: object, additionalProperties: true, properties: {e: {type: string}}}}}
        '404': {$ref: '#/components/responses/Wrong'}
        '400': {$ref: '#/components/responses/Wrong'}
components:
  responses:
    Wrong:
      description: d
      content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}
  schemas:
    Wrong: {type: object, required: [code], properties: {code: {type: integer}}}
`

func TestStray(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   []string
		reason string
	}{
		{"known", 200, `{"b":[{"c":"x"}],"d":{}}`, nil, "all of it is named, by either part of the allOf"},
		{"unknown", 200, `{"b":[{"c":"x","x":1}],"y":2}`, []string{"unknownProperty /b/0/x", "unknownProperty /y"}, "nobody told the client of these"},
		{"open", 200, `{"d":{"z":1}}`, nil, "the document says that there are others"},
		{"not JSON", 200, `{`, nil, "Response says so"},
		{"other status", 500, `{"x":1}`, nil, "no schema, nothing unknown"},
	}
	c, err := contract.Load([]byte(open))
	if err != nil {
		t.Fatal(err)
	}
	call, err := c.Find("GET", "/a")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{"Content-Type": {"application/json"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, v := range call.Unknown(tt.status, h, []byte(tt.body)) {
				got = append(got, v.Rule+" "+v.Target)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Unknown() (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}

func TestError(t *testing.T) {
	tests := []struct {
		name     string
		document string
		status   int
		body     string
		want     int
		reason   string
	}{
		{"documented", open, 404, `{"code":1}`, 0, "it looks like the 404 of an operation"},
		{"documented, other", open, 404, `{}`, 1, "it does not"},
		{"shared", open, 405, `{"code":1}`, 0, "all errors share a schema, and it fits"},
		{"shared, other", open, 405, `{"code":"x"}`, 1, "it does not fit"},
		{"no errors", strings.ReplaceAll(open, "'404'", "'202'"), 404, `{"code":1}`, 0, "one documented error says what errors are"},
		{"none", strings.ReplaceAll(strings.ReplaceAll(open, "'404'", "'202'"), "'400'", "'201'"), 404, `?`, 0, "nothing is said, nothing is asked for"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(tt.document))
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Error(tt.status, http.Header{"Content-Type": {"application/json"}}, []byte(tt.body)); len(got) != tt.want {
				t.Errorf("Error() = %v, want %d\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestMediaOfNothing loads a media type with nothing behind it, as a document
// that is still being written has it.
func TestMediaOfNothing(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: null}}, responses: {'200': {description: d, content: {application/json: null}}}}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	call, err := c.Find("POST", "/a")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{"Content-Type": {"application/json"}}
	if o := call.Outline(); len(o.Body) != 1 || o.Body[0].Shape != nil {
		t.Errorf("Outline() = %+v, want a body without a shape", o)
	}
	if found := call.Response(200, h, []byte("{}")); len(found) > 0 {
		t.Errorf("Response() = %v, want nothing: anything fits", found)
	}
}
