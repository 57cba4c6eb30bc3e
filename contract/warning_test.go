package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestWarnings: what is wrong in one place of a document is a warning that names
// the place, and all else is validated.
func TestWarnings(t *testing.T) {
	const (
		start = "openapi: 3.0.3\ninfo: {title: t, version: v}\n"
		paths = "paths:\n  /a:\n    get:\n      responses:\n        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}\n"
		s     = start + paths + "components:\n  schemas:\n    S: "
	)
	tests := []struct{ name, document, want, good, bad, reason string }{
		{"none", s + "{type: integer, example: 1}", "", "1", `"x"`, "nothing is wrong"},
		{"example", s + "{type: integer, example: x}", `line 10, column 5: This example or default breaks its schema and is not used: "x" is not allowed; it must be an integer.`, "1", `"x"`, "the most usual fault of published documents"},
		{"default", s + "{type: boolean, default: 'true'}", `breaks its schema and is not used: "true"`, "true", `"true"`, "the second"},
		{"pattern", s + "{type: string, maxLength: 1, pattern: '('}", "line 10, column 5: The pattern is not checked: the pattern \"(\" cannot be read", `"x"`, `"xx"`, "the other keywords of the schema still hold"},
		{"pattern without an end", s + "{type: string, maxLength: 1, pattern: 'a\\'}", "The pattern is not checked", `"x"`, `"xx"`, "a backslash alone"},
		{"closed parts", s + "{allOf: [{additionalProperties: false, properties: {a: {type: string}}}, {required: [b], properties: {b: {type: string}}}]}", `line 10, column 5: No object is valid for this schema: "b" is required, and a part of allOf`, "1", `{"b":"x"}`, "each part looks at the properties of all"},
		{"closed around parts", s + "{additionalProperties: false, properties: {a: {}}, allOf: [{allOf: [{required: [a, b]}]}]}", `"b" is required`, "1", `{"a":1,"b":1}`, "the schema itself is one of them"},
		{"closed parts that agree", s + "{allOf: [{type: object, additionalProperties: false, properties: {a: {}, b: {}}}, {type: object, required: [b]}]}", "", `{"b":1}`, `{"c":1}`, "one has what the other requires"},
		{"no version", "openapi: 3.0.3\ninfo: {title: t}\n" + paths + "components: {schemas: {S: {type: integer}}}", "version", "1", `"x"`, "validating needs no version"},
		{"unknown scheme", start + "security: [{nobody: []}]\n" + paths + "components: {schemas: {S: {type: integer}}}", "nobody", "1", `"x"`, "what it asks for is not known"},
		{"no responses beside", start + paths + "  /b: {get: {}}\ncomponents: {schemas: {S: {type: integer}}}", "responses", "1", `"x"`, "one operation says nothing of another"},
		{"variable of a server", start + "servers: [{url: 'https://{nobody}.example'}]\n" + paths + "components: {schemas: {S: {type: integer}}}", "undeclared variable", "1", `"x"`, "whatever it stands for"},
		{"server", start + "servers: [{url: 'http://[::1'}]\n" + paths + "components: {schemas: {S: {type: integer}}}", "URL cannot be read", "1", `"x"`, "its paths are those of the root"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(tt.document))
			if err != nil {
				t.Fatalf("Load() = %v\nreason: %s", err, tt.reason)
			}
			var all strings.Builder
			for _, w := range c.Warnings() {
				all.WriteString(w.String() + "\n")
			}
			if got := all.String(); !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("warnings = %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
			for body, broken := range map[string]bool{tt.good: false, tt.bad: true} {
				v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/a", Status: 200, ResponseHeader: http.Header{"Content-Type": {"application/json"}}, ResponseBody: []byte(body)})
				if v.Broke(contract.InResponse) != broken {
					t.Errorf("%s: %v, want broken %t\nreason: %s", body, v.Violations, broken, tt.reason)
				}
			}
		})
	}
}

// TestLongChain loads schemas of which each joins the next. Only so many are looked at
// for each, so that loading takes a time in proportion to them.
func TestLongChain(t *testing.T) {
	for _, tt := range []struct {
		links    int
		warnings int
		reason   string
	}{
		{98, 1, "the last of a hundred requires what the first has no room for"},
		{99, 0, "one more is not looked at"},
	} {
		var b strings.Builder
		b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {}\ncomponents:\n  schemas:\n    S0: {type: object, required: [a]}\n")
		for i := range tt.links {
			fmt.Fprintf(&b, "    S%d: {allOf: [{$ref: '#/components/schemas/S%d'}]}\n", i+1, i)
		}
		fmt.Fprintf(&b, "    Top: {additionalProperties: false, allOf: [{$ref: '#/components/schemas/S%d'}]}\n", tt.links)
		c, err := contract.Load([]byte(b.String()))
		if err != nil || len(c.Warnings()) != tt.warnings {
			t.Errorf("%d links: Load() = %v, warnings %v\nreason: %s", tt.links, err, c.Warnings(), tt.reason)
		}
	}
}

// TestServers: the paths of a document lie under the paths of its servers.
func TestServers(t *testing.T) {
	tests := []struct{ name, servers, base, reason string }{
		{"none", "[]", "", "the default is /"},
		{"host variable", "[{url: 'https://{region}.example.com/v1', variables: {region: {default: eu}}}]", "/v1", "a variable is no host name"},
		{"path variable", "[{url: '/{v}/', variables: {v: {default: v2, enum: [v1, v2]}}}]", "/v2", "the default is what callers get"},
		{"whole variable", "[{url: '{base}', variables: {base: {default: 'http://h/x'}}}]", "/x", "generators write it"},
		{"relative", "[{url: api}]", "/api", "relative to where the document is served from, which is taken for the root"},
		{"relative with a dot", "[{url: ./api}]", "/api", "the same"},
		{"relative upwards", "[{url: ../api}]", "/api", "nothing lies above the root"},
		{"variable that is not described", "[{url: 'https://{tenant}.example.com/v1'}]", "/v1", "its host says nothing of the paths"},
		{"port", "[{url: 'http://h:{port}', variables: {port: {default: '80'}}}]", "", "no path"},
		{"port that is not described", "[{url: 'http://h:{port}/v1'}]", "/v1", "it is no part of a path"},
		{"scheme that is not described", "[{url: '{the scheme}://{the host}:{port}/v1'}]", "/v1", "nor is a scheme"},
		{"scheme without a default", "[{url: '{scheme}://h/v1', variables: {scheme: {}}}]", "/v1", "likewise"},
		{"host that is not described", "[{url: '{host}/v1'}]", "/v1", "it stands for a scheme, too"},
		{"host alone", "[{url: '{host}'}]", "", "likewise"},
		{"host and port", "[{url: '{host}:{port}/v1'}]", "/v1", "likewise"},
		{"enum without a default", "[{url: '/{v}', variables: {v: {enum: [v1, v2]}}}]", "/v1", "it is one of them"},
		{"an empty one", "[{url: '/x{v}', variables: {v: {default: '', enum: ['', v2]}}}]", "/x", "it may be nothing"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\nservers: " + tt.servers + "\npaths: {/a: {servers: [], get: {servers: [], responses: {'200': {description: d}}}}}\n")) // an empty list is none
		if err != nil {
			t.Errorf("%s: %v\nreason: %s", tt.name, err, tt.reason)
			continue
		}
		if _, err := c.Find("GET", tt.base+"/a"); c.BasePath() != tt.base || err != nil {
			t.Errorf("%s: BasePath() = %q, Find() = %v, want %q\nreason: %s", tt.name, c.BasePath(), err, tt.base, tt.reason)
		}
		if c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\nservers: "+tt.servers+"\npaths: {}\n"), contract.WithReferences("/docs/v1/openapi.yaml")); err != nil || c.BasePath() != tt.base {
			t.Errorf("%s: of a file BasePath() = %q, %v, want %q: its folder is nobody's path", tt.name, c.BasePath(), err, tt.base)
		}
	}
}

// TestOpenServers: where a document does not say what a variable of its server stands for,
// it may be anything.
func TestOpenServers(t *testing.T) {
	tests := []struct{ name, servers, path, warning, reason string }{
		{"no default", "[{url: 'https://h/{base}', variables: {base: {}}}]", "/v9/a", "field default is required", "it is asked for"},
		{"empty default", "[{url: 'https://h{base}', variables: {base: {default: ''}}}]", "/a", "field default is required", "it may be nothing"},
		{"default that is no text", "[{url: 'https://h/{base}', variables: {base: {default: 1}}}]", "/1/a", "default cannot be read", "a version without quotes"},
		{"not described", "[{url: '{base}/v1'}]", "/x/v1/a", "undeclared variables", "a path before it"},
		{"enum", "[{url: 'https://h/{base}', variables: {base: {enum: [v1, v2]}}}]", "/v2/a", "field default is required", "the second of them"},
		{"scheme", "[{url: '{scheme}://h/v1', variables: {scheme: {enum: [http, https]}}}]", "/v1/a", "field default is required", "it is no part of a path"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\nservers: " + tt.servers + "\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Errorf("%s: %v\nreason: %s", tt.name, err, tt.reason)
			continue
		}
		if _, err := c.Find("GET", tt.path); err != nil {
			t.Errorf("%s: %s: %v\nreason: %s", tt.name, tt.path, err, tt.reason)
		}
		if got := said(c.Warnings()); !strings.Contains(got, tt.warning) || strings.Contains(got, "is ignored") {
			t.Errorf("%s: warnings = %q, want %q and that no server is ignored\nreason: %s", tt.name, got, tt.warning, tt.reason)
		}
	}
}

// TestPatterns: patterns are those of ECMA 262.
func TestPatterns(t *testing.T) {
	tests := []struct {
		pattern, text string
		want          bool
		reason        string
	}{
		{`^(a|b)\1$`, "aa", true, "a back reference"},
		{`^(a|b)\1$`, "ab", false, "a back reference"},
		{`^(?!x)`, "xa", false, "a look ahead"},
		{`^[a-z]{1,2000}$`, "aa", true, "more than Go repeats"},
		{`^\u00e9$`, "é", true, "an escape in small letters"},
		{`^\cJ$`, "\n", true, "a control character"},
		{`^[^]b$`, "\nb", true, "[^] is any character"},
		{`^a.$`, "a\r", false, "the dot is no end of a line"},
		{`^.$`, "😀", true, "one character, not two halves"},
		{`^a.$`, "ab\n", false, "$ is the end of the text and nothing before it"},
		{`^\p{L}$`, "é", true, "a property of characters"},
		{`^a\sb$`, "a\u2003b", true, "\\s is any space of Unicode"},
		{`^[\s]$`, "\ufeff", true, "also in brackets, and the byte order mark"},
		{`^\S$`, "\u00a0", false, "\\S is none"},
		{`^[\s\S]$`, "x", true, "any character"},
		{`^a.b$`, "a\u2028b", false, "the separator of lines is the end of one"},
		{`^[.]$`, "a", false, "in brackets the dot is a dot"},
		{`^(?P<y>a)[\S]$`, "ab", true, "a group with a name as Go writes it"},
		{`^(?P<y>a)[\S]$`, "a ", false, "what is read as Go does"},
		{`^\x41$`, "A", true, "a character by its number"},
		{`^[$.]$`, "$", true, "in brackets a sign like others"},
		{`^(?=a)[a$]+$`, "a$", true, "in brackets it is a sign also where there is a look ahead"},
		{`^(?=a)a$`, "a\n", false, "the end of the text, and nothing before it"},
		{`^(?=a)[a$]+$`, "ab", false, "and no other one"},
		{`^(?=a)[a]$`, "a\n", false, "behind brackets it is the end of the text"},
		{`^(?=a)a$`, "ab", false, "which is somewhere"},
		{`^(?=a)a\$$`, "a$", true, "an escaped one is a sign"},
		{`^(?=a)a\$$`, "a", false, "which has to be there"},
		{`^(?=a)[a\]$]+$`, "a]$", true, "an escaped bracket ends nothing"},
		{`^\S$`, "x", true, "\\S is anything else"},
		{`^[\S]$`, "\u00a0", false, "in brackets, too"},
		{`^[a].$`, "a\u2028", false, "behind brackets the dot is no separator of lines"},
		{`^[a]b$`, "ab", true, "what is behind brackets"},
		{`^(?=a)(a+)+.$`, strings.Repeat("a", 40) + "\n", true, "it would take years; what is not known to be wrong passes"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: {type: string, pattern: '" + tt.pattern + "'}}}}, responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		body := strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(tt.text)
		_, found := call.Request(request("POST", "application/json"), []byte(`"`+body+`"`))
		if got := len(found) == 0; got != tt.want {
			t.Errorf("%q matches %s: %t, want %t\nreason: %s", tt.text, tt.pattern, got, tt.want, tt.reason)
		}
	}
}

func request(method, contentType string) *http.Request {
	r, _ := http.NewRequest(method, "/", nil)
	r.Header.Set("Content-Type", contentType)
	return r
}

// TestServerOption: one of several servers can be chosen.
func TestServerOption(t *testing.T) {
	const document = `openapi: 3.0.3
info: {title: t, version: v}
servers:
  - url: https://{region}.example.com/v1/
    variables: {region: {default: eu, enum: [eu, us]}}
  - url: ./v2
  - url: https://{tenant}.example.com/v3
  - null
paths:
  /a: {get: {responses: {'200': {description: d}}}}
  /b: {servers: [{url: /own}], get: {responses: {'200': {description: d}}}}
`
	tests := []struct{ server, base, err, reason string }{
		{"1", "/v1", "", "by number"},
		{"2", "/v2", "", "the second"},
		{"3", "/v3", "", "a variable that is not described"},
		{"https://us.example.com/v1", "/v1", "", "by URL, with a value of its variable"},
		{"https://{region}.example.com/v1", "/v1", "", "by URL as the document has it"},
		{"./v2", "/v2", "", "by a relative URL"},
		{"5", "", `contract: server "5": want one of the document's, by number or URL: 1 is https://{region}.example.com/v1/, 2 is ./v2`, "there are four, one of which is nothing"},
		{"0", "", "want one of the document's", "they are counted from 1"},
		{"https://elsewhere.example.com", "", "want one of the document's", "another URL"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(document), contract.WithServer(tt.server))
		if err != nil || tt.err != "" {
			if err == nil || tt.err == "" || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: Load() = %v, want an error with %q\nreason: %s", tt.server, err, tt.err, tt.reason)
			}
			continue
		}
		_, own := c.Find("GET", "/own/b")
		if _, err := c.Find("GET", tt.base+"/a"); err != nil || own != nil || c.BasePath() != tt.base {
			t.Errorf("%s: BasePath() = %q, Find() = %v and %v, want %q\nreason: %s", tt.server, c.BasePath(), err, own, tt.base, tt.reason)
		}
		for _, other := range []string{"/v1", "/v2", "/v3"} {
			if _, err := c.Find("GET", other+"/a"); other != tt.base && err == nil {
				t.Errorf("%s: %s/a is found, too\nreason: %s", tt.server, other, tt.reason)
			}
		}
	}
	if _, err := contract.Load([]byte(inParts+"{}"), contract.WithServer("1")); err == nil || !strings.Contains(err.Error(), "names no servers") {
		t.Errorf("Load() of a document without servers = %v", err)
	}
}
