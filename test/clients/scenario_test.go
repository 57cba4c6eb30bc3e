package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/test/internal/service"
)

// A call is a request of a scenario.
type call struct {
	method, target, body string
	anonymous            bool
}

// scenario returns the requests of a right scenario.
func scenario() []call {
	const first, second, third = "/education/synchronizationProfiles/school-1/profileStatus", "/education/synchronizationProfiles/school-2/profileStatus", "/education/synchronizationProfiles/~school.3/profileStatus"
	status := func(id, status, instant string) string {
		return fmt.Sprintf(`{"id":%q,"status":%q,"lastSynchronizationDateTime":%q}`, id, status, instant)
	}
	const own = "2026-11-22T22:15:00Z"
	calls := []call{
		{method: "POST", target: first, body: `{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:58:12.123456+01:00"}`},
		{method: "POST", target: first, body: status("run-1", "quarantined", own)},
		{method: "GET", target: first},
		{method: "POST", target: first, body: status("run-1", "paused", own)},
		{method: "POST", target: first, body: status("run-2", "finished", own)},
		{method: "GET", target: first, anonymous: true},
	}
	for i := range entries {
		calls = append(calls, call{method: "POST", target: second, body: status(entryID(i), "inProgress", own)})
	}
	return append(calls,
		call{method: "GET", target: second + "History?$top=100"},
		call{method: "GET", target: "next"},
		call{method: "GET", target: "next"},
		call{method: "DELETE", target: first},
		call{method: "GET", target: first},
		call{method: "POST", target: third, body: status("run-1", "success", own)},
		call{method: "GET", target: third},
		call{method: "GET", target: strings.Replace(first, "school-1", "school%203%2F%C3%A4", 1)},
	)
}

// The calls of a scenario by their place.
const (
	atConflict = 3
	atEnum     = 4
	atToken    = 5
	atPages    = 6
	atList     = atPages + entries
	atDelete   = atList + 3
	atEscape   = atDelete + 2
)

// TestWitness: what the service saw of a right scenario is accepted, and a
// scenario that leaves something out or does something else is found out, in the
// step where it does.
func TestWitness(t *testing.T) {
	further := client{More: []string{"retry"}}
	tests := []struct {
		name   string
		change func(calls []call) []call
		client client
		want   string // in the error
		reason string
	}{
		{"right", nil, client{}, "", "it is the scenario"},
		{"nothing", func([]call) []call { return nil }, client{}, "step server-id: the service never saw", "a scenario may not only print that it was there"},
		{"further read", insert(atConflict, call{method: "GET", target: "/education/synchronizationProfiles/school-1/profileStatusHistory/run-1"}), client{}, "", "a scenario may look more often"},
		{"further write", insert(atPages, call{method: "DELETE", target: "/education/synchronizationProfiles/school-2/profileStatus"}), client{}, "step pages", "it is not in the scenario"},
		{"after the end", insert(-1, call{method: "DELETE", target: "/education/synchronizationProfiles/school-2/profileStatus"}), client{}, "after the last step", "it is not in the scenario"},
		{"steps of its own", insert(-1, call{method: "DELETE", target: "/education/synchronizationProfiles/school-2/profileStatus"}), further, "", "the client has further steps"},
		{"another instant", edit(0, "12.123456", "13.123456"), client{}, "step server-id", "a wrong zone or a lost second is a wrong instant"},
		{"whole seconds", edit(0, "12.123456", "12"), client{}, "", "a language may hold no more"},
		{"another status", edit(1, "quarantined", "error"), client{}, "step own-id", "the enum was mixed up"},
		{"no conflict", edit(atConflict, "run-1", "run-3"), client{}, "step conflict", "there was no 409 to catch"},
		{"right status", edit(atEnum, "finished", "success"), client{}, "step enum", "there was no 400 to catch"},
		{"other violation", edit(atEnum, "22:15:00Z", "22:15:00"), client{}, "format /lastSynchronizationDateTime", "a generated client that cannot write an instant is broken"},
		{"a token", func(calls []call) []call { calls[atToken].anonymous = false; return calls }, client{}, "step token", "there was no 401 to catch"},
		{"an entry less", remove(atPages + 7), client{}, "step pages", "249 are not 250"},
		{"a page less", remove(atList + 2), client{}, "step pages", "the last page was not read"},
		{"the same page", func(calls []call) []call { calls[atList+1] = calls[atList]; return calls }, client{}, "step pages", "the next link was not followed"},
		{"no page size", edit(atList, "?$top=100", ""), client{}, "step pages", "the service has the same by default, and would not tell"},
		{"no delete", remove(atDelete), client{}, "step delete", "there was nothing to delete"},
		{"unescaped", edit(atEscape, "~school.3", "school.3"), client{}, "step escape", "the profile id was changed on the way"},
		{"escaped more", edit(atEscape, "~", "%7E"), client{}, "", "it is the same URL by RFC 3986 section 6.2.2.2"},
		{"split", edit(atEscape+2, "%2F", "/"), client{}, "step escape", "a slash of an id must not split the path"},
		{"split, with further steps", edit(atEscape+2, "%2F", "/"), further, "step escape", "further steps do not excuse that"},
		{"not refused", remove(atEscape + 2), client{}, "step escape: the service never saw", "it is in the scenario"},
		{"not refused, with further steps", remove(atEscape + 2), further, "step escape: the service never saw", "further steps do not excuse that"},
		{"refused by itself", remove(atEscape + 2), client{Unsent: true}, "", "the client knows the pattern"},
		{"sent after all", nil, client{Unsent: true}, "after the last step", "what the descriptor says must stay true"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			calls := scenario()
			if tt.change != nil {
				calls = tt.change(calls)
			}
			s, err := service.Start("")
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			play(t, s, calls)
			unit, err := witness(s.Journal.Entries(""), &tt.client)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("witness: %v, want %q\nreason: %s", err, tt.want, tt.reason)
			}
			if tt.name == "right" && unit != "µs" {
				t.Errorf("precision %q, want µs", unit)
			}
		})
	}
}

func insert(at int, c call) func([]call) []call {
	return func(calls []call) []call {
		if at < 0 {
			return append(calls, c)
		}
		return append(calls[:at:at], append([]call{c}, calls[at:]...)...)
	}
}

func remove(at int) func([]call) []call {
	return func(calls []call) []call { return append(calls[:at:at], calls[at+1:]...) }
}

func edit(at int, old, replacement string) func([]call) []call {
	return func(calls []call) []call {
		calls[at].target = strings.ReplaceAll(calls[at].target, old, replacement)
		calls[at].body = strings.ReplaceAll(calls[at].body, old, replacement)
		return calls
	}
}

// play sends the requests; the target "next" is the next link of the answer
// before.
func play(t *testing.T, s *service.Service, calls []call) {
	t.Helper()
	next := ""
	for _, c := range calls {
		target := s.URL + "/beta" + c.target
		if c.target == "next" {
			target = next
		}
		r, err := http.NewRequest(c.method, target, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if !c.anonymous {
			r.Header.Set("Authorization", "Bearer any-token")
		}
		if c.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, link, ok := strings.Cut(string(body), `"@odata.nextLink":"`); ok {
			next, _, _ = strings.Cut(link, `"`)
			next = strings.ReplaceAll(next, `\u0026`, "&")
		}
	}
}
