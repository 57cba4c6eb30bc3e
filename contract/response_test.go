package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

const created = `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"a","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`

func TestResponse(t *testing.T) {
	const uuid = "019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"
	good := http.Header{
		"Content-Type":      {"application/json"},
		"Request-Id":        {uuid},
		"Client-Request-Id": {"mine"},
		"Date":              {"Mon, 23 Nov 2026 10:00:00 GMT"},
		"Cache-Control":     {"no-store"},
		"Location":          {"/beta/x"},
	}
	with := func(pairs ...string) http.Header {
		h := good.Clone()
		for i := 0; i < len(pairs); i += 2 {
			if h.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
				h.Del(pairs[i])
			}
		}
		return h
	}
	tests := []struct {
		name   string
		status int
		header http.Header
		body   string
		want   []contract.Violation
		reason string
	}{
		{"created", 201, good, created, nil, "what the document describes"},
		{"other status", 200, good, created, at("status", "status"), "an undocumented success is no success"},
		{"unknown error", 418, good, created, at("status", "status"), "the document lists every error"},
		{"no type", 201, with("Content-Type", ""), created, at("mediaType", "header/Content-Type"), "clients read only what is labelled"},
		{"page", 201, with("Content-Type", "text/html"), "<p>", at("mediaType", "header/Content-Type"), "an error page of a proxy"},
		{"no location", 201, with("Location", ""), created, at("required", "header/Location"), "the document promises it"},
		{"bad header and body", 201, with("Request-Id", "7"), `{}`, at(
			"format", "header/Request-Id",
			"required", "/@odata.type", "required", "/id", "required", "/status", "required", "/lastSynchronizationDateTime"),
			"a bad header must not hide a bad body"},
		{"unknown property", 201, good, strings.Replace(created, "{", `{"x":1,`, 1), at("additionalProperties", "/x"), "every property that is sent is in the document"},
		{"cut body", 201, good, created[:20], at("json", "/@odata.type"), "a body that broke off"},
		{"error shape", 400, with("Location", ""), `{"error":"bad"}`, at("type", "/error"), "errors have one shape"},
		{"no challenge", 401, good, `{"error":{"code":"InvalidAuthenticationToken","message":"m","innerError":{"date":"2026-11-23T10:00:00","request-id":"` + uuid + `","client-request-id":"mine"}}}`, at("required", "header/Www-Authenticate"), "RFC 9110 section 11.6.1"},
		{"retry after a date", 503, with("Retry-After", "Mon, 23 Nov 2026 10:00:00 GMT"), `{"error":{"code":"ServiceUnavailable","message":"m","innerError":{"date":"2026-11-23T10:00:00","request-id":"` + uuid + `","client-request-id":"mine"}}}`, at("type", "header/Retry-After"), "the document says seconds"},
	}
	c := load(t)
	call, err := c.Find("POST", statusPath)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := call.Response(tt.status, tt.header, []byte(tt.body))
			// Headers are validated in no fixed order; none of these rows has two.
			if diff := cmp.Diff(tt.want, got, onlyPlace); diff != "" {
				t.Errorf("Response() mismatch (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
	del, err := c.Find("DELETE", statusPath)
	if err != nil {
		t.Fatal(err)
	}
	if got := del.Response(204, good, []byte("{}")); !cmp.Equal(got, at("body", ""), onlyPlace) {
		t.Errorf("204 with a body: got %v", got)
	}
}

// TestOtherDocument validates by a document that has what ours has not.
func TestOtherDocument(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.0
info: {title: other, version: '1'}
x-contract-profile: graph
servers: [{url: 'https://api.example/v1/'}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, maximum: 9}}
    get:
      parameters:
        - {name: tag, in: query, schema: {type: array, maxItems: 2, items: {type: integer}}}
        - {name: csv, in: query, explode: false, schema: {type: array, items: {type: string, enum: [a, b]}}}
        - {name: X-Mode, in: header, required: true, schema: {type: boolean}}
        - {name: session, in: cookie, schema: {type: string, maxLength: 3}}
        - {name: flag, in: query, allowEmptyValue: true, schema: {type: integer}}
      responses:
        '2XX': {description: fine, content: {application/json: {schema: {type: object, properties: {secret: {type: string, writeOnly: true}}}}}}
        default: {description: error}
    put:
      requestBody: {content: {text/plain: {schema: {type: string}}, 'application/*': {schema: {type: integer}}}}
      responses: {'204': {description: done}}
  /things/all:
    get:
      responses: {'200': {description: all}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if c.BasePath() != "/v1" {
		t.Errorf("BasePath() = %q, want /v1", c.BasePath())
	}
	if call, err := c.Find("GET", "/v1/things/all"); err != nil || call.Path != "/v1/things/all" {
		t.Errorf("Find() = %v, %v; a path without variables wins", call.Operation, err)
	}
	find := func(method string) contract.Call {
		call, err := c.Find(method, "/v1/things/7")
		if err != nil {
			t.Fatal(err)
		}
		return call
	}
	tests := []struct {
		name, method, query string
		header              http.Header
		body                string
		want                []contract.Violation
		reason              string
	}{
		{"fine", "GET", "tag=1&tag=2&csv=a,b&flag=&%24x", http.Header{"X-Mode": {"true"}, "Cookie": {"session=abc"}}, "", at("parameter", "query/$x"), "all styles that are read"},
		{"all wrong", "GET", "tag=1&tag=2&tag=x&csv=a,c", http.Header{"Cookie": {"session=abcd"}}, "", at(
			"maxItems", "query/tag", "type", "query/tag", "enum", "query/csv", "required", "header/X-Mode", "maxLength", "cookie/session"), "every place is validated"},
		{"no body", "PUT", "", nil, "", nil, "the body is optional"},
		{"other JSON", "PUT", "", http.Header{"Content-Type": {"application/json"}}, "x", at("json", ""), "application/* holds JSON, and this body says that it is"},
		{"other type", "PUT", "", http.Header{"Content-Type": {"application/pdf"}}, "x", nil, "a type that is not JSON is not validated"},
		{"undeclared", "PUT", "", http.Header{"Content-Type": {"image/png"}}, "x", at("mediaType", "header/Content-Type"), "a media type outside the list"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequest(tt.method, "http://h/v1/things/7?"+tt.query, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header = tt.header
			_, got := find(tt.method).Request(r, []byte(tt.body))
			if diff := cmp.Diff(tt.want, got, onlyPlace); diff != "" {
				t.Errorf("Request() mismatch (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
	json := http.Header{"Content-Type": {"application/json"}}
	for _, tt := range []struct {
		status int
		body   string
		want   []contract.Violation
		reason string
	}{
		{202, `{}`, nil, "2XX covers it"},
		{202, `{"secret":"x"}`, at("writeOnly", "/secret"), "a secret must not be answered"},
		{500, ``, nil, "default covers errors"},
		{302, ``, nil, "default covers what is no success"},
	} {
		if got := find("GET").Response(tt.status, json, []byte(tt.body)); !cmp.Equal(got, tt.want, onlyPlace) {
			t.Errorf("Response(%d) = %v, want %v\nreason: %s", tt.status, got, tt.want, tt.reason)
		}
	}
	if got := find("PUT").Response(200, json, nil); !cmp.Equal(got, at("status", "status"), onlyPlace) {
		t.Errorf("Response(200) = %v; only 204 is documented", got)
	}
}

// TestUndocumentedStatus: nothing is known of the media types of such an answer.
func TestUndocumentedStatus(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, mediaType := range []string{"", "a", "text/html", "text/html; charset=utf-8", "application/json; charset=latin1", "a/b/c"} {
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/a", Status: 418, ResponseHeader: http.Header{"Content-Type": {mediaType}}, ResponseBody: []byte("{}")})
		if got := rules(v.Violations); got != "status" {
			t.Errorf("with Content-Type %q: %v, want status alone", mediaType, v.Violations)
		}
	}
}
