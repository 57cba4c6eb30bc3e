package check_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract/check"
)

// TestFaultyDocument: a fault of the document does not end a run, and what it
// leaves unchecked is said, so that nothing is green that was not validated.
func TestFaultyDocument(t *testing.T) {
	const paths = `  /a:
    get:
      operationId: a
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {type: object, properties: {n: {type: string, example: 20.04}, at: {type: string, format: moon-phase}}}
  /b: {get: {operationId: b, responses: {'200': {description: d, content: {application/xml: {schema: {type: object}}}}}}}
`
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
		case r.URL.Path == "/a":
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"n":"20.04"}`))
		case r.URL.Path == "/b":
			w.Header().Set("Content-Type", "application/xml")
			_, _ = w.Write([]byte(`<b/>`))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	r, err := check.Run(t.Context(), check.Config{Base: "http://faulty.test", Document: inDocument(paths), Transport: direct{h}, Seed: 1, Exclude: []string{"operation=b"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Document) != 1 || r.Document[0].Line == 0 || !strings.Contains(r.Document[0].Message, "example") {
		t.Errorf("faults of the document = %v, want the one example", r.Document)
	}
	if said := notes(r.NotCovered); !strings.Contains(said, "moon-phase") || strings.Contains(said, "xml") {
		t.Errorf("not covered:\n%s\nwant the format, and nothing of the operation that was left out", said)
	}
	if r.Verdict() != check.VerdictUnknown {
		t.Errorf("verdict %q, want %q", r.Verdict(), check.VerdictUnknown)
	}
}
