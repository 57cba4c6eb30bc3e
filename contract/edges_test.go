package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestStylesBeside: what is nearly written in a style, or in one that is only
// spelled out, is told from it.
func TestStylesBeside(t *testing.T) {
	in := func(parameter string) string {
		return "{" + fine + ", parameters: [{name: p, " + parameter + "}]}"
	}
	const (
		ints   = "schema: {type: array, items: {type: integer}}"
		object = "schema: {type: object, properties: {r: {type: integer}, l: {type: array, items: {type: integer}}}}"
		path   = "in: path, required: true, "
		query  = "in: query, "
		header = "in: header, "
		cookie = "in: cookie, "
	)
	play(t, "", []verdictRow{
		{in(path + "style: matrix, explode: true, " + ints), "GET /a/p=1", "", "type path/p", "no semicolon begins it"},
		{in(path + "style: matrix, explode: true, schema: {oneOf: [{type: string, enum: [a]}, {type: object, required: [r]}]}"), "GET /a/;p=a", "", "", "a word, and no object without its property"},
		{in(path + "style: label, " + object), "GET /a/.r.1", "", "", "OpenAPI 3.0.3: points, and no comma"},
		{in(path + "schema: {oneOf: [{type: array, items: {type: integer}}, {type: string, enum: [a]}]}"), "GET /a/1.2", "", "type path/p", "without a label a point separates nothing"},
		{in(path + "schema: {type: string, maxLength: 1}"), "GET /a/bb", "", "maxLength path/p", "a text is compared although the empty one would fit"},
		{in(query + "style: form, " + ints), "GET /a/1?p=1,2", "", "type query/p", "form is exploded also where it is spelled out"},
		{in(query + "style: form, schema: {type: integer}"), "GET /a/1?p=1&p=x", "", "type query/p", "each value holds"},
		{in(query + "schema: {type: array}"), "GET /a/1?p=x", "", "", "items of which nothing is said"},
		{in(query + "schema: {oneOf: [{type: integer}, {type: string, maxLength: 1}]}"), "GET /a/1?p=1&p=xx", "", "maxLength query/p", "each value of one that may be of two types"},
		{in(query + "schema: {oneOf: [{type: integer}, {type: array, minItems: 2, items: {type: integer}}]}"), "GET /a/1?p=1", "", "", "one value where two types are described, one of them an array"},
		{in(query + "explode: false, schema: {type: string, enum: ['a,b']}"), "GET /a/1?p=a,b", "", "", "a comma separates the items of an array only"},
		{in(query + "explode: false, " + object), "GET /a/1?p=l,null", "", "type query/p", "a word of JSON is a text"},
		{in(query + "explode: false, schema: {type: object, properties: {l: {type: array, items: {type: integer}}}}"), "GET /a/1?p=l,[1]", "", "", "an array within a value is JSON"},
		{in(query + "explode: false, schema: {type: object, properties: {l: {type: array, items: {type: integer}}}}"), "GET /a/1?p=l,[%22x%22]", "", "type query/p", "which is compared"},
		{in(query + "style: deepObject, " + object), "GET /a/1?p[r=x", "", "", "no bracket closes the name, so it is another one"},
		{in(query + "style: deepObject, schema: {type: integer}"), "GET /a/1?p=x", "", "type query/p", "a style of objects says nothing of a number"},
		{in(query + "style: spaceDelimited, schema: {type: string, minLength: 1}"), "GET /a/1?p=", "", "minLength query/p", "it must not be empty"},
		{in(query + "style: spaceDelimited, allowEmptyValue: true, schema: {type: string, minLength: 1}"), "GET /a/1?p=", "", "", "here it may"},
		{in(query + "style: spaceDelimited, explode: false, allowEmptyValue: true, schema: {type: array, items: {type: integer}}"), "GET /a/1?p=", "", "", "nor has an empty list items"},
		{in(query + "style: spaceDelimited, explode: false, allowEmptyValue: true, schema: {type: array, items: {type: integer}}"), "GET /a/1?p=%20", "", "type query/p, type query/p", "here are two"},
		{in(query + "style: spaceDelimited, allowEmptyValue: true, schema: {type: string, maxLength: 1}"), "GET /a/1?p=xx", "", "maxLength query/p", "it is not empty"},
		{in(query + "allowEmptyValue: true, schema: {type: integer}"), "GET /a/1?p=x", "", "type query/p", "it is not empty"},
		{in(query + "allowEmptyValue: true, schema: {type: integer}"), "GET /a/1?p=&p=x", "", "type query/p, type query/p", "the second one is not"},
		{in(query + "content: {text/plain: {}}"), "GET /a/1?p=x", "", "", "nothing is said of it"},
		{in(query + "schema: {type: string, enum: [a b]}"), "GET /a/1?p=a%2520b", "", "enum query/p", "what is escaped twice is read once"},
		{in(query + "schema: {type: integer}"), "GET /a/1?;p=1", "", "", "a semicolon begins another name"},
		{in(header + object), "GET /a/1", "", "", "an object may be left out"},
		{in(cookie + "explode: false, schema: {type: string, enum: ['a,b']}"), "GET /a/1\nCookie: p=a,b", "", "", "a comma separates the items of an array only"},
		{in(cookie + ints), "GET /a/1\nCookie: p=1; p=2", "", "", "exploded by default"},
		{in(cookie + ints), "GET /a/1\nCookie: p=1,2", "", "type cookie/p", "so commas are parts of items"},
		{in(cookie + "explode: false, " + ints), "GET /a/1", "", "", "it may be left out"},
	})
	const two = "  /b/{q}/{p}:\n    get: {" + fine + ", parameters: [{name: q, in: path, required: true, schema: {type: string}}, {name: p, in: path, required: true, style: label, schema: {type: integer}}]}\n"
	play(t, two, []verdictRow{
		{in(path + "schema: {type: string}"), "GET /b/x/.5", "", "", "each variable is found in its own segment"},
		{in(path + "schema: {type: string}"), "GET /b/.5/x", "", "type path/p", "not in that of another"},
	})
	play(t, "x-contract-profile: graph\n", []verdictRow{
		{in(cookie + "schema: {type: string, enum: [a b]}"), "GET /a/1\nCookie: p=a%20b", "", "enum cookie/p", "Graph reads a value as it is"},
	})
}

// TestFormsBeside: fields that are nearly those of the schema.
func TestFormsBeside(t *testing.T) {
	urlencoded := func(schema string) string {
		return asked + "application/x-www-form-urlencoded: {schema: " + schema + "}}}}"
	}
	const form, parts = "POST /a/1\nContent-Type: application/x-www-form-urlencoded\n\n", "POST /a/1\nContent-Type: multipart/form-data; boundary=b\n\n"
	play(t, "", []verdictRow{
		{urlencoded("{allOf: [{type: object, properties: {l: {type: array}}}, {properties: {l: {minItems: 1}}}]}"), form + "l=1", "", "", "the first part that describes a field says how it is read"},
		{urlencoded("{type: object, properties: {f: {oneOf: [{type: array, items: {type: integer}}, {type: string, enum: [x]}]}}}"), form + "f=x", "", "", "the reading that fits"},
		{urlencoded("{type: object, properties: {f: {oneOf: [{type: array, items: {type: integer}}, {type: string, enum: [x]}]}}}"), form + "f=y", "", "type /f/0", "none fits, and the first is told"},
		{asked + "'multipart/*': {schema: {type: object, properties: {a: {type: integer}}}}}}}", parts + "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--", "", "type /a", "a range that holds the form"},
		{asked + "multipart/form-data: {schema: {type: object}, encoding: {f: {contentType: '*/*'}}}}}}", parts + "--b\r\nContent-Disposition: form-data; name=f\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", "", "", "a range that holds every type"},
		{asked + "multipart/form-data: {schema: {type: object, properties: {f: {type: string}}}, encoding: {f: {contentType: '*/*'}}}}}}", parts + "--b\r\nContent-Disposition: form-data; name=f\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", "", "", "for a part that is described"},
		{asked + "multipart/form-data: {}}}}", parts + "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--", "", "", "a form of which nothing is said"},
		{"{responses: {'200': {description: d, content: {multipart/form-data: {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: multipart/form-data; boundary=b\n\n", "", "an answer without parts"},
	})
}

// TestAnswersBeside: headers and statuses at the bounds of what is described.
func TestAnswersBeside(t *testing.T) {
	const text = "{responses: {'200': {description: d, headers: {X-A: {schema: {type: string, maxLength: 4}}}}}}"
	const none, any = "{responses: {'204': {description: d}}}", "{responses: {default: {description: d}}}"
	play(t, "", []verdictRow{
		{text, "GET /a/1", "200\nX-A: ab\nX-A: cd", "response maxLength header/X-A", "RFC 9110 section 5.3: two lines are one value"},
		{none, "GET /a/1", "204\n\nx", "", "nothing in the document says how long no body is"},
		{any, "GET /a/1", "103", "response status status", "what comes before an answer is none that default describes"},
	})
	play(t, "x-contract-profile: graph\n", []verdictRow{
		{none, "GET /a/1", "204\n\nx", "response body", "one byte is a body"},
		{"{responses: {'200': {description: d, content: {application/json: {schema: {type: integer}}}}}}", "GET /a/1", "200\nContent-Type: application/json\nContent-Encoding: br\n\nx", "response encoding header/Content-Encoding", "Graph compresses with gzip alone"},
		{any, "GET /a/1", "299", "response status status", "the last success, which default does not describe"},
		{any, "GET /a/1", "300", "", "no success"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: string}}}}}}", "GET /a/1", "200\nContent-Type: text/plain; charset=iso-8859-1\n\nx", "", "the charset of a text is its own"},
	})
	c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d, headers: {X-A: {required: true, schema: {type: string}}}, content: {application/json: {schema: {type: array, items: {type: integer}}}}}}}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	found := c.Operations()[0].Response(200, headerOf("Content-Type: application/json"), []byte("["+strings.Repeat(`"x",`, 2*contract.MaxViolations)+`"x"]`))
	if len(found) != contract.MaxViolations || found[0].Target != "header/X-A" {
		t.Errorf("%d violations, the first of them %v; want %d, that of the header first", len(found), found[0], contract.MaxViolations)
	}
}

// TestParametersOfPath: a parameter of the operation replaces that of its path by
// name and place, and no other.
func TestParametersOfPath(t *testing.T) {
	const document = `
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /a:
    parameters: [{name: n, in: query, schema: {type: integer}}, {name: m, in: query, schema: {type: integer}}]
    get:
      parameters: [{name: n, in: query, schema: {type: string}}, {name: m, in: header, schema: {type: string}}, {name: p, in: path, required: true, schema: {type: string}}, {name: o, in: path, required: true, style: label, schema: {type: string}}]
      responses: {default: {description: d}}
    put:
      parameters: [{name: n, in: query, schema: {type: integer}}]
      requestBody: {content: {application/json: {}, text/plain: {}}}
      responses: {default: {description: d}}
`
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ request, want, reason string }{
		{"GET /a?n=x", "", "the operation says that it is a text, and nobody can send a parameter of a path that has none"},
		{"GET /a?m=x\nM: x", "type query/m", "of the same name, but in another place"},
		{"PUT /a?n=x\nContent-Type: text/html\n\n<p>", "type query/n, mediaType header/Content-Type", "what is wrong beside a body that is not read"},
	} {
		if got := summary(c.Exchange(exchangeOf(tt.request, ""))); got != tt.want {
			t.Errorf("%s: %s, want %s\nreason: %s", tt.request, got, tt.want, tt.reason)
		}
	}
	const want = "Content-Type is \"text/html\"; it must be application/json, text/plain."
	if v := c.Exchange(exchangeOf("PUT /a\nContent-Type: text/html\n\n<p>", "")); len(v.Violations) != 1 || v.Violations[0].Message != want {
		t.Errorf("%v, want %s", v.Violations, want)
	}
}

// TestOptionsBeside: options of OData are such by their profile, their place and
// their name.
func TestOptionsBeside(t *testing.T) {
	list := func(name string) string {
		return "{" + fine + ", parameters: [{name: " + name + ", in: query, explode: false, schema: {type: array, maxItems: 1, items: {type: string}}}]}"
	}
	const graph = "x-contract-profile: graph\n"
	play(t, "", []verdictRow{{list("$s"), "GET /a/1?$s=a%2Cb", "", "", "without the profile $ is a letter like others"}})
	play(t, graph, []verdictRow{
		{list("$s"), "GET /a/1?$s=a%2Cb", "", "maxItems query/$s", "OData 4.01 Part 2 section 2: an escaped comma separates as well"},
		{list("s"), "GET /a/1?s=a%2Cb", "", "", "but in options alone"},
		{list("$s"), "GET /a/1?$s=a&$s=b", "", "parameter query/$s, maxItems query/$s", "OData 4.01 Part 2 section 5: an option is given once"},
		{"{" + fine + ", parameters: [{name: $s, in: header, schema: {type: array, items: {type: string}}}]}", "GET /a/1?$s=a&$s=b", "", "parameter query/$s", "a header is no option"},
		{"{" + fine + ", parameters: [{name: $s, in: query, schema: {type: array, items: {type: string}}}]}", "GET /a/1?$s=a&$s=b", "", "", "the document says that it may be given more than once"},
		{list("s"), "GET /a/1?s=a&s=b", "", "maxItems query/s", "what is no option may be given more than once"},
	})
	query := make([]string, 2*contract.MaxViolations)
	for i := range query {
		query[i] = fmt.Sprintf("$o%d=1", i)
	}
	c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {default: {description: d}}}}}\n" + graph))
	if err != nil {
		t.Fatal(err)
	}
	r := request("GET", "")
	r.URL.RawQuery = strings.Join(query, "&")
	call, err := c.Find("GET", "/a")
	if err != nil {
		t.Fatal(err)
	}
	if _, found := call.Request(r, nil); len(found) != contract.MaxViolations || found[len(found)-1].Target != "query/$o26" {
		t.Errorf("%d violations of %d options that nobody knows, want the first %d of them: %v", len(found), len(query), contract.MaxViolations, found)
	}
	for range 10 {
		play(t, graph, []verdictRow{{"{" + fine + "}", "GET /a/1?$c=1&$a=1&$b=1", "", "parameter query/$a, parameter query/$b, parameter query/$c", "several are told in the order of their names"}})
	}
}

// TestTypesOfTexts: a text of a parameter is read as the value that fits.
func TestTypesOfTexts(t *testing.T) {
	in := func(schema string) string {
		return "{" + fine + ", parameters: [{name: p, in: query, schema: " + schema + "}]}"
	}
	play(t, "", []verdictRow{
		{in("{anyOf: [{type: boolean}, {type: integer}]}"), "GET /a/1?p=true", "", "", "a truth value"},
		{in("{anyOf: [{type: boolean}, {type: integer}]}"), "GET /a/1?p=false", "", "", "the other one"},
		{in("{oneOf: [{type: boolean}, {type: integer, maximum: 5}]}"), "GET /a/1?p=9", "", "maximum query/p", "a number that is too large"},
		{in("{enum: [true]}"), "GET /a/1?p=true", "", "", "the member"},
		{in("{enum: [true]}"), "GET /a/1?p=false", "", "enum query/p", "no member"},
		{in("{type: integer}"), "GET /a/1?p=+1", "", "type query/p", "a plus is a blank, which is no part of a number"},
		{in("{type: integer}"), "GET /a/1?p=1+", "", "type query/p", "nor is it behind one"},
		{in("{type: number}"), "GET /a/1?p=x", "", "type query/p", "no number"},
		{in("{type: number}"), "GET /a/1?p=-1", "", "", "a negative one"},
		{in("{type: integer, enum: [1]}"), "GET /a/1?p=1.0", "", "enum query/p", "an integer is written in digits, also where members are listed"},
		{in("{enum: [1]}"), "GET /a/1?p=1", "", "", "a single member says the type"},
		{in("{type: string, enum: ['true']}"), "GET /a/1?p=true", "", "", "a word that is a text"},
	})
}

// TestNearNames: of several names that are nearly the given one, always the same
// is told.
func TestNearNames(t *testing.T) {
	const document = "openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: {type: object, additionalProperties: false, properties: {_id: {}, '@id': {}, id: {}, Id: {}}}}}}, responses: {default: {description: d}}}}}\n"
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		v := c.Exchange(exchangeOf("POST /a\nContent-Type: application/json\n\n{\"ID\":1}", ""))
		if len(v.Violations) != 1 || v.Violations[0].Want != `"@id"` {
			t.Fatalf("%v, want the first by name", v.Violations)
		}
	}
}
