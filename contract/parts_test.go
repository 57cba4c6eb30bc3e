package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// manyParts is a document of JSON that is long enough to be read in parts.
func manyParts(version string) []byte {
	paths, schemas := map[string]any{"x-of-paths": "1"}, map[string]any{}
	for i := range 40 {
		schema := map[string]any{"$ref": fmt.Sprintf("#/components/schemas/S%d", (i*7+1)%40)}
		schemas[fmt.Sprintf("S%d", i)] = map[string]any{"type": "object", "required": []string{"ä"}, "description": strings.Repeat("ü, ", 7000), "properties": map[string]any{"ä": schema, "kind": map[string]any{"enum": []string{"a", "b"}}}}
		paths[fmt.Sprintf("/a%d/{id}", i)] = map[string]any{
			"parameters": []any{map[string]any{"$ref": "#/components/parameters/id"}},
			"post":       map[string]any{"operationId": fmt.Sprintf("op%d", i), "responses": map[string]any{"200": map[string]any{"description": strings.Repeat("d", 20_000), "content": map[string]any{"application/json": map[string]any{"schema": schema}}}}},
		}
	}
	id := map[string]any{"name": "id", "in": "path", "required": true, "schema": map[string]any{"type": "string"}}
	answer := map[string]any{"description": "d", "headers": map[string]any{"H": map[string]any{"$ref": "#/components/headers/h2"}}}
	body := map[string]any{"content": map[string]any{"application/json": map[string]any{"examples": map[string]any{"e": map[string]any{"$ref": "#/components/examples/e2"}}}}}
	header := map[string]any{"schema": map[string]any{"type": "integer"}}
	example := map[string]any{"value": map[string]any{"schemas": map[string]any{"a": 1, "b": 2}}}
	paths["/all"] = map[string]any{"post": map[string]any{
		"requestBody": map[string]any{"$ref": "#/components/requestBodies/b2"}, "responses": map[string]any{"200": map[string]any{"$ref": "#/components/responses/r2"}},
	}}
	all := map[string]any{"openapi": version, "info": map[string]any{"title": "t", "version": "v"}, "paths": paths, "components": map[string]any{
		"schemas": schemas, "parameters": map[string]any{"id": id, "other": id}, "responses": map[string]any{"r1": answer, "r2": answer}, "requestBodies": map[string]any{"b1": body, "b2": body},
		"headers": map[string]any{"h1": header, "h2": header}, "examples": map[string]any{"e1": example, "e2": example},
	}, "x-more": map[string]any{"schemas": map[string]any{"X1": header, "X2": header}}}
	text, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return text
}

func indented(text []byte) []byte {
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TestParts reads documents in parts and whole, and compares all that comes of
// it.
func TestParts(t *testing.T) {
	plain, later := manyParts("3.0.3"), manyParts("3.1.0")
	tests := []struct {
		name     string
		document []byte
		parts    bool
		reason   string
	}{
		{"indented", indented(plain), true, "as most are published"},
		{"in one line", plain, true, "columns count letters, not bytes"},
		{"OpenAPI 3.1", later, false, "what stands beside a reference counts, and its place is not shown"},
		{"short", []byte(`{"openapi":"3.0.3","info":{"title":"t","version":"v"},"paths":{}}`), false, "it is not worth it"},
		{"a name twice", bytes.Replace(plain, []byte(`"openapi":`), []byte(`"openapi":"3.0.3","openapi":`), 1), false, "kin-openapi reads it as JSON"},
		{"no JSON", append([]byte("# YAML\n"), plain...), false, "only JSON is told apart without a parser of YAML"},
		{"carriage returns", bytes.ReplaceAll(indented(plain), []byte("\n"), []byte("\r\n")), false, "YAML ends lines at them"},
		{"a carriage return at its end", append(bytes.Clone(plain), '\r'), false, "YAML ends a line at it"},
		{"a next line", bytes.Replace(plain, []byte("ü"), []byte("\u0085"), 1), false, "YAML ends a line at it"},
		{"a line separator", bytes.Replace(plain, []byte("ü"), []byte("\u2028"), 1), false, "YAML ends a line at it"},
		{"a paragraph separator", bytes.Replace(plain, []byte("ü"), []byte("\u2029"), 1), false, "YAML ends a line at it"},
		{"cut", plain[:len(plain)-1], false, "no valid JSON"},
		{"nothing to divide", append([]byte(`{"openapi":"3.0.3","info":{"title":"`), append(bytes.Repeat([]byte("t"), minInParts), `","version":"v"},"paths":{}}`...)...), false, "there are no parts"},
		{"no components", []byte(`{"openapi":"3.0.3","info":{"title":"t","version":"v"},"paths":{"/a":{},"/b":{"description":"` + strings.Repeat("d", minInParts) + `"},"x-b":1}}`), true, "a part has nothing to add to them"},
		{"one line feed", bytes.Replace(plain, []byte(`"/a17/{id}":`), []byte("\n"+`"/a17/{id}":`), 1), true, "the lines behind it are counted"},
		{"a wrong type outside of the parts", bytes.Replace(plain, []byte(`"info":{`), []byte(`"info":[],"x-":{`), 1), false, "it is repaired in the whole document"},
		{"a list", append(append([]byte(`[`), plain...), ']'), false, "there are no members"},
		{"a wrong type", bytes.Replace(plain, []byte(`"operationId":"op20"`), []byte(`"operationId":{}`), 1), false, "it is repaired in the whole document"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &loading{fetcher: newFetcher(&url.URL{Path: "a.json"}), document: tt.document}
			doc, ok, err := r.inParts(tt.document)
			if ok != tt.parts || err != nil {
				t.Fatalf("read in parts: %t, %v; want %t\nreason: %s", ok, err, tt.parts, tt.reason)
			}
			if !ok {
				return
			}
			r.newLoader()
			whole, err := r.loader.LoadFromDataWithPath(tt.document, r.root)
			if err != nil {
				t.Fatal(err)
			}
			for _, doc := range []*openapi3.T{doc, whole} {
				eachPlace(doc, func(at *openapi3.Location) { at.EndLine, at.EndColumn = 0, 0 }) // nobody asks for them
				doc.Paths.Origin.Fields = nil                                                   // nor for these
			}
			if !reflect.DeepEqual(doc, whole) {
				t.Errorf("what was read in parts is another document\nreason: %s", tt.reason)
			}
		})
	}
}

// TestSplit: which members of a document are read in parts.
func TestSplit(t *testing.T) {
	long := `"` + strings.Repeat("x", partLength) + `"`
	tests := []struct{ document, want, reason string }{
		{`{"openapi":"3.0.3","paths":{"/a":{},"/b":{"paths":1,"x":2},"/c":{}},"info":{}}`, `paths "/b":{"paths":1,"x":2},"/c":{}`, "all but the first"},
		{`{"paths":{"/a":{}}}`, "", "the first alone stays"},
		{`{"paths":{}}`, "", "nothing to divide"},
		{`{"paths":1,"/a":{},"/b":{}}`, "", "no object, and what follows is not in it"},
		{`{"components":1,"schemas":{"A":{},"B":{}}}`, "", "no object, and what follows is not in it"},
		{`{"components":{"schemas":1,"A":{},"B":{}},"paths":{"/a":{},"/b":{}}}`, `paths "/b":{}`, "no object, and what follows is not in it"},
		{`{"schemas":{"A":{},"B":{}},"x-paths":{"A":{},"B":{}},"x-components":{"schemas":{"A":{},"B":{}}}}`, "", "these are no parts of OpenAPI"},
		{`{"components":{"links":{"A":{},"B":{}},"headers":{"A":{},"B":{}},"schemas":{"A":{},"B":{}}}}`, `schemas "B":{}`, "what is small in all documents stays whole"},
		{`{"components":{"schemas":{"A":1,"B":2},"responses":{"A":1,"B":3},"parameters":{"A":1,"B":4},"requestBodies":{"A":1,"B":5},"examples":{"A":1,"B":6}}}`,
			`schemas "B":2; responses "B":3; parameters "B":4; requestBodies "B":5; examples "B":6`, "what may be large"},
		{`{"paths":{"a":1,"b":2,"c":` + long + `,"d":4,"e":5}}`, `paths "b":2,"c":"…"; paths "d":4,"e":5`, "a part ends where it is long enough"},
	}
	for _, tt := range tests {
		var got []string
		for _, p := range split([]byte(tt.document)) {
			got = append(got, p.within+" "+strings.ReplaceAll(tt.document[p.begin:p.end], long, `"…"`))
		}
		if got := strings.Join(got, "; "); got != tt.want {
			t.Errorf("%.80s is split into %s, want %s\nreason: %s", tt.document, got, tt.want, tt.reason)
		}
	}
}

// TestShareOrigin: a schema that stands where it is used and its reference have places
// that are equal, and afterwards the same ones.
func TestShareOrigin(t *testing.T) {
	r := &loading{fetcher: newFetcher(&url.URL{Path: "a.json"})}
	r.newLoader()
	doc, err := r.loader.LoadFromDataWithPath(indented(manyParts("3.0.3")), r.root)
	if err != nil {
		t.Fatal(err)
	}
	each := func(visit func(*openapi3.SchemaRef)) {
		w := walker{seen: make(map[any]bool), visit: func(ref any) {
			if s, ok := ref.(*openapi3.SchemaRef); ok && s.Ref == "" {
				visit(s)
			}
		}}
		w.walk(reflect.ValueOf(doc), nil)
	}
	n := 0
	each(func(s *openapi3.SchemaRef) {
		n++
		if s.Origin == nil || s.Origin == s.Value.Origin || !reflect.DeepEqual(s.Origin, s.Value.Origin) {
			t.Errorf("the places of a reference are %+v, of its schema %+v; want two that are equal", s.Origin, s.Value.Origin)
		}
	})
	if n == 0 {
		t.Error("the document has no schemas that stand where they are used")
	}
	eachPlace(doc, func(*openapi3.Location) {})
	each(func(s *openapi3.SchemaRef) {
		if s.Origin != s.Value.Origin {
			t.Errorf("the places of a reference are kept twice: %+v", s.Origin.Key)
		}
	})
}

// TestPartsWithReferences: a reference that leads nowhere is told as in a document
// that is read whole.
func TestPartsWithReferences(t *testing.T) {
	text := bytes.Replace(indented(manyParts("3.0.3")), []byte("#/components/schemas/S8\""), []byte("#/components/schemas/nowhere\""), 1)
	c, err := Load(text)
	if err != nil {
		t.Fatal(err)
	}
	want := bytes.Count(text[:bytes.Index(text, []byte("nowhere"))], []byte("\n")) + 1
	for _, w := range c.Warnings() {
		if strings.Contains(w.Message, "nowhere") && w.Line >= want-3 && w.Line <= want {
			return
		}
	}
	t.Errorf("no warning of the reference near line %d: %v", want, c.Warnings())
}

// TestPartsWithFiles: a reference to another file is followed as in a document that
// is read whole.
func TestPartsWithFiles(t *testing.T) {
	text := bytes.Replace(manyParts("3.0.3"), []byte("#/components/schemas/S8\""), []byte("other.json#/S\""), 1)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "other.json"), []byte(`{"S":{"type":"string"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(text, WithReferences(filepath.Join(dir, "a.json")))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range c.Warnings() {
		if strings.Contains(w.Message, "other.json") {
			t.Errorf("the reference is not followed: %v", w)
		}
	}
}
