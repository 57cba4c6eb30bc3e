package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestCollections: the arrays of Swagger 2.0 are read by their collectionFormat,
// and where no style of OpenAPI 3.0 is the same, that is noted.
func TestCollections(t *testing.T) {
	const (
		form  = "POST /a\nContent-Type: application/x-www-form-urlencoded\n\n"
		parts = "POST /a\nContent-Type: multipart/form-data; boundary=b\n\n--b\r\nContent-Disposition: form-data; name=n\r\n\r\n"
	)
	tests := []struct{ in, array, request, want, note, reason string }{
		{"query", "items: {type: integer}", "GET /a?n=1,2", "", "", "Swagger 2.0: without a collectionFormat items are comma-separated"},
		{"query", "items: {type: integer}", "GET /a?n=1,x", "type query/n", "", "and each is validated"},
		{"query", "items: {type: integer}, collectionFormat: multi", "GET /a?n=1&n=x", "type query/n", "", "one parameter for each"},
		{"query", "items: {type: integer}, collectionFormat: ssv", "GET /a?n=1%202", "", "", "spaces"},
		{"query", "items: {type: integer}, collectionFormat: pipes", "GET /a?n=1%7Cx", "type query/n", "", "bars"},
		{"query", "minItems: 2, items: {type: integer}, collectionFormat: tsv", "GET /a?n=1%092", "", "query parameter \"n\"", "no style has tabs"},
		{"query", "items: {type: array, collectionFormat: pipes, items: {type: integer}}", "GET /a?n=1%7C2,3", "", "query parameter \"n\"", "no style has arrays within arrays"},
		{"header", "items: {type: integer}", "GET /a\nN: 1,x", "type header/n", "", "the only style of headers"},
		{"header", "items: {type: integer}, collectionFormat: pipes", "GET /a\nN: 1|2", "", "header parameter \"n\"", "which has commas only"},
		{"formData", "items: {type: integer}", form + "n=1,2", "", "", "comma-separated in a form, too"},
		{"formData", "items: {type: integer}", form + "n=1,x", "type /n/1", "", "and validated"},
		{"formData", "items: {type: integer}, collectionFormat: multi", form + "n=1&n=x", "type /n/1", "", "one field for each"},
		{"formData", "items: {type: integer}, collectionFormat: multi", form + "n=1,2", "type /n/0", "", "and no commas"},
		{"formData", "items: {type: integer}, collectionFormat: ssv", form + "n=1%202", "", "", "spaces in one field"},
		{"formData", "items: {type: integer}, collectionFormat: pipes", form + "n=1%7C2", "", "", "bars in one field"},
		{"query", "items: {type: integer}, collectionFormat: " + strings.Repeat("x", 1000), "GET /a?n=y", "", "(collectionFormat " + strings.Repeat("x", 29) + "…)", "a wrong word of any length"},
		{"formData", "items: {type: integer}, collectionFormat: multi", parts + "x\r\n--b--\r\n", "type /n/0", "", "one part for each"},
		{"formData", "items: {type: integer}", parts + "1,2\r\n--b--\r\n", "", "part \"n\"", "parts have no style"},
	}
	for _, tt := range tests {
		consumes := "application/x-www-form-urlencoded"
		if strings.Contains(tt.request, "multipart") {
			consumes = "multipart/form-data"
		}
		method, _, _ := strings.Cut(tt.request, " ")
		c, err := contract.Load([]byte("swagger: '2.0'\ninfo: {title: t, version: v}\nconsumes: [" + consumes + "]\npaths: {/a: {" + strings.ToLower(method) +
			": {parameters: [{name: n, in: " + tt.in + ", type: array, " + tt.array + "}], responses: {default: {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := summary(c.Exchange(exchangeOf(tt.request, ""))); got != tt.want {
			t.Errorf("%s {%s}: %q: %q, want %q\nreason: %s", tt.in, tt.array, tt.request, got, tt.want, tt.reason)
		}
		if w := c.Warnings(); tt.note == "" && len(w) > 0 || tt.note != "" && (len(w) != 1 || !strings.Contains(w[0].Message, tt.note)) {
			t.Errorf("%s {%s}: warnings %v, want %q\nreason: %s", tt.in, tt.array, w, tt.note, tt.reason)
		}
	}
}

// TestPartsOfSwagger: what looks like a part of a document of Swagger 2.0 and is
// an example is none, and a response by the name default is one.
func TestPartsOfSwagger(t *testing.T) {
	tests := []struct{ responses, response, want, note, reason string }{
		{"default: {description: d, headers: {X-L: {type: array, collectionFormat: pipes, items: {type: integer}}}}", "200\nX-L: 1|2", "", "The items of a header of a response are not validated", "headers have commas only"},
		{"default: {description: d, headers: {X-L: {type: array, items: {type: integer}}}}", "200\nX-L: 1,x", "response type header/X-L", "", "which they are read by"},
		{"default: {description: d, schema: {$ref: '#/definitions/N'}}", "200\nContent-Type: application/json\n\n1", "", `"#/definitions/N" cannot be followed`, "a response may be called default"},
		{"default: {description: d, examples: {application/json: {in: query, name: n, type: array, collectionFormat: tsv}}}", "200", "", "", "an example is no parameter"},
		{"default: {$ref: '#/responses/N'}", "200", "", `"#/responses/N" cannot be followed`, "and stand elsewhere"},
		{"default: {description: d, headers: {X-L: {type: string, collectionFormat: pipes, pattern: '^a$'}}}", "200\nX-L: b", "response pattern header/X-L", "", "only arrays have a collectionFormat"},
		{"default: {description: d, headers: {X-L: {type: array, items: {type: array, items: {type: integer}}, collectionFormat: csv}}}", "200\nX-L: 1,x", "", "The items of a header of a response are not validated", "no style has arrays within arrays"},
		{"default: {description: d, schema: {type: array, items: {type: array, items: {type: integer}}}}", "200\nContent-Type: application/json\n\n[[1],[true]]", "response type /1/0", "", "arrays of JSON need no style"},
		{"default: {description: d, schema: {type: object, example: {in: query, name: n, type: array, collectionFormat: tsv}}}", "200\nContent-Type: application/json\n\n{}", "", "", "nor is an example"},
		{"default: {description: d, schema: {type: object, enum: [{in: query, name: n, type: array, collectionFormat: tsv}]}}", "200\nContent-Type: application/json\n\n{}", "response enum", "", "nor is a value"},
		{"default: {description: d, schema: {type: object, default: {$ref: 1, in: query, name: n, type: array, collectionFormat: tsv}}}", "200\nContent-Type: application/json\n\n{}", "", "", "nor is a default"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("swagger: '2.0'\ninfo: {title: t, version: v}\nproduces: [application/json]\npaths: {/a: {get: {responses: {" + tt.responses + "}}}}\n"))
		if err != nil {
			t.Errorf("%s: %v\nreason: %s", tt.responses, err, tt.reason)
			continue
		}
		if got := summary(c.Exchange(exchangeOf("GET /a", tt.response))); got != tt.want {
			t.Errorf("%s: %q: %q, want %q\nreason: %s", tt.responses, tt.response, got, tt.want, tt.reason)
		}
		if w := c.Warnings(); tt.note == "" && len(w) > 0 || tt.note != "" && (len(w) != 1 || !strings.Contains(w[0].Message, tt.note)) {
			t.Errorf("%s: warnings %v, want %q\nreason: %s", tt.responses, w, tt.note, tt.reason)
		}
	}
}

// TestFormsOfSwagger: the fields of a form have their style wherever the form and
// its media types stand in a document of Swagger 2.0.
func TestFormsOfSwagger(t *testing.T) {
	const form = "POST /a\nContent-Type: application/x-www-form-urlencoded\n\nn=1,x"
	tests := []struct{ paths, request, want, note, reason string }{
		{"/a: {post: {consumes: [application/x-www-form-urlencoded], parameters: [{$ref: '#/parameters/N'}], responses: {default: {description: d}}}}", form, "type /n/1", "", "a field that stands elsewhere"},
		{"/a: {post: {consumes: [multipart/form-data, application/x-www-form-urlencoded], parameters: [{$ref: '#/parameters/N'}], responses: {default: {description: d}}}}", form, "type /n/1", `part "n"`, "what parts cannot have is known of the form"},
		{"/a: {post: {consumes: [application/json], parameters: [{$ref: '#/parameters/B'}], responses: {default: {description: d}}}}", "POST /a\nContent-Type: application/json\n\n{\"n\":1}", "type /n", "", "a body that stands elsewhere"},
		{"/b: null, /a: {post: {consumes: [application/x-www-form-urlencoded], parameters: [{name: n, in: formData, type: array, items: {type: integer}}], responses: {default: {description: d}}}}", form, "type /n/1", "", "a path that says nothing"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("swagger: '2.0'\ninfo: {title: t, version: v}\nparameters: {N: {name: n, in: formData, type: array, items: {type: integer}}, B: {name: b, in: body, schema: {properties: {n: {type: string}, o: {$ref: '#/definitions/O'}}}}}\ndefinitions: {O: {type: object}}\npaths: {" + tt.paths + "}\n"))
		if err != nil {
			t.Errorf("%s: %v\nreason: %s", tt.paths, err, tt.reason)
			continue
		}
		if got := summary(c.Exchange(exchangeOf(tt.request, ""))); got != tt.want {
			t.Errorf("%s: %q: %q, want %q\nreason: %s", tt.paths, tt.request, got, tt.want, tt.reason)
		}
		if w := c.Warnings(); tt.note == "" && len(w) > 0 || tt.note != "" && (len(w) != 1 || !strings.Contains(w[0].Message, tt.note)) {
			t.Errorf("%s: warnings %v, want %q\nreason: %s", tt.paths, w, tt.note, tt.reason)
		}
	}
}
