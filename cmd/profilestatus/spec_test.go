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
	for _, format := range []string{"yaml", "json"} {
		var stdout, stderr strings.Builder
		if code := run(t.Context(), []string{"spec", "--format", format}, &stdout, &stderr); code != 0 {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, httptest.NewRequest("GET", "/openapi."+format, nil))
		if w.Code != 200 || w.Body.String() != stdout.String() {
			t.Errorf("spec --format %s prints %d bytes, /openapi.%s answers %d with %d others", format, stdout.Len(), format, w.Code, w.Body.Len())
		}
	}
}
