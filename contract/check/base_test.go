package check_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// mockDocument describes twenty operations whose bodies have to say more than
// their schemas do, as those of servers that stub others.
func mockDocument() []byte {
	var paths strings.Builder
	paths.WriteString("  /up: {get: {operationId: up, responses: {'200': {description: d}}}}\n")
	const body = `requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {email: {type: string, format: email}, customer: {type: string, format: uuid}, limit: {type: integer, minimum: 0}, kinds: {type: array, items: {type: string, enum: [a, b, c]}}}}}}}`
	for i := range 20 {
		method, path, parameters := "post", fmt.Sprintf("/mocks%d", i), ""
		switch i % 4 {
		case 1:
			method, path, parameters = "put", path+"/{id}", "parameters: [{name: id, in: path, required: true, schema: {type: string}}], "
		case 2:
			parameters = "parameters: [{name: size, in: query, schema: {type: integer, minimum: 1, maximum: 50}}], "
		}
		fmt.Fprintf(&paths, "  %s: {%s: {operationId: mock%d, %s%s, responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}}}\n", path, method, i, parameters, body)
	}
	return inDocument(paths.String())
}

// TestBaseRefused: where the smallest valid request of an operation is refused,
// nothing that is built on it says anything.
func TestBaseRefused(t *testing.T) {
	document := mockDocument()
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		refuses func(*contract.Operation, any) bool
		most    int
		reason  string
	}{
		{"all", func(*contract.Operation, any) bool { return true }, 20, "one warning for each operation, and no more"},
		{"bodies with a customer", func(_ *contract.Operation, body any) bool {
			o, _ := body.(map[string]any)
			return o["customer"] != nil
		}, 20, "one that must exist: a body without one is taken, so that is what requests are built on"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				call, err2 := c.Find(r.Method, r.URL.EscapedPath())
				var method *contract.MethodError
				switch {
				case errors.As(err2, &method):
					w.Header().Set("Allow", strings.Join(method.Allow, ", "))
					w.WriteHeader(http.StatusMethodNotAllowed)
					return
				case err != nil || err2 != nil:
					w.WriteHeader(http.StatusNotFound)
					return
				}
				value, found := call.Request(r, body)
				w.Header().Set("Content-Type", "application/json")
				if r.Header.Get("Content-Encoding") != "" {
					w.WriteHeader(http.StatusUnsupportedMediaType)
					return
				}
				if len(found) > 0 || call.ID != "up" && tt.refuses(call.Operation, value) {
					w.WriteHeader(http.StatusUnprocessableEntity)
					_, _ = w.Write([]byte(`{"errors":["{} is not a valid match operation"]}`))
					return
				}
				_, _ = w.Write([]byte(`{}`))
			})
			r := run(t, check.Config{Base: "http://mocks.test", Document: document, Seed: 1, Cases: 5, Transport: direct{h}})
			kinds := make(map[string]int)
			for _, f := range r.Findings {
				if f.Violation.Rule == "status" {
					continue // 422 is not documented, and not what this is about
				}
				if kinds[f.Operation]++; f.Level == report.Error {
					t.Errorf("%s is an error\nreason: %s", f.Violation, tt.reason)
				}
			}
			total := 0
			for operation, n := range kinds {
				if total += n; n > 1 {
					t.Errorf("%s has %d findings\nreason: %s", operation, n, tt.reason)
				}
			}
			if total != tt.most {
				t.Errorf("%d findings, want %d: %v\n%s\nreason: %s", total, tt.most, kinds, explain(r), tt.reason)
			}
		})
	}
}
