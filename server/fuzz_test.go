package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/server"
)

// FuzzServer: whatever comes, the answer is never a failure of ours and always
// one that the document describes.
func FuzzServer(f *testing.F) {
	f.Add("POST", statusPath, "application/json", "", validBody)
	f.Add("POST", statusPath, "application/json; charset=utf-8", "gzip", pack(f, validBody))
	f.Add("GET", historyPath+"?$top=1.0&$skiptoken=AAAAAAAAAAI", "", "", "")
	f.Add("GET", historyPath+"?$top=1e1", "", "br", "x")
	f.Add("GET", historyPath+"?%24select=id%2C*&$top=1", "", "", "")
	f.Add("GET", historyPath+"/%2e%2e", "text/plain", "", "")
	f.Add("DELETE", statusPath+"?a=%", "", "", "{")
	f.Add("PUT", "/openapi.yaml", "", "", "")
	var bad []contract.Violation
	srv, err := server.New()
	if err != nil {
		f.Fatal(err)
	}
	checked := loadContract(f).CheckResponses(func(_ *http.Request, found []contract.Violation) { bad = found })(srv)
	f.Fuzz(func(t *testing.T, method, target, mediaType, encoding, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || method == "" || strings.ContainsFunc(method, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return // Go's server lets no such request through
		}
		bad = nil
		r := &http.Request{
			Method: method, URL: u, Host: "localhost", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header:        http.Header{"Authorization": {"Bearer t"}, "Content-Type": {mediaType}, "Content-Encoding": {encoding}},
			Body:          io.NopCloser(strings.NewReader(body)),
			ContentLength: int64(len(body)),
		}
		w := httptest.NewRecorder()
		checked.ServeHTTP(w, r.WithContext(t.Context()))
		if len(bad) > 0 {
			t.Errorf("the response breaks the document: %v", bad)
		}
		if w.Code >= 500 {
			t.Errorf("%s %q answered %d: %s", method, target, w.Code, w.Body)
		}
	})
}
