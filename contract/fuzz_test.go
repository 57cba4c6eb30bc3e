package contract_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"profilestatus.example/contract"
)

// checkTexts checks what holds for all violations, whatever caused them.
func checkTexts(t *testing.T, found []contract.Violation) {
	t.Helper()
	if len(found) > contract.MaxViolations {
		t.Errorf("%d violations, want at most %d", len(found), contract.MaxViolations)
	}
	for _, v := range found {
		for _, text := range []string{v.Rule, v.Target, v.Message, v.Found, v.Want} {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
				t.Errorf("text is not fit to print: %q", text)
			}
		}
		if v.Rule == "" || v.Message == "" || len(v.Target) > 80 || len(v.Message) > 400 {
			t.Errorf("violation is empty or too long: %+v", v)
		}
	}
}

// FuzzRequestBody: any bytes are validated without a panic, and what is found good
// is one JSON value that every decoder reads alike.
func FuzzRequestBody(f *testing.F) {
	for _, seed := range []string{
		`{"status":"success",` + when + `}`, `{"a":1,"a":{"b":[]}}`, `[[[[1e400,-0,"\ud800"]]]]`, "\xff", "", `{"id":"` + strings.Repeat("x", 300) + `"}`,
		strings.Repeat(`{"a":`, 40), `{"@odata.type":null,"id":{},"status":[],"lastSynchronizationDateTime":"2026-02-30T25:61:61+99:99"}`, "{\"\u2028\x00\":1}",
	} {
		f.Add([]byte(seed))
	}
	c := load(f)
	r := httptest.NewRequest("POST", statusPath, nil)
	r.Header.Set("Content-Type", "application/json")
	call, err := c.Find("POST", statusPath)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		value, found := call.Request(r, body)
		checkTexts(t, found)
		if len(found) > 0 {
			return
		}
		var object map[string]any
		if err := json.Unmarshal(body, &object); err != nil {
			t.Fatalf("found good, but encoding/json says: %v", err)
		}
		if validated := value.(map[string]any); validated["status"] != object["status"] || len(validated) != len(object) {
			t.Errorf("validated %v, encoding/json reads %v", validated, object)
		}
	})
}

// FuzzRequestTarget: any path and query are validated without a panic.
func FuzzRequestTarget(f *testing.F) {
	f.Add("GET", historyPath, "$top=1&$skiptoken=a")
	f.Add("GET", statusPath, "%24select=id%2C*,,")
	f.Add("POST", statusPath+"/%2F%00", "%zz;&=&$=")
	f.Add("DELETE", "/beta/education/synchronizationProfiles/%ff/profileStatus", "")
	c := load(f)
	f.Fuzz(func(t *testing.T, method, path, query string) {
		call, err := c.Find(method, path)
		if err != nil {
			return
		}
		r := &http.Request{Method: method, Header: http.Header{}}
		r.URL = httptest.NewRequest("GET", "/", nil).URL
		r.URL.RawQuery = query
		_, found := call.Request(r, nil)
		checkTexts(t, found)
	})
}

// FuzzResponse: any status, headers and body are validated without a panic.
func FuzzResponse(f *testing.F) {
	f.Add(201, "application/json", created)
	f.Add(503, "application/json;charset=x", `{"error":{"details":[1,2,{}]}}`)
	f.Add(503, "0\r", "{}")
	f.Add(-1, "", "")
	c := load(f)
	f.Fuzz(func(t *testing.T, status int, value, body string) {
		h := http.Header{}
		for _, name := range []string{"Content-Type", "Request-Id", "Date", "Retry-After", "Location"} {
			h[name] = []string{value}
		}
		for _, op := range c.Operations() {
			checkTexts(t, op.Response(status, h, []byte(body)))
		}
	})
}
