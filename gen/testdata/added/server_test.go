package server_test

import (
	"strings"
	"testing"
)

// TestAdded: a create with an added property succeeds and can be read back, and
// the document still decides what is right.
func TestAdded(t *testing.T) {
	ts := start(t)
	for _, member := range []string{`"addedNote":"a"`, `"addedAttempt":1.0`, `"addedDryRun":true`, `"addedStartedDateTime":null`, `"addedTags":[]`, `"addedSchool":{"name":"c"}`, `"addedStep":{"phase":"read","x":1}`} {
		created := mustSend(t, ts, 201, "POST", statusPath, strings.Replace(validBody, "{", "{"+member+",", 1))
		if got := mustSend(t, ts, 200, "GET", created.Header.Get("Location"), ""); got.body != created.body {
			t.Errorf("read %s, created %s", got.body, created.body)
		}
	}
	mustSend(t, ts, 400, "POST", statusPath, strings.Replace(validBody, "{", `{"addedAttempt":10,`, 1))
}
