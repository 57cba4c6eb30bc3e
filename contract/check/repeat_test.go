package check_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// A shelf is a right server that refuses two books of one title by 400, which
// its document does not explain. It takes any shelf mark twice.
type shelf struct {
	doc    *contract.Contract
	fixed  bool // there is one book, and no other is ever taken
	mu     sync.Mutex
	titles map[string]int
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, err := s.doc.Find(r.Method, r.URL.EscapedPath())
	if err != nil {
		refused := new(contract.MethodError)
		if errors.As(err, &refused) {
			w.Header().Set("Allow", strings.Join(refused.Allow, ", "))
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(r.Body)
	value, found := call.Request(r, body)
	s.mu.Lock()
	defer s.mu.Unlock()
	book, _ := value.(map[string]any)
	id := len(s.titles) + 1
	title := fmt.Sprint(book["title"])
	owner, taken := s.titles[title]
	fmt.Sscanf(r.URL.Path, "/books/%d", &id)
	switch {
	case r.Header.Get("Content-Encoding") != "":
		w.WriteHeader(http.StatusUnsupportedMediaType)
	case err != nil || len(found) > 0, taken && owner != id, s.fixed && len(s.titles) > 0:
		w.WriteHeader(http.StatusBadRequest)
	case r.Method == http.MethodPut && !slices.Contains(slices.Collect(maps.Values(s.titles)), id):
		w.WriteHeader(http.StatusNotFound)
	default:
		s.titles[title] = id
		w.Header().Set("Location", fmt.Sprintf("/books/%d", id))
		w.WriteHeader(http.StatusCreated)
	}
}

const shelfDocument = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /books:
    post:
      operationId: add
      requestBody: &book {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'201': {description: d}, '4XX': {description: d}}
  /books/{id}:
    put:
      operationId: replace
      parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}]
      requestBody: *book
      responses: {'201': {description: d}, '4XX': {description: d}}
components:
  schemas:
    Book:
      type: object
      additionalProperties: false
      required: [title, mark]
      properties:
        title: {type: string, minLength: 1, maxLength: 60}
        mark: {type: string, minLength: 1, maxLength: 60}
        pages: {type: integer, minimum: 1, maximum: 9}
`

// TestRepeat: that no two objects may be alike in some property is found out, and
// is no fault of the server.
func TestRepeat(t *testing.T) {
	tests := []struct {
		name     string
		fixed    bool
		accepted int // the least successes of a create
		note     string
		reason   string
	}{
		{"unique title", false, 30, "perhaps since there is an object with this title", "each request gets a new title, and the pages are tried on top of it"},
		{"only one object", true, 1, "so is the smallest one", "nothing can be said where even the smallest request is refused from then on"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := contract.Load([]byte(shelfDocument))
			if err != nil {
				t.Fatal(err)
			}
			s := &shelf{doc: doc, fixed: tt.fixed, titles: make(map[string]int)}
			r := run(t, check.Config{Base: "http://shelf.test", Document: []byte(shelfDocument), Transport: direct{s}, Seed: 1, Cases: casesOr(6, 20)})
			if !r.Holds() {
				t.Errorf("a right server breaks the contract\nreason: %s\n%s", tt.reason, explain(r))
			}
			if !strings.Contains(notes(r.NotCovered), tt.note) {
				t.Errorf("%q does not say %q\nreason: %s", r.NotCovered, tt.note, tt.reason)
			}
			if len(s.titles) < tt.accepted {
				t.Errorf("%d objects were created, want %d\nreason: %s", len(s.titles), tt.accepted, tt.reason)
			}
		})
	}
}

// TestUniqueID: the same id again is another object only if another was made.
func TestUniqueID(t *testing.T) {
	tests := []struct {
		schema string // of the name
		code   func(again bool) int
		fresh  bool // each object has its own id
		want   string
		reason string
	}{
		{"type: string", func(bool) int { return 201 }, true, "", "each has its own"},
		{"type: string", func(bool) int { return 201 }, false, "uniqueId /id", "names differ, and all are one object"},
		{"type: string", func(bool) int { return 200 }, false, "uniqueId /id", "likewise, whatever the status"},
		{"enum: [a]", func(bool) int { return 201 }, false, "uniqueId /id", "the status says that another was made"},
		{"enum: [a]", func(bool) int { return 200 }, false, "", "the same again may well give what there is"},
		{"enum: [a]", func(again bool) int {
			if again {
				return 200
			}
			return 201
		}, false, "", "it was made once, and then there"},
	}
	for _, tt := range tests {
		var mu sync.Mutex
		made := 0
		known := map[string]http.HandlerFunc{"POST /t": func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			made++
			id := 0
			if tt.fresh {
				id = made
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(tt.code(made > 1))
			fmt.Fprintf(w, `{"id":"i%d"}`, id)
		}}
		paths := "  /t: {post: {operationId: t, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {" + tt.schema + "}}}}}}, " +
			"responses: {'200': &r {description: d, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}, '201': *r, '400': {description: d}}}}\n"
		r := run(t, check.Config{Base: "http://unique.test", Document: inDocument(paths), Seed: 1, Cases: -1, Only: []string{"state"}, Transport: answering(known)})
		var found []string
		for _, f := range r.Findings {
			if f.Violation.Rule == "uniqueId" {
				found = append(found, f.Violation.Rule+" "+f.Violation.Target)
			}
		}
		if got := strings.Join(found, ", "); got != tt.want || made < 24 {
			t.Errorf("%s: %d requests, %q, want %q\n%s\nreason: %s", tt.schema, made, got, tt.want, explain(r), tt.reason)
		}
	}
}
