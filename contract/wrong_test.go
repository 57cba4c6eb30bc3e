package contract_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestWrongKinds: what is of another kind than OpenAPI has in its place is told there,
// and the rest of the document is read.
func TestWrongKinds(t *testing.T) {
	const start = "openapi: 3.0.4\n"
	const path = "paths: {/a: {get: {parameters: [{name: n, in: query, schema: {type: integer}}], responses: {'200': {description: d}}}}}\n"
	tests := []struct{ document, want, outcome, reason string }{
		{start + "info: {title: t, version: 1}\n" + path, "line 2, column 27: /info/version cannot be read and is not used: cannot unmarshal !!int into string.", "type query/n", "a number in the place of a text"},
		{start + "info: {title: [t], version: v}\n" + path, "line 2, column 15: /info/title cannot be read and is not used: cannot construct !!seq into string.", "type query/n", "a list"},
		{start + "info: []\n" + path, "line 2, column 7: /info cannot be read and is not used", "type query/n", "an object that is a list"},
		{start + "info: {title: t, version: v}\ntags: [{name: t}, {name: 2}]\n" + path, "line 3, column 26: /tags/1/name cannot be read and is not used", "type query/n", "in the second item of a list"},
		{start + "info: {title: t, version: v}\nx-t: &t {name: 2}\ntags: [*t]\n" + path, "line 3, column 16: /x-t/name cannot be read and is not used", "type query/n", "an alias is told where it leads"},
		{start + "info: {title: 1, version: 2}\ntags: 3\nsecurity: 4\n" + path, "/info/version cannot be read|/tags cannot be read|/security cannot be read", "type query/n", "several"},
		{start + "info: {title: t, version: v}\npaths: []\n", "line 3, column 8: /paths cannot be read and is not used", "notFound", "all paths"},
		{start + "info: {title: &t 1, version: *t}\n" + path, "/info/title cannot be read", "type query/n", "of one that is told twice, each is told"},
		{"- " + start, "", "failed to unmarshal data", "the whole document"},
		{start + "\tx: 1\n", "", "failed to unmarshal data", "it is no YAML"},
		{"openapi: 3.0\ninfo: {title: t, version: v}\n" + path, "", "failed to unmarshal data", "a version that is a number is none"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(tt.document))
		if err != nil {
			if !strings.Contains(err.Error(), tt.outcome) {
				t.Errorf("%s: Load() = %v, want %s\nreason: %s", tt.document, err, tt.outcome, tt.reason)
			}
			continue
		}
		for want := range strings.SplitSeq(tt.want, "|") {
			if got := said(c.Warnings()); !strings.Contains(got, want) {
				t.Errorf("%s: the warnings are %q, want %q\nreason: %s", tt.document, got, want, tt.reason)
			}
		}
		call, err := c.Find("GET", "/a")
		if err != nil {
			if tt.outcome != "notFound" {
				t.Errorf("%s: %v\nreason: %s", tt.document, err, tt.reason)
			}
			continue
		}
		r := request("GET", "")
		r.URL.RawQuery = "n=x"
		if _, found := call.Request(r, nil); places(found) != tt.outcome {
			t.Errorf("%s: %v, want %s\nreason: %s", tt.document, found, tt.outcome, tt.reason)
		}
	}
}

// TestLineBreaks: a number is compared exactly wherever lines end.
func TestLineBreaks(t *testing.T) {
	const document = "openapi: 3.0.4\ninfo: {title: t, version: v}\npaths:\n  /a:\n    post:\n      requestBody: {content: {application/json: {schema: {type: integer, maximum: 9007199254740993}}}}\n      responses: {'200': {description: d}}\n"
	for _, tt := range []struct{ newline, body, want, reason string }{
		{"\n", "9007199254740993", "", "the bound itself"},
		{"\n", "9007199254740994", "maximum", "one more"},
		{"\r\n", "9007199254740993", "", "the bound itself"},
		{"\r", "1", "", "lines of which nobody knows where they are"},
		{"\r", "9007199254740996", "maximum", "a number is compared there, too"},
	} {
		c, err := contract.Load([]byte(strings.ReplaceAll(document, "\n", tt.newline)))
		if err != nil {
			t.Fatal(err)
		}
		if got := rules(c.Exchange(exchangeOf("POST /a\nContent-Type: application/json\n\n"+tt.body, "")).Violations); got != tt.want {
			t.Errorf("%s with lines that end in %q: %s, want %s\nreason: %s", tt.body, tt.newline, got, tt.want, tt.reason)
		}
	}
}

// TestLinesOfFiles: a line is told of the document itself only, since nothing says
// which file it is of.
func TestLinesOfFiles(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"openapi.yaml": "openapi: 3.0.4\ninfo: {title: t, version: v}\npaths:\n  /a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {n: {$ref: 'n.yaml#/N'}, m: {type: integer}}}}}}}}}\n",
		"n.yaml":       "\n\nN: {type: integer, minimum: 1}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := load2(t, filepath.Join(folder, "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		body, target string
		line         int
		reason       string
	}{
		{`{"m":"x"}`, "/m", 4, "a schema of the document"},
		{`{"n":0}`, "/n", 0, "one of another file"},
	} {
		found := c.Exchange(exchangeOf("GET /a", "200\nContent-Type: application/json\n\n"+tt.body)).Violations
		if len(found) != 1 || found[0].Target != tt.target || found[0].Line != tt.line {
			t.Errorf("%s: %+v, want one at %s in line %d\nreason: %s", tt.body, found, tt.target, tt.line, tt.reason)
		}
	}
}

// TestMethodError names the methods that there are.
func TestMethodError(t *testing.T) {
	_, err := load(t).Find("TRACE", statusPath)
	if got, want := fmt.Sprint(err), "method not offered, only DELETE, GET, POST"; got != want {
		t.Errorf("Find() = %s, want %s", got, want)
	}
}
