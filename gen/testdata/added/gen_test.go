package gen_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/gen"
)

// TestAdded: every added property reaches the generated type and comes out of
// it again.
func TestAdded(t *testing.T) {
	const data = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z",
		"addedNote":"a \"b\"","addedAttempt":1.0,"addedTotal":9007199254740993,"addedRatio":0.25,"addedDryRun":true,"addedStartedDateTime":"2026-11-23T09:00:00+01:00",
		"addedRunId":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11","addedTags":["a","b"],"addedSteps":[{"phase":"read","tries":2.0}],"addedRows":[[1,2e0],[]],
		"addedStep":{"phase":"write"},"addedLabels":{"a":"b"},"addedSchool":{"name":"c","rooms":[{"floor":3},{}]}}`
	const want = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z",
		"addedNote":"a \"b\"","addedAttempt":1,"addedTotal":9007199254740993,"addedRatio":0.25,"addedDryRun":true,"addedStartedDateTime":"2026-11-23T09:00:00+01:00",
		"addedRunId":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11","addedTags":["a","b"],"addedSteps":[{"phase":"read","tries":2}],"addedRows":[[1,2],[]],
		"addedStep":{"phase":"write"},"addedLabels":{"a":"b"},"addedSchool":{"name":"c","rooms":[{"floor":3},{}]}}`
	value, ok := validator(t)(data)
	if !ok {
		t.Fatal("the validator does not know the added properties")
	}
	var body gen.CreateProfileStatusJSONRequestBody
	if err := body.BindJSON(value); err != nil {
		t.Fatal(err)
	}
	if body.AddedNote == nil || *body.AddedNote != `a "b"` || body.AddedAttempt == nil || *body.AddedAttempt != 1 {
		t.Errorf("bound %+v", body)
	}
	if diff := cmp.Diff(decode(t, []byte(want)), decode(t, body.AppendJSON(nil))); diff != "" {
		t.Errorf("bound and written (-want +got):\n%s", diff)
	}
}
