package check_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
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

// TestReplayOwned: an id of the recorded run may be that of something else by now. What
// the replay created is deleted at its end.
func TestReplayOwned(t *testing.T) {
	const at = "parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {2XX: {description: d}}"
	document := inDocument("  /things: {post: {operationId: create, responses: {2XX: {description: d, content: {application/json: {schema: {type: object}}}}}}}\n" +
		"  /things/{id}: {put: {operationId: replace, " + at + "}, delete: {operationId: remove, " + at + "}}\n")
	create := check.Recorded{ID: 1, Phase: "schema", Operation: "create", Method: http.MethodPost, Target: "/things"}
	change := func(operation, method, target string, told bool) check.Recorded {
		line := check.Recorded{ID: 2, Phase: "schema", Operation: operation, Method: method, Target: target}
		if told {
			line.Parts = []report.Part{{Text: "/things/"}, {Text: "7", From: 1, By: "/id"}}
		}
		return line
	}
	tests := []struct {
		name   string
		create int // the status of the create
		line   check.Recorded
		want   string
		reason string
	}{
		{"told", 201, change("remove", "DELETE", "/things/7", true), "POST /things DELETE /things/8 DELETE /things/8", "the create of this run tells its id"},
		{"not told", 500, change("remove", "DELETE", "/things/7", true), "POST /things", "nothing was created"},
		{"not told, a change", 500, change("replace", "PUT", "/things/7", true), "POST /things", "likewise"},
		{"not known", 201, change("remove", "DELETE", "/things/7", false), "POST /things DELETE /things/8", "the record does not say where the id is from"},
		{"wrong path", 201, change("remove", "DELETE", "/things/x", false), "POST /things DELETE /things/x DELETE /things/8", "nothing can be there"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sent []string
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sent = append(sent, r.Method+" "+r.URL.Path)
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(tt.create)
				_, _ = w.Write([]byte(`{"id":8}`))
			})
			var record strings.Builder
			for _, line := range []check.Recorded{create, tt.line} {
				line.Nonce = "0123456789"
				if err := json.NewEncoder(&record).Encode(line); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := check.Replay(t.Context(), check.Config{Base: "http://replay.test", Document: document, Transport: direct{h}}, strings.NewReader(record.String())); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(sent, " "); got != tt.want {
				t.Errorf("the server got %s, want %s\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
