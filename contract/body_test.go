package contract_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"profilestatus.example/contract"
)

// A reset is an error of a connection that is no timeout.
type reset struct{}

func (reset) Error() string   { return "connection reset by peer" }
func (reset) Timeout() bool   { return false }
func (reset) Temporary() bool { return false }

// TestMiddlewareReads: which body is read, and as what it is taken.
func TestMiddlewareReads(t *testing.T) {
	const document = `
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /must: {put: {requestBody: {required: true, content: {application/json: {schema: {type: integer}}}}, responses: {default: {description: d}}}}
  /may: {put: {requestBody: {content: {application/json: {schema: {type: integer}}, text/plain: {schema: {type: string}}}}, responses: {default: {description: d}}}}
`
	tests := []struct {
		path, encoding, body string
		mediaType            string
		reader               io.Reader // in place of the text
		want                 string
		reason               string
	}{
		{"/may", "", compress(t, "1"), "application/json", nil, "400", "without a label nothing is decompressed"},
		{"/may", "x-gzip", compress(t, "1"), "application/json", nil, "200 1", "RFC 9110 section 8.4.1.3: the same as gzip"},
		{"/may", "X-GZip", compress(t, "1"), "application/json", nil, "200 1", "in any case"},
		{"/may", "gzip", compress(t, "1"+strings.Repeat(" ", 99)), "application/json", nil, "200 1", "decompressed it is as large as allowed"},
		{"/may", "", "", "application/json", iotest.ErrReader(reset{}), "400", "an error of the connection"},
		{"/may", "", "", "application/json", iotest.ErrReader(io.EOF), "200 <nil>", "a body of unknown length that is empty may be left out"},
		{"/must", "", "", "application/json", iotest.ErrReader(io.EOF), "400", "here it may not"},
		{"/must", "", "", "", nil, "415", "nor may it be missing"},
		{"/may", "", "", "", nil, "200 <nil>", "here it may"},
		{"/may", "", "a,b,c,d,e", "text/plain", nil, "200 a,b,c,d,e", "what is no JSON is no value of it"},
		{"/may", "", "a&b&c&d&e", "text/plain", nil, "200 a&b&c&d&e", "nor a form"},
	}
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	h := c.Middleware(contract.WithMaxBodyBytes(100))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, contract.BodyValue(r)) }))
	for _, tt := range tests {
		r := httptest.NewRequest("PUT", tt.path, strings.NewReader(tt.body))
		switch {
		case tt.reader != nil:
			r.Body, r.ContentLength = io.NopCloser(tt.reader), -1
		case tt.body == "":
			r.Body, r.ContentLength = nil, 0 // of a request that no server has read
		}
		if tt.mediaType != "" {
			r.Header.Set("Content-Type", tt.mediaType)
		}
		if tt.encoding != "" {
			r.Header.Set("Content-Encoding", tt.encoding)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		got := fmt.Sprint(w.Code)
		if w.Code == 200 {
			got += " " + w.Body.String()
		}
		if got != tt.want {
			t.Errorf("%s %q %.20q: %s, want %s\nreason: %s\n%s", tt.path, tt.encoding, tt.body, got, tt.want, tt.reason, w.Body)
		}
	}
}

// TestMiddlewareRouted: behind a router the operation is the one that it has
// found, and its parameters are those of the request as it was sent.
func TestMiddlewareRouted(t *testing.T) {
	const document = `
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /a/{id}: {get: {operationId: a, parameters: [{name: id, in: path, required: true, schema: {type: string, pattern: '^[a-z%]+$'}}, {name: id, in: query, schema: {type: string, pattern: '^[x0-9]+$'}}], responses: {default: {description: d}}}}
  /n/{id}: {get: {operationId: n, parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {default: {description: d}}}}
  /p/{id}/{no}: {get: {operationId: p, responses: {default: {description: d}}}}
  /f/{id}.json: {get: {operationId: f, responses: {default: {description: d}}}}
  /f/b.json: {get: {operationId: b, responses: {default: {description: d}}}}
  /l/{id}: {get: {operationId: l, parameters: [{name: id, in: path, required: true, schema: {type: array, items: {type: integer}}}], responses: {default: {description: d}}}}
`
	tests := []struct{ pattern, target, want, reason string }{
		{"GET /a/{id}", "/a/x", "a x", "the variable fits"},
		{"GET /a/{id}", "/a/X", "a X pattern path/id", "it does not"},
		{"GET /a/{id}", "/a/x?id=1", "a x", "a query parameter of the same name"},
		{"GET /a/{id}", "/a/x?id=y", "a x pattern query/id", "which has a schema of its own"},
		{"GET /a/{id}", "/a/%2561", "a %61 pattern path/id", "an escaped escape is decoded once"},
		{"GET /a/{id}", "/a/%61", "a a", "an escaped letter"},
		{"GET /n/{id}", "/n/1", "n 1", "a number"},
		{"GET /n/{id}", "/n/x", "n x type path/id", "no number"},
		{"GET /l/{id}", "/l/1,2", "l 1,2", "a list"},
		{"GET /l/{id}", "/l/1,x", "l 1,x type path/id", "one item of which is wrong"},
		{"GET /p/{id}/{no}", "/p/x%2Fy", "none", "an escaped slash separates nothing, whatever a router does"},
		{"GET /p/{id}/{no}", "/p/x/y", "p x", "a slash does"},
		{"GET /f/{id}.json", "/f/b.json", "f b", "what the router has found holds"},
		{"GET /f/{id}.json", "/a/b", "a b", "unless it does not fit the path"},
		{"", "/f/b.json", "b", "without one the concrete path wins"},
	}
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", tt.target, nil)
		r.Pattern = tt.pattern
		got := "none"
		if call, err := c.Route(r); err == nil {
			id, _ := call.Variable("id")
			_, found := call.Request(r, nil)
			got = strings.Join(strings.Fields(call.ID+" "+id+" "+places(found)), " ")
		}
		if got != tt.want {
			t.Errorf("%s, %s: %s, want %s\nreason: %s", tt.pattern, tt.target, got, tt.want, tt.reason)
		}
	}
}

// TestDecompress undoes what a header says, within a limit.
func TestDecompress(t *testing.T) {
	tests := []struct {
		encoding, body string
		limit          int64
		want           string
		ok             bool
		reason         string
	}{
		{"", "abc", 3, "abc", true, "nothing to undo"},
		{"", "abcd", 3, "", false, "longer than the limit"},
		{"gzip", compress(t, "abc"), 100, "abc", true, "compressed"},
		{"gzip", "abc", 100, "", false, "not as the header says"},
		{"br", "abc", 100, "", false, "an encoding that is not known"},
		{"gzip", compress(t, strings.Repeat("a", 100)), 100, strings.Repeat("a", 100), true, "as long as the limit"},
		{"gzip", compress(t, strings.Repeat("a", 101)), 100, "", false, "longer than the limit when decompressed"},
	}
	for _, tt := range tests {
		plain, ok := contract.Decompress(http.Header{"Content-Encoding": {tt.encoding}}, []byte(tt.body), tt.limit)
		if ok != tt.ok || ok && string(plain) != tt.want {
			t.Errorf("Decompress(%q, %.20q, %d) = %.20q, %t; want %.20q, %t\nreason: %s", tt.encoding, tt.body, tt.limit, plain, ok, tt.want, tt.ok, tt.reason)
		}
	}
}
