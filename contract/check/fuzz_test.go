package check_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract/check"
)

// FuzzAnswers checks servers that answer anything at all: no answer may make
// the checker panic or hang.
func FuzzAnswers(f *testing.F) {
	const status = `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"a","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
	f.Add(uint16(201), "/beta/education/synchronizationProfiles/p/profileStatusHistory/a", "application/json", "", status)
	f.Add(uint16(200), "", "application/json", `<?$skiptoken=a>; rel="next"`, `{"value":[`+status+`],"@odata.nextLink":"http://x/beta/education/synchronizationProfiles/p/profileStatusHistory?a=%zz"}`)
	f.Add(uint16(200), "http://[::1", "application/json", `<%>; rel=next`, `{"id":{},"value":[[],1],"next":"?"}`)
	f.Add(uint16(405), "\x00", "a/b; c", "", "\xff")
	f.Add(uint16(204), "//", "", "", "")
	document := []byte(profilestatus.OpenAPI())
	f.Fuzz(func(t *testing.T, code uint16, location, mediaType, link, body string) {
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.Header().Set("Content-Type", mediaType)
			w.Header().Set("Link", link)
			w.Header().Set("Allow", link)
			w.WriteHeader(200 + int(code%400))
			_, _ = w.Write([]byte(body))
		})
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, _ = check.Run(ctx, check.Config{Base: "http://fuzz.test", Document: document, Seed: 1, Cases: -1, MaxTime: 2 * time.Second, Only: []string{"state", "methods"}, Transport: direct{h}})
		if ctx.Err() != nil {
			t.Fatal("the check hangs")
		}
	})
}

// FuzzReplay reads records that nobody has written.
func FuzzReplay(f *testing.F) {
	f.Add(`{"nonce":"n","method":"GET","target":"/beta/x?y","status":200}`)
	f.Add(`{"method":"","target":"%","requestHeader":{"":["\u0000"]},"requestBytes":"/w=="}{`)
	f.Add(`null 1`)
	document := []byte(profilestatus.OpenAPI())
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	f.Fuzz(func(_ *testing.T, record string) {
		_, _ = check.Replay(context.Background(), check.Config{Base: "http://fuzz.test", Document: document, Seed: 1, MaxTime: time.Second, Transport: direct{h}}, strings.NewReader(record))
	})
}
