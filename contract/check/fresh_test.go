package check

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// account is a body of which a server takes each name once.
const account = `    S:
      type: object
      required: [name]
      example: {name: Ann}
      properties:
        id: {type: string, maxLength: 64}
        name: {type: string, maxLength: 30}
        title: {type: string}
        code: {type: string, maxLength: 5}
        email: {type: string, format: email}
        kind: {type: string, enum: [a]}
        long: {type: string, minLength: 40, maxLength: 50}
        count: {type: integer}
`

// prepared returns a checker of a document with one POST that takes the schema S,
// and what is known of that.
func prepared(t *testing.T, schemas string) (*checker, *operation) {
	t.Helper()
	k, err := start(Config{Base: "http://plan.test", Document: document(1, schemas), Seed: 1, Transport: new(listener)})
	if err != nil {
		t.Fatal(err)
	}
	k.prepare(t.Context())
	k.ready(k.operations[0])
	return k, k.operations[0]
}

func TestRenew(t *testing.T) {
	k, s := prepared(t, account)
	first, _ := k.renew(s, s.full).(map[string]any)
	second, _ := k.renew(s, s.full, "title").(map[string]any)
	tests := []struct {
		name   string
		differ bool
		reason string
	}{
		{"id", true, "it names the object"},
		{"name", true, "two objects may not have the same"},
		{"title", true, "likewise"},
		{"email", true, "likewise"},
		{"long", true, "it is as long as it must be"},
		{"code", false, "there is no room for an id"},
		{"kind", false, "there is no choice"},
		{"count", false, "it is a number"},
	}
	for _, tt := range tests {
		if differ := first[tt.name] != second[tt.name]; differ != tt.differ || first[tt.name] == nil {
			t.Errorf("%s is %v and then %v\nreason: %s", tt.name, first[tt.name], second[tt.name], tt.reason)
		}
	}
	if whole, _ := s.full.(map[string]any); second["title"] != whole["title"] {
		t.Errorf("title is %v, want %v as it was: it was to be left alone", second["title"], whole["title"])
	}
	if !k.fits(s, first) || !k.fits(s, second) {
		t.Errorf("%s does not fit", encode(first))
	}
	if name := fmt.Sprint(first["name"]); !strings.HasPrefix(name, "Ann ck") {
		t.Errorf("name is %q, want the example and an id", name)
	}
}

// TestRefreshed gives a body new ids, the same by the same.
func TestRefreshed(t *testing.T) {
	k, _ := prepared(t, account)
	a, b := k.fresh(), k.fresh()
	got := string(k.refreshed([]byte(a + " " + b + " " + a)))
	parts := strings.Split(got, " ")
	if strings.Contains(got, a+" ") || parts[0] != parts[2] || parts[0] == parts[1] {
		t.Errorf("refreshed() = %q", got)
	}
}

// TestExampleBodies looks whether an example hides what it leaves out.
func TestExampleBodies(t *testing.T) {
	k, s := prepared(t, account)
	var sizes []int
	for p := range k.examples(s) {
		object, _ := decode(p.body).(map[string]any)
		sizes = append(sizes, len(object))
		if !k.fits(s, object) {
			t.Errorf("%s: %s does not fit", p.note, p.body)
		}
	}
	if !slices.Contains(sizes, 1) || !slices.Contains(sizes, 8) {
		t.Errorf("the bodies have %v properties, want one with the example alone and one with all", sizes)
	}
}

// TestExampleTexts: a text of the document that a server refuses with a new id
// behind it is sent as it is.
func TestExampleTexts(t *testing.T) {
	tests := []struct {
		mediaType, example string
		want               int // how many are refused, of those that keep the contract
		reason             string
	}{
		{"application/json", ", example: up", 0, "the example is right"},
		{"application/x-www-form-urlencoded", ", example: up", 0, "so it is in a form"},
		{"application/json", "", 1, "there is no example, so no text is known to be right"},
	}
	for _, tt := range tests {
		paths := "  /q: {post: {operationId: q, requestBody: {required: true, content: {" + tt.mediaType + ": {schema: {type: object, required: [query], properties: {query: {type: string" + tt.example + "}}}}}}, responses: {'200': {description: d}, '400': {description: d}}}}\n"
		k := started(t, paths, Config{Transport: replies(func(r *http.Request) reply {
			body, _ := io.ReadAll(r.Body)
			if text := string(body); text == `{"query":"up"}` || text == "query=up" {
				return reply{status: 200}
			}
			return reply{status: 400}
		})})
		s := k.operations[0]
		r, found, _ := k.first(t.Context(), s, k.base(s, "examples", smallest))
		if n := strings.Count(rules(found), "refused"); n != tt.want || s.refused != (tt.want > 0) || r.ok() != (tt.want == 0) {
			t.Errorf("%s%s: %d refused, want %d; %q\nreason: %s", tt.mediaType, tt.example, n, tt.want, r.RequestBody, tt.reason)
		}
	}
}
