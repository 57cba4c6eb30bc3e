package contract_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

const things = `
openapi: 3.0.3
info: {title: things, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: getThing
      x-permissions: {delegated: [Things.Read], application: [Things.Read.All]}
      parameters: [{name: id, in: path, required: true, schema: {type: string, pattern: '^[a-z]+$'}}]
      responses: {"200": {description: ok}}
  /notes:
    put:
      operationId: putNote
      parameters: [{name: n, in: query, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}, text/plain: {}}}
      responses: {"200": {description: ok}}
`

// because refuses a row of a table that gives no reason, and shows the reason
// if the row fails.
func because(t *testing.T, reason string) {
	t.Helper()
	if strings.TrimSpace(reason) == "" {
		t.Fatal("the row gives no reason")
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("reason:", reason)
		}
	})
}

func loadThings(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Load([]byte(things))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compress(t testing.TB, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, body)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMiddleware(t *testing.T) {
	const jsonType, plain, zip = "Content-Type: application/json", "Content-Type: text/plain", "Content-Encoding: gzip"
	tests := []struct {
		name, method, target, body string
		header                     []string
		status                     int
		want                       string // value and bytes of the body, or what a refusal says
		reason                     string
	}{
		{"body", "PUT", "/notes", `{"a":1}`, []string{jsonType}, 200, `map[a:1] {"a":1}`, "the value and the bytes are those that came"},
		{"compressed", "PUT", "/notes", compress(t, `{"a":1}`), []string{jsonType, zip}, 200, `map[a:1] {"a":1}`, "the bytes are the decompressed ones, and the header says no more that they are compressed"},
		{"labelled gzip", "PUT", "/notes", `{"a":1}`, []string{jsonType, zip}, 200, `map[a:1] {"a":1}`, "some clients resend a plain body so labelled"},
		{"not JSON", "PUT", "/notes", `{`, []string{plain}, 200, `<nil> {`, "a declared media type that is no JSON is passed on unread"},
		{"no body", "PUT", "/notes?n=1", "", nil, 200, `<nil> `, "it is optional, and then it has no type"},
		{"an empty body with a type", "PUT", "/notes", "", []string{jsonType}, 200, `<nil> `, "it is optional"},
		{"no operation with a body", "GET", "/things/a", "{", []string{zip}, 200, `<nil> {`, "it has no meaning and is left alone"},
		{"no path", "GET", "/", "", nil, 404, "nothing at this path", "the document does not have it"},
		{"no method", "POST", "/notes", "", nil, 405, "supports PUT", "RFC 9110 section 15.5.6 wants Allow"},
		{"media type", "PUT", "/notes", "<a/>", []string{"Content-Type: text/xml"}, 415, "header/Content-Type: mediaType", "the document does not declare it"},
		{"no media type", "PUT", "/notes", "{}", nil, 415, "header/Content-Type: mediaType", "a body has one"},
		{"encoding", "PUT", "/notes", "{}", []string{jsonType, "Content-Encoding: br"}, 415, "header/Content-Encoding: encoding", "gzip is the only one"},
		{"bad gzip", "PUT", "/notes", "\x1f\x8bxx", []string{jsonType, zip}, 400, "header/Content-Encoding: encoding", "the client's mistake"},
		{"as large as allowed", "PUT", "/notes", `{"a":1}` + strings.Repeat(" ", 93), []string{jsonType}, 200, `map[a:1] {"a":1}` + strings.Repeat(" ", 93), "100 bytes are the limit of this test"},
		{"too large", "PUT", "/notes", strings.Repeat(" ", 101), []string{jsonType}, 413, "larger than 100 bytes", "one more is not"},
		{"too large when decompressed", "PUT", "/notes", compress(t, strings.Repeat(" ", 101)), []string{jsonType, zip}, 413, "larger than 100 bytes", "the limit is that of the decompressed body, too"},
		{"value", "PUT", "/notes", `{"a":"x"}`, []string{jsonType}, 400, "/a: type", "it breaks the schema"},
		{"path parameter", "GET", "/things/A", "", nil, 400, "path/id: pattern", "it breaks the schema"},
		{"query and body", "PUT", "/notes?n=x", `{}`, []string{jsonType}, 400, "query/n: type, /a: required", "all that is wrong is said at once"},
	}
	h := loadThings(t).Middleware(contract.WithMaxBodyBytes(100))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if _, isBody := r.Body.(*contract.Body); isBody && (r.ContentLength != int64(len(data)) || r.Header.Get("Content-Encoding") != "") {
			t.Errorf("Content-Length %d, header %v for %d bytes", r.ContentLength, r.Header, len(data))
		}
		fmt.Fprintf(w, "%v %s", contract.BodyValue(r), data)
		if err := errors.Join(err, r.Body.Close()); err != nil {
			t.Error(err)
		}
	}))
	for _, tt := range tests {
		for _, announced := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, length announced %t", tt.name, announced), func(t *testing.T) {
				because(t, tt.reason)
				r := httptest.NewRequest(tt.method, tt.target, strings.NewReader(tt.body))
				if tt.body == "" {
					r = httptest.NewRequest(tt.method, tt.target, nil)
				} else if !announced {
					r.ContentLength = -1
				}
				for _, line := range tt.header {
					name, value, _ := strings.Cut(line, ": ")
					r.Header.Set(name, value)
				}
				sent := r.Header.Clone()
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				got := w.Body.String()
				if w.Code != 200 {
					got = refusal(t, w)
				}
				if w.Code != tt.status || w.Code == 200 && got != tt.want || !strings.Contains(got, tt.want) {
					t.Errorf("got %d %q, want %d %q", w.Code, got, tt.status, tt.want)
				}
				if allow := w.Header().Get("Allow"); tt.status == 405 && allow != "PUT" {
					t.Errorf("Allow = %q", allow)
				}
				if diff := cmp.Diff(sent, r.Header); diff != "" {
					t.Errorf("the caller's header was changed:\n%s", diff)
				}
			})
		}
	}
}

// refusal reads problem details and returns the places and rules of its
// violations, or its text.
func refusal(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var p struct {
		Title, Detail string
		Status        int
		Violations    []struct{ Code, Target, Message string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Title != http.StatusText(w.Code) || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%v %s is no problem of %d (%v)", w.Header(), w.Body, w.Code, err)
	}
	var places []string
	for _, v := range p.Violations {
		if places = append(places, v.Target+": "+v.Code); v.Message == "" {
			t.Errorf("%s has no message", v.Target)
		}
	}
	if places != nil {
		return strings.Join(places, ", ")
	}
	return p.Detail
}

// TestMiddlewareBody: what goes wrong while the body is read is told apart.
func TestMiddlewareBody(t *testing.T) {
	tests := []struct {
		name   string
		body   io.Reader
		length int64
		want   string
		reason string
	}{
		{"slow", iotest.ErrReader(os.ErrDeadlineExceeded), 2, "400 body: The body did not arrive in time.", "a timeout of the connection"},
		{"cut", iotest.ErrReader(io.ErrUnexpectedEOF), 2, "400 body: The body ends before its announced length.", "the client went away"},
		{"undecodable", iotest.ErrReader(errors.New("malformed chunk")), -1, "400 body: The body cannot be read; its chunks or its length are wrong.", "the texts of net/http are not for clients"},
		{"reset", iotest.ErrReader(reset{}), -1, "400 body: The body cannot be read; its chunks or its length are wrong.", "an error of the connection that is no timeout"},
		{"cut at the limit", io.MultiReader(strings.NewReader("{}"), iotest.ErrReader(io.ErrUnexpectedEOF)), -1, "400 body: The body ends before its announced length.", "also where the limit is looked at"},
		{"longer than it says", strings.NewReader(strings.Repeat(" ", 1<<20)), 0, "413", "who calls the handler without Go's server can announce anything"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			var got string
			h := loadThings(t).Middleware(contract.WithMaxBodyBytes(2), contract.WithErrorHandler(func(w http.ResponseWriter, _ *http.Request, err error) {
				var invalid *contract.RequestError
				var tooLarge *http.MaxBytesError
				switch {
				case errors.As(err, &invalid):
					got = fmt.Sprintf("%d %s: %s", invalid.Status, invalid.Violations[0].Rule, invalid.Violations[0].Message)
				case errors.As(err, &tooLarge) && tooLarge.Limit == 2:
					got = "413"
				}
			}))(http.NotFoundHandler())
			r := httptest.NewRequest("PUT", "/notes", tt.body)
			r.ContentLength = tt.length
			r.Header.Set("Content-Type", "application/json")
			h.ServeHTTP(httptest.NewRecorder(), r)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMiddlewareKeepsNothing: a handler that goes on reading after its return
// must not see the body of another request.
func TestMiddlewareKeepsNothing(t *testing.T) {
	var kept io.Reader
	h := loadThings(t).Middleware()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { kept = r.Body }))
	r := httptest.NewRequest("PUT", "/notes", strings.NewReader(`{"a":1}`))
	r.Header.Set("Content-Type", "application/json")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if data, err := io.ReadAll(kept); err != nil || len(data) > 0 {
		t.Errorf("%q, %v can be read after the end", data, err)
	}
}

// TestMiddlewareCloses: what is behind a body that is too large is not read to
// its end.
func TestMiddlewareCloses(t *testing.T) {
	ts := httptest.NewServer(loadThings(t).Middleware()(http.NotFoundHandler()))
	defer ts.Close()
	r, err := http.NewRequest("PUT", ts.URL+"/notes", io.LimitReader(zeros{}, contract.DefaultMaxBodyBytes+1))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := ts.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 413 || !resp.Close {
		t.Errorf("got %s, to be closed %t; want 413 and a closed connection", resp.Status, resp.Close)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestRoute(t *testing.T) {
	tests := []struct {
		name, method, target, pattern string
		want                          string
		reason                        string
	}{
		{"known", "GET", "/things/a", "GET /things/{id}", "getThing", "a router found it"},
		{"unknown", "GET", "/things/a", "/", "getThing", "a router of its own mind is no hindrance"},
		{"none", "GET", "/things/a", "", "getThing", "there need be no router"},
		{"head", "HEAD", "/things/a", "GET /things/{id}", "", "a ServeMux takes HEAD for GET, the document does not offer it"},
		{"other path", "GET", "/things/a/b", "GET /things/{id}", "", "what a router has rewritten has to fit all the same"},
	}
	c := loadThings(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			r := httptest.NewRequest(tt.method, tt.target, nil)
			r.Pattern = tt.pattern
			var got string
			if call, err := c.Route(r); err == nil {
				got = call.ID
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPermissions(t *testing.T) {
	for _, op := range loadThings(t).Operations() {
		var want contract.Permissions
		if op.ID == "getThing" {
			want = contract.Permissions{Delegated: []string{"Things.Read"}, Application: []string{"Things.Read.All"}}
		}
		if diff := cmp.Diff(want, op.Permissions); diff != "" {
			t.Errorf("%s (-want +got):\n%s", op.ID, diff)
		}
	}
	if _, err := contract.Load([]byte(strings.Replace(things, "{delegated: [Things.Read]", "{delegated: Things.Read", 1))); err == nil || !strings.Contains(err.Error(), "getThing: x-permissions") {
		t.Errorf("a permission that is no list: %v", err)
	}
	odd := &openapi3.Operation{Extensions: map[string]any{"x-permissions": map[string]any{"delegated": math.NaN()}}}
	doc := &openapi3.T{OpenAPI: "3.0.4", Info: &openapi3.Info{}, Paths: openapi3.NewPaths(openapi3.WithPath("/a", &openapi3.PathItem{Get: odd}))}
	if _, err := contract.New(doc); err == nil || !strings.Contains(err.Error(), "GET /a: x-permissions") {
		t.Errorf("a permission that JSON does not have: %v", err)
	}
}
