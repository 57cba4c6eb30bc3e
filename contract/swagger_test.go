package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

const swagger2 = `swagger: "2.0"
info: {title: t, version: 2024-01-01}
host: api.example.com
basePath: /v2
schemes: [https]
consumes: [application/json]
produces: [application/json]
paths:
  /a/{id}:
    get:
      operationId: getA
      parameters:
        - {name: id, in: path, required: true, type: integer}
        - {name: tags, in: query, type: array, collectionFormat: csv, items: {type: string, enum: [x, y]}}
      responses:
        200: {description: d, schema: {$ref: '#/definitions/Pet'}}
    post:
      operationId: postA
      parameters:
        - {name: id, in: path, required: true, type: integer}
        - {name: body, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
      responses:
        201: {description: d}
  /b:
    get:
      operationId: getB
      responses:
        200: {description: d, schema: {$ref: '#/definitions/Lost'}}
        404: {description: d, schema: {allOf: [{$ref: '#/definitions/Pet/type/x'}, {$ref: '#/definitions/a~1b'}]}}
        500: {description: d, schema: {$ref: 'other.yaml#/definitions/Pet'}}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties:
      kind: {type: string}
      born: {type: string, format: date, example: 2020-02-30}
      size:
        type: integer
        minimum: 1
      wrong: {type: int}
      day: {type: string, enum: [2024-01-01]}
      low: &low {type: integer, minimum: 5}
      merged: {<<: *low}
      big: {type: integer, minimum: 9007199254740993}
  a/b: {type: object}
`

// TestSwaggerNull: null where Swagger 2.0 has an object is warned of, and what it
// stands for is not validated. The rest of the document is.
func TestSwaggerNull(t *testing.T) {
	tests := []struct{ was, is, note, reason string }{
		{"born: {type: string, format: date, example: 2020-02-30}", "born: null", "getA: The response 200 is not wholly validated: something in it is null.", "a property"},
		{"born: {type: string, format: date, example: 2020-02-30}", "example: {type: object, properties: {p: null}}", "getA: The response 200 is not wholly validated: something in it is null.", "a property that is called example is none"},
		{"{$ref: '#/definitions/Lost'}}", "{allOf: [null, {type: object}]}}", "getB: The response 200 is not wholly validated: something in it is null.", "one of several schemas"},
		{"200: {description: d, schema: {$ref: '#/definitions/Lost'}}", "200: null", "getB: The response 200 is not wholly validated: something in it is null.", "a response"},
		{"{name: tags, in: query, type: array, collectionFormat: csv, items: {type: string, enum: [x, y]}}", "", "getA: A parameter is not wholly validated: something in it is null.", "a parameter in a list"},
		{"definitions:\n", "definitions:\n  Lost:\n", "getB: The response 200 is not wholly validated: something in it is null.", "a definition"},
		{"definitions:\n", "parameters: {P: null}\nresponses: {R: null}\nsecurityDefinitions: {S: null}\ndefinitions:\n", "", "what nobody refers to"},
		{"wrong: {type: int}", "properties: {type: object, description: null, properties: {headers: null}}", "", "a property may be called as what holds properties, and words may be null"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(strings.Replace(swagger2, tt.was, tt.is, 1)))
		if err != nil {
			t.Errorf("%s: %v\nreason: %s", tt.is, err, tt.reason)
			continue
		}
		if warned := said(c.Warnings()); !strings.Contains(warned, " is null and has to be an object.") || strings.Count(warned, "is null") > 3 || !strings.Contains(said(c.Notes()), tt.note) {
			t.Errorf("%s: warnings %q, notes %q, want %q\nreason: %s", tt.is, warned, said(c.Notes()), tt.note, tt.reason)
		}
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/v2/a/x", Status: 400})
		if len(v.Violations) == 0 || v.Violations[0].Rule != "type" {
			t.Errorf("%s: the violations are %v, want type of the id\nreason: %s", tt.is, v.Violations, tt.reason)
		}
	}
}

// TestSwagger: a document of Swagger 2.0 is one of OpenAPI 3.0 with other names.
func TestSwagger(t *testing.T) {
	c, err := contract.Load([]byte(swagger2))
	if err != nil {
		t.Fatal(err)
	}
	if c.BasePath() != "/v2" || len(c.Operations()) != 3 {
		t.Errorf("BasePath() = %q, %d operations, want /v2 and 3", c.BasePath(), len(c.Operations()))
	}
	if got, want := said(c.Notes()), `getB: The response 200 is not wholly validated: the reference "#/definitions/Lost" leads to nothing.`; !strings.Contains(got, want) || strings.Count(got, "leads to nothing") != 3 || strings.Contains(got, "postA") {
		t.Errorf("notes = %q, want %q", got, want)
	}
	if got := said(c.Warnings()); !strings.Contains(got, "int") || !strings.Contains(got, "Lost") || !strings.Contains(got, "breaks its schema") || strings.Contains(got, "a~1b") {
		t.Errorf("warnings = %q, want those of the type int, of Lost and of the example", got)
	}
	if at := c.Operations()[0].Source().Origin; at == nil || at.Key.Line == 0 {
		t.Error("the line of an operation is not known")
	}
	tests := []struct{ target, body, rule, reason string }{
		{"/v2/a/1?tags=x,y", `{"kind":"a","size":1}`, "", "all is right"},
		{"/v2/a/x", `{"kind":"a"}`, "type", "parameters have types"},
		{"/v2/a/1?tags=x,z", `{"kind":"a"}`, "enum", "lists are read by their format"},
		{"/v2/a/1", `{"size":0,"kind":"a"}`, "minimum", "definitions are schemas"},
		{"/v2/a/1", `{"kind":"a","day":"2024-01-01"}`, "", "a date is a text"},
		{"/v2/a/1", `{"kind":"a","merged":1}`, "minimum", "what is merged from elsewhere"},
		{"/v2/a/1", `{"kind":"a","big":9007199254740992}`, "minimum", "a bound that float64 does not hold"},
		{"/v2/a/1", `{"kind":"a","big":9007199254740993}`, "", "which is allowed"},
		{"/v2/a/1", `{}`, "required", "what is required"},
	}
	for _, tt := range tests {
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: tt.target, Status: 200, ResponseHeader: http.Header{"Content-Type": {"application/json"}}, ResponseBody: []byte(tt.body)})
		var rules []string
		line := 0
		for _, violation := range v.Violations {
			if violation.Rule != "accepted" {
				rules = append(rules, violation.Rule)
				line = max(line, violation.Line)
			}
		}
		if got := strings.Join(rules, " "); got != tt.rule {
			t.Errorf("GET %s: %s: the violations are %q, want %q\nreason: %s", tt.target, tt.body, got, tt.rule, tt.reason)
		}
		if strings.Contains(tt.body, "size") && tt.rule == "minimum" && line != 41 {
			t.Errorf("minimum is in line %d, want 41", line)
		}
	}
}

// TestSwaggerMediaTypes: which media types a request and a response of Swagger 2.0
// have, wherever it says so.
func TestSwaggerMediaTypes(t *testing.T) {
	const document = `swagger: "2.0"
info: {title: t, version: v}
TOP
paths:
  /a:
    parameters: [ITEM]
    post:
      operationId: a
      OWN
      parameters: [PARAMETER]
      responses: {200: {description: d, schema: {type: string}}, 404: {$ref: '#/responses/a~1b'}}
responses: {a/b: {description: d, schema: {type: string}}}
parameters: {P: {name: body, in: body, schema: {type: object}}}
`
	const shared, own = "{$ref: '#/parameters/P'}", "{name: body, in: body, schema: {type: object}}"
	tests := []struct {
		top, operation, item, parameter string
		sent                            string
		status                          int
		answered                        string
		rules, reason                   string
	}{
		{"produces: [application/json]", "produces: [text/plain]", "", own, "application/json", 200, "text/plain", "", "the operation says it"},
		{"produces: [application/json]", "produces: [text/plain]", "", own, "application/json", 200, "application/json", "mediaType", "the operation says it, and not the document"},
		{"produces: [application/json]", "produces: [text/plain]", "", own, "application/json", 404, "text/plain", "", "a shared response has the types of the operation, too"},
		{"produces: [application/json]", "produces: [text/plain]", "", own, "application/json", 404, "application/json", "mediaType", "and not those of the document"},
		{"produces: [text/plain]", "", "", own, "application/json", 200, "text/plain", "", "the document says it for all"},
		{"produces: [text/plain]", "", "", own, "application/json", 404, "text/plain", "", "and for what is shared"},
		{"produces: [text/plain]", "", "", own, "application/json", 200, "application/json", "mediaType", "no other type is named"},
		{"", "", "", own, "application/json", 200, "text/plain", "", "no type is named"},
		{"", "", "", own, "application/json", 404, "text/html", "", "nor for what is shared"},
		{"consumes: [application/json]", "consumes: [application/merge-patch+json]", "", own, "application/merge-patch+json", 204, "", "status", "the operation says it"},
		{"consumes: [application/json]", "consumes: [application/merge-patch+json]", "", shared, "application/merge-patch+json", 204, "", "status", "a shared body has the types of the operation, too"},
		{"consumes: [application/json]", "consumes: [application/merge-patch+json]", "", shared, "application/json", 404, "application/json", "mediaType", "and not those of the document"},
		{"consumes: [application/json]", "consumes: [application/merge-patch+json]", shared, "", "application/merge-patch+json", 204, "", "status", "a shared body of the path"},
		{"consumes: [application/merge-patch+json]", "", "", shared, "application/merge-patch+json", 204, "", "status", "the document says it for all"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(strings.NewReplacer("TOP", tt.top, "OWN", tt.operation, "ITEM", tt.item, "PARAMETER", tt.parameter).Replace(document)))
		if err != nil {
			t.Fatal(err)
		}
		x := &contract.Exchange{Method: "POST", Target: "/a", RequestHeader: http.Header{"Content-Type": {tt.sent}}, RequestBody: []byte("{}"), Status: tt.status, ResponseHeader: http.Header{}}
		if tt.answered != "" {
			x.ResponseHeader.Set("Content-Type", tt.answered)
			x.ResponseBody = []byte(`"a"`)
		}
		var rules []string
		for _, v := range c.Exchange(x).Violations {
			rules = append(rules, v.Rule)
		}
		if got := strings.Join(rules, " "); got != tt.rules {
			t.Errorf("%s, %s, %s answered with %d %s: the violations are %q, want %q\nreason: %s", tt.top, tt.operation, tt.sent, tt.status, tt.answered, got, tt.rules, tt.reason)
		}
	}
}

// TestSwaggerExact: bounds that float64 does not hold are compared as written.
func TestSwaggerExact(t *testing.T) {
	document := strings.Replace(swagger2, "minimum: 1\n", "maximum: 9223372036854775807\n", 1)
	tests := []struct{ size, rule, reason string }{
		{"9223372036854775807", "", "the bound itself"},
		{"9223372036854775808", "maximum", "one more, of the same float64"},
		{"9223372036854776000", "maximum", "more by some"},
	}
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/v2/a/1", Status: 200, ResponseHeader: http.Header{"Content-Type": {"application/json"}}, ResponseBody: []byte(`{"kind":"a","size":` + tt.size + `}`)})
		rule := ""
		if len(v.Violations) > 0 {
			rule = v.Violations[0].Rule
		}
		if rule != tt.rule {
			t.Errorf("%s: the violations are %+v, want %q\nreason: %s", tt.size, v.Violations, tt.rule, tt.reason)
		}
	}
}

// TestSwaggerPlaces: a violation tells the line of Swagger 2.0 that asks for what is
// missing, wherever in a definition that stands.
func TestSwaggerPlaces(t *testing.T) {
	document := strings.Replace(swagger2, "definitions:\n", `definitions:
  Lost:
    type: object
    properties:
      list:
        type: array
        items:
          type: integer
          minimum: 11
      map:
        type: object
        additionalProperties:
          type: integer
          minimum: 12
      both:
        allOf:
          - type: integer
          - type: integer
            minimum: 13
      deep:
        type: object
        properties:
          in:
            minimum: 14
            type: integer
      flow: {type: integer, minimum: 15}
      shared: &shared {type: integer, minimum: 16}
      again: *shared
      pet: {$ref: '#/definitions/Pet'}
      pets: {type: array, items: {$ref: '#/definitions/Pet'}}
      none: {type: array, items: null}
      odd: {type: object, additionalProperties: null}
      size: {$ref: '#/definitions/Lost/properties/deep/properties/in'}
      maps:
        type: object
        additionalProperties:
          type: object
          properties:
            n: {type: integer, minimum: 17}
`, 1)
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ body, at, keyword, reason string }{
		{`{"list":[12,3]}`, "/list/1", "minimum: 11", "items of a list"},
		{`{"map":{"x":3}}`, "/map/x", "minimum: 12", "what is not named"},
		{`{"both":3}`, "/both", "minimum: 13", "the second of two schemas"},
		{`{"deep":{"in":3}}`, "/deep/in", "minimum: 14", "a property of a property"},
		{`{"shared":3}`, "/shared", "minimum: 16", "what another place repeats"},
		{`{"pet":{"kind":"k","size":0}}`, "/pet/size", "minimum: 1\n", "another definition"},
		{`{"pets":[{"kind":"k","size":0}]}`, "/pets/0/size", "minimum: 1\n", "likewise"},
		{`{"size":3}`, "/size", "minimum: 14", "what is defined within another"},
		{`{"maps":{"x":{"n":3}}}`, "/maps/x/n", "minimum: 17", "a property of what is not named"},
		{`{"flow":3}`, "/flow", "minimum: 15", "what stands in one line"},
	}
	for _, tt := range tests {
		before, _, _ := strings.Cut(document, tt.keyword)
		want := strings.Count(before, "\n") + 1
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/v2/b", Status: 200, ResponseHeader: http.Header{"Content-Type": {"application/json"}}, ResponseBody: []byte(tt.body)})
		if len(v.Violations) != 1 || v.Violations[0].Rule != "minimum" || v.Violations[0].Line != want || v.Violations[0].Target != tt.at {
			t.Errorf("%s: the violations are %+v, want a minimum at %s, line %d\nreason: %s", tt.body, v.Violations, tt.at, want, tt.reason)
		}
	}
}
