package ledger

import (
	"fmt"
	"time"
)

// A deletion is one delete of a profile's history that was sent.
type Deletion struct {
	Profile      string
	Answer       Answer
	Began, Ended time.Time // ended is zero while the answer is unknown
}

// A fate is what must be true of an attempt in the end.
type fate int

const (
	either  fate = iota // it is stored or it is not
	present             // it is stored
	absent              // it is not stored
)

// fate returns what the answers to an attempt and to the deletions of its
// profile promise.
func (a *Attempt) fate(deletions []*Deletion) fate {
	f := map[Answer]fate{Acknowledged: present, Refused: absent, Unknown: either}[a.Answer]
	for _, d := range deletions {
		switch {
		case d.Profile != a.Profile || d.Answer == Refused || f == absent || d.before(a):
		case d.Answer == Acknowledged && d.after(a):
			f = absent
		default:
			f = either
		}
	}
	return f
}

// after reports whether d surely took effect after a.
func (d *Deletion) after(a *Attempt) bool { return !a.ended.IsZero() && a.ended.Before(d.Began) }

// before reports whether d surely took effect before a.
func (d *Deletion) before(a *Attempt) bool { return !d.Ended.IsZero() && d.Ended.Before(a.began) }

// checkHalves checks that a delete without an answer took effect as a whole or
// not at all.
func checkHalves(sent Ledger, deletions []*Deletion, stored map[*Attempt]bool) []Finding {
	var found []Finding
	for _, d := range deletions {
		if d.Answer != Unknown {
			continue
		}
		there, all := 0, 0
		for _, a := range sent {
			if a.Profile != d.Profile || a.Answer != Acknowledged || !d.after(a) {
				continue
			}
			all++
			if stored[a] {
				there++
			}
		}
		if there > 0 && there < all {
			found = append(found, Finding{torn, d.Profile, "", fmt.Sprintf("a delete without an answer left %d of %d statuses", there, all)})
		}
	}
	return found
}
