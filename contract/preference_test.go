package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

// TestUnasked: a create answers 204 only where the request prefers that.
func TestUnasked(t *testing.T) {
	tests := []struct {
		name   string
		prefer []string // lines of the header
		want   []contract.Violation
		reason string
	}{
		{"asked", []string{"return=minimal"}, nil, "as the extension says"},
		{"among others", []string{"wait=10, Return = \"minimal\"; foo=bar"}, nil, "names ignore case, and a value may be quoted (RFC 7240 section 2)"},
		{"on a second line", []string{"wait=10", "return=minimal"}, nil, "several lines are one list"},
		{"none", nil, at("status", "status"), "the client reads a body"},
		{"the other value", []string{"return=representation"}, at("status", "status"), "it asks for a body"},
		{"another name", []string{"no-return=minimal"}, at("status", "status"), "a preference that nobody knows"},
		{"another value", []string{"return=minimalistic"}, at("status", "status"), "a value that nobody knows"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := &contract.Exchange{
				Method: "POST", Target: statusPath, RequestHeader: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer t"}, "Prefer": tt.prefer},
				RequestBody: []byte(`{"status":"success",` + when + `}`), Status: 204,
				ResponseHeader: http.Header{
					"Request-Id": {"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"}, "Client-Request-Id": {"c"}, "Date": {"Mon, 23 Nov 2026 10:00:00 GMT"}, "Cache-Control": {"no-store"},
					"Location": {"/x"}, "Odata-Entityid": {"/x"}, "Preference-Applied": {"return=minimal"},
				},
			}
			if diff := cmp.Diff(tt.want, c.Exchange(x).Violations, onlyPlace); diff != "" {
				t.Errorf("Exchange() (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}

// TestUnselected: which property of an answer was not selected.
func TestUnselected(t *testing.T) {
	const both = `{"id":"a","status":"success"}`
	tests := []struct {
		name, method, target, mediaType string
		status                          int
		answer                          string
		want                            []contract.Violation
		reason                          string
	}{
		{"more", "GET", statusPath + "?$select=id", "application/json", 200, both, at("unselected", "/status"), "OData allows it, and who tests a client wants to know"},
		{"all selected", "GET", statusPath + "?$select=id,status", "application/json", 200, both, nil, "what was asked for"},
		{"every property", "GET", statusPath + "?$select=id,status,lastSynchronizationDateTime", "application/json", 200, both, nil, "nothing is left to be left out"},
		{"star", "GET", statusPath + "?$select=*", "application/json", 200, both, nil, "everything was asked for"},
		{"nothing asked", "GET", statusPath, "application/json", 200, both, nil, "without $select everything is there"},
		{"control information", "GET", statusPath + "?$select=id", "application/json", 200, `{"@odata.type":"#a","id":"a"}`, nil, "it is no property"},
		{"a page", "GET", historyPath + "?$select=id", "application/json", 200, `{"value":[{"id":"a"},` + both + `]}`, at("unselected", "/value/1/status"), "each object of a page"},
		{"a page with less", "GET", historyPath + "?$select=id", "application/json", 200, `{"value":[{"id":"a"}]}`, nil, "each object of a page"},
		{"an error", "GET", statusPath + "?$select=id", "application/json", 404, both, nil, "it is no answer to $select"},
		{"another media type", "GET", statusPath + "?$select=id", "text/plain", 200, both, nil, "it cannot be read"},
		{"no JSON", "GET", statusPath + "?$select=id", "application/json", 200, "{", nil, "it cannot be read"},
		{"no such option", "POST", statusPath + "?$select=id", "application/json", 200, both, nil, "the operation lists nothing"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, _, _ := strings.Cut(tt.target, "?")
			call, err := c.Find(tt.method, path)
			if err != nil {
				t.Fatal(err)
			}
			x := &contract.Exchange{Method: tt.method, Target: tt.target, Status: tt.status, ResponseHeader: http.Header{"Content-Type": {tt.mediaType}}}
			if diff := cmp.Diff(tt.want, call.Unselected(x, []byte(tt.answer)), onlyPlace); diff != "" {
				t.Errorf("Unselected() (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}
