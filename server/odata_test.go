package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/gen"
)

// TestSelect: an answer has what is selected, in its usual order.
func TestSelect(t *testing.T) {
	const odataType = `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus"`
	const whole = odataType + `,"id":"a","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
	tests := []struct{ name, target, want, reason string }{
		{"newest", statusPath + "?$select=id,status", odataType + `,"id":"a","status":"success"}`, "only what is named, and control information"},
		{"escaped", statusPath + "?%24select=status%2Cid", odataType + `,"id":"a","status":"success"}`, "as SDKs of Graph may write it; the order of the names changes nothing"},
		{"one", statusPath + "?$select=lastSynchronizationDateTime", odataType + `,"lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`, "one name is a list"},
		{"star", statusPath + "?$select=*", whole, "every property"},
		{"star and more", statusPath + "?$select=id,*", whole, "every property, whatever is named beside it"},
		{"twice", statusPath + "?$select=id,id", odataType + `,"id":"a"}`, "a name once more asks for nothing more"},
		{"entry", historyPath + "/a?$select=id", odataType + `,"id":"a"}`, "the same for one entry"},
		{"page", historyPath + "?$select=id", `{"value":[` + odataType + `,"id":"a"}]}`, "each status of a page"},
		{"empty page", strings.Replace(historyPath, "p1", "p2", 1) + "?$select=id", `{"value":[]}`, "no status, nothing to select of"},
		{"beside others", historyPath + "?$top=1&trace=1&$select=id", `{"value":[` + odataType + `,"id":"a"}]}`, "other options stay what they are"},
		{"none", statusPath + "?trace=1", whole, "without the option everything is there"},
	}
	ts := start(t)
	mustSend(t, ts, 201, "POST", statusPath, strings.Replace(validBody, "{", `{"id":"a",`, 1))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := mustSend(t, ts, 200, "GET", tt.target, ""); r.body != tt.want+"\n" || r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("got %s %v\nwant %s, reason: %s", r.body, r.Header, tt.want, tt.reason)
			}
		})
	}
}

// TestSelectRefused: the error names what can be selected.
func TestSelectRefused(t *testing.T) {
	ts := start(t)
	p := mustSend(t, ts, 400, "GET", statusPath+"?$select=id,colour", "").problem(t)
	want := `query/$select: "colour" is not allowed; it must be one of id, status, lastSynchronizationDateTime, *.`
	if p.Message != want || p.Code != "BadRequest" {
		t.Errorf("got %s %s\nwant %s", p.Code, p.Message, want)
	}
	mustSend(t, ts, 400, "POST", statusPath+"?$select=id", validBody)
	mustSend(t, ts, 404, "GET", statusPath+"?$select=id", "")
	mustSend(t, ts, 404, "GET", historyPath+"/a?$select=id", "")
	mustSend(t, ts, 400, "GET", historyPath+"?$select=id&$skiptoken=AAAAAAAAAAA", "")
}

// TestSelectPages: pages that follow have the same selection.
func TestSelectPages(t *testing.T) {
	ts := start(t)
	for range 3 {
		mustSend(t, ts, 201, "POST", statusPath, validBody)
	}
	target, ids := historyPath+"?$top=1&%24select=id%2Cstatus", make(map[string]bool)
	for target != "" {
		var page gen.EducationSynchronizationProfileStatusCollection
		r := mustSend(t, ts, 200, "GET", target, "")
		if err := json.Unmarshal([]byte(r.body), &page); err != nil {
			t.Fatal(err)
		}
		if len(page.Value) != 1 || strings.Contains(r.body, `"lastSynchronizationDateTime"`) {
			t.Fatalf("%s answers %s", target, r.body)
		}
		ids[page.Value[0].ID] = true
		if target = ""; page.OdataNextLink != nil {
			_, target, _ = strings.Cut(*page.OdataNextLink, "//")
			_, target, _ = strings.Cut(target, "/")
			target = "/" + target
			if !strings.HasSuffix(target, "&$select=id,status") {
				t.Errorf("the next link is %s", target)
			}
		}
	}
	if len(ids) != 3 {
		t.Errorf("met %d statuses, want 3", len(ids))
	}
}

// TestReturn: a create answers without a body where that is preferred.
func TestReturn(t *testing.T) {
	tests := []struct {
		name   string
		prefer []string // lines of the header
		status int
		want   string // Preference-Applied
		reason string
	}{
		{"none", nil, 201, "", "as ever"},
		{"minimal", []string{"return=minimal"}, 204, "return=minimal", "what was asked for"},
		{"representation", []string{"return=representation"}, 201, "return=representation", "the default, asked for"},
		{"in a list", []string{"respond-async, return=minimal; x=1, odata.maxpagesize=10"}, 204, "return=minimal", "others are ignored, parameters too (RFC 7240 section 2)"},
		{"two lines", []string{"odata.maxpagesize=10", `Return = "minimal"`}, 204, "return=minimal", "lines are one list, names ignore case, a token may be quoted"},
		{"both", []string{"return=representation, return=minimal"}, 201, "return=representation", "the first one counts"},
		{"another value", []string{"return=nothing"}, 201, "", "what is not known is ignored"},
		{"no value", []string{"return"}, 201, "", "what is not known is ignored"},
		{"quoted", []string{`x="\", return=minimal"`}, 201, "", "a part of another value"},
		{"unfinished", []string{`return="minimal`}, 204, "return=minimal", "what is meant is plain"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := strings.Replace(statusPath, "p1", strings.ReplaceAll(tt.name, " ", "-"), 1)
			r, err := http.NewRequest("POST", ts.URL+path, strings.NewReader(validBody))
			if err != nil {
				t.Fatal(err)
			}
			r.Header = http.Header{"Authorization": {"Bearer t"}, "Content-Type": {"application/json"}, "Prefer": tt.prefer}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			location := resp.Header.Get("Location")
			if resp.StatusCode != tt.status || resp.Header.Get("Preference-Applied") != tt.want || (resp.Header.Get("Vary") == "Prefer") != (tt.want != "") {
				t.Errorf("got %s %v\nwant %d, applied %q, reason: %s", resp.Status, resp.Header, tt.status, tt.want, tt.reason)
			}
			if id := resp.Header.Get("OData-EntityId"); tt.status == 204 && (id != location || resp.ContentLength != 0 || resp.Header.Get("Content-Type") != "") {
				t.Errorf("204 with the entity id %q at %q, %d bytes of %q", id, location, resp.ContentLength, resp.Header.Get("Content-Type"))
			}
			mustSend(t, ts, 200, "GET", location, "")
		})
	}
	for _, method := range []string{"GET", "DELETE"} {
		if r := send(t, ts, method, strings.Replace(statusPath, "p1", "none", 1), "", "Prefer", "return=minimal"); r.Header.Get("Preference-Applied") != "" || r.StatusCode == 204 != (method == "DELETE") {
			t.Errorf("%s: %s %v", method, r.Status, r.Header)
		}
	}
	mustSend(t, ts, 201, "POST", statusPath, strings.Replace(validBody, "{", `{"id":"a",`, 1))
	if r := mustSend(t, ts, 409, "POST", statusPath, strings.Replace(validBody, "{", `{"id":"a",`, 1), "Prefer", "return=minimal"); r.Header.Get("Preference-Applied") != "" {
		t.Errorf("nothing was created: %v", r.Header)
	}
}
