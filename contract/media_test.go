package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestMediaTypes: a body belongs to the narrowest declared media type that its
// own fits, whatever the parameters.
func TestMediaTypes(t *testing.T) {
	const number = ": {schema: {type: integer}}"
	tests := []struct{ declared, sent, body, want, reason string }{
		{"application/json; charset=utf-8" + number, "application/json", "1", "", "parameters do not make another type"},
		{"application/json; charset=utf-8" + number, "application/json;charset=utf-8", "x", "json", "nor do blanks"},
		{"application/json;odata.metadata=minimal" + number, "application/json; odata.metadata=full", `"x"`, "type", "nor other values of parameters"},
		{"application/*+json" + number, "application/hal+json", `"x"`, "type", "all types with this suffix"},
		{"application/*+json" + number, "application/json", "1", "mediaType", "which has no suffix"},
		{"'*/*'" + number, "application/json", `"x"`, "type", "many generators declare nothing else"},
		{"'*/*'" + number, "text/plain", "x", "type", "a text stands for a number, as in a parameter"},
		{"'*/*'" + number, "application/xml", "<a/>", "", "XML is not validated"},
		{"application/*" + number, "application/problem+json", `"x"`, "type", "a range of one kind"},
		{"'application/json': {schema: {type: string}}, '*/*'" + number, "application/json", `"x"`, "", "the narrowest wins"},
		{"text/json" + number, "text/json", `"x"`, "type", "MIME Sniffing Standard, section 4.6: a JSON MIME type"},
		{"'text/*'" + number, "text/json; charset=utf-8", "x", "json", "in a range, too"},
		{"text/x-json" + number, "text/x-json", "x", "", "which this is not, so that it is not validated"},
		{"application/json: {}", "application/json", "{", "json", "without a schema it is JSON still"},
		{"application/json: {}", "application/json", "", "", "of which nothing is asked"},
		{"application/json" + number, "application/json; charset=iso-8859-1", "1", "", "the parameter has no meaning for JSON, RFC 8259 section 11"},
		{"text/plain: {schema: {type: string}}", "text/plain; charset=utf-8", "x", "", "a text"},
		{"application/json" + number, "text/html", "<p>", "mediaType", "another type"},
		{"application/*+json" + number, "model/gltf+json", "x", "mediaType", "the suffix of another kind"},
		{"'application/*+json'" + number + ", application/hal+json: {schema: {type: string}}", "application/hal+json; v=1", `"x"`, "", "a type is narrower than its suffix"},
		{"'application/*': {schema: {type: string}}, 'application/*+json'" + number, "application/hal+json", `"x"`, "type", "a suffix is narrower than a kind"},
		{"'*/*': {schema: {type: string}}, 'application/*'" + number, "application/json", `"x"`, "type", "a kind is narrower than all"},
		{"application/json;v=1: {schema: {type: string}}, application/json;v=2" + number, "application/json; V=2; q=1", `"x"`, "type", "RFC 9110 section 12.5.1: a type with its parameters is the narrowest"},
		{"application/json: {schema: {type: string}}, application/json;v=2" + number, "application/json; v=3", `"x"`, "", "without them it is narrower than with others"},
		{"'*/*': {}", "application/json", "{", "json", "what is said to be JSON is, in a range without a schema, too"},
		{"application/*: {}", "application/json", "{", "json", "in a kind, too"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d, content: {" + tt.declared + "}}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := c.Operations()[0].Response(200, http.Header{"Content-Type": {tt.sent}}, []byte(tt.body))
		if got := rules(found); got != tt.want {
			t.Errorf("{%s}, %s: %s: %q %v, want %q\nreason: %s", tt.declared, tt.sent, tt.body, got, found, tt.want, tt.reason)
		}
	}
}

// TestResponseWithoutProfile: what the document leaves open is no violation.
func TestResponseWithoutProfile(t *testing.T) {
	const document = "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {%RESPONSES%}}}}\n"
	tests := []struct {
		responses string
		status    int
		body      string
		want      string
		reason    string
	}{
		{"default: {description: d}", 200, "", "", "default is every status that is not listed"},
		{"'200': {description: d}, default: {description: d}", 201, "", "", "also a success"},
		{"'200': {description: d}", 404, "", "status", "there is no default"},
		{"'200': {description: d}", 200, "x", "", "a description alone does not say that there is no body"},
		{"'200': {description: d, content: {application/json: {schema: {type: object, properties: {a: {type: string, writeOnly: true}}}}}}", 200, `{"a":"x"}`, "", "it should not be answered, and no more"},
	}
	for _, tt := range tests {
		for _, profile := range []string{"", "x-contract-profile: graph\n"} {
			c, err := contract.Load([]byte(strings.Replace(document, "%RESPONSES%", tt.responses, 1) + profile))
			if err != nil {
				t.Fatal(err)
			}
			found := c.Operations()[0].Response(tt.status, http.Header{"Content-Type": {"application/json"}}, []byte(tt.body))
			if got := rules(found); profile == "" && got != tt.want || profile != "" && got == "" {
				t.Errorf("{%s} %d %s, profile %q: %q, want %q, and something by the profile\nreason: %s", tt.responses, tt.status, tt.body, profile, got, tt.want, tt.reason)
			}
		}
	}
}

// TestSchemes: credentials are of the scheme that the document names.
func TestSchemes(t *testing.T) {
	tests := []struct{ scheme, sent, want, reason string }{
		{"{type: http, scheme: basic}", "Basic dTpw", "", "the scheme"},
		{"{type: http, scheme: basic}", "Bearer x", "authorization", "another scheme"},
		{"{type: http, scheme: Bearer}", "bearer x", "", "schemes ignore case"},
		{"{type: apiKey, in: header, name: Authorization}", "abc123", "", "a key has no scheme"},
		{"{type: openIdConnect, openIdConnectUrl: 'http://h'}", "Bearer x", "", "its tokens are bearer tokens"},
		{"{type: openIdConnect, openIdConnectUrl: 'http://h'}", "Basic dTpw", "authorization", "and nothing else"},
		{"{type: oauth2, flows: {}}", "Bearer x", "", "RFC 6750: bearer tokens"},
		{"{type: oauth2, flows: {}}", "Basic dTpw", "authorization", "which this is not"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\nsecurity: [{s: []}]\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\ncomponents: {securitySchemes: {s: " + tt.scheme + "}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/a", Status: 500, RequestHeader: http.Header{"Authorization": {tt.sent}}})
		got := ""
		for _, found := range v.Violations {
			if found.Side == contract.InRequest {
				got += found.Rule
			}
		}
		if got != tt.want {
			t.Errorf("%s, %s: %q, want %q\nreason: %s", tt.scheme, tt.sent, got, tt.want, tt.reason)
		}
	}
}
