package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestStyles: the table "Style Examples" of OpenAPI 3.0.4, and what else a
// parameter may be.
func TestStyles(t *testing.T) {
	in := func(parameter string) string {
		return "{" + fine + ", parameters: [{name: p, " + parameter + "}]}"
	}
	const (
		ints   = "schema: {type: array, items: {type: integer}}"
		object = "schema: {type: object, required: [r], properties: {r: {type: integer}, g: {type: integer}}}"
		closed = "schema: {type: object, additionalProperties: false, properties: {r: {type: integer}}}"
		path   = "in: path, required: true, "
		query  = "in: query, "
		header = "in: header, "
		cookie = "in: cookie, "
	)
	play(t, "", []verdictRow{
		// matrix
		{in(path + "style: matrix, schema: {type: integer}"), "GET /a/;p=5", "", "", "a value"},
		{in(path + "style: matrix, schema: {type: integer}"), "GET /a/5", "", "type path/p", "without the prefix"},
		{in(path + "style: matrix, schema: {type: integer}"), "GET /a/;q=5", "", "type path/p", "another name"},
		{in(path + "style: matrix, " + ints), "GET /a/;p=1,2", "", "", "not exploded"},
		{in(path + "style: matrix, " + ints), "GET /a/;p=1,x", "", "type path/p", "the second item"},
		{in(path + "style: matrix, explode: true, " + ints), "GET /a/;p=1;p=x", "", "type path/p", "exploded"},
		{in(path + "style: matrix, " + object), "GET /a/;p=r,1,g,2", "", "", "names and values in turn"},
		{in(path + "style: matrix, " + object), "GET /a/;p=g,2", "", "required path/p", "one is missing"},
		{in(path + "style: matrix, explode: true, " + object), "GET /a/;r=1;g=2", "", "", "each by itself"},
		{in(path + "style: matrix, explode: true, " + object), "GET /a/;r=x;g=2", "", "type path/p", "which is wrong"},
		{in(path + "style: matrix, schema: {type: string}"), "GET /a/5", "", "type path/p", "a text without the prefix"},
		{in(path + "style: matrix, schema: {type: string}"), "GET /a/;q=5", "", "type path/p", "a text of another name"},
		{in(path + "style: label, schema: {type: string}"), "GET /a/5", "", "type path/p", "a text without the prefix"},
		// label
		{in(path + "style: label, schema: {type: integer}"), "GET /a/.5", "", "", "a value"},
		{in(path + "style: label, schema: {type: integer}"), "GET /a/5", "", "type path/p", "without the prefix"},
		{in(path + "style: label, " + ints), "GET /a/.1,2", "", "", "OpenAPI 3.0.4: commas"},
		{in(path + "style: label, " + ints), "GET /a/.1.2", "", "", "OpenAPI 3.0.3: points"},
		{in(path + "style: label, explode: true, " + ints), "GET /a/.1.x", "", "type path/p", "exploded"},
		{in(path + "style: label, explode: true, " + object), "GET /a/.r=1.g=2", "", "", "names and values joined"},
		{in(path + "style: label, " + object), "GET /a/.r,1,g,x", "", "type path/p", "in turn"},
		{in(path + "style: label, schema: {type: array, maxItems: 1, items: {type: number}}"), "GET /a/.1.5", "", "", "or one item that has a point"},
		{in(path + "style: label, explode: true, schema: {type: array, maxItems: 1, items: {type: number}}"), "GET /a/.1.5", "", "maxItems path/p", "exploded, a point separates"},
		{in(path + "style: label, " + object), "GET /a/.r.1.g.x", "", "type path/p", "OpenAPI 3.0.3: points"},
		{in(path + "style: label, explode: true, schema: {type: object, properties: {r: {type: string}}}"), "GET /a/.r=1,2", "", "", "a comma is a part of a value"},
		{in(path + "style: label, schema: {oneOf: [{type: array, items: {type: integer}}, {type: string, enum: [a]}]}"), "GET /a/.a", "", "", "a list or a word"},
		{in(path + "style: label, schema: {oneOf: [{type: array, items: {type: integer}}, {type: object, properties: {r: {type: integer}}}]}"), "GET /a/.r,1", "", "", "a list or an object"},
		{in(path + "style: matrix, explode: true, schema: {oneOf: [{type: string, enum: [a]}, {type: object, properties: {r: {type: integer}}}]}"), "GET /a/;p=a", "", "", "an object or a word"},
		{in(path + "style: matrix, " + ints), "GET /a/1,2", "", "type path/p", "without the prefix"},
		{in(path + "style: label, " + ints), "GET /a/1,2", "", "type path/p", "without the prefix"},
		// simple
		{in(path + ints), "GET /a/1,2", "", "", "the style of paths"},
		{in(path + "schema: {type: array, maxItems: 1, items: {type: string}}"), "GET /a/a%2Cb", "", "", "an escaped comma separates nothing"},
		{in(path + object), "GET /a/r,1,g,2", "", "", "names and values in turn"},
		{in(path + "explode: true, " + object), "GET /a/r", "", "type path/p", "a name that nothing is joined to"},
		{in(path + "explode: true, " + object), "GET /a/r=1,g=x", "", "type path/p", "joined"},
		{in(path + object), "GET /a/r,1,g", "", "type path/p", "a name without a value"},
		{in(path + "schema: {type: string, enum: [a/b]}"), "GET /a/a%2Fb", "", "", "an escaped slash is a part of the value"},
		{in(path + "schema: {type: string, enum: [ä]}"), "GET /a/%C3%A4", "", "", "RFC 3986 section 2.5: UTF-8"},
		{in(path + "schema: {type: string, enum: [a-b]}"), "GET /a/%61%2Db", "", "", "RFC 3986 section 2.3: escapes of unreserved characters mean these"},
		{in(path + "schema: {type: string, enum: [a+b]}"), "GET /a/a+b", "", "", "a plus is no space in a path"},
		{in(path + "schema: {type: number}"), "GET /a/1e3", "", "", "a number"},
		{in(path + "schema: {type: boolean}"), "GET /a/1", "", "type path/p", "no truth value"},
		{in(path + "schema: {type: integer, maximum: 9007199254740992}"), "GET /a/9007199254740993", "", "maximum path/p", "exactly"},
		{in(path + object), "GET /a/%72,1,g,x", "", "type path/p", "names are escaped, too"},
		{in(path + "schema: {type: array, items: {type: string, enum: [a, '%zz']}}"), "GET /a/a,%zz", "", "", "what is wrongly escaped stands for itself"},
		// form
		{in(query + "schema: {type: integer}"), "GET /a/1?p=" + strings.Repeat("%80", 40), "", "type query/p", "what is no UTF-8 is cut as well"},
		{in(query + ints), "GET /a/1?p=1&p=2", "", "", "exploded by default"},
		{in(query + ints), "GET /a/1?p=1,2", "", "type query/p", "so commas are parts of items"},
		{in(query + "explode: false, " + ints), "GET /a/1?p=1,2", "", "", "here they separate"},
		{in(query + "explode: false, schema: {type: array, maxItems: 2, items: {type: string}}"), "GET /a/1?p=a%2Cb,c", "", "", "unless they are escaped"},
		{in(query + object), "GET /a/1?r=1&g=x&other=1", "", "type query/p", "properties are parameters"},
		{in(query + closed), "GET /a/1?r=1&other=1", "", "", "what is not of the object may be of another"},
		{in(query + "required: true, " + closed), "GET /a/1?other=1", "", "required query/p", "none of them is given"},
		{in(query + "explode: false, " + object), "GET /a/1?p=r,1,g,x", "", "type query/p", "in turn"},
		{in(query + "explode: false, " + closed), "GET /a/1?p=r,1,z,1", "", "additionalProperties query/p", "one is not known"},
		{in(query + "schema: {type: object, additionalProperties: {type: integer}}"), "GET /a/1?x=1&y=z", "", "type query/p", "a map takes every name"},
		{in(query + "schema: {type: object, properties: {t: {type: array, maxItems: 1, items: {type: string}}}}"), "GET /a/1?t=a&t=b", "", "maxItems query/p", "an array in it"},
		{in(query + "schema: {type: string}"), "GET /a/1?p=a+b%2Bc", "", "", "a plus is a space in a query"},
		{in(query + "schema: {type: string, enum: ['a b+c']}"), "GET /a/1?p=a+b%2Bc", "", "", "and an escaped one is not"},
		{in(query + "allowEmptyValue: true, schema: {type: integer}"), "GET /a/1?p=", "", "", "OAS: it may be empty"},
		{in(query + "schema: {type: integer}"), "GET /a/1?p=", "", "type query/p", "here it may not"},
		{in(query + "schema: {type: string, minLength: 1}"), "GET /a/1?p", "", "minLength query/p", "a name without a value is empty"},
		{in(query + "schema: {type: integer}"), "GET /a/1?p=%zz", "", "parameter query", "no escape"},
		{in(query + "schema: {type: integer}"), "GET /a/1?%70=x", "", "type query/p", "names are escaped, too"},
		{in(query + "schema: {type: integer}"), "GET /a/1?P=x", "", "", "names of queries mind case"},
		{in(query + "schema: {oneOf: [{type: integer}, {type: array, items: {type: integer}}]}"), "GET /a/1?p=1&p=2", "", "", "one or several"},
		{in(query + "schema: {anyOf: [{type: integer}, {type: string, enum: [all]}]}"), "GET /a/1?p=all", "", "", "a number or a word"},
		{in(query + "schema: {anyOf: [{type: integer}, {type: string, enum: [all]}]}"), "GET /a/1?p=none", "", "anyOf query/p", "another word"},
		{in(query + "schema: {not: {type: integer}}"), "GET /a/1?p=1", "", "", "a text is no integer"},
		// spaceDelimited, pipeDelimited, deepObject
		{in(query + "style: spaceDelimited, " + ints), "GET /a/1?p=1%202+3", "", "", "explode is false but for form"},
		{in(query + "style: spaceDelimited, " + ints), "GET /a/1?p=1%20x", "", "type query/p", "each item"},
		{in(query + "style: pipeDelimited, " + ints), "GET /a/1?p=1%7C2|3", "", "", "escaped or not"},
		{in(query + "style: pipeDelimited, explode: true, " + ints), "GET /a/1?p=1&p=2", "", "", "exploded as form is"},
		{in(query + "style: pipeDelimited, " + object), "GET /a/1?p=r%7C1%7Cg%7Cx", "", "type query/p", "an object"},
		{in(query + "style: spaceDelimited, " + object), "GET /a/1?p=r%201", "", "", "an object"},
		{in(query + "style: deepObject, " + object), "GET /a/1?p[r]=1&p%5Bg%5D=2", "", "", "brackets, escaped or not"},
		{in(query + "style: deepObject, " + object), "GET /a/1?p[g]=2", "", "required query/p", "one is missing"},
		{in(query + "style: deepObject, " + closed), "GET /a/1?p[z]=2", "", "additionalProperties query/p", "one is not known"},
		{in(query + "style: deepObject, " + closed), "GET /a/1?q[z]=2", "", "", "another parameter"},
		{in(query + "style: deepObject, schema: {type: object, properties: {o: {type: object, properties: {n: {type: integer}}}}}"), "GET /a/1?p[o][n]=x", "", "type query/p", "deeper, as most write it"},
		{in(query + "style: deepObject, schema: {type: object, properties: {t: {type: array, items: {type: integer}}}}"), "GET /a/1?p[t][]=1&p[t][]=2", "", "", "an array in it"},
		{in(query + "style: deepObject, schema: {type: object, properties: {t: {type: array, items: {type: integer}}}}"), "GET /a/1?p[t][0]=1&p[t][1]=x", "", "type query/p", "by number"},
		{in(query + "style: deepObject, schema: {type: object, properties: {t: {type: array, items: {type: integer}}}}"), "GET /a/1?p[t]=1&p[t]=x", "", "type query/p", "by repetition"},
		{in(query + "style: deepObject, schema: {oneOf: [{type: string, enum: [a]}, {type: object, properties: {r: {type: integer}}}]}"), "GET /a/1?p=a", "", "", "an object or a word"},
		{in(query + "style: deepObject, " + object), "GET /a/1?p[r=1", "", "", "no bracket at the end, so it is another parameter"},
		{in(query + "explode: false, schema: {type: object, additionalProperties: {type: integer}}"), "GET /a/1?p=r,x", "", "type query/p", "the rest has a schema"},
		{in(query + "schema: {type: object, additionalProperties: true, maxProperties: 1}"), "GET /a/1?x=1&y=2", "", "maxProperties query/p", "every name is said to be a property"},
		{in(query + "schema: {type: object, additionalProperties: true, maxProperties: 1}"), "GET /a/1?x=1&x=2", "", "", "a name given twice is one property"},
		{in(query + "schema: {allOf: [{type: object, properties: {r: {type: integer}}}, {properties: {r: {maximum: 1}}}]}"), "GET /a/1?r=2", "", "maximum query/p", "both parts hold"},
		{in(query + "style: deepObject, schema: {properties: {r: {type: integer}}}"), "GET /a/1?p[r]=x", "", "type query/p", "what has properties is an object"},
		// content
		{in(query + "content: {application/json: {schema: {type: array, items: {type: integer}}}}"), "GET /a/1?p=%5B1,%22x%22%5D", "", "type query/p", "JSON in a query"},
		{in(query + "required: true, content: {application/json: {schema: {type: array}}}"), "GET /a/1", "", "required query/p", "a missing one"},
		{in(header + "content: {application/json: {schema: {type: object, required: [a]}}}"), "GET /a/1\np: {}", "", "required header/p", "JSON in a header"},
		{in(cookie + "content: {application/json: {schema: {type: integer}}}"), "GET /a/1\nCookie: p=x", "", "json cookie/p", "JSON in a cookie"},
		// headers
		{in(header + ints), "GET /a/1\nP: 1\nP: 2 ,3", "", "", "RFC 9110 section 5.3: lines are one list"},
		{in(header + "explode: true, " + object), "GET /a/1\nP: r=1, g=x", "", "type header/p", "joined"},
		{in(header + object), "GET /a/1\nP: r, 1", "", "", "in turn"},
		{in(header + "schema: {type: string, enum: ['a, b']}"), "GET /a/1\nP: a, b", "", "", "a text with a comma"},
		{in(header + "required: true, schema: {type: string}"), "GET /a/1", "", "required header/p", "a missing one"},
		// cookies
		{in(cookie + "content: {application/json: {schema: {type: object, properties: {r: {type: integer}}}}}"), "GET /a/1\nCookie: a=1; p={\"r\":\"x\"}", "", "type cookie/p", "with the quotes that JSON has"},
		{in(cookie + "required: true, schema: {type: string, maxLength: 3}"), "GET /a/1\nCookie: p=ä\"b", "", "", "RFC 6265 section 5.4: browsers send back what was set"},
		{in(cookie + "required: true, schema: {type: string, maxLength: 3}"), "GET /a/1\nCookie: p=\"abc\"", "", "", "quotes around a value are no part of it"},
		{in(cookie + "schema: {type: string, enum: [ab]}"), "GET /a/1\nCookie: p=\"ab\"", "", "", "likewise"},
		{in(cookie + "schema: {type: string, enum: ['']}"), "GET /a/1\nCookie: p=\"\"", "", "", "nothing in quotes"},
		{in(cookie + "schema: {type: string, enum: ['\"']}"), "GET /a/1\nCookie: p=\"", "", "", "one quote is a character like others"},
		{in(cookie + "schema: {type: string, enum: ['\"ab']}"), "GET /a/1\nCookie: p=\"ab", "", "", "also where it is the first one"},
		{in(cookie + "schema: {type: string, enum: ['ab\"']}"), "GET /a/1\nCookie: p=ab\"", "", "", "or the last one"},
		{in(cookie + "explode: false, schema: {type: object, properties: {r: {type: string, enum: [a+b]}}}"), "GET /a/1\nCookie: p=r,a+b", "", "", "a plus is no blank in a cookie"},
		{in(cookie + "schema: {type: integer}"), "GET /a/1\nCookie: a=1; p=x", "", "type cookie/p", "one of several"},
		{in(cookie + "explode: false, " + ints), "GET /a/1\nCookie: p=1,x", "", "type cookie/p", "not exploded"},
		{in(cookie + "explode: false, " + object), "GET /a/1\nCookie: p=r,1", "", "", "in turn"},
		{in(cookie + object), "GET /a/1\nCookie: r=1; g=x", "", "type cookie/p", "properties are cookies"},
		{in(cookie + "required: true, schema: {type: string}"), "GET /a/1", "", "required cookie/p", "a missing one"},
		{in(cookie + "schema: {type: string, enum: [a b]}"), "GET /a/1\nCookie: p=a%20b", "", "", "cookies cannot hold blanks, so clients escape them"},
		{in(cookie + "schema: {type: string, enum: [a%62]}"), "GET /a/1\nCookie: p=a%62", "", "", "or send them as they are"},
		{in(cookie + "schema: {oneOf: [{type: integer}, {type: object, properties: {r: {type: integer}}}]}"), "GET /a/1\nCookie: p=x%2By", "", "oneOf cookie/p", "neither"},
		// the path itself
		{"{" + fine + "}", "GET /a/1/", "", "path path", "a slash at the end makes another path"},
		{"{" + fine + "}", "GET /A/1", "", "path path", "RFC 3986 section 6.2.2.1: paths mind case"},
		{"{" + fine + "}", "GET /%61/1", "", "", "RFC 3986 section 6.2.2.2: an escaped letter is the letter"},
		{"{" + fine + "}", "GET /a/", "", "path path", "OAS: a variable is not empty"},
	})
}

// TestStylesOfLoops: a schema whose parts contain each other has a type still.
func TestStylesOfLoops(t *testing.T) {
	const more = "components: {schemas: {Loop: {allOf: [{$ref: '#/components/schemas/Loop'}, {type: object, properties: {r: {type: integer}}}]}}}\n"
	const loop = "{" + fine + ", parameters: [{name: p, in: query, style: deepObject, schema: {$ref: '#/components/schemas/Loop'}}]}"
	play(t, more, []verdictRow{
		{loop, "GET /a/1?p[r]=1", "", "", "the part that says something"},
		{loop, "GET /a/1?p[r]=x", "", "type query/p", "the part that says something"},
	})
}

// TestStylesWithinSegments: a variable that shares its segment is read by its
// style, too.
func TestStylesWithinSegments(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /b/v{n}/{list}.json:
    get:
      parameters:
        - {name: n, in: path, required: true, schema: {type: integer}}
        - {name: list, in: path, required: true, schema: {type: array, items: {type: string, enum: [a, b, 'c%2C']}}}
      responses: {default: {description: d}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{
		"/b/v1/a,b.json": "", "/b/vx/a.json": "type path/n", "/b/v1/a,x.json": "enum path/list", "/b/v1/c%252C.json": "", "/b/v1/a%62.json": "enum path/list",
	} {
		if got := summary(c.Exchange(exchangeOf("GET "+target, ""))); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}
