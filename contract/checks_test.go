package contract_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestDeclares: what the document names as a parameter, and what only a security
// scheme does.
func TestDeclares(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
security: [{k: [], q: []}]
paths:
  /a:
    get:
      parameters: [{name: x-a, in: header, schema: {}}, {name: n, in: query, schema: {}}, {name: n, in: cookie, schema: {}}, {name: X-Key, in: header, schema: {}}, {name: x-key, in: query, schema: {}}, {name: Accept, in: query, schema: {}}, {name: Accept, in: header, schema: {}}]
      responses: {'200': {description: d, headers: {x-b: {schema: {}}}}, default: {description: d}}
components: {securitySchemes: {k: {type: apiKey, in: header, name: x-key}, q: {type: apiKey, in: query, name: Key}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		in, name string
		want     bool
		reason   string
	}{
		{"header", "X-A", true, "names of headers ignore case"},
		{"header", "x-a", true, "in any way"},
		{"query", "n", true, "a parameter"},
		{"query", "N", false, "names of queries mind case"},
		{"cookie", "n", true, "of the same name in another place"},
		{"header", "n", false, "which is not this one"},
		{"header", "X-KEY", false, "the key of a scheme is no parameter"},
		{"query", "x-key", true, "a scheme names it in another place"},
		{"query", "Accept", true, "a name of a header in another place"},
		{"header", "Accept", false, "which media types describe"},
		{"response", "X-B", true, "a header of one response"},
		{"response", "x-b", true, "names of headers ignore case there, too"},
		{"response", "X-A", false, "which is one of the request"},
	} {
		if got := c.Operations()[0].Declares(tt.in, tt.name); got != tt.want {
			t.Errorf("Declares(%s, %s) = %t\nreason: %s", tt.in, tt.name, got, tt.reason)
		}
	}
}

// A taken is a response writer whose connection can be taken over.
type taken struct{ *httptest.ResponseRecorder }

func (taken) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, nil }

// TestCheckResponses: every answer is validated, also those that belong to no
// operation.
func TestCheckResponses(t *testing.T) {
	c, err := contract.Load([]byte(strings.Replace(open, "paths:", "servers: [{url: /v1}]\npaths:", 1)), contract.Graph())
	if err != nil {
		t.Fatal(err)
	}
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	tests := []struct {
		request string
		handler http.HandlerFunc
		want    string
		reason  string
	}{
		{"GET /v1/a", answer(200, `{"d":{}}`), "", "right"},
		{"GET /v1/a?x=1", answer(200, `{"d":1}`), "type /d", "wrong"},
		{"GET /v1/a", answer(200, `{"d":{"z":"`+strings.Repeat("x", 1<<20)+`"},"b":1}`), "", "longer than what is kept"},
		{"GET /v1/a", func(http.ResponseWriter, *http.Request) {}, "mediaType header/Content-Type", "an answer that Go's server sends by itself"},
		{"GET /v1/b", answer(404, `{"code":1}`), "", "an error like the others"},
		{"GET /v1/b", answer(404, `{}`), "required /code", "one that is not"},
		{"GET /v1/b", answer(400, `{}`), "required /code", "the least status of an error"},
		{"HEAD /v1/b", answer(400, ``), "", "which is no success"},
		{"HEAD /v1/b", answer(404, ``), "", "RFC 9110 section 9.3.2: HEAD has no body"},
		{"GET /v1/b", answer(404, `"`+strings.Repeat("x", 1<<20)+`"`), "", "longer than what is kept"},
		{"GET /v1/b", answer(200, `{}`), "accepted status", "the document has no such operation"},
		{"POST /v1/a", answer(201, `{}`), "accepted status", "nor this method"},
		{"HEAD /v1/a", answer(200, ``), "", "HEAD is GET without the body"},
		{"GET /health", answer(200, `{}`), "", "beside the base path nothing is part of the contract"},
		{"GET /v1/a", func(w http.ResponseWriter, _ *http.Request) { _, _, _ = w.(http.Hijacker).Hijack() }, "", "who takes over the connection answers as he likes"},
	}
	for _, tt := range tests {
		got, reports := "", 0
		h := c.CheckResponses(func(_ *http.Request, found []contract.Violation) { got, reports = places(found), reports+1 })(tt.handler)
		method, target, _ := strings.Cut(tt.request, " ")
		h.ServeHTTP(taken{httptest.NewRecorder()}, httptest.NewRequest(method, target, nil))
		if got != tt.want || reports > 1 || reports == 1 && got == "" {
			t.Errorf("%s: %s in %d reports, want %s\nreason: %s", tt.request, got, reports, tt.want, tt.reason)
		}
	}
}

// TestLeavesOpen: what OpenAPI 3.0 does not say of a request.
func TestLeavesOpen(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {get: {parameters: [{name: n, in: query, schema: {type: string}}, {name: l, in: query, schema: {type: array, items: {type: string}}}, {name: h, in: header, schema: {type: string}}], responses: {default: {description: d}}}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		target, body string
		want         bool
		reason       string
	}{
		{"/a?n=1", "", false, "one value"},
		{"/a?n=1&n=2", "", true, "two where one is described"},
		{"/a?l=1&l=2", "", false, "items of a list"},
		{"/a?h=1&h=2", "", false, "a parameter of another place"},
		{"/a", `{"a":1.0}`, true, "an integer or not"},
		{"/a", `{"a":1.05}`, false, "no integer"},
		{"/a", `1.00`, true, "at the end"},
	} {
		if got := c.Operations()[0].LeavesOpen(&contract.Exchange{Target: tt.target, RequestBody: []byte(tt.body)}); got != tt.want {
			t.Errorf("LeavesOpen(%s %s) = %t\nreason: %s", tt.target, tt.body, got, tt.reason)
		}
	}
}

// TestExamplesEverywhere: an example that breaks its schema is found wherever a
// document can have one, and told at its line.
func TestExamplesEverywhere(t *testing.T) {
	const bad, examples = "schema: {type: integer, example: x}", "schema: {type: integer}, examples: {e: {value: x}}"
	const unused = "{get: {" + fine + "}}\ncomponents: "
	for _, tt := range []struct{ path, reason string }{
		{"{parameters: [{name: n, in: query, " + bad + "}], get: {" + fine + "}}", "a parameter of a path"},
		{"{get: {parameters: [{name: n, in: query, " + bad + "}], " + fine + "}}", "one of an operation"},
		{"{get: {parameters: [{name: n, in: query, schema: {type: integer}, example: x}], " + fine + "}}", "an example of the parameter itself"},
		{"{get: {parameters: [{name: n, in: query, " + examples + "}], " + fine + "}}", "one of several"},
		{"{post: {requestBody: {content: {application/json: {" + bad + "}}}, " + fine + "}}", "the schema of a body"},
		{"{post: {requestBody: {content: {application/json: {schema: {type: integer}, example: x}}}, " + fine + "}}", "a body"},
		{"{get: {responses: {default: {description: d, content: {application/json: {" + examples + "}}}}}}", "an answer"},
		{"{get: {responses: {default: {description: d, headers: {N: {" + bad + "}}}}}}", "a header"},
		{unused + "{schemas: {N: {type: integer, example: x}}}", "a schema that nothing refers to"},
		{unused + "{parameters: {N: {name: n, in: query, " + bad + "}}}", "such a parameter"},
		{unused + "{headers: {N: {" + bad + "}}}", "such a header"},
		{unused + "{requestBodies: {N: {content: {application/json: {" + bad + "}}}}}", "such a body"},
		{unused + "{responses: {N: {description: d, content: {application/json: {" + bad + "}}}}}", "such an answer"},
	} {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths:\n  /a: " + tt.path + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		all := c.Warnings()
		if len(all) != 1 || all[0].Line != 4+strings.Count(tt.path, "\n") || !strings.Contains(all[0].Message, `breaks its schema and is not used: "x" is not allowed; it must be an integer.`) {
			t.Errorf("%s: %v\nreason: %s", tt.path, all, tt.reason)
		}
	}
}

// TestWrongPlaces: what is wrong in a place of a document is told there, and all
// other places stay what they are.
func TestWrongPlaces(t *testing.T) {
	const document = `openapi: 3.0.4
info: {title: t, version: v}
paths:
  /a~b:
    get:
      parameters:
        - {name: m, in: query, schema: {type: integer}}
        - {name: n, in: query,

           required: [x], schema: {type: integer}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: string, maxLength: y}}}}
  /c:
    get:
      responses:
        '200': {description: d, content: {application/json: {schema: {type: integer}}}}
`
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	got := said(c.Warnings())
	for _, want := range []string{"line 10, column 22: /paths/~1a~0b/get/parameters/1/required cannot be read", "line 12, column 96: /paths/~1a~0b/get/responses/200/content/application~1json/schema/maxLength cannot be read"} {
		if !strings.Contains(got, want) {
			t.Errorf("warnings = %s, want %s", got, want)
		}
	}
	for _, tt := range []struct {
		request, want string
		line          int
		reason        string
	}{
		{"GET /a~b?n=x", "type query/n", 10, "the rest of a parameter holds"},
		{"GET /a~b?m=x", "type query/m", 7, "the one beside it, too"},
	} {
		v := c.Exchange(exchangeOf(tt.request, ""))
		if summary(v) != tt.want || v.Violations[0].Line != tt.line {
			t.Errorf("%s: %s at line %d, want %s at %d\nreason: %s", tt.request, summary(v), v.Violations[0].Line, tt.want, tt.line, tt.reason)
		}
	}
	v := c.Exchange(exchangeOf("GET /c", "200\nContent-Type: application/json\n\n\"x\""))
	if summary(v) != "response type" || v.Violations[0].Line != 16 {
		t.Errorf("%v, want the type of line 16", v.Violations)
	}
}

// A within is a response writer of a middleware between the server and ours.
type within struct{ http.ResponseWriter }

func (w within) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// TestMiddlewareLimits: the limits of the middleware and what it refuses by them.
func TestMiddlewareLimits(t *testing.T) {
	for name, option := range map[string]func(){"bytes": func() { contract.WithMaxBodyBytes(0) }, "values": func() { contract.WithMaxBodyValues(0) }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a limit of no %s is taken", name)
				}
			}()
			option()
		}()
	}
	contract.WithMaxBodyBytes(1)
	contract.WithMaxBodyValues(1)
	for _, tt := range []struct {
		body   string
		max    int64
		status int
		reason string
	}{
		{`{"a":1,"b":[2,3]}`, 4, 200, "four marks of values"},
		{`{"a":1,"b":[2,3,4]}`, 4, 400, "five"},
		{`{"a":1}`, 1, 200, "one"},
		{`{"a":1,"b":2}`, 1, 400, "two"},
	} {
		h := loadThings(t).Middleware(contract.WithMaxBodyValues(tt.max))(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		r := httptest.NewRequest("PUT", "/notes", strings.NewReader(tt.body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.status {
			t.Errorf("%s: %d, want %d\nreason: %s", tt.body, w.Code, tt.status, tt.reason)
		}
	}
	h := loadThings(t).Middleware(contract.WithMaxBodyBytes(1))(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(within{within{w}}, r)
	}))
	defer ts.Close()
	r, err := http.NewRequest("PUT", ts.URL+"/notes", io.MultiReader(strings.NewReader(`{"a":1}`)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := ts.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestEntityTooLarge || !answer.Close {
		t.Errorf("a body too large: %d, and the connection is closed: %t; want 413 and that nobody reads the rest", answer.StatusCode, answer.Close)
	}
	w := httptest.NewRecorder()
	contract.Problem(w, httptest.NewRequest("GET", "/", nil), errors.New("secret"))
	if body := w.Body.String(); w.Code != http.StatusInternalServerError || !strings.Contains(body, `"status":500`) || strings.Contains(body, "secret") {
		t.Errorf("the answer to another error is %d %s, want 500 without its text", w.Code, body)
	}
	w = httptest.NewRecorder()
	contract.Problem(w, httptest.NewRequest("GET", "/", nil), &contract.RequestError{Status: 400, Violations: []contract.Violation{{Message: "a<b"}}})
	if !strings.Contains(w.Body.String(), "a<b") {
		t.Errorf("%s, want no escapes: it is no page", w.Body)
	}
}
