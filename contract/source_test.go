package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

func TestSource(t *testing.T) {
	c := load(t)
	call, err := c.Find("POST", statusPath)
	if err != nil {
		t.Fatal(err)
	}
	if op := call.Source(); op.RequestBody == nil || !op.RequestBody.Value.Required || op.Origin.Key.Line == 0 {
		t.Errorf("Source() = %+v, want one that requires a body, and its line", op)
	}
	if all := call.Parameters(); len(all) != 1 || all[0].In != "path" {
		t.Errorf("Parameters() = %v, want the one of the path", all)
	}
	if ways := call.Security(); len(ways) != 1 || len(ways[0]) != 1 || ways[0][0].Scheme != "bearer" {
		t.Errorf("Security() = %v, want one bearer", ways)
	}
}

// TestSecurity lists the credentials that operations ask for.
func TestSecurity(t *testing.T) {
	tests := []struct{ name, security, want, reason string }{
		{"none", `[]`, "", "an empty list takes back what the document asks for"},
		{"the document's", ``, "key", "an operation that says nothing asks for what the document does"},
		{"alternatives", `[{one: []}, {two: []}]`, "one|two", "either will do"},
		{"together", `[{two: [], one: []}]`, "one+two", "both are needed, in the order of their names"},
		{"optional", `[{one: []}, {}]`, "", "it can be called without"},
		{"unknown", `[{nosuch: []}]`, "", "nobody can tell how to send it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			own := ""
			if tt.security != "" {
				own = "security: " + tt.security + ", "
			}
			c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\nsecurity: [{key: []}]\npaths: {/a: {get: {" + own + "responses: {'200': {description: d}}}}}\n" +
				"components: {securitySchemes: {key: {type: apiKey, in: query, name: key}, one: {type: apiKey, in: header, name: one}, two: {type: apiKey, in: cookie, name: two}}}\n"))
			if err != nil {
				t.Fatal(err)
			}
			var ways []string
			for _, way := range c.Operations()[0].Security() {
				var names []string
				for _, scheme := range way {
					names = append(names, scheme.Name)
				}
				ways = append(ways, strings.Join(names, "+"))
			}
			if got := strings.Join(ways, "|"); got != tt.want {
				t.Errorf("Security() = %s, want %s\nreason: %s", got, tt.want, tt.reason)
			}
		})
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

// TestIsJSON: which media types are JSON or may be.
func TestIsJSON(t *testing.T) {
	tests := []struct {
		mediaType string
		want      bool
		reason    string
	}{
		{"application/json", true, "RFC 8259"},
		{"application/problem+json; charset=utf-8", true, "RFC 6839, with a parameter"},
		{"text/json", true, "as browsers have it"},
		{"*/*", true, "it may be anything"},
		{"application/*", true, "or anything of this kind"},
		{"text/*", false, "no text is JSON by RFC 8259"},
		{"text/plain", false, "a text"},
		{"application/json; =", false, "it cannot be read"},
		{"application/json; x", false, "a parameter has a value"},
		{"*/*; =", false, "nor can this range"},
	}
	for _, tt := range tests {
		if got := contract.IsJSON(tt.mediaType); got != tt.want {
			t.Errorf("IsJSON(%s) = %t\nreason: %s", tt.mediaType, got, tt.reason)
		}
	}
}

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
	twoErrors := strings.Replace(open, "  /a:\n", "  /b: {get: {responses: {'404': {description: d, content: {application/json: {schema: {type: array}}}}}}}\n  /a:\n", 1)
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
		{"default", strings.ReplaceAll(strings.ReplaceAll(open, "'404'", "default"), "'400'", "'201'"), 405, `{"code":"x"}`, 1, "what is documented for all other statuses"},
		{"of two operations", twoErrors, 404, `[]`, 0, "one of them answers so"},
		{"of two operations, the other", twoErrors, 404, `{"code":1}`, 0, "and one so"},
		{"of two operations, neither", twoErrors, 404, `{}`, 1, "none of them, and the nearest is told"},
		{"of the other class", strings.ReplaceAll(strings.ReplaceAll(open, "'404'", "'500'"), "'400'", "'201'"), 405, `{"code":"x"}`, 1, "a documented failure of the server says what errors are, too"},
		{"several shapes", strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, content: {application/json: {schema: {type: array}}}}", 1), 404, `{}`, 1, "the shape of the status itself"},
		{"no shape in common", strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, content: {application/json: {schema: {type: array}}}}", 1), 405, `{}`, 0, "errors look one way or the other"},
		{"one without a body", strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d}", 1), 405, `{}`, 0, "an error need not have a body"},
		{"no operations", "openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {}\n", 404, `{}`, 0, "a document without operations says nothing of errors"},
		{"another media type", strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Wrong'}}}}", 1), 405, `{}`, 0, "errors are of one media type or the other"},
		{"two media types", strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}, application/problem+json: {schema: {$ref: '#/components/schemas/Wrong'}}}}", 1), 405, `{}`, 0, "one of them has another one, too"},
		{"texts", strings.Replace(open, "content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}", "content: {text/plain: {}}", 1), 405, `{}`, 0, "of a text nothing is said"},
		{"texts, the first of nothing", strings.Replace(strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, content: {text/plain: {}}}", 1), "content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}", "content: {text/plain: {schema: {type: string}}}", 1), 405, `{}`, 0, "nothing is said of one"},
		{"texts, the second of nothing", strings.Replace(strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, content: {text/plain: {schema: {type: string}}}}", 1), "content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}", "content: {text/plain: {}}", 1), 405, `{}`, 0, "nor of the other"},
		{"a header that the second may have", strings.Replace(strings.Replace(open, "      description: d\n      content", "      description: d\n      headers: {N: {schema: {type: integer}}}\n      content", 1), "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, headers: {N: {required: true, schema: {type: integer}}}, content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}}", 1), 405, `{"code":1}`, 0, "so it need not be there"},
		{"a header in common", strings.Replace(open, "      description: d\n      content", "      description: d\n      headers: {N: {required: true, schema: {type: integer}}}\n      content", 1), 405, `{"code":1}`, 1, "which is not there"},
		{"a header of one", strings.Replace(open, "'400': {$ref: '#/components/responses/Wrong'}", "'400': {description: d, headers: {N: {required: true, schema: {type: integer}}}, content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}}", 1), 405, `{"code":1}`, 0, "not all errors have it"},
		{"a header that one may have", strings.Replace(strings.Replace(open, "      description: d\n      content", "      description: d\n      headers: {N: {schema: {type: integer}}}\n      content", 1), "'404': {$ref: '#/components/responses/Wrong'}", "'404': {description: d, headers: {N: {required: true, schema: {type: integer}}}, content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}}", 1), 405, `{"code":1}`, 0, "it need not be there"},
		{"none", strings.ReplaceAll(strings.ReplaceAll(open, "'404'", "'202'"), "'400'", "'201'"), 404, `?`, 0, "nothing is said, nothing is asked for"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(tt.document), contract.Graph())
			if err != nil {
				t.Fatal(err)
			}
			h := http.Header{"Content-Type": {"application/json"}}
			if got := c.Error(tt.status, h, []byte(tt.body)); len(got) != tt.want {
				t.Errorf("Error() = %v, want %d\nreason: %s", got, tt.want, tt.reason)
			}
			if c, err = contract.Load([]byte(tt.document)); err != nil {
				t.Fatal(err)
			}
			if got := c.Error(tt.status, h, []byte(tt.body)); got != nil {
				t.Errorf("without a profile, Error() = %v, want nothing\nreason: %s", got, tt.reason)
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
	if found := call.Response(200, h, []byte("{}")); len(found) > 0 {
		t.Errorf("Response() = %v, want nothing: anything fits", found)
	}
	if found := call.Unknown(200, h, []byte(`{"a":1}`)); len(found) > 0 {
		t.Errorf("Unknown() = %v, want nothing: no name is known", found)
	}
}
