package check_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// boxDocument has links of every kind, and answers that come later.
const boxDocument = `  /boxes:
    post:
      operationId: pack
      requestBody: {required: true, content: {application/json: {schema: {type: object, additionalProperties: false, required: [of], properties: {of: {type: string, minLength: 1, maxLength: 9}}}}}}
      responses:
        '201':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}
          links:
            open: {operationId: open, parameters: {id: $response.body#/id}}
            hidden: {operationId: hidden, parameters: {id: $response.body#/id}}
            session: {operationId: session, parameters: {cookie.box: 'b{$response.body#/id}', nosuch: 1}}
            lost: {operationId: lost, parameters: {token: $response.body#/token}}
            none: {operationId: session, parameters: {box: $response.body#/token}}
            seal: {operationId: seal, parameters: {id: $response.body#/id}, requestBody: $response.body#/nosuch}
        '400': {description: d}
        '415': {description: d}
    get:
      operationId: boxes
      responses:
        '200':
          description: d
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Box'}}}}
          links:
            first: {operationId: open, parameters: {id: $response.body#/0/id}}
            wipe: {operationId: throw, parameters: {id: $response.body#/0/id}}
  /boxes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: open, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}, '400': {description: d}, '404': {description: d}}}
    put:
      operationId: seal
      requestBody: {required: true, content: {application/json: {schema: {type: object, additionalProperties: false, required: [of], properties: {of: {type: string, minLength: 1, maxLength: 9}}}}}}
      responses: {'202': {description: d}, '400': {description: d}, '404': {description: d}, '415': {description: d}}
    patch:
      operationId: label
      requestBody: {required: true, content: {application/json: {schema: {type: array, maxItems: 3, items: {type: string}}}}}
      responses: {'204': {description: d}, '400': {description: d}, '404': {description: d}, '415': {description: d}}
    delete: {operationId: throw, responses: {'202': {description: d}, '400': {description: d}, '404': {description: d}}}
  /hidden/{id}:
    get: {operationId: hidden, parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {'200': {description: d}}}
  /lost/{token}:
    get: {operationId: lost, parameters: [{name: token, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}}}
  /session:
    get: {operationId: session, parameters: [{name: box, in: cookie, required: true, schema: {type: string, pattern: '^b[0-9]+$'}}], responses: {'200': {description: d}, '400': {description: d}}}
components: {schemas: {Box: {type: object, required: [id], properties: {id: {type: integer}, of: {type: string}, token: {type: string}}}}}
`

// TestLinkNotes: what of a link cannot be followed is said, and what comes later is
// not waited for.
func TestLinkNotes(t *testing.T) {
	c, err := contract.Load(inDocument(boxDocument))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	boxes := make(map[string]map[string]any)
	cookies := make(map[string]bool)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		call, err2 := c.Find(r.Method, r.URL.EscapedPath())
		if err != nil || err2 != nil {
			w.Header().Set("Allow", "GET, POST, PUT, PATCH, DELETE")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		value, found := call.Request(r, body)
		mu.Lock()
		defer mu.Unlock()
		var answer any
		status := http.StatusOK
		switch box := boxes[r.URL.Path]; {
		case r.Header.Get("Content-Encoding") != "":
			status = http.StatusUnsupportedMediaType
		case len(found) > 0:
			status = http.StatusBadRequest
		case call.ID == "pack":
			box, _ := value.(map[string]any)
			box["id"] = len(boxes) + 1
			boxes["/boxes/"+strconv.Itoa(len(boxes)+1)] = box
			status, answer = http.StatusCreated, box
		case call.ID == "boxes":
			all := []any{}
			for i := range boxes {
				all = append(all, boxes[i])
			}
			answer = all
		case call.ID == "session":
			if cookie, err := r.Cookie("box"); err == nil {
				cookies[cookie.Value] = true
			}
		case strings.HasPrefix(r.URL.Path, "/boxes/") && box == nil:
			status = http.StatusNotFound
		case call.ID == "open":
			answer = box
		case call.ID == "label":
			status = http.StatusNoContent
		case call.ID == "seal" || call.ID == "throw":
			status = http.StatusAccepted
		}
		if answer != nil {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(status)
		if answer != nil {
			_ = json.NewEncoder(w).Encode(answer)
		}
	})
	r := run(t, check.Config{Base: "http://boxes.test", Document: inDocument(boxDocument), Seed: 1, Cases: -1, Only: []string{"examples", "state"}, Transport: direct{h}, Exclude: []string{"operation=hidden"}})
	if len(r.Findings) > 0 {
		t.Errorf("a right server is wrong:\n%s", explain(r))
	}
	said := notes(r.NotSeen) + notes(r.NotCovered)
	for want, reason := range map[string]string{
		"hidden is not selected, so the link hidden of pack is not followed":                    "an operation that is left out is left alone",
		"pack: an answer lacks what its link lost needs":                                        "there is no token",
		"pack: an answer lacks what its link none needs":                                        "a required cookie has no value",
		"pack: an answer lacks what its link seal needs":                                        "the body of the request has no value",
		"boxes: its link wipe was not followed: it would change what is not of this run":        "a list has what others made, too",
		"state: seal answers 202, so its object may not be changed yet":                         "what is read then may be old",
		"state: label takes no JSON object that could be made, so what it changes was not read": "an array of changes",
		"objects of this run could not be deleted":                                              "",
	} {
		if reason != "" && !strings.Contains(said, want) {
			t.Errorf("it is not said that %q\nreason: %s\n%s", want, reason, said)
		}
		if reason == "" && strings.Contains(said, want) {
			t.Errorf("it is said that %q", want)
		}
	}
	linked := 0
	for cookie := range cookies {
		if len(cookie) > 1 && boxes["/boxes/"+cookie[1:]] != nil {
			linked++
		}
	}
	if linked == 0 {
		t.Errorf("no cookie has the id of a box: %v", cookies)
	}
}

// TestReplayRefuses: what is no record, or has nothing to send, is an error.
func TestReplayRefuses(t *testing.T) {
	tests := []struct {
		record, want, reason string
	}{
		{"", "the record has no request", "nothing is known of the server"},
		{"{", "record: unexpected EOF", "half a line"},
		{`{"method":"GET","target":"/boxes"}`, "no server answers", "it is not there"},
	}
	for _, tt := range tests {
		r, err := check.Replay(t.Context(), check.Config{Base: "http://replay.test", Document: inDocument(boxDocument), Transport: cutter(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })}, strings.NewReader(tt.record))
		if tt.want == "no server answers" && err == nil && breaks(r, "noAnswer") {
			continue // which is a finding
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Replay() = %v, want %q\nreason: %s", err, tt.want, tt.reason)
		}
	}
}
