package proxy_test

import (
	"flag"
	"net/http/httptest"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

var seeds = flag.Uint64("seeds", 1, "by how many seeds to check through the proxy")

// TestCheckThroughProxy sends many hundreds of requests, right and wrong in every
// way that the check knows, through the proxy to a server that keeps the
// contract. Neither the check nor the proxy may blame the server.
func TestCheckThroughProxy(t *testing.T) {
	t.Parallel()
	back := httptest.NewServer(service(t))
	defer back.Close()
	f := start(t, back.URL+"/beta")
	for seed := range *seeds {
		var phases []string // all
		if seed > 0 {
			phases = []string{"random", "state"} // the others depend little on chance
		}
		r, err := check.Run(t.Context(), check.Config{
			Base: f.front.URL + "/beta", Document: []byte(profilestatus.OpenAPI()), Seed: seed + 1, Cases: 20, Only: phases,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range r.Findings {
			t.Errorf("seed %d: check found %s: %v", seed+1, found.Operation, found.Violation)
		}
	}
	if err := f.journal.Assert("", contract.InResponse); err != nil {
		t.Error(err)
	}
	counts := f.journal.Counts("")
	if counts.RequestBroken == 0 || counts.RequestBroken == counts.Exchanges {
		t.Errorf("%+v, want some requests to be right and some wrong", counts)
	}
	t.Logf("%+v", counts)
}
