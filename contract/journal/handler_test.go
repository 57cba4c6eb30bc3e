package journal_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract/journal"
)

var update = flag.Bool("update", false, "rewrite what docs/watching.md repeats")

func call(j *journal.Journal, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	j.Handler().ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func TestHandler(t *testing.T) {
	tests := []struct {
		name, method, target string
		status               int
		allow, text          string
		reason               string
	}{
		{"violations", "GET", "/__contract/violations", 200, "", `"exchanges": 3`, "all of it"},
		{"violations of a test", "GET", "/__contract/violations?test=good", 200, "", `"exchanges": 1`, "its own"},
		{"violations of no test", "GET", "/__contract/violations?test=never", 200, "", `"exchanges": 0`, "an empty list is no mistake"},
		{"assert", "GET", "/__contract/assert", 409, "", `"ok": false`, "something is wrong"},
		{"assert a good test", "GET", "/__contract/assert?test=good", 200, "", `"ok": true`, "nothing is wrong in it"},
		{"assert no test", "GET", "/__contract/assert?test=never", 409, "", "Nothing was seen.", "an unknown name must not be green"},
		{"assert a side", "GET", "/__contract/assert?test=bad&side=response", 409, "", `"accepted"`, "only what the side did"},
		{"assert sides", "GET", "/__contract/assert?side=request,response&test=good", 200, "", `"ok": true`, "both"},
		{"assert a wrong side", "GET", "/__contract/assert?side=client", 400, "", "request, response", "a mistyped side must not be green"},
		{"assert no side", "GET", "/__contract/assert?side=", 409, "", "", "empty is both"},
		{"unknown parameter", "GET", "/__contract/assert?tests=good", 400, "", "tests", "a mistyped parameter would assert something else"},
		{"parameter twice", "GET", "/__contract/assert?test=good&test=bad", 400, "", "twice", "which one is meant?"},
		{"bad name", "GET", "/__contract/assert?test=%00", 400, "", "printable", "no request can have it"},
		{"longest name", "GET", "/__contract/assert?test=" + strings.Repeat("%C3%A9", 128), 409, "", "Nothing was seen.", "letters are counted, not bytes"},
		{"longer name", "GET", "/__contract/assert?test=" + strings.Repeat("a", 129), 400, "", "printable", "no request can have it"},
		{"name that is no UTF-8", "GET", "/__contract/assert?test=%FF", 400, "", "printable", "no request can have it"},
		{"empty name", "GET", "/__contract/assert?test=", 400, "", "printable", "a variable that was not set must not assert all"},
		{"unreadable query", "GET", "/__contract/assert?test=%zz", 400, "", "query", "it says nothing"},
		{"post", "POST", "/__contract/violations", 405, "DELETE, GET", "supports", "not offered"},
		{"delete assert", "DELETE", "/__contract/assert", 405, "GET", "supports", "not offered"},
		{"head", "HEAD", "/__contract/assert", 405, "GET", "", "not offered"},
		{"elsewhere", "GET", "/__contract/", 404, "", "assert", "it says what there is"},
		{"delete one test", "DELETE", "/__contract/violations?test=good", 400, "", "unknown", "a reset is of all"},
		{"delete", "DELETE", "/__contract/violations", 204, "", "", "the rows below find nothing"},
		{"after delete", "GET", "/__contract/assert", 409, "", "Nothing was seen.", "it was reset"},
	}
	j := open(t)
	for _, test := range []string{"good", "bad", ""} {
		o := create()
		if test != "good" {
			o = accepted()
		}
		if test != "" {
			o.RequestHeader.Set(journal.TestHeader, test)
		}
		j.Record(o)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := call(j, tt.method, tt.target)
			if w.Code != tt.status || w.Header().Get("Allow") != tt.allow || !strings.Contains(w.Body.String(), tt.text) {
				t.Errorf("%d, Allow %q, %s\nwant %d, %q, with %s\nreason: %s", w.Code, w.Header().Get("Allow"), w.Body, tt.status, tt.allow, tt.text, tt.reason)
			}
			if w.Code != 204 && (w.Header().Get("Content-Type") != "application/json" || !json.Valid(w.Body.Bytes())) || w.Header().Get("Cache-Control") != "no-store" ||
				w.Code != 204 && (w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len())) {
				t.Errorf("headers %v, body %s, want JSON of this length that is not kept", w.Header(), w.Body)
			}
		})
	}
}

// TestBodies shows how the three kinds of bodies are written.
func TestBodies(t *testing.T) {
	tests := []struct {
		name, body string
		kept       int
		want       string
		reason     string
	}{
		{"text", "a", 8, `"body": "a"`, "readable as it is"},
		{"bytes", "\xff\x00\xff", 8, `"bodyBase64": "/wD/"`, "JSON holds no bytes"},
		{"cut text", "abcdefg\u20ac", 8, `"body": "abcdefg`, "the cut is within a character, and it is text all the same"},
		{"cut first character", "\u20ac", 2, `"body": "\ufffd\ufffd"`, "it is text all the same"},
		{"no character at all", "\x80\x80\x80\x80\x80", 8, `"bodyBase64": "gICAgIA="`, "none of these bytes begins one"},
		{"curl of a body that is cut", `"abcdef"`, 5, `--data-binary @body"`, "it would send another one"},
		{"curl of a whole body", `"abcdef"`, 8, `--data-raw '\"abcdef\"'"`, "just as much as is kept"},
	}
	for _, tt := range tests {
		j, o := open(t, journal.WithKeptBodyBytes(tt.kept)), create()
		o.RequestBody = []byte(tt.body)
		j.Record(o)
		if got := call(j, "GET", "/__contract/violations").Body.String(); !strings.Contains(got, tt.want) {
			t.Errorf("%s: want %s in\n%s\nreason: %s", tt.name, tt.want, got, tt.reason)
		}
	}
}

// TestDocument compares the JSON in docs/watching.md with what is answered.
func TestDocument(t *testing.T) {
	j, o := open(t), accepted()
	o.RequestHeader.Set(journal.TestHeader, "creates a status")
	o.RequestHeader.Set("User-Agent", "app/1.0")
	o.Start, o.Duration = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), 1500*time.Microsecond
	o.ResponseHeader = http.Header{
		"Content-Type": {"application/json"}, "Request-Id": {"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"}, "Client-Request-Id": {"my-run-17"},
		"Date": {"Mon, 23 Nov 2026 10:00:00 GMT"}, "Cache-Control": {"no-store"},
	}
	o.Status = 400
	o.ResponseBody = []byte(`{"error":{"code":"BadRequest","message":"…","innerError":{"date":"2026-11-23T10:00:00","request-id":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11","client-request-id":"my-run-17"}}}`)
	j.Record(o)
	const file = "../../docs/watching.md"
	for name, target := range map[string]string{"violations": "violations?test=creates%20a%20status", "assert": "assert?side=response"} {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		begin, end := "<!-- begin "+name+" -->\n```json\n", "```\n<!-- end "+name+" -->\n"
		before, rest, ok := strings.Cut(string(page), begin)
		text, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			t.Fatalf("%s has lost the marks of %s", file, name)
		}
		got := call(j, "GET", "/__contract/"+target).Body.String()
		if *update {
			if err := os.WriteFile(file, []byte(before+begin+got+end+after), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(got, text); diff != "" {
			t.Errorf("%s, %s (-want +got; to accept: go test ./contract/journal -update):\n%s", file, name, diff)
		}
	}
}
