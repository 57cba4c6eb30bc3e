package check

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract"
)

// shelf is a document of operations whose answers differ in what is said of them.
const shelf = `  /a:
    parameters: [{name: n, in: query, schema: {type: integer, minimum: 1}}]
    get:
      operationId: a
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
        '302': {description: d}
        '400': {description: d}
        '403': {description: d}
        '404': {description: d}
        '503': {description: d}
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, additionalProperties: false, required: [name], properties: {name: {type: string, maxLength: 20}, kind: {type: string}}}}}}
      responses: {'201': {description: d}, '400': {description: d}, '409': {description: d}, 3XX: {description: d}}
  /c: {get: {operationId: list, parameters: [{name: limit, in: query, schema: {type: integer}}], responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}}
  /b: {get: {operationId: b, responses: {default: {description: d}}}}
`

// TestEvaluate: what is wrong with one answer, and what is not.
func TestEvaluate(t *testing.T) {
	plain := func(*testCase) {}
	excuse := func(status ...int) func(*testCase) { return func(p *testCase) { p.excuse = status } }
	want := func(status int, rule string, excuse ...int) func(*testCase) {
		return func(p *testCase) { p.want, p.rule, p.excuse = status, rule, excuse }
	}
	wrongMethod := func(p *testCase) { p.method, p.want, p.rule = http.MethodDelete, 405, "method" }
	object := reply{200, nil, `{"id":"x"}`}
	tests := []struct {
		name, operation, query string
		change                 func(*testCase)
		answer                 reply
		tolerate               string
		broken, said, reason   string
	}{
		{"good", "a", "", plain, object, "", "", "", "as the document says"},
		{"bad body", "a", "", plain, reply{200, nil, `{"id":1}`}, "", "type /id", "", "it says a string"},
		{"bad body, tolerated", "a", "", plain, reply{200, nil, `{"id":1}`}, "type", "", "", "nobody wants to know"},
		{"refused", "a", "", plain, reply{status: 400}, "", "refused status", "", "the request is valid"},
		{"refused, tolerated", "a", "", plain, reply{status: 400}, "refused", "", "", "nobody wants to know"},
		{"refused elsewhere", "a", "", func(p *testCase) { p.note = "query/n: 1" }, reply{status: 400}, "", "refused query/n", "", "the place is that of what was tried"},
		{"excused", "a", "", excuse(404), reply{status: 404}, "", "", "", "it may not exist"},
		{"excused otherwise", "a", "", excuse(404), reply{status: 400}, "", "refused status", "", "another status is excused"},
		{"excused, undocumented", "a", "", excuse(410), reply{status: 410}, "", "status status", "", "the status has to be documented all the same"},
		{"either", "a", "", func(p *testCase) { p.either = true }, reply{status: 400}, "", "", "", "it is left to the server"},
		{"either, business", "a", "", func(p *testCase) { p.either = true }, reply{status: 403}, "", "", "", "the server may refuse it by any status"},
		{"business", "a", "", excuse(403), reply{status: 403}, "", "", "a: a valid request was answered with 403", "a permission that the document does not explain"},
		{"moved", "a", "", plain, reply{status: 302}, "", "", "", "a documented redirection"},
		{"moved, by range", "add", "", plain, reply{status: 307}, "", "", "", "a documented redirection"},
		{"moved, undocumented", "a", "", plain, reply{status: 301}, "", "refused status, status status", "", "another one is documented"},
		{"not there", "a", "", plain, reply{503, http.Header{"Retry-After": {"1"}}, ""}, "", "refused status", "", "503 refuses a request"},
		{"not there elsewhere", "a", "", func(p *testCase) { p.note = "query/n: 1" }, reply{503, http.Header{"Retry-After": {"1"}}, ""}, "", "refused status", "", "a server that is not there says nothing of what was tried"},
		{"not there, no time", "a", "", plain, reply{status: 503}, "", "refused status, retryAfter header/Retry-After", "", "it does not say when"},
		{"busy", "a", "", plain, reply{429, http.Header{"Retry-After": {"1"}}, ""}, "", "status status", "", "no refusal, but a status that the document has not"},
		{"fails", "a", "", plain, reply{status: 500}, "", "serverError status", "", "a failure is one finding, documented or not"},
		{"accepted", "a", "n=0", plain, object, "", "accepted query/n", "", "the request is not valid"},
		{"accepted, tolerated", "a", "n=0", plain, object, "minimum", "", "", "what is wrong with it is tolerated"},
		{"accepted, other tolerated", "a", "n=0", plain, object, "maximum", "accepted query/n", "", "something else is tolerated"},
		{"refused rightly", "a", "n=0", plain, reply{status: 400}, "", "", "", "the request is not valid"},
		{"wanted", "a", "", want(404, "path"), reply{status: 404}, "", "", "", "the one that is right"},
		{"wanted another", "a", "", want(404, "path"), object, "", "path status", "", "a success where nothing is"},
		{"wanted, may be gone", "a", "", want(403, "auth", 404), reply{status: 404}, "", "", "", "what may not exist need not be guarded"},
		{"wanted, may be gone for ever", "a", "", want(403, "auth", 410), reply{status: 410}, "", "status status", "", "likewise, but 410 is not documented"},
		{"wanted, is there", "a", "", want(403, "auth"), reply{status: 404}, "", "auth status", "", "nothing excuses a 404"},
		{"wanted, other excuse", "a", "", want(403, "auth", 400), reply{status: 400}, "", "auth status", "", "only what is not there need not be guarded"},
		{"only default", "b", "", plain, reply{status: 201}, "", "", "", "it stands for a success, too"},
		{"only default, failing", "b", "", plain, reply{status: 400}, "", "refused status", "", "no success"},
		{"bad status 399", "a", "", plain, reply{status: 399}, "", "refused status, status status", "", "302 is documented, and not its range"},
		{"range 399", "add", "", plain, reply{status: 399}, "", "", "", "the last of the range"},
		{"range 300", "add", "", plain, reply{status: 300}, "", "", "", "the first of the range"},
		{"range 400", "add", "", plain, reply{status: 400}, "", "refused status", "", "no redirection"},
		{"excused, no business", "add", "", excuse(409), reply{status: 409}, "", "", "", "nothing is to be said of it"},
		{"wrong method, right", "a", "", wrongMethod, reply{405, http.Header{"Allow": {"GET, POST"}}, ""}, "", "", "", "both are there"},
		{"wrong method, one missing", "a", "", wrongMethod, reply{405, http.Header{"Allow": {"GET"}}, ""}, "", "allow header/Allow", "", "POST is there, too"},
		{"wrong method, listed", "a", "", wrongMethod, reply{405, http.Header{"Allow": {"GET, POST, DELETE"}}, ""}, "", "allow header/Allow", "", "DELETE was refused"},
		{"wrong method, not implemented", "a", "", wrongMethod, reply{status: 501}, "", "", "", "RFC 9110 section 9.1: no path of the document has it"},
		{"wrong method, implemented elsewhere", "b", "", func(p *testCase) { p.method, p.want, p.rule = http.MethodPost, 405, "method" }, reply{status: 501}, "", "method status", "", "another path has it, so it is implemented"},
		{"not implemented", "a", "", plain, reply{status: 501}, "", "serverError status", "", "the document has it"},
		{"wrong method, fails", "a", "", wrongMethod, reply{status: 500}, "", "serverError status", "", "a fault of the server"},
		{"other status, Allow", "a", "", want(404, "path"), reply{404, http.Header{"Allow": {"GET"}}, ""}, "", "", "", "Allow counts with 405 alone"},
		{"page too long", "list", "limit=1", plain, reply{200, nil, `[{"id":"x"},{"id":"y"}]`}, "", "pageSize /", "", "one was asked for"},
		{"page", "list", "limit=2", plain, reply{200, nil, `[{"id":"x"},{"id":"y"}]`}, "", "", "", "two were asked for"},
		{"unknown name", "a", "", plain, reply{200, nil, `{"id":"x","more":1}`}, "", "unknownProperty /more", "", "the document does not have it"},
		{"unknown name, tolerated", "a", "", plain, reply{200, nil, `{"id":"x","more":1}`}, "unknownProperty", "", "", "nobody wants to know"},
		{"unknown name, made up", "a", "", plain, reply{200, nil, `{"id":"x","a":1}`}, "", "", "", "the run sends it in broken bodies"},
		{"long name", "a", "", plain, reply{200, nil, `{"id":"x","` + strings.Repeat("n", 300) + `":1}`}, "", "", "", "which it is cannot be told"},
	}
	checkers := make(map[string]*checker) // by what they tolerate, since a document takes long to load
	for _, tt := range tests {
		k := checkers[tt.tolerate]
		if k == nil {
			cfg := quiet
			cfg.Tolerate = strings.Fields(tt.tolerate)
			k = started(t, shelf, cfg)
			checkers[tt.tolerate] = k
		}
		clear(k.notes)
		p := k.own(k.named(t, tt.operation), "schema", "a note")
		p.excuse, p.query = nil, tt.query
		tt.change(p)
		r := k.evaluate(p, exchanged(p, tt.answer), 0)
		if got := rules(r.found); got != tt.broken {
			t.Errorf("%s: %q, want %q\nreason: %s", tt.name, got, tt.broken, tt.reason)
		}
		if said := k.said(); !strings.Contains(said, tt.said) || tt.said == "" && said != "" {
			t.Errorf("%s: it is said %q, want %q\nreason: %s", tt.name, said, tt.said, tt.reason)
		}
		for _, v := range r.found {
			inRequest := v.Rule == "accepted" || v.Rule == "refused"
			if v.Line == 0 || (v.Side == contract.InRequest) != inRequest || v.Message == "" {
				t.Errorf("%s: %+v has no place, or on the wrong side\nreason: %s", tt.name, v, tt.reason)
			}
		}
	}
}

// exchanged is what came of a test case.
func exchanged(p *testCase, a reply) *contract.Exchange {
	h := a.header
	if h == nil {
		h = make(http.Header)
	}
	if a.body != "" {
		h.Set("Content-Type", "application/json")
	}
	return &contract.Exchange{Method: p.method, Target: p.target(), RequestHeader: p.header, RequestBody: p.body, Status: a.status, ResponseHeader: h, ResponseBody: []byte(a.body)}
}

// TestRefusedBefore: what is known of other requests of an operation may explain
// why a valid one is refused.
func TestRefusedBefore(t *testing.T) {
	tests := []struct {
		name                 string
		note, body           string
		refused              bool
		suspects             []string
		status               int
		broken, said, reason string
	}{
		{"nothing is known", "", `{"name":"x"}`, false, nil, 400, "refused status", "", "it is valid"},
		{"the smallest was refused", "", `{"name":"x"}`, true, nil, 400, "", "add: a valid request was refused with 400, but so is the smallest one", "nothing can be built on it"},
		{"it is the smallest", smallest, `{"name":"x"}`, true, nil, 400, "refused status", "", "this is said of the smallest itself"},
		{"it is an example", ownExample + "s", `{"name":"x"}`, true, nil, 400, "refused status", "", "the document itself says that it is taken"},
		{"it has what is suspected", "", `{"name":"x","kind":"y"}`, false, []string{"kind"}, 400, "", "as others with kind were", "only the server knows"},
		{"it has it not", "", `{"name":"x"}`, false, []string{"kind"}, 400, "refused status", "", "something else is wrong"},
		{"it tries just that", "/kind: longest", `{"name":"x","kind":"y"}`, false, []string{"kind"}, 400, "refused /kind", "", "that is what the request is about"},
		{"accepted", "", `{"name":"x"}`, true, []string{"name"}, 201, "", "", "nothing is to be explained"},
	}
	for _, tt := range tests {
		k := started(t, shelf, quiet)
		s := k.named(t, "add")
		p := k.own(s, "schema", tt.note)
		p.excuse, p.body = nil, []byte(tt.body)
		s.refused, s.suspects = tt.refused, tt.suspects
		r := k.evaluate(p, exchanged(p, reply{status: tt.status}), 0)
		if got := rules(r.found); got != tt.broken || !strings.Contains(k.said(), tt.said) || tt.said == "" && k.said() != "" {
			t.Errorf("%s: %q, want %q\nsaid %q, want %q\nreason: %s", tt.name, got, tt.broken, k.said(), tt.said, tt.reason)
		}
	}
}

// TestLatency: an answer that takes as long as allowed is right.
func TestLatency(t *testing.T) {
	for _, tt := range []struct {
		most, took time.Duration
		want       string
		reason     string
	}{
		{0, time.Hour, "", "there is no limit"},
		{time.Second, time.Second, "", "it is just in time"},
		{time.Second, time.Second + 1, "latency time", "it is late"},
	} {
		k := started(t, shelf, Config{MaxLatency: tt.most, Transport: replies(func(*http.Request) reply { return reply{status: 204} })})
		p := k.own(k.named(t, "a"), "schema", "a note")
		r := k.evaluate(p, exchanged(p, reply{200, nil, `{"id":"x"}`}), tt.took)
		if got := rules(r.found); got != tt.want {
			t.Errorf("%v of %v: %q, want %q\nreason: %s", tt.took, tt.most, got, tt.want, tt.reason)
		}
	}
}

// TestMadeUpNames: a name that a broken request may have brought along is never
// reported, neither in its answer nor later; how many are kept is bounded.
func TestMadeUpNames(t *testing.T) {
	k := started(t, shelf, quiet)
	p := k.own(k.named(t, "a"), "schema", "a note")
	ask := func(query, name string) string {
		p.query = query
		r := k.evaluate(p, exchanged(p, reply{200, nil, fmt.Sprintf(`{"id":"x","%s":1}`, name)}), 0)
		return rules(r.found)
	}
	for _, tt := range []struct{ query, name, want, reason string }{
		{"", "odd", "unknownProperty /odd", "no request was broken"},
		{"n=0", "odd", "accepted query/n", "this one is"},
		{"", "odd", "", "the server may have kept it"},
		{"", "strange", "unknownProperty /strange", "another name"},
	} {
		if got := ask(tt.query, tt.name); got != tt.want {
			t.Errorf("%s after %q: %q, want %q\nreason: %s", tt.name, tt.query, got, tt.want, tt.reason)
		}
	}
	for i := len(k.madeUp); i < maxMadeUp; i++ {
		k.madeUp[fmt.Sprint(i, "th")] = true
	}
	if got := ask("n=0", "last"); got != "accepted query/n, unknownProperty /last" {
		t.Errorf("beyond %d names: %q, want the new one reported", maxMadeUp, got)
	}
}

// TestMayBeTaken: a text that another object has explains why a body is refused
// as a duplicate.
func TestMayBeTaken(t *testing.T) {
	for _, tt := range []struct {
		body           string // NONCE is what no other run has
		status         int
		broken, reason string
	}{
		{`{"name":"Ann"}`, 400, "", "there may be an Ann"},
		{`{"name":"Ann"}`, 409, "", "likewise"},
		{`{"name":"Ann"}`, 404, "refused status, status status", "that says something else"},
		{`{"name":"NONCE"}`, 400, "refused status", "nobody else has it"},
		{`{"kind":"Ann","name":"NONCE"}`, 400, "refused status", "two may be of one kind"},
	} {
		k := started(t, shelf, quiet)
		s := k.named(t, "add")
		s.differing = []string{"name"}
		p := k.own(s, "schema", "a note")
		p.excuse, p.body = nil, []byte(strings.Replace(tt.body, "NONCE", k.nonce, 1))
		r := k.evaluate(p, exchanged(p, reply{status: tt.status}), 0)
		if got := rules(r.found); got != tt.broken || strings.Contains(k.said(), "with this name") != (tt.broken == "") {
			t.Errorf("%s, %d: %q, want %q; said %q\nreason: %s", tt.body, tt.status, got, tt.broken, k.said(), tt.reason)
		}
	}
}
