package main

import (
	"fmt"
	"slices"
	"time"
)

const entryType = "#microsoft.graph.educationSynchronizationProfileStatus"

// Kinds of findings.
const (
	lost      = "lost"      // acknowledged, but not stored
	kept      = "kept"      // refused or deleted, but stored
	doubled   = "doubled"   // stored twice
	torn      = "torn"      // stored in part
	reordered = "reordered" // stored after what came later
	wrong     = "wrong"     // an answer that no client should get
	stuck     = "stuck"     // no answer, or no start
	died      = "died"      // the process ended by itself
)

// A finding is a promise that was broken.
type finding struct {
	kind    string
	profile string
	id      string
	text    string
}

func (f finding) String() string {
	if f.profile == "" {
		return f.kind + ": " + f.text
	}
	return fmt.Sprintf("%s: profile %s, id %q: %s", f.kind, f.profile, f.id, f.text)
}

// check compares the histories, newest first, with what was sent and answered.
func check(sent ledger, deletions []*deletion, histories map[string][]entry) []finding {
	var found []finding
	stored := make(map[*attempt]bool)
	for profile, history := range histories {
		oldestFirst := slices.Clone(history)
		slices.Reverse(oldestFirst)
		var order []*attempt
		ids := make(map[string]bool)
		for _, e := range oldestFirst {
			report := func(kind, format string, args ...any) {
				found = append(found, finding{kind, profile, e.ID, fmt.Sprintf(format, args...)})
			}
			a := sent[e.Time.UnixNano()]
			if ids[e.ID] {
				report(doubled, "the id is there twice")
			}
			ids[e.ID] = true
			switch {
			case a == nil:
				report(torn, "nobody sent %+v", e)
			case stored[a]:
				report(doubled, "the status of client %d is stored twice", a.client)
			case !a.matches(profile, e):
				report(torn, "sent %+v, stored %+v", *a, e)
			case a.fate(deletions) == absent:
				report(kept, "client %d was told that this is not stored", a.client)
			}
			if a != nil {
				stored[a] = true
				order = append(order, a)
			}
		}
		found = append(found, checkOrder(profile, order)...)
	}
	for _, a := range sent {
		if !stored[a] && a.fate(deletions) == present {
			found = append(found, finding{lost, a.profile, a.id, fmt.Sprintf("client %d had its 201 at %s", a.client, a.ended.Format(time.RFC3339Nano))})
		}
	}
	return append(found, checkHalves(sent, deletions, stored)...)
}

// matches reports whether e is what the attempt sent, with its own id if it
// had one.
func (a *attempt) matches(profile string, e entry) bool {
	return e.Type == entryType && profile == a.profile && e.Status == a.status &&
		e.ID != "" && (a.id == "" || e.ID == a.id)
}

// checkOrder checks the order of a profile, oldest first: a create that began
// after another one was answered comes after it. For creates of one client
// that is the order in which they were sent.
func checkOrder(profile string, order []*attempt) []finding {
	var found []finding
	var latest *attempt // of those so far, the one that began last
	for _, a := range order {
		if latest != nil && !a.ended.IsZero() && a.ended.Before(latest.began) {
			found = append(found, finding{reordered, profile, a.id, fmt.Sprintf(
				"it was answered to client %d before client %d sent %q, and is stored after it", a.client, latest.client, latest.id)})
		}
		if latest == nil || a.began.After(latest.began) {
			latest = a
		}
	}
	return found
}
