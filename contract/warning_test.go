package contract_test

import (
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
		{"no version", "openapi: 3.0.3\ninfo: {title: t}\n" + paths + "components: {schemas: {S: {type: integer}}}", "version", "1", `"x"`, "validating needs no version"},
		{"unknown scheme", start + "security: [{nobody: []}]\n" + paths + "components: {schemas: {S: {type: integer}}}", "nobody", "1", `"x"`, "what it asks for is not known"},
		{"no responses beside", start + paths + "  /b: {get: {}}\ncomponents: {schemas: {S: {type: integer}}}", "responses", "1", `"x"`, "one operation says nothing of another"},
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

// TestServers: the paths of a document lie under the paths of its servers.
func TestServers(t *testing.T) {
	tests := []struct{ name, servers, base, reason string }{
		{"none", "[]", "", "the default is /"},
		{"host variable", "[{url: 'https://{region}.example.com/v1', variables: {region: {default: eu}}}]", "/v1", "a variable is no host name"},
		{"path variable", "[{url: '/{v}/', variables: {v: {default: v2, enum: [v1, v2]}}}]", "/v2", "the default is what callers get"},
		{"whole variable", "[{url: '{base}', variables: {base: {default: 'http://h/x'}}}]", "/x", "generators write it"},
		{"relative", "[{url: api}]", "/api", "relative to where the document is served from, which is taken for the root"},
		{"port", "[{url: 'http://h:{port}', variables: {port: {default: '80'}}}]", "", "no path"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\nservers: " + tt.servers + "\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"))
		if err != nil {
			t.Errorf("%s: %v\nreason: %s", tt.name, err, tt.reason)
			continue
		}
		if _, err := c.Find("GET", tt.base+"/a"); c.BasePath() != tt.base || err != nil {
			t.Errorf("%s: BasePath() = %q, Find() = %v, want %q\nreason: %s", tt.name, c.BasePath(), err, tt.base, tt.reason)
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
		{`^\x41$`, "A", true, "a character by its number"},
		{`^[$.]$`, "$", true, "in brackets a sign like others"},
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
