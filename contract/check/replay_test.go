package check_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/server"
)

// TestReplayStepTwice sends what a finding needs although another line has
// created the same object already: a server that refuses to do so twice is right.
func TestReplayStepTwice(t *testing.T) {
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	const target = "/beta/education/synchronizationProfiles/p/profileStatus"
	create := check.Recorded{
		ID: 1, Phase: "schema", Method: http.MethodPost, Target: target,
		RequestHeader: http.Header{"Content-Type": {"application/json"}},
		RequestBody:   `{"id":"aa","status":"success","lastSynchronizationDateTime":"2026-11-23T10:00:00Z"}`,
	}
	read := check.Recorded{ID: 3, Phase: "schema", Operation: "getProfileStatus", Method: http.MethodGet, Target: target, RequestHeader: http.Header{}}
	again := create
	again.ID = 2
	read.Steps = []check.Recorded{again}
	var record strings.Builder
	for _, line := range []check.Recorded{create, read} {
		if line.ID == create.ID {
			line.Operation, line.Excuse = "createProfileStatus", []int{http.StatusConflict}
		}
		if err := json.NewEncoder(&record).Encode(line); err != nil {
			t.Fatal(err)
		}
	}
	cfg := check.Config{Base: "http://replay.test", Document: []byte(profilestatus.OpenAPI()), Transport: direct{srv}}
	r, err := check.Replay(t.Context(), cfg, strings.NewReader(record.String()))
	if err != nil || len(r.Findings) > 0 || r.Requests != 3 {
		t.Errorf("%d requests, found %v (%v)", r.Requests, r.Findings, err)
	}
}
