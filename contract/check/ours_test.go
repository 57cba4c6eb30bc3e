package check_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// TestLeavesOthersAlone counts the valid requests that a server gets which takes
// everything, also what breaks the contract.
func TestLeavesOthersAlone(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /state:
    METHOD:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], additionalProperties: false, properties: {a: {type: string}}}}}}
      responses: {'200': {description: d}, '201': {description: d}, '204': {description: d}, '400': {description: d}, '415': {description: d}}
`
	tests := []struct {
		method string
		status int
		valid  bool // requests may be sent
		reason string
	}{
		{"put", 204, false, "it replaces what the run did not create"},
		{"patch", 204, false, "so does a part of it"},
		{"patch", 200, false, "an answer that speaks of it makes it no object of the run"},
		{"post", 204, true, "it adds, and changes nothing of others"},
	}
	for _, tt := range tests {
		text := []byte(strings.Replace(document, "METHOD", tt.method, 1))
		c, err := contract.Load(text)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		valid := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if call, err := c.Find(r.Method, r.URL.Path); err == nil && r.URL.RawQuery == "" {
				if _, found := call.Request(r, body); len(found) == 0 {
					mu.Lock()
					valid++
					mu.Unlock()
				}
			}
			w.WriteHeader(tt.status)
		}))
		_, err = check.Run(t.Context(), check.Config{Base: server.URL, Document: text})
		server.Close()
		if err != nil {
			t.Fatal(err)
		}
		if (valid > 0) != tt.valid {
			t.Errorf("%s answered with %d got %d valid requests, want some: %v\nreason: %s", tt.method, tt.status, valid, tt.valid, tt.reason)
		}
	}
}
