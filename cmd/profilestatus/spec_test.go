package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/server"
)

// TestSpecIsServed: what the command prints is what the service serves.
func TestSpecIsServed(t *testing.T) {
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	for path, args := range map[string][]string{
		"/openapi.yaml": {"spec"}, "/openapi.json": {"spec", "--format", "json"},
		"/openapi.yaml?inline": {"spec", "--inline"}, "/openapi.json?inline": {"spec", "--format", "json", "--inline"},
		"/openapi.yaml?odata": {"spec", "--odata"}, "/openapi.json?odata&inline": {"spec", "--format", "json", "--inline", "--odata"},
	} {
		var stdout, stderr strings.Builder
		if code := run(t.Context(), args, &stdout, &stderr); code != 0 {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 || w.Body.String() != stdout.String() {
			t.Errorf("%v prints %d bytes, %s answers %d with %d others", args, stdout.Len(), path, w.Code, w.Body.Len())
		}
	}
}
