package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestSwaggerParts: what OpenAPI 3.0 has in another place, or not at all, is
// validated as Swagger 2.0 means it.
func TestSwaggerParts(t *testing.T) {
	const (
		start  = "swagger: '2.0'\ninfo: {title: t, version: v}\n"
		b      = "  /b: {post: {parameters: [{name: q, in: body, schema: {type: integer}}], responses: {200: {description: d, schema: {type: integer}}}}, get: {parameters: [{name: q, in: query, type: integer}, {name: f, in: query, type: integer, required: true}], responses: {404: {description: d, schema: {type: integer}}}}}\n"
		answer = "paths:\n  /a: {post: {responses: {200: {description: d, schema: {type: object, properties: {p: SCHEMA}}}}}}\n" + b
		form   = "paths:\n  /a: {post: {CONSUMES parameters: [PARAMETER], responses: {200: {description: d}}}}\n"
		query  = "paths:\n  /a: {post: {parameters: [PARAMETER], responses: {200: {description: d}}}}\n" + b
		shared = "definitions: {X: {type: integer}, 'X y': {type: integer}, 'a/b': {type: integer}, L: {allOf: [{type: integer}], definitions: {N: {type: integer}}}, F: {type: object}}\nresponses: {R: {description: d, schema: {type: integer}}, S: {$ref: '#/responses/R'}}\nparameters: {P: {name: p, in: body, schema: {type: integer}}, F: {name: f, in: formData, type: integer, required: true}, 'f/g': {name: f, in: formData, type: integer}}\n"
	)
	of := func(text string, pairs ...string) string {
		return start + strings.NewReplacer(pairs...).Replace(text) + shared
	}
	schema := func(s string) string { return of(answer, "SCHEMA", s) }
	parameter := func(p string) string { return of(query, "PARAMETER", p) }
	const consumesForm = "consumes: [application/x-www-form-urlencoded],"
	tests := []struct {
		document            string
		target, sent, body  string // sent is the media type
		answered, got       string
		rules, note, reason string
	}{
		{schema("{type: object, additionalProperties: {type: object, properties: {x: {$ref: '#/definitions/X'}}}}"), "/a", "", "", "application/json", `{"p":{"a":{"x":1}}}`, "", "", "a reference below properties that are not named"},
		{schema("{type: object, additionalProperties: {type: object, properties: {x: {$ref: '#/definitions/X'}}}}"), "/a", "", "", "application/json", `{"p":{"a":{"x":""}}}`, "type", "", "which is followed"},
		{schema("{type: object, additionalProperties: {type: array, items: {type: array, items: {$ref: '#/definitions/X'}}}}"), "/a", "", "", "application/json", `{"p":{"a":[[""]]}}`, "type", "", "likewise in lists"},
		{schema("{type: object, additionalProperties: {discriminator: k, required: [k], properties: {k: {type: string}}}}"), "/a", "", "", "application/json", `{"p":{"a":{}}}`, "required", "", "a discriminator there"},
		{schema("{type: object, additionalProperties: {type: integer, x-nullable: true}}"), "/a", "", "", "application/json", `{"p":{"a":null}}`, "", "", "null there"},
		{schema("{type: object, properties: {additionalProperties: {type: integer, x-nullable: true}}}"), "/a", "", "", "application/json", `{"p":{"additionalProperties":null}}`, "", "", "a property may have that name"},
		{schema("{$ref: '#/paths/~1b/post/responses/200/schema'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "a reference to the schema of a response"},
		{schema("{$ref: '#/responses/R/schema'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "a shared one"},
		{schema("{$ref: '#/paths/~1b/post/parameters/0/schema'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "to that of a body"},
		{schema("{$ref: '#/parameters/P/schema'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "likewise"},
		{schema("{$ref: '#/definitions/L/allOf/0'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "into a list"},
		{schema("{$ref: '#/definitions/L/definitions/N'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "to a definition in another"},
		{schema("{$ref: '#/definitions/X%20y'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "an escaped name (RFC 6901 section 6)"},
		{schema("{$ref: '#/definitions/a~1b'}"), "/a", "", "", "application/json", `{"p":""}`, "type", "", "a name with a slash"},
		{schema("{$ref: '#/definitions/X/type'}"), "/a", "", "", "application/json", `{"p":""}`, "", "leads to nothing", "a text is no schema"},
		{schema("{$ref: '#/definitions/L/allOf/9'}"), "/a", "", "", "application/json", `{"p":""}`, "", "leads to nothing", "a list has no tenth item"},
		{schema("{$ref: '#/definitions/X%zz'}"), "/a", "", "", "application/json", `{"p":""}`, "", "leads to nothing", "no escaped name"},
		{parameter("{$ref: '#/paths/~1b/get/parameters/0'}"), "/a?q=x", "", "", "", "", "type", "", "a parameter of another operation"},
		{parameter("{$ref: '#/paths/~1b/post/parameters/0'}"), "/a", "application/json", `""`, "", "", "type", "", "a body of another operation"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{$ref: '#/parameters/F'}"), "/a", "application/x-www-form-urlencoded", "f=1", "", "", "", "", "a shared field is not the definition of the same name"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{$ref: '#/parameters/F'}"), "/a", "application/x-www-form-urlencoded", "g=1", "", "", "required", "", "and may be required"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{$ref: '#/parameters/F'}"), "/a", "", "", "", "", "mediaType", "", "so there has to be a form"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{$ref: '#/parameters/F'}"), "/a", "application/x-www-form-urlencoded", "", "", "", "required", "", "which is not empty"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{$ref: '#/parameters/f~1g'}"), "/a", "", "", "", "", "", "", "without required fields there may be none"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{$ref: '#/parameters/f~1g'}"), "/a", "application/x-www-form-urlencoded", "f=x", "", "", "type", "", "a shared field with a slash in its name"},
		{start + "paths:\n  /a: {parameters: [{$ref: '#/parameters/F'}], post: {parameters: [{name: f, in: formData, type: boolean}], responses: {200: {description: d}}}}\n" + shared, "/a", "application/x-www-form-urlencoded", "f=true", "", "", "", "", "the operation overrides a shared field of the path"},
		{start + "paths:\n  /a: {parameters: [{$ref: '#/parameters/P'}], post: {parameters: [{name: p, in: body, schema: {type: string}}], responses: {200: {description: d}}}}\n" + shared, "/a", "application/json", `""`, "", "", "", "", "and a shared body"},
		{of(form, "CONSUMES", "", "PARAMETER", "{name: f, in: formData, type: integer}"), "/a", "application/x-www-form-urlencoded", "f=x", "", "", "type", "", "fields are those of a form where no type is named"},
		{of(form, "CONSUMES", "", "PARAMETER", "{name: f, in: formData, type: integer}"), "/a", "application/json", "{}", "", "", "mediaType", "", "which JSON is not"},
		{of(form, "CONSUMES", "consumes: [application/json],", "PARAMETER", "{name: f, in: formData, type: integer}"), "/a", "application/x-www-form-urlencoded", "f=x", "", "", "type", "", "nor where others are named"},
		{start + "consumes: [application/json]\n" + strings.NewReplacer("CONSUMES", "consumes: [],", "PARAMETER", "{name: f, in: body, schema: {type: string}}").Replace(form), "/a", "application/xml", "<a/>", "", "", "", "", "an empty list clears the types of the document"},
		{start + "produces: [application/json]\npaths:\n  /a: {post: {produces: [], responses: {200: {description: d, schema: {type: string}}}}}\n", "/a", "", "", "text/plain", "x", "", "", "likewise those of responses"},
		{start + "produces: []\npaths:\n  /a: {post: {responses: {200: {description: d, schema: {type: string}}}}}\n", "/a", "", "", "text/plain", "x", "", "", "and an empty list of the document names none"},
		{start + "produces: [application/json]\npaths:\n  /a: {post: {responses: {200: {description: d, schema: {type: file}}}}}\n", "/a", "", "", "application/json", "{}", "", "", "a file of JSON is of any value"},
		{start + "produces: [application/json]\npaths:\n  /a: {post: {responses: {200: {description: d, schema: {type: file}}}}}\n", "/a", "", "", "text/plain", "x", "mediaType", "", "but of the type that is named"},
		{of(form, "CONSUMES", "consumes: [multipart/form-data],", "PARAMETER", "{name: f, in: formData, type: file}"), "/a", "multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=f; filename=f\r\nContent-Type: application/json\r\n\r\n{}\r\n--B--\r\n", "", "", "", "", "likewise a file that is sent"},
		{start + "produces: [application/json]\npaths:\n  /a: {post: {responses: {200: {description: d, examples: {application/json: {}}}}}}\n", "/a", "", "", "", "", "", "", "an example is no content"},
		{start + "produces: [application/json]\npaths:\n  /a: {post: {responses: {200: {description: d, schema: {type: string}, examples: {text/plain: x}}}}}\n", "/a", "", "", "text/plain", "x", "mediaType", "", "nor a media type that is produced"},
		{start + "paths:\n  /a: {post: {responses: {200: {$ref: '#/responses/S'}}}}\n" + shared, "/a", "", "", "application/json", `""`, "type", "", "a shared response that is another"},
		{start + "paths: {x-t: t, x-l: [1], /a: {post: {responses: {200: {description: d, schema: {type: string}}}}}}\n", "/a", "", "", "application/json", `1`, "type", "", "extensions among the paths"},
		{start + "securityDefinitions: {o: {type: oauth2, flow: implicit, authorizationUrl: 'https://h', scopes: {a: b, x-a: {}}}}\npaths: {/a: {post: {responses: {200: {description: d, schema: {type: string}}}}}}\n", "/a", "", "", "application/json", `1`, "type", "", "extensions among the scopes"},
		{start + "paths:\n  /a: {$ref: '#/paths/~1b', parameters: []}\n" + b, "/a", "application/json", `""`, "application/json", "1", "type", "", "a path that is another"},
		{start + "host: h/x\nbasePath: /v\npaths: {/a: {post: {responses: {200: {description: d, schema: {type: string}}}}}}\n", "/v/a", "", "", "application/json", `1`, "type", "", "a host with a path is not used"},
		{parameter("{name: q, in: query, type: integer, allowEmptyValue: true}"), "/a?q=", "", "", "", "", "", "", "an empty value that is allowed"},
		{parameter("{name: q, in: query, type: integer, allowEmptyValue: true}"), "/a?q=x", "", "", "", "", "type", "", "and no other"},
		{parameter("{name: q, in: query, type: integer}"), "/a?q=", "", "", "", "", "type", "", "one that is not"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{name: f, in: formData, type: integer, allowEmptyValue: true, required: true}"), "/a", "application/x-www-form-urlencoded", "f=", "", "", "", "", "likewise in a form"},
		{of(form, "CONSUMES", consumesForm, "PARAMETER", "{name: f, in: formData, type: integer, allowEmptyValue: true, required: true}"), "/a", "application/x-www-form-urlencoded", "f=x", "", "", "maxLength", "", "and no other"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(tt.document))
		if err != nil {
			t.Errorf("%s: %v\nreason: %s", tt.document, err, tt.reason)
			continue
		}
		x := &contract.Exchange{Method: "POST", Target: tt.target, RequestHeader: http.Header{}, RequestBody: []byte(tt.body), Status: 200, ResponseHeader: http.Header{}, ResponseBody: []byte(tt.got)}
		if tt.sent != "" {
			x.RequestHeader.Set("Content-Type", tt.sent)
		}
		if tt.answered != "" {
			x.ResponseHeader.Set("Content-Type", tt.answered)
		}
		var rules []string
		for _, v := range c.Exchange(x).Violations {
			if v.Rule != "accepted" {
				rules = append(rules, v.Rule)
			}
		}
		if got := strings.Join(rules, " "); got != tt.rules || !strings.Contains(said(c.Notes()), tt.note) {
			t.Errorf("%s: POST %s: the violations are %q, want %q; notes %q, want %q\nreason: %s", tt.document, tt.target, got, tt.rules, said(c.Notes()), tt.note, tt.reason)
		}
	}
}

// TestSwaggerWrong: what is not of the type that it has to be, or of which there may
// be only one, is warned of and not used. The rest of the document is validated.
func TestSwaggerWrong(t *testing.T) {
	const document = `swagger: "2.0"
info: {title: t, version: v, contact: {}}
consumes: [application/json]
paths:
  /a:
    post:
      tags: [t]
      parameters: [{name: b, in: body, schema: {type: integer}}, {name: q, in: query, type: integer}]
      responses: {200: {description: d, schema: {$ref: '#/definitions/S'}}}
securityDefinitions: {o: {type: oauth2, flow: implicit, authorizationUrl: 'https://h', scopes: {}}}
definitions: {S: {type: object, additionalProperties: false, properties: {s: {type: string, maxLength: 1}, n: {type: integer}}}}
`
	const isNull, right, wrong = "POST /a: The response 200 is not wholly validated: something in it is null.", `{"s":"a","n":1}`, `{"s":"a","n":"a"}`
	tests := []struct{ was, is, got, rules, warning, note, reason string }{
		{"maxLength: 1", "required: true", wrong, "type", "line 11, column 103: /definitions/S/properties/s/required cannot be read and is not used: ", "", "a property cannot be required by itself"},
		{"maxLength: 1", "minLength: '1', maximum: x, readOnly: 'true'", right, "", "/definitions/S/properties/s/minLength cannot", "", "a number in quotes"},
		{"maxLength: 1", "minLength: '1', maxLength: 1", `{"s":"aa"}`, "maxLength", "/definitions/S/properties/s/minLength cannot", "", "what stands beside it"},
		{"maxLength: 1", "items: [{type: string}]", wrong, "type", "/definitions/S/properties/s/items cannot", isNull, "a list of items"},
		{"maxLength: 1", "allOf: {type: string}", wrong, "type", "/definitions/S/properties/s/allOf cannot", "", "an object in the place of a list"},
		{"maxLength: 1", "additionalProperties: {type: object, discriminator: {propertyName: a}}", wrong, "type", "/discriminator cannot", "", "what OpenAPI 3 has there"},
		{"{type: string, maxLength: 1}", "string", wrong, "type", "/definitions/S/properties/s cannot", isNull, "a text in the place of a property, which is still one"},
		{"{type: object, additionalProperties: false, properties: {s: {type: string, maxLength: 1}, n: {type: integer}}}", "[1]", wrong, "", "/definitions/S cannot", `the reference "#/definitions/S" leads to nothing`, "in the place of a definition"},
		{"{description: d, schema: {$ref: '#/definitions/S'}}", "ok", wrong, "", "/paths/~1a/post/responses/200 cannot", isNull, "of a response"},
		{"{name: q, in: query, type: integer}", "q", wrong, "type", "/paths/~1a/post/parameters/1 cannot", "POST /a: A parameter is not wholly validated: something in it is null.", "of a parameter"},
		{"[t]", "t", wrong, "type", "/paths/~1a/post/tags cannot", "", "of a list"},
		{"contact: {}", "contact: c", wrong, "type", "/info/contact cannot", "", "a text about the document"},
		{"consumes: [application/json]", "consumes: application/json", wrong, "type", "/consumes cannot", "", "one media type is no list"},
		{"{name: q, in: query, type: integer}", "{$ref: '#/definitions/S'}", wrong, "type", "leads to something else", "POST /a: A parameter is not wholly validated", "a definition is no parameter"},
		{"{name: q, in: query, type: integer}", "{$ref: '#/paths/~1a/post'}", wrong, "type", "cannot be followed", "POST /a: A parameter is not wholly validated", "nor what contains it"},
		{"{description: d, schema: {$ref: '#/definitions/S'}}", "{$ref: '#/paths/~1a/post/responses'}", wrong, "", "cannot be followed", "POST /a: The response 200 is not wholly validated", "responses are no response"},
		{"{description: d, schema: {$ref: '#/definitions/S'}}", "{$ref: '#/paths/~1a/post/responses/200'}", wrong, "", "leads to nothing", "POST /a: The response 200 is not wholly validated", "nor is what refers to itself"},
		{"properties: {", "properties: {d: {$ref: '#/definitions'}, ", wrong, "type", `The reference "#/definitions" cannot be followed`, "", "all definitions are no schema, and contain the reference"},
		{"maxLength: 1", "maxLength: 1, x-a: .nan", wrong, "type", "/definitions/S/properties/s/x-a cannot", "", "what JSON does not have"},
		{"flow: implicit", "flow: f", wrong, "type", "", "", "a flow without a name in OpenAPI 3.0"},
		{"{name: q, in: query, type: integer}", "{name: f, in: formData, type: string}", wrong, "type", `The parameter "f" is not used: `, "", "a field beside a body"},
		{"{name: q, in: query, type: integer}", "{name: c, in: body, schema: {type: string}}", wrong, "type", `The parameter "c" is not used: `, "", "two bodies"},
	}
	for _, tt := range tests {
		changed := strings.Replace(document, tt.was, tt.is, 1)
		c, err := contract.Load([]byte(changed))
		if err != nil || changed == document {
			t.Errorf("%s: %v\nreason: %s", tt.is, err, tt.reason)
			continue
		}
		if !strings.Contains(said(c.Warnings()), tt.warning) || !strings.Contains(said(c.Notes()), tt.note) {
			t.Errorf("%s: warnings %q, want %q; notes %q, want %q\nreason: %s", tt.is, said(c.Warnings()), tt.warning, said(c.Notes()), tt.note, tt.reason)
		}
		json := http.Header{"Content-Type": {"application/json"}}
		var rules []string
		for _, v := range c.Exchange(&contract.Exchange{Method: "POST", Target: "/a", RequestHeader: json, RequestBody: []byte("1"), Status: 200, ResponseHeader: json, ResponseBody: []byte(tt.got)}).Violations {
			rules = append(rules, v.Rule)
		}
		if got := strings.Join(rules, " "); got != tt.rules {
			t.Errorf("%s: %s: the violations are %q, want %q\nreason: %s", tt.is, tt.got, got, tt.rules, tt.reason)
		}
	}
}
