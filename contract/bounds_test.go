package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// many returns n texts of a format with their numbers.
func many(n int, format string) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(format, i))
	}
	return strings.Join(all, ", ")
}

// TestManyAlternatives: of many alternatives some are looked at again to say what is
// wrong. That something is wrong is said in any case.
func TestManyAlternatives(t *testing.T) {
	const member = "{enum: [%d]}"
	kinds := func(least string) string {
		return "{type: array, items: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k}}, minItems: " + least + "}"
	}
	tests := []struct{ schema, body, want, reason string }{
		{"{not: {anyOf: [" + many(100, member) + "]}}", "99", "99 is not allowed; it must be anything but 99.", "the last one that is compared"},
		{"{not: {anyOf: [" + many(101, member) + "]}}", "100", "100 is not allowed: it fits the schema of not.", "one that is not compared forbids it, too"},
		{"{not: {anyOf: [" + many(101, member) + "]}}", "1000", "", "none of them forbids it"},
		{"{type: string, not: {anyOf: [" + many(21, "{pattern: 'a|%d'}") + "]}}", `"a"`, strings.TrimSuffix(strings.Repeat(`"a" is not allowed|`, 20), "|"), "no more than twenty are told"},
		{"{anyOf: [" + many(50, member) + "]}", "50", "50 fits none of the 50 alternatives of anyOf.", "all are compared twice"},
		{"{anyOf: [" + many(51, member) + "]}", "51", `51 is not allowed: doesn't match any schema from "anyOf".`, "one of them once only"},
		{"{oneOf: [" + many(101, member) + "]}", "101", "101 fits none of the 101 alternatives of oneOf.", "of oneOf it is known what each says"},
		{kinds("1"), "[" + many(120, `{"k":"A","i":%d}`) + `,{"k":"B","n":"x"}]`, `/120/n: "x" is not allowed; it must be an integer.`, "the one that breaks the schema which it names, behind many that keep it"},
		{"{type: object, additionalProperties: {not: {enum: [1]}, type: integer, maximum: 0}}", "{" + many(20, `"p%d":1`) + "}", strings.TrimSuffix(strings.Repeat("1 is not allowed|", 20), "|"), "no more than twenty are told of all"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n" +
			"components: {schemas: {A: {type: object, properties: {k: {}}}, B: {type: object, properties: {n: {type: integer}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := c.Exchange(exchangeOf("POST /a\nContent-Type: application/json\n\n"+tt.body, "")).Violations
		var got []string
		for _, v := range found {
			text := v.String()
			if len(found) > 1 {
				text, _, _ = strings.Cut(v.Message, ";")
				text, _, _ = strings.Cut(text, ":")
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%.99s of %.99s: %q, want %q\nreason: %s", tt.schema, tt.body, got, tt.want, tt.reason)
		}
	}
}

// TestManyWarnings: of a document a thousand warnings and as many notes are kept.
func TestManyWarnings(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {" +
		many(1001, "p%d: {type: integer, format: f%[1]d, example: x}") + "}}}}}}}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if warnings, notes := len(c.Warnings()), len(c.Notes()); warnings != 1000 || notes != 1000 {
		t.Errorf("%d warnings and %d notes, want 1000 of 1001", warnings, notes)
	}
}

// TestManyServers: a document is read at as many base paths as its servers have, up
// to a bound, and as many of them are named.
func TestManyServers(t *testing.T) {
	const start, end = "openapi: 3.0.4\ninfo: {title: t, version: v}\nservers: [", "]\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"
	for _, tt := range []struct {
		servers string
		last    string
		found   bool
		reason  string
	}{
		{many(64, "{url: /v%d}"), "/v63/a", true, "sixty-four servers"},
		{many(65, "{url: /v%d}"), "/v64/a", false, "one more"},
		{"{url: '/{v}', variables: {v: {default: v0, enum: [" + many(64, "v%d") + "]}}}", "/v63/a", true, "sixty-four values of a variable"},
		{"{url: '/{v}', variables: {v: {default: v0, enum: [" + many(65, "v%d") + "]}}}", "/v64/a", false, "one more"},
		{"{url: '/{v}{w}', variables: {v: {default: v0, enum: [" + many(64, "v%d") + "]}, w: {default: '', enum: ['', x]}}}", "/v0x/a", false, "two variables multiply them"},
	} {
		c, err := contract.Load([]byte(start + tt.servers + end))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Find("GET", tt.last); (err == nil) != tt.found {
			t.Errorf("Find(%s) = %v, want it found: %t\nreason: %s", tt.last, err, tt.found, tt.reason)
		}
	}
	_, err := contract.Load([]byte(start+many(11, "{url: /v%d}")+end), contract.WithServer("/none"))
	if err == nil || !strings.HasSuffix(err.Error(), "9 is /v8, 10 is /v9") {
		t.Errorf("Load() = %v, want the first ten servers", err)
	}
}

// TestVersions: which versions are read.
func TestVersions(t *testing.T) {
	for _, tt := range []struct{ version, want, reason string }{
		{"openapi: '3'", "", "the last of OpenAPI 3.0"},
		{"openapi: '3.0'", "", "likewise"},
		{"openapi: 3.0.99", "", "patches change nothing"},
		{"openapi: '3.1'", "", "the last of OpenAPI 3.1"},
		{"openapi: 3.1.99", "", "patches change nothing"},
		{"openapi: '3.00'", "the document is OpenAPI 3.00; want", "no such version"},
		{"openapi: 4.0.0", "the document is OpenAPI 4.0.0; want", "a later one"},
		{"swagger: '2'", "", "the last of Swagger"},
		{"swagger: '2.0'", "", "likewise"},
		{"swagger: '2.1'", "the document is Swagger 2.1; want", "no such version"},
		{`{"openapi":"3.0.4","swagger":"1.2","info":{"title":"t","version":"v"},"paths":{}}`, "", "the first that is named"},
		{"{swagger: '2.0', info: {title: t, version: v}, paths: {}}", "", "YAML in flow style"},
		{"{swagger: 2.1, info: {title: t, version: v}, paths: {}}", "the document is Swagger 2.1; want", "likewise"},
		{"{openapi: 3.0.4, swagger: '1.2', info: {title: t, version: v}, paths: {}}", "", "OpenAPI in flow style"},
		{"{openapi: [", "contract: ", "no YAML"},
		{"asyncapi: 3.0.0", "the document is AsyncAPI; want", "another kind of document"},
		{"x-openapi: 3.0.0", "the document does not say which version of OpenAPI it is", "none"},
	} {
		document := tt.version
		if document[0] != '{' {
			document += "\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"
		}
		c, err := contract.Load([]byte(document))
		if err == nil && document[0] != '{' && len(c.Warnings()) > 0 {
			t.Errorf("%s: the warnings are %v, want none\nreason: %s", tt.version, c.Warnings(), tt.reason)
		}
		if got := fmt.Sprint(err); tt.want == "" && err != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: Load() = %v, want %q\nreason: %s", tt.version, err, tt.want, tt.reason)
		}
	}
}

// TestLarge: what leads nowhere in a document that is read in parts is told like in
// one that is read whole.
func TestLarge(t *testing.T) {
	const want = `The reference "#/components/schemas/X" cannot be followed: it is not there.`
	for _, tt := range []struct {
		length int
		reason string
	}{{10, "whole"}, {100 << 10, "in parts"}} {
		c, err := contract.Load([]byte(`{"openapi":"3.0.4","info":{"title":"t","version":"v","description":"` + strings.Repeat("x", tt.length) +
			`"},"paths":{"/a":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"$ref":"#/components/schemas/X"}}}}}}},"/b":{"get":{"responses":{"200":{"description":"d"}}}}}}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := said(c.Warnings()); !strings.Contains(got, want) {
			t.Errorf("the warnings are %q, want %q\nreason: it is read %s", got, want, tt.reason)
		}
	}
}
