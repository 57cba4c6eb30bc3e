package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

const linkDocument = `
openapi: 3.0.3
info: {title: t, version: v}
servers: [{url: /v1}]
paths:
  /a~b/{id}:
    get: {operationId: read, responses: {'200': {description: d}}}
  /a:
    post:
      operationId: create
      responses:
        '201':
          description: d
          links:
            byId: {operationId: read, parameters: {id: $response.body#/id}, requestBody: {a: 1}}
            byRef: {operationRef: '#/paths/~1a~0b~1{id}/get'}
            byEscapedRef: {operationRef: '#/paths/~1a~0b~1%%7Bid%%7D/get'}
            dead: {operationId: nosuch}
            deadRef: {operationRef: '#/paths/~1a/get'}
            elsewhere: {operationRef: 'https://other.example/openapi.yaml#/paths/~1a/get'}
            server: {operationId: read, server: {url: https://other.example}}
        4XX: {description: d, links: {retry: {operationId: create}}}
        default: {description: d, links: {shared: {$ref: '#/components/links/shared'}}}
    put: {responses: {'200': {$ref: '#/components/responses/Lost'}}}
    delete: {responses: {'200': {$ref: '#/components/responses/Lost'}}}
components: {links: {shared: {operationId: read}}, responses: {Lost: {description: d, links: {lost: {operationId: nosuch}}}}}
%s`

// TestLinks reads the links of a document.
func TestLinks(t *testing.T) {
	c, err := contract.Load(fmt.Appendf(nil, linkDocument, ""))
	if err != nil {
		t.Fatal(err)
	}
	call, err := c.Find("POST", "/v1/a")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		status int
		want   string
		reason string
	}{
		{201, "byEscapedRef>read byId>read byRef>read dead> deadRef> elsewhere>", "in the order of their names, and none to another server"},
		{404, "retry>create", "a range of statuses"},
		{500, "shared>read", "the default, by a reference"},
	}
	for _, tt := range tests {
		var all []string
		for _, l := range c.Links(call.Operation, tt.status) {
			target := ""
			if l.Target != nil {
				target = l.Target.ID
			}
			all = append(all, l.Name+">"+target)
			if l.Line == 0 || l.Column == 0 {
				t.Errorf("%s is at line %d, column %d", l.Name, l.Line, l.Column)
			}
		}
		if got := strings.Join(all, " "); got != tt.want {
			t.Errorf("%d has the links %s, want %s\nreason: %s", tt.status, got, tt.want, tt.reason)
		}
	}
	if l := c.Links(call.Operation, 201)[1]; l.Parameters["id"] != "$response.body#/id" || l.Body == nil {
		t.Errorf("the link is %+v, want its parameters and body", l)
	}
	warned := fmt.Sprint(c.Warnings())
	for _, name := range []string{"dead", "deadRef", "elsewhere", "lost"} {
		if strings.Count(warned, `The link "`+name+`" leads to no operation`) != 1 {
			t.Errorf("want one warning of the link %s: %s", name, warned)
		}
	}
	if read, err := c.Find("GET", "/v1/a~b/x%20y"); err != nil || len(c.Links(read.Operation, 200))+len(c.Links(read.Operation, 404)) > 0 {
		t.Errorf("links without a link: %v", err)
	} else if id, ok := read.Variable("id"); id != "x y" || !ok {
		t.Errorf("the variable is %q, %v, want \"x y\"", id, ok)
	}
	if c.IsGraph() {
		t.Error("the document is of no profile")
	}
	if c, err := contract.Load(fmt.Appendf(nil, linkDocument, "x-contract-profile: graph\n")); err != nil || !c.IsGraph() {
		t.Errorf("the profile is not known: %v", err)
	}
}
