package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestParameterStyles: a parameter is read by its style, in every place, and by
// whatever its schema is made of.
func TestParameterStyles(t *testing.T) {
	tests := []struct {
		parameter string // without name
		target    string // path and query
		header    string
		want      string // the rules broken
		reason    string
	}{
		{"in: query, schema: {allOf: [{type: integer}]}", "/p/1?n=5", "", "", "the usual way to describe a $ref"},
		{"in: query, schema: {allOf: [{type: integer}]}", "/p/1?n=x", "", "type", "the part still holds"},
		{"in: query, schema: {oneOf: [{type: integer}, {type: string, maxLength: 1}]}", "/p/1?n=55", "", "", "the text is read as a number"},
		{"in: query, schema: {oneOf: [{type: integer}, {type: string, format: uuid}]}", "/p/1?n=xx", "", "format", "a text can only be meant for the alternative of texts"},
		{"in: query, schema: {enum: [1, 2]}", "/p/1?n=1", "", "", "members say the type"},
		{"in: query, schema: {enum: [1, 2]}", "/p/1?n=3", "", "enum", "and are the only values"},
		{"in: query, schema: {type: array, items: {allOf: [{type: integer}]}}", "/p/1?n=1&n=2", "", "", "items are read like scalars"},
		{"in: query, schema: {allOf: [{type: array, items: {type: integer}}]}", "/p/1?n=1&n=x", "", "type", "an array behind allOf"},
		{"in: query, explode: false, schema: {type: array, maxItems: 1, items: {type: string}}", "/p/1?n=a%2Cb", "", "", "an escaped comma separates nothing"},
		{"in: query, explode: false, schema: {type: array, maxItems: 1, items: {type: string}}", "/p/1?n=a,b", "", "maxItems", "a comma does"},
		{"in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}", "/p/1?n=1|2", "", "", "items separated by pipes"},
		{"in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}", "/p/1?n=1|x", "", "type", "one of them is wrong"},
		{"in: query, style: spaceDelimited, explode: false, schema: {type: array, items: {type: integer}}", "/p/1?n=1%202", "", "", "items separated by spaces"},
		{"in: query, style: deepObject, schema: {type: object, properties: {a: {type: integer}}}", "/p/1?n[a]=1", "", "", "an object in brackets"},
		{"in: query, style: deepObject, schema: {type: object, properties: {a: {type: integer}}}", "/p/1?n[a]=x", "", "type", "a property of it is wrong"},
		{"in: query, style: deepObject, required: true, schema: {type: object, properties: {a: {type: integer}}}", "/p/1", "", "required", "an object may be missing, too"},
		{"in: query, schema: {type: object, properties: {a: {type: integer}}}", "/p/1?a=x", "", "type", "an exploded object is its properties"},
		{"in: query, content: {application/json: {schema: {type: object, required: [a]}}}", "/p/1?n=%7B%7D", "", "required", "a text of JSON"},
		{"in: query, content: {application/json: {schema: {type: object}}}", "/p/1?n=%7B", "", "json", "no JSON"},
		{"in: query, required: true, content: {text/plain: {}}", "/p/1", "", "required", "what cannot be read can be missing"},
		{"in: query, schema: {type: string}", "/p/1?n=a;b", "", "", "a semicolon is a character like others"},
		{"in: query, schema: {type: string, maxLength: 1}", "/p/1?n=a&n=b", "", "", "nothing says that a name is given once"},
		{"in: query, schema: {type: string, maxLength: 1}", "/p/1?n=a&n=bb", "", "maxLength", "each value holds"},
		{"in: query, schema: {type: string}", "/p/1?$x=1", "", "", "names with $ are OData's, not everybody's"},
		{"in: header, schema: {type: array, items: {type: string, enum: [a, b]}}", "/p/1", "N: a, b", "", "blanks around an item are no part of it"},
		{"in: header, schema: {type: array, items: {type: string, enum: [a, b]}}", "/p/1", "N: a, c", "enum", "the second item"},
		{"in: header, schema: {type: object, properties: {a: {type: integer}}}", "/p/1", "N: a,x", "type", "an object of names and values in turn"},
		{"in: cookie, explode: false, schema: {type: array, items: {type: integer}}", "/p/1", "Cookie: n=1,2", "", "items in a cookie"},
		{"in: cookie, schema: {type: string, enum: [a b]}", "/p/1", "Cookie: n=a%20b", "", "cookies cannot hold blanks, so clients escape them"},
		{"in: path, required: true, style: matrix, schema: {type: integer}", "/p/;n=5", "", "", "name and value behind a semicolon"},
		{"in: path, required: true, style: matrix, schema: {type: integer}", "/p/;n=x", "", "type", "the value is wrong"},
		{"in: path, required: true, style: matrix, explode: true, schema: {type: array, items: {type: integer}}", "/p/;n=1;n=2", "", "", "several values"},
		{"in: path, required: true, style: label, schema: {type: integer}", "/p/.5", "", "", "a value behind a point"},
		{"in: path, required: true, schema: {type: array, items: {type: integer}}", "/p/1,2", "", "", "items separated by commas"},
		{"in: path, required: true, schema: {allOf: [{type: integer}]}", "/p/x", "", "type", "no integer"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:\n  /p/{n}:\n    get:\n      parameters: [{name: n, " + tt.parameter + "}]\n      responses: {'200': {description: d}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		path, query, _ := strings.Cut(tt.target, "?")
		call, err := c.Find("GET", path)
		if err != nil {
			t.Fatal(err)
		}
		r := request("GET", "")
		r.URL.RawQuery = query
		if name, value, ok := strings.Cut(tt.header, ": "); ok {
			r.Header.Set(name, value)
		}
		_, found := call.Request(r, nil)
		if got := rules(found); got != tt.want {
			t.Errorf("{%s} of %s %s: %q %v, want %q\nreason: %s", tt.parameter, tt.target, tt.header, got, found, tt.want, tt.reason)
		}
	}
}

func rules(found []contract.Violation) string {
	var all []string
	for _, v := range found {
		all = append(all, v.Rule)
	}
	return strings.Join(all, " ")
}

// TestIgnoredHeaders: media types and security schemes describe these headers,
// and nothing else does.
func TestIgnoredHeaders(t *testing.T) {
	for _, name := range []string{"Accept", "content-type", "Authorization"} {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {get: {parameters: [{name: " + name + ", in: header, required: true, schema: {type: integer}}], responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("GET", "/a")
		if err != nil {
			t.Fatal(err)
		}
		if _, found := call.Request(request("GET", "x"), nil); found != nil {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// TestResponseHeaders: headers of a response are read as parameters are.
func TestResponseHeaders(t *testing.T) {
	tests := []struct{ header, value, want, reason string }{
		{"schema: {allOf: [{type: integer}]}", "5", "", "the usual way to describe a $ref"},
		{"schema: {type: array, items: {type: integer}}", "1, 2", "", "a list"},
		{"schema: {type: array, items: {type: integer}}", "1, x", "type", "one item is wrong"},
		{"schema: {type: object, properties: {a: {type: integer}}}", "a,1", "", "names and values in turn"},
		{"schema: {type: object, properties: {a: {type: integer}}}", "a,x", "type", "the value is wrong"},
		{"content: {application/json: {schema: {type: integer}}}", "x", "json", "a text of JSON"},
		{"schema: {type: string, maxLength: 4}", "a, b", "", "a text with a comma is one text"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d, headers: {X-N: {" + tt.header + "}}}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := c.Operations()[0].Response(200, http.Header{"X-N": {tt.value}}, nil)
		if got := rules(found); got != tt.want {
			t.Errorf("{%s} of %q: %q %v, want %q\nreason: %s", tt.header, tt.value, got, found, tt.want, tt.reason)
		}
	}
}
