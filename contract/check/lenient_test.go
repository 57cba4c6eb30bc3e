package check_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// notesDocument has a POST whose responses and schema a test fills in, and
// reads what it created.
const notesDocument = `
  /up: {get: {operationId: up, responses: {'200': {description: d}}}}
  /notes:
    post:
      operationId: create
      requestBody: {required: true, content: {application/json: {schema: {type: object, additionalProperties: false, required: [n], properties: {n: %s}}}}}
      responses: {%s, '400': {description: d}, '415': {description: d}}
  /notes/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}, '404': {description: d}}
components: {schemas: {Note: {type: object, properties: {id: {type: string}, n: %s}}}}
`

const note = "content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}"

// noteServer keeps notes, and validates strictly.
func noteServer(t *testing.T, document []byte, status int, location string, change func(map[string]any) int) direct {
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	var last atomic.Int64
	kept := make(chan map[string]map[string]any, 1)
	kept <- make(map[string]map[string]any)
	return direct{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		call, err2 := c.Find(r.Method, r.URL.EscapedPath())
		var method *contract.MethodError
		switch {
		case strings.Count(string(body), `"n":`) > 1:
			w.WriteHeader(http.StatusBadRequest) // RFC 8259 lets a reader refuse a name twice
			return
		case errors.As(err2, &method):
			w.Header().Set("Allow", strings.Join(method.Allow, ", "))
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		case err != nil || err2 != nil:
			w.WriteHeader(http.StatusNotFound)
			return
		case r.Header.Get("Content-Encoding") != "":
			w.WriteHeader(http.StatusUnsupportedMediaType)
			return
		}
		value, found := call.Request(r, body)
		if len(found) > 0 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		all := <-kept
		defer func() { kept <- all }()
		code, object := http.StatusOK, all[r.URL.Path]
		if call.ID == "create" {
			code = status
			object = value.(map[string]any)
			if change != nil {
				if refusal := change(object); refusal != 0 {
					w.WriteHeader(refusal)
					return
				}
			}
			object["id"] = fmt.Sprint(last.Add(1))
			all["/notes/"+object["id"].(string)] = object
			if location != "" {
				w.Header().Set("Location", location)
			}
		}
		if call.ID == "up" {
			return
		}
		if object == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(object)
	})}
}

// TestLevels checks servers that do what the document leaves open: nothing of
// it is an error.
func TestLevels(t *testing.T) {
	refuse := func(status int) func(map[string]any) int { return func(map[string]any) int { return status } }
	tests := []struct {
		name, schema, responses string
		status                  int
		location                string
		change                  func(map[string]any) int
		warns                   string // the rule of a warning, "" for none
		reason                  string
	}{
		{"a documented 422", "{type: string}", "'201': {description: d, " + note + "}, '422': {description: d}", 201, "", refuse(422), "", "the customer does not exist, say"},
		{"a documented 402", "{type: string}", "'201': {description: d, " + note + "}, '402': {description: d}", 201, "", refuse(402), "", "nothing was paid"},
		{"all refused", "{type: string}", "'201': {description: d, " + note + "}", 201, "", refuse(400), "refused", "the smallest valid request is refused: one warning, and nothing that is built on it"},
		{"202 and a monitor", "{type: string}", "'202': {description: d, " + note + "}", 202, "https://monitor.example/1", nil, "", "the Location of a 202 is no object"},
		{"a Location elsewhere", "{type: string}", "'201': {description: d, " + note + "}", 201, "https://static.example/n/1", nil, "", "an object may live anywhere"},
		{"milliseconds", "{type: string, format: date-time}", "'201': {description: d, " + note + "}", 201, "", func(o map[string]any) int {
			o["n"] = strings.Replace(o["n"].(string), "123456789Z", "123Z", 1)
			return 0
		}, "echo", "a database keeps no more"},
		{"a search by POST", "{type: string}", "'200': {description: d, " + note + "}", 200, "", func(o map[string]any) int {
			o["n"] = "else"
			return 0
		}, "echo", "200 does not say that anything was created"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			whole := inDocument(strings.TrimPrefix(fmt.Sprintf(notesDocument, tt.schema, tt.responses, tt.schema), "\n"))
			cfg := check.Config{Base: "http://notes.test", Document: whole, Seed: 1, Cases: casesOr(6, 20), Transport: noteServer(t, whole, tt.status, tt.location, tt.change)}
			r := run(t, cfg)
			if !r.Holds() {
				t.Errorf("an error was found:\n%s\nreason: %s", explain(r), tt.reason)
			}
			warned, kinds := false, 0
			for _, f := range r.Findings {
				warned = warned || f.Level == report.Warning && f.Violation.Rule == tt.warns
				if f.Violation.Rule == "refused" {
					kinds++
				}
			}
			if warned != (tt.warns != "") || kinds > 1 {
				t.Errorf("warned of %q: %v, %d kinds of refused\n%s\nreason: %s", tt.warns, warned, kinds, explain(r), tt.reason)
			}
			cfg.Strict = true
			if r := run(t, cfg); r.Holds() != (tt.warns == "") {
				t.Errorf("strict: holds %v\n%s\nreason: %s", r.Holds(), explain(r), tt.reason)
			}
		})
	}
}

// TestLeftOut: what an answer does not have is not called null.
func TestLeftOut(t *testing.T) {
	tests := []struct {
		change func(map[string]any) int
		want   string
		reason string
	}{
		{func(o map[string]any) int { delete(o, "n"); return 0 }, ` and came back as nothing.`, "it is not there"},
		{func(o map[string]any) int { o["n"] = "else"; return 0 }, ` and came back as "else".`, "it is another value"},
	}
	for _, tt := range tests {
		whole := inDocument(strings.TrimPrefix(fmt.Sprintf(notesDocument, "{type: string}", "'201': {description: d, "+note+"}", "{type: string}"), "\n"))
		r := run(t, check.Config{Base: "http://notes.test", Document: whole, Seed: 1, Cases: -1, Only: []string{"state"}, Transport: noteServer(t, whole, 201, "", tt.change)})
		if !slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return strings.HasSuffix(f.Violation.Message, tt.want) }) {
			t.Errorf("nothing %q is found\n%s\nreason: %s", tt.want, explain(r), tt.reason)
		}
	}
}

// TestUnknownNames refuses what the configuration names and nothing has.
func TestUnknownNames(t *testing.T) {
	tests := []struct {
		cfg    check.Config
		want   string
		reason string
	}{
		{check.Config{Tolerate: []string{"latencies"}}, "latency", "a rule with a slip of the pen would tolerate nothing"},
		{check.Config{Params: map[string]string{"noteid": "1"}}, "near are id", "a parameter that is not there would be left out in silence"},
	}
	document := inDocument(strings.TrimPrefix(fmt.Sprintf(notesDocument, "{type: string}", "'201': {description: d}", "{type: string}"), "\n"))
	for _, tt := range tests {
		tt.cfg.Base, tt.cfg.Document = "http://names.test", document
		if _, err := check.Run(t.Context(), tt.cfg); !errors.Is(err, check.ErrNotRun) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Run() = %v, want ErrNotRun with %q\nreason: %s", err, tt.want, tt.reason)
		}
	}
}

// TestCandidates: what must differ differs, an example does not hide what it
// leaves out, and a stream of events is not waited for.
func TestCandidates(t *testing.T) {
	const paths = `  /events: {get: {operationId: events, responses: {'200': {description: d, content: {text/event-stream: {schema: {type: string}}}}}}}
  /users:
    post:
      operationId: join
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'201': {description: d}, '400': {description: d}, '415': {description: d}}
components: {schemas: {User: {type: object, additionalProperties: false, required: [email], example: {email: a@b.example}, properties: {email: {type: string, format: email}, nick: {type: string, maxLength: 8}}}}}
`
	c, err := contract.Load(inDocument(paths))
	if err != nil {
		t.Fatal(err)
	}
	var nicks atomic.Int64
	var met sync.Map
	users := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		call, err2 := c.Find(http.MethodPost, "/users")
		if err != nil || err2 != nil || r.Header.Get("Content-Encoding") != "" {
			w.WriteHeader(http.StatusUnsupportedMediaType)
			return
		}
		value, found := call.Request(r, body)
		user, _ := value.(map[string]any)
		if user["nick"] != nil {
			nicks.Add(1)
		}
		if _, again := met.LoadOrStore(user["email"], true); len(found) > 0 || again {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusCreated)
	}
	events := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write([]byte("data: 1\n\n"))
	}
	r := run(t, check.Config{Base: "http://users.test", Document: inDocument(paths), Seed: 1, Cases: -1, Only: []string{"examples", "bodies", "media"},
		Transport: answering(map[string]http.HandlerFunc{"GET /events": events, "POST /users": users})})
	for _, f := range r.Findings {
		if f.Violation.Rule == "refused" && f.Group != "examples" {
			t.Errorf("a new e-mail address was refused: %s", explain(r))
		}
	}
	if nicks.Load() == 0 || !strings.Contains(notes(r.NotCovered), "events: a stream of events was not read") {
		t.Errorf("%d requests had the property that the example leaves out; not covered: %s", nicks.Load(), notes(r.NotCovered))
	}
}
