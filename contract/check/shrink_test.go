package check_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"testing"

	"profilestatus.example/contract/check"
	"profilestatus.example/server"
)

// TestShrink hides a fault where only chance finds it, and looks at how small
// the request is that shows it.
func TestShrink(t *testing.T) {
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	fourDigits := regexp.MustCompile(`:\d\d\.\d{4}[Z+-]`)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || fourDigits.Match(body) {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		srv.ServeHTTP(w, r)
	})
	r := run(t, check.Config{Base: "http://shrink.test", Transport: direct{h}, Seed: 1, Cases: casesOr(100, 300)})
	for _, f := range r.Findings {
		if f.Violation.Rule != "serverError" {
			continue
		}
		if n := bytes.Count(f.Example.RequestBody, []byte(":")); f.Group != "random" || n > 5 {
			t.Errorf("the smallest request, of phase %s, is %s; want the time alone", f.Group, f.Example.RequestBody)
		}
		return
	}
	t.Errorf("the fault was not found:\n%s", explain(r))
}
