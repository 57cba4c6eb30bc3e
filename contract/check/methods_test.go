package check_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// TestMethodsOfPaths: what OPTIONS tells of a path, and 405 for what the document
// has.
func TestMethodsOfPaths(t *testing.T) {
	const paths = onePath + "  /b/{id}:\n    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]\n" +
		"    get: {operationId: b, responses: {'200': {description: d}, '404': {description: d}}}\n" +
		"    put: {operationId: put, requestBody: {required: true, content: {application/json: {schema: {type: object}}}}, responses: {'200': {description: d}, default: {description: d}}}\n"
	allows := func(code int, allow string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if allow != "" {
				w.Header().Set("Allow", allow)
			}
			w.WriteHeader(code)
		}
	}
	tests := []struct {
		options, put http.HandlerFunc
		want         string // level, rule and target of what is found
		reason       string
	}{
		{nil, status(400), "", "a 405 with Allow, as any other method gets"},
		{allows(204, "GET, PUT, OPTIONS"), status(400), "", "all methods of the document"},
		{allows(200, ""), status(400), "", "Allow should be there, and need not"},
		{status(404), status(400), "", "OPTIONS is not described"},
		{status(501), status(400), "", "a server need not know it"},
		{allows(200, "GET"), status(400), "warning allow header/Allow", "the document has PUT, too"},
		{allows(405, ""), status(400), "error allow header/Allow", "RFC 9110 section 15.5.6: a 405 must have it"},
		{allows(405, "GET"), status(400), "error allow header/Allow", "and it lists what the path offers"},
		{status(500), status(400), "error serverError status", "a fault of the server"},
		{nil, allows(405, "GET, PUT"), "error method status", "no valid PUT is sent to what is not the run's own, and the document has PUT whatever its body"},
		{nil, allows(405, ""), "error allow header/Allow, error method status", "likewise, and it does not say which there are"},
	}
	for _, tt := range tests {
		known := map[string]http.HandlerFunc{"GET /a": status(200), "GET /b/7": status(200), "PUT /b/7": tt.put}
		if tt.options != nil {
			known["OPTIONS /b/7"] = tt.options
		}
		r := run(t, check.Config{Base: "http://methods.test", Document: inDocument(paths), Seed: 1, Cases: -1, Only: []string{"bodies", "methods"}, Params: map[string]string{"id": "7"}, Transport: answering(known)})
		var found []string
		for _, f := range r.Findings {
			level := "error "
			if f.Level == report.Warning {
				level = "warning "
			}
			found = append(found, level+f.Violation.Rule+" "+f.Violation.Target)
		}
		if got := strings.Join(found, ", "); got != tt.want {
			t.Errorf("%q, want %q\n%s\nreason: %s", got, tt.want, explain(r), tt.reason)
		}
	}
}

// TestMethodsOfOverlappingPaths: a method that a path offers by a more general
// template is not expected to be refused: servers differ in which comes first.
func TestMethodsOfOverlappingPaths(t *testing.T) {
	tests := []struct{ method, template, want, reason string }{
		{"patch", "/b/{id}", "", "the general path has it"},
		{"put", "/b/{id}", "method status", "the general path has another method"},
		{"patch", "/b/{id}/c", "method status", "a longer path is another one"},
		{"patch", "/c/{id}", "method status", "and so is one that begins otherwise"},
	}
	for _, tt := range tests {
		paths := onePath + "  /b/count: {post: {operationId: count, responses: {'200': {description: d}}}}\n" +
			"  " + tt.template + ":\n    parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n" +
			"    " + tt.method + ": {operationId: b, responses: {'200': {description: d}, '404': {description: d}, '422': {description: d}}}\n"
		known := map[string]http.HandlerFunc{"GET /a": status(200), "POST /b/count": status(200), "PATCH /b/count": status(422)}
		r := run(t, check.Config{Base: "http://methods.test", Document: inDocument(paths), Seed: 1, Cases: -1, Only: []string{"methods"}, Include: []string{"operation=count"}, Transport: answering(known)})
		var found []string
		for _, f := range r.Findings {
			found = append(found, f.Violation.Rule+" "+f.Violation.Target)
		}
		if got := strings.Join(found, ", "); got != tt.want {
			t.Errorf("%s %s: %q, want %q\n%s\nreason: %s", tt.method, tt.template, got, tt.want, explain(r), tt.reason)
		}
	}
}

// TestMethodsOfNothing: a path of which nothing succeeded is not asked, so that a
// server which answers every OPTIONS does not seem to be the right one.
func TestMethodsOfNothing(t *testing.T) {
	h := direct{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodOptions {
			w.WriteHeader(http.StatusNotFound)
		}
	})}
	r, err := check.Run(t.Context(), check.Config{Base: "http://methods.test/wrong", Document: inDocument(somePath), Seed: 1, Transport: h})
	if err == nil || !strings.Contains(err.Error(), "nothing was reached") {
		t.Errorf("Run() = %+v, %v, want that nothing was reached", r, err)
	}
}
