package contract_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"profilestatus.example/contract"
)

// files are a document in several files.
var files = map[string]string{
	"openapi.yaml": `openapi: 3.0.3
info: {title: t, version: v}
servers: [{url: ./v1}]
paths:
  /a: {$ref: paths/a.yaml}
  /b: {get: {operationId: getB, responses: {'200': {$ref: 'common/answers.yaml#/Answer'}}}}
components: {schemas: {Own: {type: integer}}}
`,
	"paths/a.yaml": `get:
  operationId: getA
  responses: {'200': {description: d, content: {application/json: {schema: {$ref: ../schemas/s.json}}}}}
`,
	"common/answers.yaml": `Answer:
  description: d
  content: {application/json: {schema: {$ref: '../openapi.yaml#/components/schemas/Own'}}}
`,
	"schemas/s.json": `{"type": "object", "required": ["n"], "properties": {"n": {"$ref": "n.yaml#/N"}}}`,
	"schemas/n.yaml": "N: {type: integer, minimum: 1}\n",
}

// checkParts checks that the document in several files is validated as a whole.
func checkParts(t *testing.T, c *contract.Contract) {
	t.Helper()
	if got := said(c.Notes()) + said(c.Warnings()); got != "" {
		t.Errorf("notes and warnings = %q, want none", got)
	}
	base := c.BasePath()
	for _, tt := range []struct {
		path, body string
		want       bool
		reason     string
	}{
		{"/a", `{"n":1}`, true, "all of it"},
		{"/a", `{"n":0}`, false, "a schema of a file that a file refers to"},
		{"/a", `{}`, false, "a schema that is a file"},
		{"/b", "1", true, "all of it"},
		{"/b", `"x"`, false, "a file that refers to the document"},
	} {
		if answered(c, base+tt.path, tt.body) != tt.want {
			t.Errorf("%s of %s is right: %t, want %t\nreason: %s", tt.body, tt.path, !tt.want, tt.want, tt.reason)
		}
	}
}

func load2(t *testing.T, location string) (*contract.Contract, error) {
	t.Helper()
	document, err := contract.Read(location)
	if err != nil {
		return nil, err
	}
	return contract.Load(document, contract.WithReferences(location))
}

// TestFiles: a document may lie in several files.
func TestFiles(t *testing.T) {
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	location := filepath.Join(folder, "openapi.yaml")
	c, err := load2(t, location)
	if err != nil {
		t.Fatal(err)
	}
	checkParts(t, c)
	t.Chdir(folder)
	if c, err = load2(t, "openapi.yaml"); err != nil {
		t.Fatal(err)
	}
	checkParts(t, c)
	alone, err := contract.Load([]byte(files["openapi.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	if got := said(alone.Warnings()); !strings.Contains(got, `"paths/a.yaml" cannot be followed: it is in another document.`) {
		t.Errorf("without the option, warnings = %q", got)
	}
	if err := os.Remove("schemas/n.yaml"); err != nil {
		t.Fatal(err)
	}
	if c, err = load2(t, "openapi.yaml"); err != nil {
		t.Fatal(err)
	}
	if got := said(c.Notes()); !strings.Contains(got, "getA: The response 200 is not wholly validated") {
		t.Errorf("without a file, notes = %q, want one of getA", got)
	}
	if got := said(c.Warnings()); !strings.Contains(got, "no such file") {
		t.Errorf("without a file, warnings = %q, want why", got)
	}
}

// TestURL: a document may lie on the web, with bounds.
func TestURL(t *testing.T) {
	mux := http.NewServeMux()
	for name, text := range files {
		mux.HandleFunc("GET /api/"+name, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) })
	}
	mux.HandleFunc("GET /hop/{n}", func(w http.ResponseWriter, r *http.Request) {
		n := r.PathValue("n")
		if n == "" || n == "x" {
			http.Redirect(w, r, "/api/openapi.yaml", http.StatusFound)
			return
		}
		http.Redirect(w, r, "/hop/"+n[1:], http.StatusFound)
	})
	mux.HandleFunc("GET /away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://docs.example.com/", http.StatusFound)
	})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("GET /yaml", func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Accept"), "application/yaml") {
			w.WriteHeader(http.StatusNotAcceptable)
		}
	})
	mux.HandleFunc("GET /long", func(w http.ResponseWriter, _ *http.Request) {
		for range contract.MaxDocument>>20 + 1 {
			w.Write(make([]byte, 1<<20))
		}
	})
	ts := httptest.NewServer(mux)
	defer ts.Close()
	c, err := load2(t, ts.URL+"/api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if c.BasePath() != "/api/v1" {
		t.Errorf("BasePath() = %q, want /api/v1: servers are relative to the document", c.BasePath())
	}
	checkParts(t, c)
	if _, err := contract.Read(ts.URL + "/hop/xxxxx"); err != nil {
		t.Errorf("5 redirects: %v", err)
	}
	if _, err := contract.Read(ts.URL + "/yaml"); err != nil {
		t.Errorf("a server of several formats: %v", err)
	}
	for location, want := range map[string]string{
		ts.URL + "/hop/xxxxxx":                 "more than 5 redirects",
		ts.URL + "/nothing":                    "the answer is 404 Not Found",
		ts.URL + "/long":                       "it is longer than 67108864 bytes",
		ts.URL + "/away":                       "http is only for this machine; want https",
		ts.URL + "/file":                       "a document of the web may not refer to files",
		"http://docs.example.com/openapi.json": "http is only for this machine; want https",
		"http://127.0.0.1:1/openapi.json":      "refused",
		"http://u:p@127.0.0.1:1/openapi.json":  "refused",
		"https://0.0.0.0:1/openapi.json":       "refused",
		"nothing.yaml":                         "no such file",
		"%zz.yaml":                             "no such file",
		t.TempDir():                            "is a directory",
	} {
		if _, err := contract.Read(location); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "://") {
			t.Errorf("Read(%q) = %v, want an error with %q", location, err, want)
		}
	}
}

// A transport answers by a function.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestElsewhere: what other machines can do to who reads a document.
func TestElsewhere(t *testing.T) {
	own := http.DefaultTransport
	defer func() { http.DefaultTransport = own }()
	for _, tt := range []struct{ to, want, reason string }{
		{"", "", "all is well"},
		{"https://other.example.com/", "", "a redirect to another machine"},
		{"https://127.0.0.1/", "it redirects to this machine", "which the author of the document may not reach"},
		{"late", "it was not read within 30s", "no answer"},
		{"late body", "it was not read within 30s", "an answer that does not end"},
		{"torn body", "unexpected EOF", "an answer that ends early"},
	} {
		http.DefaultTransport = transport(func(r *http.Request) (*http.Response, error) {
			body := io.NopCloser(strings.NewReader("openapi: 3.0.3"))
			switch {
			case tt.to == "late":
				return nil, context.DeadlineExceeded
			case tt.to == "late body":
				body = io.NopCloser(iotest.ErrReader(context.DeadlineExceeded))
			case tt.to == "torn body":
				body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))
			case tt.to != "" && r.URL.Host == "docs.example.com":
				return &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {tt.to}}, Body: body}, nil
			}
			return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
		})
		data, err := contract.Read("https://docs.example.com/openapi.yaml")
		if got := fmt.Sprint(err); tt.want == "" && string(data) != "openapi: 3.0.3" || tt.want != "" && got != tt.want {
			t.Errorf("%s: %q, %s, want %s\nreason: %s", tt.to, data, got, tt.want, tt.reason)
		}
	}
}

// TestLongFiles: how long a document may be, alone and with those that it refers to.
func TestLongFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	text := append([]byte("type: integer\n...\n"), bytes.Repeat([]byte(" "), contract.MaxDocument)...) // nothing is parsed behind its end
	write := func(name string, size int) {
		if err := os.WriteFile(name, text[:size], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for size, want := range map[int]string{contract.MaxDocument: "<nil>", contract.MaxDocument + 1: "it is longer than 67108864 bytes"} {
		write("a#?%41.json", size)
		if _, err := contract.Read("a#?%41.json"); fmt.Sprint(err) != want {
			t.Errorf("%d bytes: %v, want %s", size, err, want)
		}
	}
	const n = 1000
	write("most.yaml", contract.MaxDocument-n)
	write("rest.yaml", n)
	write("more.yaml", 1)
	c, err := contract.Load([]byte(inParts+"{type: object, properties: {a: {$ref: most.yaml}, b: {$ref: rest.yaml}, c: {$ref: more.yaml}}}"), contract.WithReferences("openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if got := said(c.Warnings()); !strings.Contains(got, `"more.yaml" cannot be followed: the documents together are longer than 67108864 bytes`) || strings.Count(got, "\n") != 1 {
		t.Errorf("one byte too much in the third file: %s", got)
	}
}

// TestLikeLost: a document is not lost because its path is like that of a lost one.
func TestLikeLost(t *testing.T) {
	folder := t.TempDir()
	there := filepath.Join(folder, "s.json")
	if err := os.WriteFile(there, []byte(`{"type": "integer"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := contract.Load([]byte(inParts+"{type: object, properties: {a: {$ref: '."+there+"'}, b: {$ref: '"+there+"'}}}"), contract.WithReferences(filepath.Join(folder, "openapi.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	if answered(c, "/a", `{"b":"x"}`) || !answered(c, "/a", `{"a":"x","b":1}`) {
		t.Errorf("only the second reference is to be followed: %s", said(c.Warnings()))
	}
}

// TestReferencesStay: what a document may refer to depends on where it is.
func TestReferencesStay(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.yaml")
	if err := os.WriteFile(secret, []byte("type: string\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bomb := filepath.Join(filepath.Dir(secret), "bomb.yaml")
	if err := os.WriteFile(bomb, []byte(aliases(30)), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ location, to, want, reason string }{
		{"https://docs.example.com/openapi.yaml", "file://" + secret, "a document of the web may not refer to files", "its author is not its reader"},
		{"https://docs.example.com/openapi.yaml", "http://127.0.0.1:1/s.yaml", "may not refer to this machine", "nor to what only its reader can reach"},
		{"https://docs.example.com/openapi.yaml", "https://127.0.0.1:1/s.yaml", "may not refer to this machine", "also by https"},
		{"openapi.yaml", "http://docs.example.com/s.yaml", "want https", "anybody could change it on its way"},
		{"openapi.yaml", "ftp://docs.example.com/s.yaml", "not of ftp", "only https"},
		{"openapi.yaml", filepath.Dir(secret), "no regular file", "a folder, a pipe or a device"},
		{"https://0.0.0.0:1/openapi.yaml", "s.yaml", "refused", "another machine may be asked"},
		{"openapi.yaml", "http://127.0.0.1:1/s.yaml", "refused", "the user's own document may refer to this machine"},
		{"openapi.yaml", bomb, "its aliases stand for too many values", "as in the document itself"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(inParts+"{type: array, items: {$ref: '"+tt.to+"'}}"), contract.WithReferences(tt.location))
		if err != nil {
			t.Errorf("%s in %s: %v\nreason: %s", tt.to, tt.location, err, tt.reason)
			continue
		}
		if got := said(c.Warnings()); !strings.Contains(got, tt.want) {
			t.Errorf("%s in %s: warnings = %q, want %q\nreason: %s", tt.to, tt.location, got, tt.want, tt.reason)
		}
		if got := said(c.Notes()); !strings.Contains(got, "getA") {
			t.Errorf("%s in %s: notes = %q, want one of getA\nreason: %s", tt.to, tt.location, got, tt.reason)
		}
	}
}

// TestReadOnce: a document that needs several attempts, since some of it cannot be
// followed, is asked for once. So is what is not there.
func TestReadOnce(t *testing.T) {
	asked := make(map[string]int)
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++ // one at a time: nobody reads two documents at once
		text, ok := files[strings.TrimPrefix(r.URL.Path, "/api/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, text)
	}))
	defer ts.Close()
	document := files["openapi.yaml"]
	for _, lost := range []string{"nothing.yaml", "nothing.yaml#/A", "common/nothing.yaml", "/api/schemas/s.json"} {
		document = strings.Replace(document, "paths:\n", "paths:\n  /lost"+strings.NewReplacer(".", "", "#/", "", "/", "").Replace(lost)+": {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '"+lost+"'}}}}}}}\n", 1)
	}
	c, err := contract.Load([]byte(document), contract.WithReferences(ts.URL+"/api/openapi.yaml#/info"))
	if err != nil {
		t.Fatal(err)
	}
	if asked["/api/openapi.yaml"] != 0 {
		t.Error("the document itself is asked for")
	}
	if got := strings.Count(said(c.Notes()), "is not wholly validated"); got != 3 {
		t.Errorf("%d notes of what is not validated, want 3: %q", got, said(c.Notes()))
	}
	if answered(c, c.BasePath()+"/a", `{"n":0}`) || !answered(c, c.BasePath()+"/b", "1") {
		t.Error("what can be followed is not validated")
	}
	for _, name := range []string{"paths/a.yaml", "schemas/s.json", "schemas/n.yaml", "common/answers.yaml", "nothing.yaml", "common/nothing.yaml"} {
		if asked["/api/"+name] != 1 {
			t.Errorf("%s is asked for %d times, want once", name, asked["/api/"+name])
		}
	}
}
