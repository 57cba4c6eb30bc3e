package server_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example"
	"profilestatus.example/gen"
	"profilestatus.example/server"
)

// TestAnswers: the members of an answer keep their order.
func TestAnswers(t *testing.T) {
	ts := start(t, server.WithPublicURL("https://mock.example"))
	const a = `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"a","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
	b := strings.Replace(a, `"id":"a"`, `"id":"b"`, 1)
	for id, want := range map[string]string{"a": a, "b": b} {
		if r := mustSend(t, ts, 201, "POST", strings.Replace(statusPath, "p1", id, 1), strings.Replace(validBody, "{", `{"id":"`+id+`",`, 1)); r.body != want+"\n" {
			t.Errorf("created %s, want %s", r.body, want)
		}
	}
	for _, id := range []string{"a", "b"} {
		mustSend(t, ts, 201, "POST", statusPath, strings.Replace(validBody, "{", `{"id":"`+id+`",`, 1))
	}
	want := `{"value":[` + b + `],"@odata.nextLink":"https://mock.example` + historyPath + `?$top=1&$skiptoken=`
	if r := mustSend(t, ts, 200, "GET", historyPath+"?$top=1", ""); !strings.HasPrefix(r.body, want) {
		t.Errorf("page %s, want %s…", r.body, want)
	}
}

// TestDefaultTop: a page has as many statuses as the document says.
func TestDefaultTop(t *testing.T) {
	if text := fmt.Sprintf("default: %d\n", gen.TopDefault); strings.Count(profilestatus.OpenAPI(), text) != 1 {
		t.Fatalf("the document has not exactly one %q", text)
	}
	ts := start(t)
	for range gen.TopDefault + 1 {
		mustSend(t, ts, 201, "POST", statusPath, validBody)
	}
	var page gen.EducationSynchronizationProfileStatusCollection
	if err := json.Unmarshal([]byte(mustSend(t, ts, 200, "GET", historyPath, "").body), &page); err != nil {
		t.Fatal(err)
	}
	if len(page.Value) != int(gen.TopDefault) || page.OdataNextLink == nil {
		t.Errorf("the page has %d statuses, next link %v", len(page.Value), page.OdataNextLink)
	}
}

func TestSkipTokenRefused(t *testing.T) {
	tests := []struct{ name, token, wantRule, reason string }{
		{"short", "AAAAAAA", "parameter", "seven characters are five bytes"},
		{"long", "AAAAAAAAAAIA", "parameter", "twelve characters are nine bytes"},
		{"zero", "AAAAAAAAAAA", "parameter", "no page begins at 0: it would be empty"},
		{"negative", "_________-8", "parameter", "positions are positive"},
		{"bits left over", "AAAAAAAAAAJ", "parameter", "the last character has bits beyond the eight bytes"},
		{"base64 of odd length", "A", "parameter", "a single character is no byte"},
		{"other alphabet", "AAAAAAAAAA%2B", "pattern", "the document allows only the alphabet for URLs"},
		{"padded", "AAAAAAAAAAI=", "pattern", "the service writes no padding"},
		{"empty", "", "minLength", "no token is not an empty token"},
	}
	ts := start(t)
	mustSend(t, ts, 201, "POST", statusPath, validBody)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			p := mustSend(t, ts, 400, "GET", historyPath+"?$skiptoken="+tt.token, "").problem(t)
			found := ""
			for _, d := range *p.Details {
				if d.Target == "query/$skiptoken" {
					found += d.Code + " "
				}
			}
			if !strings.Contains(found, tt.wantRule) {
				t.Errorf("rules %q, want %s\nreason: %s", found, tt.wantRule, tt.reason)
			}
		})
	}
	mustSend(t, ts, 200, "GET", historyPath+"?$skiptoken=AAAAAAAAAAI", "")
}

// TestNextLinkHost calls the handler itself, since Go's client and its server
// for HTTP/1 let few of these hosts through.
func TestNextLinkHost(t *testing.T) {
	tests := []struct {
		name, host string
		want       string // what the next link begins with, "" for a refusal
		reason     string
	}{
		{"name", "mock.example:99", "http://mock.example:99/beta/", "the client reached us by this name"},
		{"IPv6", net.JoinHostPort("::1", "80"), "http://[::1]:80/beta/", "brackets are part of a host"},
		{"not ASCII", "a\x80", "", "Go's server for HTTP/2 lets it through, and it is the name of no host"},
		{"quote", `a"b`, "", "it is the name of no host"},
		{"none", "", "", "HTTP/1.0 has none, and no link leads back to us"},
		{"long", strings.Repeat("a", 261), "", "no name has 261 characters, and the link would be longer than the document allows"},
	}
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(srv)
	defer ts.Close()
	for range 2 {
		mustSend(t, ts, 201, "POST", statusPath, validBody)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			r := httptest.NewRequest(http.MethodGet, historyPath+"?$top=1", nil)
			r.Host = tt.host
			r.Header.Set("Authorization", "Bearer t")
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, r)
			var page gen.EducationSynchronizationProfileStatusCollection
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if w.Code != 400 || !strings.Contains(w.Body.String(), `"target":"header/Host"`) {
					t.Errorf("got %d %s, want a refusal of the host\nreason: %s", w.Code, w.Body, tt.reason)
				}
				return
			}
			if w.Code != 200 || page.OdataNextLink == nil || !strings.HasPrefix(*page.OdataNextLink, tt.want) {
				t.Errorf("got %d %s, want a link that begins with %s\nreason: %s", w.Code, w.Body, tt.want, tt.reason)
			}
		})
	}
}
