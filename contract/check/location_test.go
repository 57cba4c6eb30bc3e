package check_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// TestLocationBesideLink: a link of the document leads to what was created, and so
// must the Location that the server sends beside it.
func TestLocationBesideLink(t *testing.T) {
	for _, tt := range []struct {
		location string
		broken   bool
		reason   string
	}{
		{"", false, "none is needed"},
		{"/orders/999999", true, "it leads to nothing"},
		{"/elsewhere/7", false, "the document does not have it"},
		{"https://orders.example/v9/7", false, "it may be on another host"},
	} {
		shop := newShop(t, nil)
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/orders") && tt.location != "" {
				w.Header().Set("Location", tt.location)
			}
			shop.ServeHTTP(w, r)
		})
		r := run(t, check.Config{Base: "http://shop.test", Document: shopDocument(t), Seed: 1, Cases: -1, Only: []string{"examples", "state"}, Transport: direct{h}})
		if breaks(r, "location") != tt.broken || !r.Holds() {
			t.Errorf("Location %q is broken: %t, want %t\n%s\nreason: %s", tt.location, breaks(r, "location"), tt.broken, explain(r), tt.reason)
		}
	}
}

// TestReplayNewIDs: what a scenario that runs anew creates has none of the ids that
// lines of the record had.
func TestReplayNewIDs(t *testing.T) {
	var record, again bytes.Buffer
	srv := newServer(t)
	cfg := check.Config{Base: srv.URL, Document: []byte(profilestatus.OpenAPI()), Seed: 1, Cases: -1, Only: []string{"examples", "state"}, Record: &record}
	run(t, cfg)
	cfg.Record = &again
	if _, err := check.Replay(t.Context(), cfg, &record); err != nil {
		t.Fatal(err)
	}
	ids := make(map[string]string) // the phase, by id
	decoder := json.NewDecoder(&again)
	for decoder.More() {
		var line check.Recorded
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		var body struct{ ID string }
		if line.Method != http.MethodPost || json.Unmarshal([]byte(line.RequestBody), &body) != nil || !strings.HasPrefix(body.ID, "ck") {
			continue
		}
		if phase, met := ids[body.ID]; met && phase != line.Phase {
			t.Errorf("%s is made in the phases %s and %s: a server may refuse the second", body.ID, phase, line.Phase)
		}
		ids[body.ID] = line.Phase
	}
	if len(ids) == 0 {
		t.Error("no id was sent")
	}
}

// TestCasesNotSent: a phase that sent nothing did not succeed either.
func TestCasesNotSent(t *testing.T) {
	r := run(t, check.Config{Base: "http://shop.test", Document: shopDocument(t), Seed: 1, Cases: -1, Only: []string{"examples", "auth", "schema"}, Transport: direct{newShop(t, nil)}})
	for name, want := range map[string]string{"examples": "", "auth": "no request was sent", "random": "not asked for"} {
		for _, c := range r.Cases {
			if c.Group == "placeOrder" && c.Name == name && c.Skipped != want {
				t.Errorf("%s is skipped since %q, want %q", name, c.Skipped, want)
			}
		}
	}
	if len(r.Cases) == 0 || r.Verdict() == report.Broken {
		t.Errorf("%d cases\n%s", len(r.Cases), explain(r))
	}
}
