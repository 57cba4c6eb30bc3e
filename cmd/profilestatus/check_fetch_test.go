package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCheckFetch: a document that does not come is waited for no longer than the run
// may take.
func TestCheckFetch(t *testing.T) {
	end := make(chan struct{})
	ts := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-end }))
	t.Cleanup(func() { close(end); ts.Close() })
	var out, errs strings.Builder
	code := run(t.Context(), []string{"check", "http://127.0.0.1:1", "--spec", ts.URL + "/openapi.yaml", "--max-time", "20ms"}, &out, &errs)
	if want := "--max-time was over before the document was read"; code != exitUsage || !strings.Contains(errs.String(), want) {
		t.Errorf("exit code %d, want %d and %q\nstdout %s\nstderr %s", code, exitUsage, want, out.String(), errs.String())
	}
}
