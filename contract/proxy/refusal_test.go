package proxy_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// twoShapes is a document whose operations answer errors in different shapes.
const twoShapes = `
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      parameters: [{name: n, in: query, required: true, schema: {type: integer}}, {name: m, in: query, required: true, schema: {type: integer}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object}}}}
        '400': {description: d, content: {application/json: {schema: {type: object, required: [message], properties: {message: {type: string}}}}}}
  /b:
    get:
      parameters: [{name: n, in: query, schema: {type: integer}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object}}}}
        default: {description: d, content: {application/json: {schema: {type: object, required: [code, error], properties: {code: {type: integer}, error: {type: string}}}}}}
`

// TestRefusals shows what the proxy answers in the shapes of a document.
func TestRefusals(t *testing.T) {
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "[]")
	}))
	defer back.Close()
	tests := []struct {
		name, to, target string
		status           int
		want             string
		reason           string
	}{
		{"two wrong", back.URL, "/a?n=x", 400, `{"message":"The request breaks the contract and was not passed on: \"x\" is not allowed; it must be an integer. (and 1 more, see details)"}`, "the first and how many more"},
		{"one wrong", back.URL, "/a?n=x&m=1", 400, `{"message":"The request breaks the contract and was not passed on: \"x\" is not allowed; it must be an integer."}`, "there are no more"},
		{"other operation", back.URL, "/b?n=x", 400, `{"code":400,"error":"Bad Request"}`, "its own shape"},
		{"answer", back.URL, "/a?n=1&m=1", 502, `{"message":"The answer of the server breaks the contract: An array is not allowed; it must be an object."}`, "its other errors have a shape"},
		{"no answer", "http://127.0.0.1:1", "/a?n=1&m=1", 502, `{"message":"The server gave no answer, or one that broke off; the log says why."}`, "nothing is wrong with it"},
		{"no operation", back.URL, "/c", 400, `{"message":"The request breaks the contract and was not passed on: The document has no path \"/c\"."}`, "some error of the document"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(twoShapes))
			if err != nil {
				t.Fatal(err)
			}
			j, err := journal.New(c)
			if err != nil {
				t.Fatal(err)
			}
			var log strings.Builder
			p, err := proxy.New(j, tt.to, proxy.WithEnforcement(), proxy.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("GET", tt.target, nil)
			r.Header.Set(journal.TestHeader, "mine")
			w := httptest.NewRecorder()
			p.ServeHTTP(w, r)
			if got := strings.TrimSpace(w.Body.String()); w.Code != tt.status || got != tt.want || !json.Valid(w.Body.Bytes()) {
				t.Errorf("%d %s, want %d %s\nreason: %s", w.Code, got, tt.status, tt.want, tt.reason)
			}
			parts := []string{"test=mine", "violations=", "first="}
			if tt.name == "no answer" {
				parts = append(parts, `level=ERROR msg="the server gave no answer" error=`)
			}
			for _, part := range parts {
				if !strings.Contains(log.String(), part) {
					t.Errorf("the log has no %s:\n%s", part, &log)
				}
			}
			if e := j.Entries("")[0]; e.Duration <= 0 || !e.Enforced && tt.name != "no answer" {
				t.Errorf("recorded as %+v", e)
			}
		})
	}
}

// TestDetails: an answer that is replaced tells of the server alone, and of no more
// than a reader takes in.
func TestDetails(t *testing.T) {
	required, found := strings.Repeat("a%d, ", 30), make([]any, 30)
	for i := range found {
		found[i] = i
	}
	c, err := contract.Load(fmt.Appendf(nil, `
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: object, required: [`+strings.TrimSuffix(required, ", ")+`], properties: {z: {}}}}}}}}}}
`, found...))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, to, target string
		tolerated        []string
		options          []proxy.Option
		status, details  int
		reason           string
	}{
		{"many", `{"x":1}`, "/a", nil, []proxy.Option{proxy.WithEnforcement()}, 502, contract.MaxViolations, "30 properties are missing, and one is not known"},
		{"both sides", "", "/a?x=1", nil, nil, 502, 1, "the request is wrong too, and was passed on"},
		{"tolerated", "", "/a", []string{"noAnswer"}, nil, 502, 0, "there is no answer all the same"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j, err := journal.New(c, journal.WithTolerated(tt.tolerated...))
			if err != nil {
				t.Fatal(err)
			}
			at := proxy.WithTransport(tripper(func(r *http.Request) (*http.Response, error) {
				w := httptest.NewRecorder()
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, tt.to)
				resp := w.Result()
				resp.Request = r
				return resp, map[bool]error{true: io.EOF}[tt.to == ""]
			}))
			p, err := proxy.New(j, "http://127.0.0.1:1", append(tt.options, at)...)
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			p.ServeHTTP(w, httptest.NewRequest("GET", tt.target, nil))
			var problem struct{ Violations []any }
			if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != tt.status || len(problem.Violations) != tt.details {
				t.Errorf("%d %s, want %d and %d violations\nreason: %s", w.Code, w.Body, tt.status, tt.details, tt.reason)
			}
			if _, err := http.ParseTime(w.Header().Get("Date")); err != nil || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
				t.Errorf("headers %v, want date and length of %d bytes", w.Header(), w.Body.Len())
			}
		})
	}
}

// TestExpectationEndsHere shows that the server does not get what is for the
// proxy.
func TestExpectationEndsHere(t *testing.T) {
	f := before(t, http.HandlerFunc(echo))
	if h := f.echo("POST", statusPath, invalid, journal.ExpectHeader, "enum").Header; h[journal.ExpectHeader] != nil {
		t.Errorf("the server got %v", h)
	}
	if strings.Contains(f.found(), "request") {
		t.Errorf("found %s, want nothing that was expected", f.found())
	}
}

func TestTargets(t *testing.T) {
	c, _ := document()
	j, _ := journal.New(c)
	tests := []struct{ to, want, reason string }{
		{"unix:", "path of a socket", "there is none"},
		{"unix::/beta", "path of a socket", "there is none"},
		{"http://h/#f", "URL of a server", "a fragment is sent to nobody"},
		{"ftp://h", "URL of a server", "another protocol"},
		{"h2c://", "URL of a server", "no host"},
	}
	for _, tt := range tests {
		if _, err := proxy.New(j, tt.to); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New(%q) = %v, want %q\nreason: %s", tt.to, err, tt.want, tt.reason)
		}
	}
}
