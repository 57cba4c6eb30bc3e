package server_test

import (
	"encoding/json"
	"testing"

	"profilestatus.example"
	"profilestatus.example/gen"
)

// TestDefaultPage: the size of a page is the document's.
func TestDefaultPage(t *testing.T) {
	document, err := profilestatus.OpenAPIJSON()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Components struct {
			Parameters struct {
				Top struct{ Schema struct{ Default int } }
			}
		}
	}
	if err := json.Unmarshal(document, &d); err != nil {
		t.Fatal(err)
	}
	want := d.Components.Parameters.Top.Schema.Default
	ts := start(t)
	for range want + 1 {
		mustSend(t, ts, 201, "POST", statusPath, validBody)
	}
	r := mustSend(t, ts, 200, "GET", historyPath, "")
	var page gen.EducationSynchronizationProfileStatusCollection
	if err := json.Unmarshal([]byte(r.body), &page); err != nil {
		t.Fatal(err)
	}
	if want == 0 || len(page.Value) != want || page.OdataNextLink == nil {
		t.Errorf("a page has %d statuses and the next link %v, want %d and one", len(page.Value), page.OdataNextLink, want)
	}
	if r.ContentLength != int64(len(r.body)) {
		t.Errorf("Content-Length = %d, want %d: a large page is not sent in chunks", r.ContentLength, len(r.body))
	}
}

func TestSkipToken(t *testing.T) {
	tests := []struct{ name, token, reason string }{
		{"too short", "AAAAAAA", "a position has eight bytes"},
		{"too long", "AAAAAAAAAAAB", "a position has eight bytes"},
		{"zero", "AAAAAAAAAAA", "the place before the newest has no token"},
		{"negative", "__________8", "positions are not negative"},
		{"not canonical", "AAAAAAAAAAJ", "the last bits stand for nothing, so there would be several for a place"},
		{"one character", "A", "not base64"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			p := mustSend(t, ts, 400, "GET", historyPath+"?$skiptoken="+tt.token, "").problem(t)
			if p.Details == nil || (*p.Details)[0].Code != "parameter" || (*p.Details)[0].Target != "query/$skiptoken" {
				t.Errorf("details = %+v", p.Details)
			}
		})
	}
}
