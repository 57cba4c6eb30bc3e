package check_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/contract/check"
)

// inDocument writes paths into a document.
func inDocument(paths string) []byte {
	return []byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:\n" + paths)
}

const (
	onePath  = "  /a: {get: {operationId: a, responses: {'200': {description: d}, '500': {description: d}}}}\n"
	somePath = "  /b/{id}: {get: {operationId: b, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}, '404': {description: d}}}}\n"
	formPath = "  /f: {post: {operationId: f, requestBody: {required: true, content: {text/csv: {schema: {type: string}}}}, responses: {'200': {description: d}, '400': {description: d}, '415': {description: d}}}}\n"
)

// answering is a server that knows some requests and keeps the contract for all
// others.
func answering(known map[string]http.HandlerFunc) direct {
	return direct{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := known[r.Method+" "+r.URL.Path]; h != nil {
			h(w, r)
			return
		}
		var allow []string
		for name := range known {
			if method, path, _ := strings.Cut(name, " "); path == r.URL.Path {
				allow = append(allow, method)
			}
		}
		if allow != nil {
			w.Header().Set("Allow", strings.Join(allow, ", "))
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	})}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func TestVerdict(t *testing.T) {
	tests := []struct {
		name    string
		paths   string
		known   map[string]http.HandlerFunc
		want    check.Verdict
		covered string // part of what is not covered
		reason  string
	}{
		{"all", onePath, map[string]http.HandlerFunc{"GET /a": status(200)}, check.VerdictHolds, "", "a status that was never seen says nothing against it"},
		{"only default", "  /a: {get: {operationId: a, responses: {default: {description: d}}}}\n", map[string]http.HandlerFunc{"GET /a": status(200)}, check.VerdictHolds, "", "default stands for every status, also for a success"},
		{"an error", onePath, map[string]http.HandlerFunc{"GET /a": status(201)}, check.VerdictBroken, "", "201 is not documented"},
		{"no success", onePath + somePath, map[string]http.HandlerFunc{"GET /a": status(200)}, check.VerdictUnknown, "b: no request succeeded", "one GET was answered, so something was reached, and nothing is known of the other"},
		{"a body of another type", onePath + formPath, map[string]http.HandlerFunc{"GET /a": status(200), "POST /f": status(415)}, check.VerdictUnknown, "f: its body is not JSON", "no valid request was made"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := run(t, check.Config{Base: "http://verdict.test", Document: inDocument(tt.paths), Seed: 1, Transport: answering(tt.known)})
			if got := r.Verdict(); got != tt.want || !strings.Contains(notes(r.NotCovered), tt.covered) {
				t.Errorf("the verdict is %q, want %q; not covered %q, want %q\n%s\nreason: %s", got, tt.want, r.NotCovered, tt.covered, explain(r), tt.reason)
			}
		})
	}
}

// TestEarly ends a run by its time: that is no verdict.
func TestEarly(t *testing.T) {
	var n atomic.Int64
	waits := func(_ http.ResponseWriter, r *http.Request) {
		if n.Add(1) > 1 {
			<-r.Context().Done()
		}
	}
	r := run(t, check.Config{Base: "http://early.test", Document: inDocument(onePath), Seed: 1, MaxTime: 300 * time.Millisecond, Transport: answering(map[string]http.HandlerFunc{"GET /a": waits})})
	if !r.Early || r.Verdict() != check.VerdictUnknown {
		t.Errorf("early %v, verdict %q, want true and not known", r.Early, r.Verdict())
	}
}
