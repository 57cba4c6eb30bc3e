package mock_test

import (
	"strings"
	"testing"

	"profilestatus.example/mock"
)

// TestRules plays one conversation about the rules of two tenants.
func TestRules(t *testing.T) {
	f := newFaulty(t, false)
	const throttle = `{"match":{"profile":"school-*"},"answer":{"status":429,"retryAfter":1},"times":2}`
	steps := []struct {
		request, body string
		status        int
		has           string
		reason        string
	}{
		{"GET a/__mock/rules", "", 200, `{"value":[]}`, "there is none"},
		{"POST a/__mock/rules", throttle, 201, `"id":"r1"`, "the first"},
		{"POST a/__mock/rules", `{"delay":{"logNormal":{"median":20,"sigma":1}}}`, 201, `"seed":`, "the seed that the service took is told"},
		{"GET a/__mock/rules/r1", "", 200, `"fired":0`, "by its id"},
		{"GET b/__mock/rules/r1", "", 404, "no rule with this id", "another tenant has none"},
		{"PUT b/__mock/rules/r1", throttle, 404, "no rule with this id", "nor can it make one so"},
		{"DELETE b/__mock/rules/r1", "", 204, "", "what is not there is left so"},
		{"PUT a/__mock/rules/r1", `{"connection":"hang"}`, 200, `"hang"`, "replaced"},
		{"DELETE a/__mock/rules/r1", "", 204, "", "removed"},
		{"GET a/__mock/rules/r1", "", 404, "no rule with this id", "it is gone"},
		{"POST a/__mock/rules", throttle, 201, `"id":"r3"`, "an id is not given again"},
		{"POST a/__mock/rules", `{"answer":{"status":418}}`, 400, "has no such error", "the document has none"},
		{"POST a/__mock/rules", `{"answer":{"status":418}}`, 400, `"target":"/answer/status"`, "the document of the API has no such answer"},
		{"POST a/__mock/rules", `{"answer":{"status":429},"connection":"cut","delay":{}}`, 400, `"target":"/delay"`, "all that is wrong is told"},
		{"POST a/__mock/rules", `{"answer":{"status":429,"headers":{"a\u0013":""},"breaksContract":true}}`, 400, `/answer/headers/a�"`, "an error has no control character"},
		{"PUT a/__mock/clock", `{"now":"0001-01-01T00:00:00+01:00"}`, 400, `"target":"/now"`, "in UTC it is a year before the first"},
		{"PUT a/__mock/clock", `{"now":"0001-01-01T00:00:00Z"}`, 200, "0001-01-01", "the first year"},
		{"POST a/__mock/clock/advance", `{"seconds":3600}`, 200, "0001-01-01T01", "which is further away than a duration reaches"},
		{"PUT a/__mock/clock", `{"now":"9999-12-31T23:59:59.999999999Z"}`, 200, "9999-12-31", "the last year; it goes no further"},
		{"POST a/__mock/clock/advance", `{"seconds":1}`, 400, `"target":"/seconds"`, "nor can it be moved further"},
		{"GET a/__mock/clock", "", 200, "9999-12-31T23:59:59.999999999Z", "it stands"},
		{"DELETE a/__mock/clock", "", 204, "", "the real time again"},
		{"POST a/__mock/rules", `{"answer":{"status":99}}`, 400, `"target":"/answer/status"`, "by the schema"},
		{"POST a/__mock/rules", `{"delay":{"fixed":60001}}`, 400, `"target":"/delay/fixed"`, "a minute is the longest"},
		{"POST a/__mock/rules", `{"match":{"operations":["other"]},"connection":"cut"}`, 400, "createProfileStatus", "the operations that there are"},
		{"PUT a/__mock/rules/r3", `{"answer":{"status":404,"retryAfter":1}}`, 400, `"target":"/answer/retryAfter"`, "checked as a new one"},
		{"GET a/__mock/rules/r3", "", 200, `"school-*"`, "what was refused has changed nothing"},
		{"PUT a/__mock/state", `{"rules":[` + throttle + `,{"answer":{"status":418}}]}`, 400, `"target":"/rules/1/answer/status"`, "also as a part of a state"},
		{"PUT a/__mock/state", `{"rules":[` + throttle + `]}`, 204, "", "which replaces all of them"},
		{"GET a/__mock/rules", "", 200, `"id":"r4"`, "with new ids"},
		{"DELETE a/__mock/rules", "", 204, "", "all of them"},
		{"GET a/__mock/rules", "", 200, `{"value":[]}`, "there is none"},
	}
	for _, step := range steps {
		method, path, _ := strings.Cut(step.request, " ")
		resp, body, err := f.do(t.Context(), method, "/tenants/"+path, step.body)
		if err != nil || resp.StatusCode != step.status || !strings.Contains(body, step.has) {
			t.Errorf("%s %s: %v, %s\nwant %d with %s\nreason: %s", step.request, step.body, err, body, step.status, step.has, step.reason)
		}
	}
}

// TestMaxRules: a tenant has at most a hundred, and another one is not asked.
func TestMaxRules(t *testing.T) {
	f := newFaulty(t, false)
	for range 100 {
		f.rule(t, "a", `{"match":{"profile":"x"},"connection":"reset"}`)
	}
	resp, body, err := f.do(t.Context(), "POST", "/tenants/a/__mock/rules", `{"connection":"reset"}`)
	if err != nil || resp.StatusCode != 409 || !strings.Contains(body, "100 rules") {
		t.Errorf("got %v, %s, want 409", err, body)
	}
	f.rule(t, "b", `{"connection":"reset"}`)
}

// TestRulesWithoutPowers: rules can be read, and nothing else.
func TestRulesWithoutPowers(t *testing.T) {
	f := newFaulty(t, false, mock.WithoutTestPowers())
	for _, tt := range []struct {
		request string
		status  int
		reason  string
	}{
		{"GET __mock/rules", 200, "there is none"},
		{"POST __mock/rules", 403, "it would change answers"},
		{"PUT __mock/rules/r1", 403, "it would change answers"},
		{"DELETE __mock/rules/r1", 403, "it would change answers"},
		{"DELETE __mock/rules", 403, "it would change answers"},
	} {
		method, path, _ := strings.Cut(tt.request, " ")
		body := ""
		if method == "POST" || method == "PUT" {
			body = `{"connection":"reset"}`
		}
		resp, answer, err := f.do(t.Context(), method, "/"+path, body)
		if err != nil || resp.StatusCode != tt.status || tt.status == 403 && !strings.Contains(answer, "--test-powers") {
			t.Errorf("%s: %v, %s, want %d\nreason: %s", tt.request, err, answer, tt.status, tt.reason)
		}
	}
}
