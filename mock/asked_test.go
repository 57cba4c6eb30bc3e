package mock_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/mock"
)

// TestAsked: the verdict on a request that the server has validated already is the
// one that the journal would come to by itself.
func TestAsked(t *testing.T) {
	compressed := func(body string) string {
		var b strings.Builder
		w := gzip.NewWriter(&b)
		_, _ = io.WriteString(w, body)
		_ = w.Close()
		return b.String()
	}
	tests := []struct {
		name, method, target, body string
		headers                    []string
		reason                     string
	}{
		{"create", "POST", profileOf("a"), statusOf("1"), nil, "valid and taken"},
		{"conflict", "POST", profileOf("a"), statusOf("1"), nil, "valid and refused"},
		{"compressed", "POST", profileOf("a"), compressed(statusOf("2")), []string{"Content-Encoding", "gzip"}, "both decompress it"},
		{"escaped", "POST", "/education/synchronizationProfiles/%61/profileStatus", statusOf("3"), nil, "both read the path"},
		{"under a rule", "POST", profileOf("ruled"), statusOf("1"), nil, "valid, and a rule answers"},
		{"not there", "GET", profileOf("b"), "", nil, "valid and 404"},
		{"with a body", "GET", profileOf("a"), "x", nil, "nobody reads it"},
		{"list", "GET", profileOf("a") + "History?$top=2", "", nil, "with a query"},
		{"unknown query", "GET", profileOf("a") + "History?other=2", "", nil, "the server refuses it"},
		{"HEAD", "HEAD", profileOf("a"), "", nil, "the document has no such operation"},
		{"enum", "POST", profileOf("a"), strings.Replace(statusOf("4"), "success", "Success", 1), nil, "the server refuses it"},
		{"form", "POST", profileOf("a"), "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, "the server refuses it"},
		{"expected", "POST", profileOf("a"), statusOf("5"), []string{"X-Contract-Expect", "enum"}, "what was expected is not there"},
		{"no path", "GET", "/nothing", "", nil, "there is no operation"},
	}
	for _, powers := range []bool{true, false} {
		options := []mock.Option{still}
		if !powers {
			options = append(options, mock.WithoutTestPowers())
		}
		f := newFaulty(t, false, options...)
		if powers {
			f.rule(t, tenantT, `{"match":{"profile":"ruled"},"answer":{"status":503}}`)
		}
		for _, tt := range tests {
			if _, _, err := f.do(t.Context(), tt.method, "/tenants/t/beta"+tt.target, tt.body, tt.headers...); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		j := f.mock.Journal("t")
		entries := j.Entries("")
		if len(entries) != len(tests) {
			t.Fatalf("%d exchanges were recorded, want %d", len(entries), len(tests))
		}
		for i, e := range entries {
			o := &journal.Observation{Exchange: e.Exchange, Deliberate: e.Rule != ""}
			if e.RequestHeader.Get("Authorization") == "" {
				t.Fatalf("%s: the token is not even named", tests[i].name)
			}
			want := j.Validate(o)
			of := func(found []contract.Violation) (list []string) {
				for _, v := range found {
					if v.Rule != "expect" { // which the journal says beside the verdict
						list = append(list, string(v.Side)+" "+v.Rule+" "+v.Target)
					}
				}
				return list
			}
			if got := of(e.Violations); !slices.Equal(got, of(want.Violations)) || e.RequestCut != want.RequestCut || e.Status == http.StatusInternalServerError {
				t.Errorf("%s, test powers %t: recorded %q, cut %t; the journal alone finds %q, cut %t\nreason: %s", tests[i].name, powers, got, e.RequestCut, of(want.Violations), want.RequestCut, tests[i].reason)
			}
		}
	}
}
