package check

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// TestWrite compares how parameters are written with the examples of OpenAPI
// 3.0.4, section "Style Examples", and with what else there is to decide.
func TestWrite(t *testing.T) {
	const list, object = `["blue","black"]`, `{"B":150,"R":100}`
	no, yes := new(false), new(true)
	tests := []struct {
		in, style string
		explode   *bool
		value     string
		want      string // "" if it is not written
		reason    string
	}{
		{"path", "", nil, `"blue"`, "blue", "simple is the default of a path"},
		{"path", "", nil, list, "blue,black", "a list is separated by commas"},
		{"path", "", nil, object, "B,150,R,100", "names and values in turn"},
		{"path", "simple", yes, object, "B=150,R=100", "explode joins names and values"},
		{"path", "label", nil, `"blue"`, ".blue", "a dot in front"},
		{"path", "label", no, list, ".blue,black", "not exploded"},
		{"path", "label", yes, list, ".blue.black", "exploded"},
		{"path", "label", yes, object, ".B=150.R=100", "an exploded object"},
		{"path", "matrix", nil, `"blue"`, ";color=blue", "a semicolon and the name in front"},
		{"path", "matrix", no, list, ";color=blue,black", "not exploded"},
		{"path", "matrix", yes, list, ";color=blue;color=black", "exploded"},
		{"path", "matrix", no, object, ";color=B,150,R,100", "an object under the name"},
		{"path", "matrix", yes, object, ";B=150;R=100", "an object without the name"},
		{"path", "", nil, `"a/b c"`, "a%2Fb%20c", "a slash and a blank are escaped"},
		{"path", "", nil, `["a,b","c"]`, "", "an item with a comma would be two"},
		{"path", "", nil, `".."`, "", "clients and proxies take it for the folder above"},
		{"path", "", nil, `""`, "", "an empty segment is another path"},
		{"query", "", nil, `"blue"`, "color=blue", "form is the default of a query"},
		{"query", "", nil, `true`, "color=true", "a boolean"},
		{"query", "", nil, `1.0`, "", "whether that is an integer is read in two ways"},
		{"query", "", nil, `"a b+c&d"`, "color=a%20b%2Bc%26d", "a blank is %20, and not +"},
		{"query", "", nil, list, "color=blue&color=black", "form explodes by default"},
		{"query", "form", no, list, "color=blue,black", "not exploded"},
		{"query", "form", yes, object, "B=150&R=100", "properties are parameters"},
		{"query", "form", no, object, "color=B,150,R,100", "an object in one"},
		{"query", "form", no, `["a,b"]`, "", "the comma would separate"},
		{"query", "form", yes, `["a,b"]`, "color=a%2Cb", "here it does not"},
		{"query", "spaceDelimited", no, list, "color=blue%20black", "a blank separates"},
		{"query", "spaceDelimited", no, object, "color=B%20150%20R%20100", "the parts of an object, too"},
		{"query", "pipeDelimited", no, list, "color=blue%7Cblack", "a pipe separates"},
		{"query", "pipeDelimited", yes, list, "color=blue&color=black", "exploded like form"},
		{"query", "deepObject", yes, object, "color%5BB%5D=150&color%5BR%5D=100", "the name in brackets"},
		{"query", "deepObject", yes, `{"a":{"b":1},"c":["x","y"]}`, "color%5Ba%5D%5Bb%5D=1&color%5Bc%5D=x&color%5Bc%5D=y", "what is deeper is left open, and usually written so"},
		{"query", "deepObject", yes, list, "", "it is for objects only"},
		{"query", "", nil, `""`, "", "an empty value is not allowed unless the document says so"},
		{"query", "", nil, `null`, "", "null cannot be written"},
		{"query", "", nil, `[[1]]`, "", "nor a list in a list"},
		{"header", "", nil, list, "blue,black", "simple"},
		{"header", "", yes, object, "B=150,R=100", "simple, exploded"},
		{"header", "", nil, `"a,b"`, "a,b", "one text may have a comma"},
		{"header", "", nil, `" a"`, "", "blanks around a header are lost"},
		{"header", "", nil, `"é"`, "", "only ASCII is sure to arrive"},
		{"cookie", "", nil, `"blue"`, "color=blue", "form"},
		{"cookie", "form", no, list, "color=blue,black", "not exploded"},
		{"cookie", "", nil, `"a;b"`, "", "it would end there"},
	}
	for _, tt := range tests {
		p := &parameter{Parameter: &openapi3.Parameter{Name: "color", In: tt.in, Style: tt.style, Explode: tt.explode}}
		if got := onWire(p, tt.value); got != tt.want {
			t.Errorf("%s %s: %s is written as %q, want %q\nreason: %s", tt.in, tt.style, tt.value, got, tt.want, tt.reason)
		}
	}
	p := &parameter{Parameter: &openapi3.Parameter{Name: "color", In: "query", AllowEmptyValue: true}}
	if got := onWire(p, `""`); got != "color=" {
		t.Errorf("an empty value that is allowed is written as %q", got)
	}
	p = &parameter{Parameter: &openapi3.Parameter{Name: "color", In: "query"}, json: true}
	if got := onWire(p, `{"a":[1]}`); got != "color=%7B%22a%22%3A%5B1%5D%7D" {
		t.Errorf("JSON is written as %q", got)
	}
	p.In = "cookie"
	if got := onWire(p, `{"a":1}`); got != "color=%7B%22a%22:1%7D" {
		t.Errorf("JSON in a cookie is written as %q", got)
	}
}

// onWire writes a parameter as a request has it, "" if that is not possible.
func onWire(p *parameter, value string) string {
	pairs, ok := p.write(decode([]byte(value)))
	switch {
	case !ok:
		return ""
	case p.In == "query":
		return encodeQuery(pairs)
	case p.In == "cookie":
		return inCookie(pairs)
	case p.In == "path":
		return p.inPath(pairs[0].text)
	}
	return plain.Replace(pairs[0].text)
}

// TestWrittenIsRead writes parameters of every style, and asks the validator
// whether they are what the schema wants: each is required and closed.
func TestWrittenIsRead(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /PATH:
    get:
      operationId: a
      parameters: [{name: color, in: IN, required: true, SPEC, schema: SCHEMA}]
      responses: {'200': {description: d}}
`
	const list = `{type: array, minItems: 2, items: {type: integer, minimum: 5}}`
	const object = `{type: object, required: [r, g], additionalProperties: false, properties: {r: {type: integer}, g: {type: string, enum: [x]}}}`
	tests := []struct{ in, spec, schema, reason string }{
		{"path", "style: simple", list, "commas"},
		{"path", "style: simple", object, "names and values"},
		{"path", "style: simple, explode: true", object, "with equals signs"},
		{"path", "style: label", "{type: integer}", "a dot"},
		{"path", "style: label, explode: true", list, "dots"},
		{"path", "style: matrix", "{type: integer}", "name and value"},
		{"path", "style: matrix, explode: true", list, "several of them"},
		{"path", "style: matrix, explode: false", object, "one of them"},
		{"query", "style: form", list, "the name several times"},
		{"query", "style: form, explode: false", list, "commas"},
		{"query", "style: form", object, "names of its own"},
		{"query", "style: form, explode: false", object, "names and values"},
		{"query", "style: spaceDelimited, explode: false", list, "blanks"},
		{"query", "style: pipeDelimited, explode: false", list, "pipes"},
		{"query", "style: deepObject, explode: true", object, "brackets"},
		{"header", "style: simple", list, "commas"},
		{"header", "style: simple, explode: true", object, "with equals signs"},
		{"cookie", "style: form, explode: false", list, "commas"},
	}
	for _, tt := range tests {
		path := "a"
		if tt.in == "path" {
			path = "{color}"
		}
		k, err := start(Config{Base: "http://plan.test", Seed: 1, Transport: new(listener), Document: []byte(strings.NewReplacer("PATH", path, "IN", tt.in, "SPEC", tt.spec, "SCHEMA", tt.schema).Replace(document))})
		if err != nil {
			t.Fatal(err)
		}
		k.prepare(t.Context())
		k.ready(k.operations[0])
		s := k.operations[0]
		p := k.base(s, "examples", smallest)
		if op, found := k.ask(p.method, p.path, p.query, p.header, nil); op == nil || len(found) > 0 {
			t.Errorf("%s %s: %s %s %v is refused: %v\nreason: %s", tt.in, tt.spec, p.path, p.query, p.header, found, tt.reason)
		}
		if n := len(k.notes); n > 0 {
			t.Errorf("%s %s: %v\nreason: %s", tt.in, tt.spec, k.notes, tt.reason)
		}
		var refused, valid int
		for p := range k.schema(s) {
			if _, found := k.ask(p.method, p.path, p.query, p.header, nil); len(found) > 0 {
				refused++
			} else {
				valid++
			}
		}
		if refused < 3 || valid < 1 {
			t.Errorf("%s %s: phase schema makes %d wrong and %d right requests\nreason: %s", tt.in, tt.spec, refused, valid, tt.reason)
		}
	}
}

// TestForm writes bodies that are not JSON.
func TestForm(t *testing.T) {
	tests := []struct {
		mediaType, schema, value, want, reason string
	}{
		{"text/plain", `{"type":"string"}`, `"a b"`, "a b", "a text is sent as it is"},
		{"text/plain", `{"type":"number"}`, `1.5`, "1.5", "so is a number"},
		{"text/plain", `{"type":"object"}`, `{}`, "", "an object is no text"},
		{"application/x-www-form-urlencoded", `{"type":"object"}`, `{"a":"x y&z","b":[1,2],"c":true}`, "a=x+y%26z&b=1&b=2&c=true", "a blank is + in a form"},
		{"application/x-www-form-urlencoded", `{"type":"object","properties":{"o":{"type":"object"}}}`, `{"o":{"a":1}}`, "o=%7B%22a%22%3A1%7D", "an object is JSON by default"},
		{"application/x-www-form-urlencoded", `{"type":"object"}`, `{"a":""}`, "a=", "a field may be empty"},
		{"application/x-www-form-urlencoded", `{"type":"object"}`, `{"a":null}`, "", "null cannot be written"},
		{"application/x-www-form-urlencoded", `{"type":"object"}`, `{}`, "", "nor nothing"},
		{"application/x-www-form-urlencoded", `{"type":"object"}`, `[1]`, "", "nor a list"},
	}
	for _, tt := range tests {
		schema := new(openapi3.Schema)
		if err := json.Unmarshal([]byte(tt.schema), schema); err != nil {
			t.Fatal(err)
		}
		f := formBody(openapi3.Content{tt.mediaType: {Schema: schema.NewRef()}})
		body, mediaType, ok := f.write(decode([]byte(tt.value)))
		if !ok {
			body = nil
		}
		if string(body) != tt.want || ok && mediaType != tt.mediaType {
			t.Errorf("%s as %s is %q of type %s, want %q\nreason: %s", tt.value, tt.mediaType, body, mediaType, tt.want, tt.reason)
		}
	}
}

// TestMultipart reads the parts that are written.
func TestMultipart(t *testing.T) {
	schema := new(openapi3.Schema)
	if err := json.Unmarshal([]byte(`{"type":"object","properties":{"file":{"type":"string","format":"binary"},"files":{"type":"array","items":{"type":"string","format":"binary"}},"o":{"type":"object"},"e":{"type":"string"}}}`), schema); err != nil {
		t.Fatal(err)
	}
	declared := &openapi3.MediaType{Schema: schema.NewRef(), Encoding: map[string]*openapi3.Encoding{"e": {ContentType: "image/png"}}}
	f := formBody(openapi3.Content{"multipart/form-data": declared})
	body, mediaType, ok := f.write(decode([]byte(`{"file":"x","files":["y","z"],"o":{"a":1},"e":"p","t":"é"}`)))
	if !ok {
		t.Fatal("it cannot be written")
	}
	r, err := http.NewRequest("POST", "/", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", mediaType)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		t.Fatal(err)
	}
	if len(r.MultipartForm.File["file"]) != 1 || len(r.MultipartForm.File["files"]) != 2 || r.PostFormValue("o") != `{"a":1}` || r.PostFormValue("t") != "é" {
		t.Errorf("the form is read as %v", r.MultipartForm)
	}
	if !strings.Contains(string(body), "image/png") {
		t.Error("the type of a part is not that of the document")
	}
	for _, bad := range []string{`{}`, `{"a":null}`, `"a"`, `{"a\"b":1}`} {
		if _, _, ok := f.write(decode([]byte(bad))); ok {
			t.Errorf("%s was written", bad)
		}
	}
}

// TestAccept lists the media types of all responses.
func TestAccept(t *testing.T) {
	tests := []struct{ responses, want, reason string }{
		{`{'200': {description: d}}`, "*/*", "nothing is said"},
		{`{'200': {description: d, content: {application/json: {}}}, '400': {description: d, content: {application/problem+json: {}}}}`, "application/json, application/problem+json, */*;q=0.1", "errors have a type of their own"},
		{`{'200': {description: d, content: {text/csv: {}, application/json: {}, '*/*': {}}}}`, "application/json, text/csv;q=0.9, */*;q=0.1", "JSON can be compared with the document"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: " + tt.responses + "}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := acceptOf(c.Operations()[0].Source().Responses.Map()); got != tt.want {
			t.Errorf("Accept is %q, want %q\nreason: %s", got, tt.want, tt.reason)
		}
	}
}
