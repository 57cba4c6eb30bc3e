package check_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// TestFormServer checks servers whose bodies are forms and texts.
func TestFormServer(t *testing.T) {
	const (
		object = "schema: {type: object, additionalProperties: false, required: [color], properties: {color: {type: string, enum: [red, green]}, size: {type: integer, minimum: 1, maximum: 3}}}"
		form   = "application/x-www-form-urlencoded: {" + object + ", "
	)
	tests := []struct {
		name    string
		content string
		all     bool   // the server takes whatever comes
		sent    string // part of a body that succeeds
		broken  string // rule
		said    string
		reason  string
	}{
		{"form", form + "}", false, "color=red", "", "", "a right server"},
		{"example", form + "example: {color: green, size: 2}}", false, "color=green&size=2", "", "", "the example is sent as it is"},
		{"bad example", form + "example: {color: blue, size: 2}}", false, "color=red", "", "", "what is wrong itself shows nothing"},
		{"form, takes all", form + "}", true, "color=", "accepted", "", "the schema is for nothing"},
		{"parts", "multipart/form-data: {" + object + "}", false, "name=\"color\"", "", "", "a right server"},
		{"parts, takes all", "multipart/form-data: {" + object + "}", true, "name=\"color\"", "accepted", "", "the schema is for nothing"},
		{"text", "text/plain: {schema: {type: string, enum: [red, green]}}", false, "red", "", "", "a right server"},
		{"text, takes all", "text/plain: {schema: {type: string, enum: [red, green]}}", true, "red", "accepted", "", "the schema is for nothing"},
		{"none fits", "text/plain: {schema: {type: object}}", false, "", "", "paint: no valid body could be made from its schema", "an object is no text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document := inDocument("  /up: {get: {operationId: up, responses: {'200': {description: d}}}}\n  /paint: {post: {operationId: paint, requestBody: {required: true, content: {" + tt.content + "}}, responses: {'200': {description: d}, '400': {description: d}, '415': {description: d}}}}\n")
			h := newPainter(t, document, tt.all)
			r := run(t, check.Config{Base: "http://forms.test", Document: document, Seed: 1, Cases: 3, Transport: direct{h}})
			if breaks(r, tt.broken) != (tt.broken != "") || tt.broken == "" && len(r.Findings) > 0 {
				t.Errorf("%q was not found, or more:\n%s\nreason: %s", tt.broken, explain(r), tt.reason)
			}
			if said := notes(r.NotCovered); !strings.Contains(said, tt.said) || strings.Contains(said, "no valid body") != strings.Contains(tt.said, "no valid body") {
				t.Errorf("it is said %q, want %q\nreason: %s", said, tt.said, tt.reason)
			}
			if !strings.Contains(h.taken.String(), tt.sent) || (h.taken.Len() > 0) != (tt.sent != "") {
				t.Errorf("%q were taken, want %q among them\nreason: %s", h.taken.String(), tt.sent, tt.reason)
			}
		})
	}
}

// A painter takes the bodies that its document allows, or all.
type painter struct {
	contract *contract.Contract
	all      bool
	mu       sync.Mutex
	taken    strings.Builder
}

func newPainter(t *testing.T, document []byte, all bool) *painter {
	t.Helper()
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	return &painter{contract: c, all: all}
}

// ServeHTTP implements [http.Handler].
func (s *painter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	call, err2 := s.contract.Find(r.Method, r.URL.EscapedPath())
	allow := map[string]string{"/paint": "POST", "/up": "GET"}[r.URL.Path]
	switch {
	case err != nil || err2 != nil && allow != "":
		w.Header().Set("Allow", allow)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	case err2 != nil:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if _, found := call.Request(r, body); len(found) > 0 && !s.all {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if call.ID == "paint" {
		s.taken.WriteString(string(body) + "\n")
	}
}
