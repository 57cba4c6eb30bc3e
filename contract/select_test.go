package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

// exchanged returns the violations of an answer to a valid request.
func exchanged(c *contract.Contract, method, target string, status int, answer string, header ...string) []contract.Violation {
	x := &contract.Exchange{
		Method: method, Target: target, RequestHeader: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer t"}, "Prefer": {"return=minimal"}},
		RequestBody: []byte(`{"status":"success",` + when + `}`),
		Status:      status, ResponseBody: []byte(answer), ResponseHeader: http.Header{
			"Content-Type": {"application/json"}, "Request-Id": {"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"}, "Client-Request-Id": {"c"},
			"Date": {"Mon, 23 Nov 2026 10:00:00 GMT"}, "Cache-Control": {"no-store"}, "Location": {"/x"},
		},
	}
	for i := 0; i < len(header); i += 2 {
		if x.ResponseHeader.Set(header[i], header[i+1]); header[i+1] == "" {
			x.ResponseHeader.Del(header[i])
		}
	}
	return c.Exchange(x).Violations
}

// TestSelected: an answer to a request with $select has what was selected, and
// need not have more.
func TestSelected(t *testing.T) {
	const odataType = `"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus"`
	tests := []struct {
		name, target, answer string
		want                 []contract.Violation
		reason               string
	}{
		{"selected", statusPath + "?$select=id,status", `{` + odataType + `,"id":"a","status":"success"}`, nil, "what was asked for"},
		{"escaped", statusPath + "?%24select=id%2Cstatus", `{` + odataType + `,"id":"a","status":"success"}`, nil, "as clients of Graph write it"},
		{"more", statusPath + "?$select=id", `{` + odataType + `,"id":"a","status":"success"}`, nil, "a service may return additional information (OData 4.01 Part 1 section 11.2.5.1)"},
		{"less", statusPath + "?$select=id,status", `{` + odataType + `,"id":"a"}`, at("required", "/status"), "it was asked for and is not there"},
		{"no control information", statusPath + "?$select=id", `{"id":"a"}`, at("required", "/@odata.type"), "it is no property that one could leave out"},
		{"wrong", statusPath + "?$select=id", `{` + odataType + `,"id":7}`, at("type", "/id"), "what is there fits its schema"},
		{"unknown", statusPath + "?$select=id", `{` + odataType + `,"id":"a","colour":1}`, at("additionalProperties", "/colour"), "the document does not know it"},
		{"star", statusPath + "?$select=*", `{` + odataType + `,"id":"a"}`, at("required", "/status", "required", "/lastSynchronizationDateTime"), "everything was asked for"},
		{"nothing asked", statusPath, `{` + odataType + `,"id":"a"}`, at("required", "/status", "required", "/lastSynchronizationDateTime"), "without $select everything is there"},
		{"no such property", statusPath + "?$select=id,colour", `{` + odataType + `,"id":"a"}`, at("enum", "query/$select", "accepted", "status"), "the document lists what can be selected"},
		{"another option", statusPath + "?select=id", `{` + odataType + `,"id":"a"}`, at("required", "/status", "required", "/lastSynchronizationDateTime"), "not the option of the document"},
		{"an entry", historyPath + "/a?$select=status", `{` + odataType + `,"status":"success"}`, nil, "every GET has it"},
		{"a page", historyPath + "?$select=id", `{"value":[{` + odataType + `,"id":"a"},{` + odataType + `,"id":"b"}]}`, nil, "each object of a page"},
		{"a page with less", historyPath + "?$select=id", `{"value":[{` + odataType + `,"id":"a"},{` + odataType + `}]}`, at("required", "/value/1/id"), "each object of a page"},
		{"no page", historyPath + "?$select=id", `{}`, at("required", "/value"), "the properties of a page are not selected"},
		{"not JSON", statusPath + "?$select=id", `{`, at("json", ""), "it has to be read first"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, exchanged(c, "GET", tt.target, 200, tt.answer), onlyPlace); diff != "" {
				t.Errorf("Exchange() (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
	for _, query := range []string{"$select=id&a=%zz", "$select=id&$select=id"} {
		found := exchanged(c, "GET", statusPath+"?"+query, 200, `{`+odataType+`,"id":"a"}`)
		if !slices.ContainsFunc(found, func(v contract.Violation) bool { return v.Rule == "required" && v.Target == "/status" }) {
			t.Errorf("what %s selects is not known, and an answer without status is right: %v", query, found)
		}
	}
	if diff := cmp.Diff(at("mediaType", "header/Content-Type"), exchanged(c, "GET", statusPath+"?$select=id", 200, `{}`, "Content-Type", "text/plain"), onlyPlace); diff != "" {
		t.Errorf("another media type (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(at("status", "status"), exchanged(c, "GET", statusPath+"?$select=id", 418, `{}`), onlyPlace); diff != "" {
		t.Errorf("a status that is not documented (-want +got):\n%s", diff)
	}
	many := `{"value":[` + strings.Repeat(`{`+odataType+`},`, 999) + `{` + odataType + `}]}`
	if n := len(exchanged(c, "GET", historyPath+"?$select=id", 200, many)); n != contract.MaxViolations {
		t.Errorf("a page of 1000 wrong statuses has %d violations, want %d", n, contract.MaxViolations)
	}
}

// TestMinimal: a create that prefers return=minimal is answered without a body.
func TestMinimal(t *testing.T) {
	const applied = "Preference-Applied"
	tests := []struct {
		name, answer string
		header       []string
		want         []contract.Violation
		reason       string
	}{
		{"right", "", []string{applied, "return=minimal", "OData-EntityId", "/x"}, nil, "as the extension says"},
		{"among others", "", []string{applied, `wait=10, return="minimal"`, "OData-EntityId", "/x"}, nil, "several preferences may be obeyed"},
		{"not said", "", []string{"OData-EntityId", "/x"}, at("required", "header/Preference-Applied"), "204 needs a reason"},
		{"another one", "", []string{applied, "return=representation", "OData-EntityId", "/x"}, at("pattern", "header/Preference-Applied"), "204 is not what this asks for"},
		{"a number", "", []string{applied, "1", "OData-EntityId", "/x"}, at("pattern", "header/Preference-Applied"), "a header is a text"},
		{"no entity id", "", []string{applied, "return=minimal"}, at("required", "header/Odata-Entityid"), "OData asks for it with 204"},
		{"no Location", "", []string{applied, "return=minimal", "OData-EntityId", "/x", "Location", ""}, at("required", "header/Location"), "the headers of the 201 are there"},
		{"a body", "{}", []string{applied, "return=minimal", "OData-EntityId", "/x"}, at("body", ""), "204 has none"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := exchanged(c, "POST", statusPath, 204, tt.answer, tt.header...)
			if diff := cmp.Diff(tt.want, got, onlyPlace); diff != "" {
				t.Errorf("Exchange() (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}

// TestODataExtensions: which extensions of other documents are read.
func TestODataExtensions(t *testing.T) {
	tests := []struct{ name, extension, want, reason string }{
		{"names", "x-odata-select: [id]", "", "a list of names"},
		{"none", "x-odata-select: []", "", "nothing can be selected"},
		{"a name", "x-odata-select: id", "contract: get: x-odata-select is no list of names", "a list of one is written as a list"},
		{"a number", "x-odata-return: [1]", "contract: get: x-odata-return is no list of names", "no name"},
		{"a number before a name", "x-odata-return: [1, minimal]", "contract: get: x-odata-return is no list of names", "no name"},
		{"an empty name", "x-odata-select: ['']", "contract: get: x-odata-select is no list of names", "nothing has it"},
		{"another value", "x-odata-return: [whatever]", "", "a value that asks for no other answer"},
		{"minimal of what creates nothing", "x-odata-return: [minimal]", "", "there is no 201 whose headers it could have"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document := `
openapi: 3.0.3
info: {title: t, version: '1'}
x-contract-profile: graph
paths:
  /a:
    get:
      operationId: get
      ` + tt.extension + `
      responses:
        '200': {description: ok, content: {application/json: {schema: {allOf: [{type: object, required: [id, name]}]}}}}
`
			c, err := contract.Load([]byte(document))
			switch {
			case err != nil && err.Error() == tt.want:
				return
			case err != nil || tt.want != "":
				t.Fatalf("Load() = %v, want %q, reason: %s", err, tt.want, tt.reason)
			case !strings.Contains(tt.extension, "[id]"):
				return
			}
			want := at("required", "/id")
			if diff := cmp.Diff(want, exchanged(c, "GET", "/a?$select=id", 200, `{}`), onlyPlace); diff != "" {
				t.Errorf("parts of a schema (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReturnOfOthers: which creates of other documents may be answered by 204.
func TestReturnOfOthers(t *testing.T) {
	applied := []string{"Preference-Applied", "return=minimal", "OData-EntityId", "/x"}
	tests := []struct {
		name, returns, responses string
		header                   []string
		want                     []contract.Violation
		reason                   string
	}{
		{"minimal", "[minimal]", "'201': {description: made}", applied, nil, "a 201 without headers is enough"},
		{"a 201 that says nothing", "[minimal]", "'201': null", applied, nil, "it can have any headers"},
		{"nothing said", "[minimal]", "'201': {description: made}", nil, at("required", "header/Odata-Entityid", "required", "header/Preference-Applied"), "the headers of OData are added to none"},
		{"another value", "[representation]", "'201': {description: made}", applied, at("status", "status"), "it asks for no answer without a body"},
		{"a 204 of its own", "[minimal]", "'201': {description: made}, '204': {description: none}", nil, nil, "what the document says counts"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(`
openapi: 3.0.3
info: {title: t, version: '1'}
x-contract-profile: graph
paths:
  /a:
    post:
      operationId: post
      x-odata-return: ` + tt.returns + `
      requestBody: {content: {application/json: {schema: {}}}}
      responses: {` + tt.responses + `}
`))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, exchanged(c, "POST", "/a", 204, "", tt.header...), onlyPlace); diff != "" {
				t.Errorf("Exchange() (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}

// TestSelectOfOthers: what $select changes of the answers of other documents.
func TestSelectOfOthers(t *testing.T) {
	const (
		graph = "x-contract-profile: graph"
		query = "{name: $select, in: query, schema: {type: string}}"
		both  = "type: object, required: [id, name]"
	)
	answer := func(schema string) string {
		return "'200': {description: ok, content: {application/json: {schema: {" + schema + "}}}}"
	}
	page := func(items string) string {
		return "type: object, required: [value], properties: {value: {type: array, items: {" + items + "}}}"
	}
	tests := []struct {
		name, profile, parameter, responses string
		status                              int
		body                                string
		want                                []contract.Violation
		reason                              string
	}{
		{"Graph", graph, query, answer(both), 200, `{}`, at("required", "/id"), "the rules of OData"},
		{"none", "x-none: graph", query, answer(both), 200, `{}`, at("required", "/id", "required", "/name"), "without them it is a parameter as any other"},
		{"another parameter", graph, "{name: $top, in: query, schema: {type: string}}", answer(both), 200, `{}`, at("parameter", "query/$select", "required", "/id", "required", "/name", "accepted", "status"), "the operation does not take $select"},
		{"a header", graph, "{name: $select, in: header, schema: {type: string}}", answer(both), 200, `{}`, at("parameter", "query/$select", "required", "/id", "required", "/name", "accepted", "status"), "the operation does not take it in the query"},
		{"parts", graph, query, answer("allOf: [{" + both + "}, {required: [other]}]"), 200, `{}`, at("required", "/id"), "parts require nothing either"},
		{"a value", graph, query, answer("type: object, required: [id, value], properties: {value: {type: string}}"), 200, `{}`, at("required", "/id"), "a property of this name makes no page"},
		{"a value that is not described", graph, query, answer("type: object, required: [id, value], properties: {value: {}}"), 200, `{}`, at("required", "/id"), "a property of this name makes no page"},
		{"a page in a page", graph, query, answer(page(page(both))), 200, `{"value":[{"value":[{}]}]}`, at("required", "/value/0/value/0/id"), "objects within objects"},
		{"items that are not described", graph, query, answer("type: object, properties: {value: {type: array, items: {}}}"), 200, `{"value":[{},1]}`, nil, "they may be anything"},
		{"items that are no objects", graph, query, answer("type: object, properties: {value: {type: array, items: {type: integer}}}"), 200, `{"value":[1,"x"]}`, at("type", "/value/1"), "they fit their schema"},
		{"default", graph, query, "default: {description: d, content: {application/json: {schema: {" + both + "}}}}", 200, `{}`, at("status", "status"), "to Graph it describes errors"},
		{"no content", graph, query, "'204': {description: d, content: {application/json: {schema: {" + both + "}}}}", 204, ``, nil, "a 204 has no body, whatever the document says"},
		{"itself", graph, query, answer("$ref: '#/components/schemas/S'"), 200, `{}`, at("required", "/id"), "a schema that is a part of itself, twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(`
openapi: 3.0.3
info: {title: t, version: '1'}
` + tt.profile + `
components: {schemas: {S: {type: object, required: [id, name], allOf: [{$ref: '#/components/schemas/S'}, {$ref: '#/components/schemas/S'}]}}}
paths: {/a: {get: {operationId: get, parameters: [` + tt.parameter + `], responses: {` + tt.responses + `}}}}
`))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, exchanged(c, "GET", "/a?$select=id", tt.status, tt.body), onlyPlace); diff != "" {
				t.Errorf("Exchange() (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}

// TestSelectOfAnything: an answer whose document says nothing of its body.
func TestSelectOfAnything(t *testing.T) {
	for content, reason := range map[string]string{
		"{application/json: {}}":   "no schema is documented",
		"{application/json: null}": "a media type without anything",
	} {
		c, err := contract.Load([]byte(`
openapi: 3.0.3
info: {title: t, version: '1'}
x-contract-profile: graph
paths:
  /a:
    get:
      operationId: get
      x-odata-select: [id]
      responses:
        '200': {description: ok, content: ` + content + `}
`))
		if err != nil {
			t.Fatal(err)
		}
		if found := exchanged(c, "GET", "/a?$select=id", 200, `{"a":1}`); len(found) > 0 {
			t.Errorf("found %v, want nothing\nreason: %s", found, reason)
		}
	}
}
