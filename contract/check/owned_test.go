package check_test

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// TestOwned: what changes or deletes is sent only to what the run created. A server
// has an object with the id old, and answers each create with a new id, or with that
// one.
func TestOwned(t *testing.T) {
	const (
		kept  = "responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, '400': {description: d}, '404': {description: d}, '415': {description: d}}"
		body  = "requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], additionalProperties: false, properties: {a: {type: string, maxLength: 90}}}}}}, "
		flag  = "requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], additionalProperties: false, properties: {a: {type: boolean}}}}}}, "
		made  = "responses: {2XX: {description: d, content: {application/json: {schema: {type: object}}}}, '400': {description: d}, '415': {description: d}}"
		links = "responses: {'201': {description: d, content: {application/json: {schema: {type: object}}}, links: {l: {operationId: OPERATION, parameters: PARAMETERS}}}, '400': {description: d}, '415': {description: d}}"
	)
	document := func(create, item, name, made, body string) string {
		at := "{parameters: [{name: " + name + ", in: path, required: true, schema: {type: string, pattern: '^(old|n[0-9]+)$'}}, {name: n, in: query, schema: {type: integer}}], "
		return "  " + create + ": {post: {operationId: create, " + body + made + "}}\n" +
			"  " + item + "/{" + name + "}:\n    get: " + at + "operationId: read, " + kept + "}\n" +
			"    put: " + at + "operationId: replace, " + body + kept + "}\n    patch: " + at + "operationId: change, " + body + kept + "}\n    delete: " + at + "operationId: remove, " + kept + "}\n"
	}
	linked := func(operation, parameters string) string {
		return strings.NewReplacer("OPERATION", operation, "PARAMETERS", parameters).Replace(links)
	}
	tests := []struct {
		name, document string
		status         int
		answer         string // to a create; NEW stands for a new id
		params         map[string]string
		deleted        string // how much of what was created
		reason         string
	}{
		{"its own", document("/things", "/things", "id", made, body), 201, `{"id":"NEW"}`, nil, "all", "as most servers do"},
		{"without 201", document("/things", "/things", "id", made, body), 200, `{"id":"NEW"}`, nil, "some", "what is read has what was sent"},
		{"without a text", document("/things", "/things", "id", made, flag), 200, `{"id":"NEW"}`, nil, "none", "nothing tells that the object was not there before"},
		{"what was there", document("/things", "/things", "id", made, body), 200, `{"id":"old"}`, nil, "none", "a create may answer what is there"},
		{"singular", document("/silences", "/silence", "silenceID", made, body), 200, `{"silenceID":"NEW"}`, nil, "some", "the objects of a collection have a path of their own"},
		{"singular in an envelope", document("/silences", "/silence", "silenceID", made, body), 200, `{"data":{"silence_id":"NEW"}}`, nil, "some", "likewise"},
		{"singular of another name", document("/silences", "/silence", "number", made, body), 201, `{"id":"NEW"}`, nil, "none", "its number is something else"},
		{"plural", document("/entry", "/entries", "id", made, body), 201, `{"id":"NEW"}`, nil, "all", "or the other way around"},
		{"name of a variable", document("/things", "/things", "thing_id", made, body), 201, `{"thingId":"NEW","ownerId":"old"}`, nil, "all", "cases and dashes do not matter"},
		{"another kind", document("/sessions", "/users", "userId", made, body), 201, `{"userId":"old"}`, nil, "none", "who logs in was there before"},
		{"link to a removal", document("/things", "/others", "id", linked("remove", "{id: $response.body#/n}"), body), 201, `{"n":"NEW"}`, nil, "some", "the document says what deletes it, and not where it is"},
		{"link of a constant", document("/things", "/others", "id", linked("remove", "{id: old}"), body), 201, `{"n":"NEW"}`, nil, "none", "the answer does not name it"},
		{"link to a change", document("/things", "/others", "id", linked("replace", "{id: old}"), body), 201, `{"n":"NEW"}`, nil, "none", "likewise"},
		{"link of the request", document("/things", "/others", "id", linked("remove", "{id: $request.body#/a}"), body), 201, `{"n":"NEW"}`, nil, "none", "the request may name anything"},
		{"link without a value", document("/things", "/things", "id", linked("remove", "{}"), body), 201, `{"n":"NEW"}`, map[string]string{"id": "old"}, "none", "the id of the user is not to be deleted"},
		{"pinned", document("/things", "/things", "id", made, body), 201, `{"n":"NEW"}`, map[string]string{"id": "old"}, "none", "likewise"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := inDocument(tt.document)
			c, err := contract.Load(text)
			if err != nil {
				t.Fatal(err)
			}
			var mu sync.Mutex
			last, removed := 0, 0
			objects := map[string]string{"old": `{"a":"x"}`}
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				sent, err := io.ReadAll(r.Body)
				call, err2 := c.Find(r.Method, r.URL.Path)
				if err != nil || err2 != nil {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				_, found := call.Request(r, sent)
				id := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
				switch changes := call.ID == "replace" || call.ID == "change" || call.ID == "remove"; {
				case changes && id == "old" && (len(found) == 0 || call.ID == "remove"):
					t.Errorf("%s %s: %s\nreason: %s", r.Method, r.URL, sent, tt.reason)
					return
				case len(found) > 0:
					w.WriteHeader(http.StatusBadRequest)
					return
				case call.ID == "create":
					last++
					id = fmt.Sprint("n", last)
					objects[id] = string(sent)
					w.WriteHeader(tt.status)
					fmt.Fprint(w, strings.ReplaceAll(tt.answer, "NEW", id))
					return
				case objects[id] == "":
					w.WriteHeader(http.StatusNotFound)
					return
				case call.ID == "remove":
					delete(objects, id)
					removed++
				case changes:
					objects[id] = string(sent)
				}
				fmt.Fprint(w, cmp.Or(objects[id], "{}"))
			})
			r := run(t, check.Config{Base: "http://things.test", Document: text, Seed: 1, Cases: 3, Params: tt.params, Transport: direct{h}})
			deleted := "some"
			switch {
			case removed == 0:
				deleted = "none"
			case len(objects) == 1:
				deleted = "all"
			}
			if deleted != tt.deleted {
				t.Errorf("%d of %d objects were deleted, %d are left; want %s deleted\n%s%s%s\nreason: %s", removed, last, len(objects)-1, tt.deleted, notes(r.NotSeen), notes(r.NotCovered), explain(r), tt.reason)
			}
		})
	}
}
