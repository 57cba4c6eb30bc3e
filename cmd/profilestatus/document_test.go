package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
)

// TestDocumentOnTheWeb: check and proxy read a document by URL, follow what it
// refers to, and take one of its servers.
func TestDocumentOnTheWeb(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /docs/api.yaml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "openapi: 3.1.0\ninfo: {title: t, version: v}\nservers: [{url: /v1}, {url: /v2}]\npaths: {/a: {$ref: a.yaml}}\n")
	})
	mux.HandleFunc("GET /docs/a.yaml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "get: {responses: {'200': {description: d, content: {application/json: {schema: {type: [integer, 'null']}}}}}}\n")
	})
	mux.HandleFunc("GET /v2/a", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `"x"`)
	})
	ts := httptest.NewServer(mux)
	defer ts.Close()
	spec := ts.URL + "/docs/api.yaml"

	p := startProxy(t, ts.URL, "--spec", spec, "--server", "2")
	if !strings.HasSuffix(p.base, "/v2") {
		t.Errorf("the base URL is %s, want that of the second server", p.base)
	}
	if status, answer := p.do(t, "GET", "/a", ""); status != 200 || answer != `"x"` {
		t.Errorf("%d %s", status, answer)
	}
	p.end(t, syscall.SIGTERM, 1, "the answer is a text")

	tests := []struct {
		name   string
		args   []string
		code   int
		want   string
		reason string
	}{
		{"chosen", []string{"--spec", spec, "--server", "/v2"}, 1, "it must be an integer", "the same by check"},
		{"no such server", []string{"--spec", spec, "--server", "3"}, 2, "want one of the document's, by number or URL: 1 is /v1, 2 is /v2", "there are two"},
		{"not there", []string{"--spec", spec + "x"}, 2, "the answer is 404 Not Found", "what failed is said"},
		{"http elsewhere", []string{"--spec", "http://docs.example.com/api.yaml"}, 2, "http is only for this machine; want https", "anybody could change it on its way"},
	}
	for _, tt := range tests {
		var out, errs bytes.Buffer
		code := run(t.Context(), append([]string{"check", ts.URL, "--seed", "1", "--only", "examples"}, tt.args...), &out, &errs)
		if code != tt.code || !strings.Contains(out.String()+errs.String(), tt.want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s%s\nreason: %s", tt.name, code, tt.code, tt.want, &out, &errs, tt.reason)
		}
	}
}
