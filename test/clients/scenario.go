package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/gen"
)

// The steps of the scenario, in their order. A scenario prints "ok - " and the
// name after each that held, and ends with an error after one that did not.
var steps = []struct{ name, does string }{
	{"server-id", "create a status without an id and get one that the service generated"},
	{"own-id", "create one with an id of one's own"},
	{"newest", "read the newest status and compare every field"},
	{"conflict", "repeat the id and catch the typed 409"},
	{"enum", "bypass the type system to send an unknown status, and read the typed 400 with its details"},
	{"token", "send no token and catch the typed 401"},
	{"pages", "create 250 statuses and read them in pages of 100, by the next link"},
	{"delete", "delete, read, and catch the typed 404"},
	{"escape", "use a profile id with unusual characters, and one that needs escaping and is refused"},
}

// The statuses that the scenario creates.
const (
	entries  = 250 // under the second profile
	pageSize = 100
)

var (
	synchronized = time.Date(2026, 11, 23, 9, 58, 12, 123456789, time.UTC) // the first status
	ownTime      = time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)         // the second
)

// An expectation is an exchange that the service must have seen.
type expectation struct {
	step      string
	operation string
	profile   string // in the path, as it is on the wire, or how it ends
	top       string // in the query
	status    int
	// rule is the one that the client breaks on purpose, at target.
	rule, target string
	answer       func(body []byte) error
}

// expectations returns what the service must have seen of a client's scenario.
func expectations(c *client) []expectation {
	const create, read, list, remove = "createProfileStatus", "getProfileStatus", "listProfileStatusHistory", "deleteProfileStatus"
	expected := []expectation{
		{step: "server-id", operation: create, profile: "/school-1", status: 201, answer: isStatus("", gen.EducationSynchronizationStatusSuccess, synchronized)},
		{step: "own-id", operation: create, profile: "/school-1", status: 201, answer: isStatus("run-1", gen.EducationSynchronizationStatusQuarantined, ownTime)},
		{step: "newest", operation: read, profile: "/school-1", status: 200, answer: isStatus("run-1", gen.EducationSynchronizationStatusQuarantined, ownTime)},
		{step: "conflict", operation: create, profile: "/school-1", status: 409},
		{step: "enum", operation: create, profile: "/school-1", status: 400, rule: "enum", target: "/status"},
		{step: "token", operation: read, profile: "/school-1", status: 401, rule: "authorization"},
	}
	for i := range entries {
		expected = append(expected, expectation{step: "pages", operation: create, profile: "/school-2", status: 201, answer: isStatus(entryID(i), "", time.Time{})})
	}
	for first := entries; first > 0; first -= pageSize {
		expected = append(expected, expectation{step: "pages", operation: list, profile: "/school-2", top: strconv.Itoa(pageSize), status: 200, answer: isPage(first)})
	}
	expected = append(expected,
		expectation{step: "delete", operation: remove, profile: "/school-1", status: 204},
		expectation{step: "delete", operation: read, profile: "/school-1", status: 404},
		expectation{step: "escape", operation: create, profile: "/~school.3", status: 201},
		expectation{step: "escape", operation: read, profile: "/~school.3", status: 200},
	)
	if c.Unsent {
		return expected
	}
	// A client may write the blank as a plus sign, as in a query: it is refused as well.
	return append(expected, expectation{step: "escape", profile: "3%2F%C3%A4", status: 400, rule: "pattern", target: "path/educationSynchronizationProfileId"})
}

// entryID returns the id of a status of the second profile, counted from 0.
func entryID(i int) string { return fmt.Sprintf("e-%03d", i+1) }

// isStatus returns a check that a body is a status with these values. The empty
// id is any; an instant may have lost the part of a second that a language does
// not hold, the zero instant is any.
func isStatus(id string, status gen.EducationSynchronizationStatus, instant time.Time) func([]byte) error {
	return func(body []byte) error {
		var got gen.EducationSynchronizationProfileStatus
		if err := json.Unmarshal(body, &got); err != nil {
			return err
		}
		switch {
		case id != "" && got.ID != id:
			return fmt.Errorf("id %q, want %q", got.ID, id)
		case status != "" && got.Status != status:
			return fmt.Errorf("status %q, want %q", got.Status, status)
		case !instant.IsZero() && precision(got.LastSynchronizationDateTime, instant) == "":
			return fmt.Errorf("instant %v, want %v, at least to the second", got.LastSynchronizationDateTime, instant)
		}
		return nil
	}
}

// isPage returns a check that a body is the page that begins with the status of
// this number, counted from 1.
func isPage(first int) func([]byte) error {
	return func(body []byte) error {
		var page gen.EducationSynchronizationProfileStatusCollection
		if err := json.Unmarshal(body, &page); err != nil {
			return err
		}
		if want := min(first, pageSize); len(page.Value) != want {
			return fmt.Errorf("a page of %d, want %d", len(page.Value), want)
		}
		if got, want := page.Value[0].ID, entryID(first-1); got != want {
			return fmt.Errorf("a page that begins with %s, want %s", got, want)
		}
		return nil
	}
}

// precision returns the unit to which an instant is right, or nothing.
func precision(got, want time.Time) string {
	for _, p := range []struct {
		name string
		unit time.Duration
	}{{"ns", time.Nanosecond}, {"100 ns", 100 * time.Nanosecond}, {"µs", time.Microsecond}, {"ms", time.Millisecond}, {"s", time.Second}} {
		if got.Equal(want.Truncate(p.unit)) {
			return p.name
		}
	}
	return ""
}

// witness compares what the service saw with what a scenario must have done, so
// that no scenario can claim what it did not do. Reads beyond those are allowed,
// and after the last step anything if the client has further steps. It returns
// the precision of the first status's instant.
func witness(seen []*journal.Entry, c *client) (unit string, err error) {
	expected := expectations(c)
	for _, e := range seen {
		if len(expected) == 0 {
			if len(c.More) > 0 || extra(e) {
				continue
			}
			return unit, fmt.Errorf("after the last step the service saw %s", outline(e))
		}
		want := expected[0]
		mismatch := want.compare(e)
		switch {
		case mismatch == nil:
			if unit == "" {
				var first gen.EducationSynchronizationProfileStatus
				if err := json.Unmarshal(e.ResponseBody, &first); err == nil {
					unit = precision(first.LastSynchronizationDateTime, synchronized)
				}
			}
			expected = expected[1:]
		case !extra(e):
			return unit, fmt.Errorf("step %s: the service saw %s: %w", want.step, outline(e), mismatch)
		}
	}
	if len(expected) > 0 {
		return unit, fmt.Errorf("step %s: the service never saw its request that is answered with %d", expected[0].step, expected[0].status)
	}
	return unit, nil
}

// extra reports whether an exchange is a read that changed nothing and was right.
func extra(e *journal.Entry) bool {
	return e.Method == http.MethodGet && e.Status == http.StatusOK && len(e.Violations) == 0
}

// outline is an exchange in a few words.
func outline(e *journal.Entry) string {
	return fmt.Sprintf("%s %s → %d", e.Method, e.Target, e.Status)
}

// compare returns what an exchange has that is not expected.
func (x expectation) compare(e *journal.Entry) error {
	switch {
	case x.operation != "" && e.Operation != x.operation:
		return fmt.Errorf("operation %q, want %s", e.Operation, x.operation)
	case e.Status != x.status:
		return fmt.Errorf("want status %d", x.status)
	case !strings.Contains(unescapeTilde(e.Target), x.profile+"/"):
		return fmt.Errorf("want profile %s", x.profile)
	case x.top != "" && !hasTop(e.Target, x.top):
		return fmt.Errorf("want $top %s", x.top)
	}
	broken := false
	for _, v := range e.Violations {
		if v.Side == contract.InRequest && v.Rule == x.rule && (x.target == "" || v.Target == x.target) {
			broken = true
			continue
		}
		return fmt.Errorf("the %s breaks the contract: %s %s: %s", v.Side, v.Rule, v.Target, v.Message)
	}
	if x.rule != "" && !broken {
		return fmt.Errorf("the request does not break %q %s", x.rule, x.target)
	}
	if x.answer == nil {
		return nil
	}
	return x.answer(e.ResponseBody)
}

// hasTop reports whether a target asks for pages of this size.
func hasTop(target, size string) bool {
	u, err := url.ParseRequestURI(target)
	return err == nil && u.Query().Get("$top") == size
}

// unescapeTilde undoes an escape that RFC 3986 section 2.3 calls equivalent.
func unescapeTilde(target string) string {
	return strings.NewReplacer("%7E", "~", "%7e", "~").Replace(target)
}
