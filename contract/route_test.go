package contract_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// paths writes a document whose paths offer the methods behind them, such as
// "/a/{b} get post".
func paths(lines ...string) []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:\n")
	for _, line := range lines {
		path, methods, _ := strings.Cut(line, " ")
		fmt.Fprintf(&b, "  %q:\n", path)
		for method := range strings.FieldsSeq(methods) {
			fmt.Fprintf(&b, "    %s: {operationId: \"%s %s\", responses: {'200': {description: d}}}\n", method, strings.ToUpper(method), path)
		}
	}
	return []byte(b.String())
}

func TestTemplates(t *testing.T) {
	document := paths("/a/b get", "/a/{x} get delete", "/a/{y} post", "/a/{x}/c get", "/a/b/{z}/d get",
		"/books/{id}.json get", "/books/{id} get", "/x/{id}:clone post", "/t('{id}') get", "/v/{major}.{minor} get",
		"/straße/{n} get", "/sp%20ace get", "/slash/ get", "/byte%FF{n} get", "/v/x{n} get", "/v/xy{n} get",
		"/w/{n}b get", "/w/{n}bb get", "/w/{n}bbb get", "/f/{name}.{ext} get", "/f/{name}.json get", "/o/{x} post", "/o/{y} get", "/m/{x}.a post", "/m/{y}.a get")
	tests := []struct{ request, want, reason string }{
		{"GET /a/b", "GET /a/b", "the concrete path wins"},
		{"GET /a/c", "GET /a/{x}", "the templated one takes the rest"},
		{"DELETE /a/b", "405 GET", "the concrete path is there, and offers GET only"},
		{"POST /a/c", "POST /a/{y}", "two templates of one shape are one path with two names"},
		{"PUT /a/c", "405 DELETE, GET, POST", "and offer their methods together"},
		{"GET /a/b/c", "GET /a/{x}/c", "the concrete segment leads nowhere here"},
		{"GET /a/b/c/d", "GET /a/b/{z}/d", "and here it does"},
		{"GET /books/7.json", "GET /books/{id}.json", "a suffix behind a variable"},
		{"GET /books/7", "GET /books/{id}", "without the suffix"},
		{"GET /books/.json", "GET /books/{id}", "a variable takes at least one character"},
		{"POST /x/7:clone", "POST /x/{id}:clone", "a verb behind a colon"},
		{"POST /x/7%3Aclone", "POST /x/{id}:clone", "the colon may be escaped"},
		{"GET /t('a')", "GET /t('{id}')", "the key of an entity in OData"},
		{"GET /t(%27a%27)", "GET /t('{id}')", "quotes are escaped by many clients"},
		{"GET /v/1.2", "GET /v/{major}.{minor}", "two variables in one segment"},
		{"GET /v/12", "404", "the point between them is missing"},
		{"GET /v/xyz", "GET /v/xy{n}", "the longer literal is the more concrete one"},
		{"GET /v/zx1", "404", "what is before a variable begins the segment"},
		{"GET /w/1b", "GET /w/{n}b", "one literal"},
		{"GET /w/1bb", "GET /w/{n}bb", "the longer one, which comes later in the document"},
		{"GET /w/1bbb", "GET /w/{n}bbb", "the longest of three"},
		{"GET /f/a.json", "GET /f/{name}.json", "variables are no literals, however many there are"},
		{"GET /f/a.xml", "GET /f/{name}.{ext}", "which take the rest"},
		{"PUT /o/1", "405 GET, POST", "methods are listed in order, whatever templates they are of"},
		{"PUT /m/1.a", "405 GET, POST", "also where a literal is behind them"},
		{"GET /stra%C3%9Fe/1", "GET /straße/{n}", "letters beyond ASCII are escaped in a request"},
		{"GET /%61/b", "GET /a/b", "an escaped letter is that letter, RFC 3986 section 6.2.2.2"},
		{"GET /sp%20ace", "GET /sp%20ace", "a template may be escaped, too"},
		{"GET /byte%FF1", "GET /byte%FF{n}", "what is no UTF-8 is no reason to fail"},
		{"GET /slash/", "GET /slash/", "a slash at the end is a part of the path"},
		{"GET /slash", "404", "and without it the path is another"},
		{"GET /a%2Fb", "404", "an escaped slash separates nothing"},
		{"GET /a/%zz", "GET /a/{x}", "what is wrongly escaped stands for itself"},
		{"GET /a/", "404", "an empty segment is no value"},
	}
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		method, path, _ := strings.Cut(tt.request, " ")
		call, err := c.Find(method, path)
		got := "404"
		var offers *contract.MethodError
		if errors.As(err, &offers) {
			got = "405 " + strings.Join(offers.Allow, ", ")
		} else if err == nil {
			got = call.ID
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s\nreason: %s", tt.request, got, tt.want, tt.reason)
		}
	}
}

// TestSplits: several variables in one segment are told apart by their schemas,
// where that can be done.
func TestSplits(t *testing.T) {
	document := func(path, schemas string) string {
		return "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {" + path + ": {parameters: [" + schemas + "], get: {responses: {'200': {description: d}}}}}\n"
	}
	const (
		text   = "{name: a, in: path, required: true, schema: {type: string}}"
		lower  = "{name: a, in: path, required: true, schema: {type: string, pattern: '^[a-z-]+$'}}"
		number = "{name: b, in: path, required: true, schema: {type: integer}}"
		list   = "{name: b, in: path, required: true, schema: {type: array, items: {type: integer}}}"
	)
	tests := []struct{ path, schemas, request, want, a, reason string }{
		{"'/x/{a}-{b}'", text + "," + number, "/x/1-2", "", "1", "one way"},
		{"'/x/{a}-{b}'", text + "," + number, "/x/one-two-3", "", "one-two", "the second way fits"},
		{"'/x/{a}:{b}'", text + "," + number, "/x/one:two:3", "", "one:two", "the colon between them belongs to neither"},
		{"'/x/{a}-{b}'", lower + "," + number, "/x/1-2-3", "pattern path/a, type path/b", "1", "no way fits, and the first is told"},
		{"'/x/{a}{b}'", lower + "," + number, "/x/abc42", "", "abc", "nothing is between them"},
		{"'/x/{a}-{b}.{c}'", lower + "," + number, "/x/a-b-7.8.9", "", "a-b", "three variables, of which the last takes the rest"},
		{"'/x/{a}-{b}.json'", lower + "," + number, "/x/a-b-7.json", "", "a-b", "what is behind them belongs to neither"},
		{"'/x/{a}-{b}'", text + "," + number, "/x/a%2Db-7", "", "a-b", "an escaped hyphen is one"},
		{"'/x/{a}-{b}'", lower + "," + list, "/x/a-b-1,2", "type path/b", "a", "only plain values are tried"},
		{"'/x/{a}-{b}'", lower + "," + list, "/x/a-b-7", "type path/b", "a", "also where an item would fit"},
		{"'/x/{a}-{b}'", lower + ",{name: b, in: path, required: true, schema: {type: string, maxLength: 0}}", "/x/a--", "maxLength path/b", "a", "a variable takes at least one character"},
		{"'/x/{a}{b}'", lower + "," + number + ",{name: a, in: query, schema: {type: integer}},{name: q, in: query, schema: {type: integer}}", "/x/abc42", "", "abc", "parameters of other places say nothing of a path"},
		{"'/x/{a}-{b}'", text + "," + number, "/x/" + strings.Repeat("-", 2000) + "-7", "type path/b", "-", "not every way is tried"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(document(tt.path, tt.schemas)))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("GET", tt.request)
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(httptest.NewRequest("GET", tt.request, nil), nil)
		if value, ok := call.Variable("nosuch"); ok {
			t.Errorf("%s has a variable of no name: %q", tt.path, value)
		}
		if a, _ := call.Variable("a"); places(found) != tt.want || a != tt.a {
			t.Errorf("%s of %.40s: %q with %q, want %q with %q\nreason: %s", tt.path, tt.request, places(found), a, tt.want, tt.a, tt.reason)
		}
	}
}

// TestOtherServers: paths lie under each server, that of the operation before
// that of the path before that of the document.
func TestOtherServers(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
servers: [{url: /v1}, {url: '/{name}', variables: {name: {default: v2, enum: [v2, v3]}}}, {url: 'https://{host}/x/{nobody}/v5'}]
paths:
  /a: {get: {responses: {'200': {description: d}}}}
  /b:
    servers: [{url: /p}]
    get: {responses: {'200': {description: d}}}
    post: {servers: [{url: /o}], responses: {'200': {description: d}}}
`
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method, path string
		found        bool
		reason       string
	}{
		{"GET", "/v1/a", true, "the first server"},
		{"GET", "/v2/a", true, "the second, with the default of its variable"},
		{"GET", "/v3/a", true, "another value of the variable"},
		{"GET", "/v4/a", false, "no value of it"},
		{"GET", "/x/nobody/v5/a", true, "a variable that is not described stands for its name"},
		{"GET", "/x/any/v5/a", true, "or for any segment"},
		{"GET", "/x/v5/a", false, "but for one"},
		{"GET", "/p/b", true, "the server of the path"},
		{"GET", "/v1/b", false, "it replaces those of the document"},
		{"POST", "/o/b", true, "the server of the operation"},
		{"POST", "/p/b", false, "it replaces that of the path"},
	} {
		if _, err := c.Find(tt.method, tt.path); (err == nil) != tt.found {
			t.Errorf("Find(%s %s) = %v, want found %t\nreason: %s", tt.method, tt.path, err, tt.found, tt.reason)
		}
	}
}

// BenchmarkFind finds the last operation of documents of ten and of ten
// thousand operations, which takes the same time.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		var lines []string
		for i := range n {
			lines = append(lines, fmt.Sprintf("/group%d/items%d/{id} get", i%97, i))
		}
		c, err := contract.Load(paths(lines...))
		if err != nil {
			b.Fatal(err)
		}
		path := fmt.Sprintf("/group%d/items%d/x", (n-1)%97, n-1)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Find("GET", path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
