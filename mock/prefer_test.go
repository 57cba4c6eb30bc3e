package mock_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/mock"
	"profilestatus.example/server"
)

// TestPrefer: a request may ask for an answer, where test powers are on.
func TestPrefer(t *testing.T) {
	tests := []struct {
		name, prefer, method string
		status               int
		has                  string // in the body
		applied              string
		without              int // the status without test powers
		reason               string
	}{
		{"429", "code=429", "POST", 429, "Prefer: code=429", "code=429", 400, "as a rule would answer"},
		{"503", "code=503; foo=bar", "GET", 503, "ServiceUnavailable", "code=503", 400, "RFC 7240 section 2: parameters may follow"},
		{"in a list", `respond-async, Code = "409"`, "POST", 409, "Conflict", "code=409", 400, "lists, quotes and any case"},
		{"twice", "code=404, code=500", "POST", 404, "ResourceNotFound", "code=404", 400, "RFC 7240 section 2: the first one counts"},
		{"success", "code=201", "POST", 201, "run-1", "code=201", 400, "what it would be anyway"},
		{"other success", "code=200", "POST", 400, "code must be one of 201, 400, 401, 403, 404, 409, 413, 415, 429, 500, 503", "", 400, "a create has only one success"},
		{"unknown", "code=418", "GET", 400, "code must be one of 200, 400, 401, 403, 404, 429, 500, 503", "", 400, "the document does not have it"},
		{"word", "code=slow", "GET", 400, `\"slow\"`, "", 400, "no status"},
		{"nothing", "code", "GET", 400, `\"\"`, "", 400, "no value"},
		{"other preferences", "respond-async, wait=10", "POST", 201, "run-1", "", 201, "RFC 7240 section 2: what is not known is ignored"},
		{"return", "return=minimal", "POST", 204, "", "return=minimal", 204, "the service's own preference needs no test powers"},
		{"both", "code=201, return=minimal", "POST", 204, "", "code=201, return=minimal", 400, "one is the mock's, the other the service's"},
		{"error before return", "return=minimal, code=429", "POST", 429, "Prefer: code=429", "code=429", 400, "nothing was created, so there is nothing to leave out"},
		{"quoted", `x="code=429", y="a, code=503"`, "POST", 201, "run-1", "", 201, "RFC 9110 section 5.6.4: a comma in quotes separates nothing"},
		{"a value like it", "x=code", "POST", 201, "run-1", "", 201, "the name counts"},
	}
	f, off := newFaulty(t, false), newFaulty(t, false, mock.WithoutTestPowers())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := ""
			if tt.method == "POST" {
				body = success
			}
			target := "/tenants/" + strings.ReplaceAll(tt.name, " ", "-") + "/beta" + profile
			resp, answer, err := f.do(t.Context(), tt.method, target, body, "Prefer", tt.prefer)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != tt.status || !strings.Contains(answer, tt.has) || resp.Header.Get("Preference-Applied") != tt.applied {
				t.Errorf("got %s %s %v\nwant %d with %s, applied %q\nreason: %s", resp.Status, answer, resp.Header, tt.status, tt.has, tt.applied, tt.reason)
			}
			if found := f.validate(tt.method, "/beta"+profile, body, resp, answer); len(found) > 0 {
				t.Errorf("the document says %v", found)
			}
			resp, answer, err = off.do(t.Context(), tt.method, target, body, "Prefer", tt.prefer)
			if err != nil || resp.StatusCode != tt.without || tt.without == 400 && !strings.Contains(answer, "test powers are off") {
				t.Errorf("without test powers: %v, %s, want %d\nreason: %s", err, answer, tt.without, tt.reason)
			}
		})
	}
}

// TestPreferBeforeRules: what the request asks for comes first, and uses no rule
// up.
func TestPreferBeforeRules(t *testing.T) {
	f := newFaulty(t, false)
	f.rule(t, tenantT, `{"times":1,"answer":{"status":503}}`)
	for i, status := range []int{500, 503} {
		prefer := []string{"code=500", "x"}[i]
		resp, body, err := f.do(t.Context(), "POST", "/tenants/t/beta"+profile, success, "Prefer", prefer)
		if err != nil || resp.StatusCode != status {
			t.Errorf("%s: %v, %s, want %d", prefer, err, body, status)
		}
	}
	if r := f.recorded(t, tenantT); len(r.Findings) > 0 || r.Exchanges[0].Rule != "" || r.Exchanges[1].Rule != "r1" {
		t.Errorf("recorded: %+v", r)
	}
}

// TestRefusePreference: a server that is no mock refuses it by the document, too.
func TestRefusePreference(t *testing.T) {
	s, err := server.New(server.WithCheck(mock.RefusePreference))
	if err != nil {
		t.Fatal(err)
	}
	f := newFaulty(t, false)
	for _, tt := range []struct {
		prefer string
		status int
		reason string
	}{
		{"code=429", 400, "there are no test powers"},
		{"return=minimal", 404, "another preference is ignored"},
		{"", 404, "there is none"},
	} {
		r := httptest.NewRequest("GET", "/beta"+profile, nil)
		r.Header.Set("Authorization", "Bearer x")
		if tt.prefer != "" {
			r.Header.Set("Prefer", tt.prefer)
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, r)
		resp := rec.Result()
		resp.Request = r
		resp.Header.Set("Date", "Mon, 23 Nov 2026 10:00:00 GMT") // Go's server adds it
		if found := f.validate("GET", "/beta"+profile, "", resp, rec.Body.String()); rec.Code != tt.status || len(found) > 0 {
			t.Errorf("%q: %d %s %v, want %d\nreason: %s", tt.prefer, rec.Code, rec.Body, found, tt.status, tt.reason)
		}
	}
}
