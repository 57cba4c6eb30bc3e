package ledger

import (
	"fmt"
	"slices"
	"time"
)

const EntryType = "#microsoft.graph.educationSynchronizationProfileStatus"

// Kinds of findings.
const (
	Lost      = "lost"      // acknowledged, but not stored
	Kept      = "kept"      // refused or deleted, but stored
	doubled   = "doubled"   // stored twice
	torn      = "torn"      // stored in part
	reordered = "reordered" // stored after what came later
	Wrong     = "wrong"     // an answer that no client should get
	Stuck     = "stuck"     // no answer, or no start
	Died      = "died"      // the process ended by itself
)

// A finding is a promise that was broken.
type Finding struct {
	Kind    string
	profile string
	id      string
	Text    string
}

func (f Finding) String() string {
	if f.profile == "" {
		return f.Kind + ": " + f.Text
	}
	return fmt.Sprintf("%s: profile %s, id %q: %s", f.Kind, f.profile, f.id, f.Text)
}

// Check compares the histories, newest first, with what was sent and answered.
func Check(sent Ledger, deletions []*Deletion, histories map[string][]Entry) []Finding {
	var found []Finding
	stored := make(map[*Attempt]bool)
	for profile, history := range histories {
		oldestFirst := slices.Clone(history)
		slices.Reverse(oldestFirst)
		var order []*Attempt
		ids := make(map[string]bool)
		for _, e := range oldestFirst {
			report := func(kind, format string, args ...any) {
				found = append(found, Finding{kind, profile, e.ID, fmt.Sprintf(format, args...)})
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
				report(Kept, "client %d was told that this is not stored", a.client)
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
			found = append(found, Finding{Lost, a.Profile, a.ID, fmt.Sprintf("client %d had its 201 at %s", a.client, a.ended.Format(time.RFC3339Nano))})
		}
	}
	return append(found, checkHalves(sent, deletions, stored)...)
}

// matches reports whether e is what the attempt sent, with its own id if it
// had one.
func (a *Attempt) matches(profile string, e Entry) bool {
	return e.Type == EntryType && profile == a.Profile && e.Status == a.Status &&
		e.ID != "" && (a.ID == "" || e.ID == a.ID)
}

// checkOrder checks the order of a profile, oldest first: a create that began
// after another one was answered comes after it. For creates of one client
// that is the order in which they were sent.
func checkOrder(profile string, order []*Attempt) []Finding {
	var found []Finding
	var latest *Attempt // of those so far, the one that began last
	for _, a := range order {
		if latest != nil && !a.ended.IsZero() && a.ended.Before(latest.began) {
			found = append(found, Finding{reordered, profile, a.ID, fmt.Sprintf(
				"it was answered to client %d before client %d sent %q, and is stored after it", a.client, latest.client, latest.ID)})
		}
		if latest == nil || a.began.After(latest.began) {
			latest = a
		}
	}
	return found
}
