package main

import (
	"fmt"
	"time"
)

// A deletion is one delete of a profile's history that was sent.
type deletion struct {
	profile      string
	answer       answer
	began, ended time.Time // ended is zero while the answer is unknown
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
func (a *attempt) fate(deletions []*deletion) fate {
	f := map[answer]fate{acknowledged: present, refused: absent, unknown: either}[a.answer]
	for _, d := range deletions {
		switch {
		case d.profile != a.profile || d.answer == refused || f == absent || d.before(a):
		case d.answer == acknowledged && d.after(a):
			f = absent
		default:
			f = either
		}
	}
	return f
}

// after reports whether d surely took effect after a.
func (d *deletion) after(a *attempt) bool { return !a.ended.IsZero() && a.ended.Before(d.began) }

// before reports whether d surely took effect before a.
func (d *deletion) before(a *attempt) bool { return !d.ended.IsZero() && d.ended.Before(a.began) }

// checkHalves checks that a delete without an answer took effect as a whole or
// not at all.
func checkHalves(sent ledger, deletions []*deletion, stored map[*attempt]bool) []finding {
	var found []finding
	for _, d := range deletions {
		if d.answer != unknown {
			continue
		}
		there, all := 0, 0
		for _, a := range sent {
			if a.profile != d.profile || a.answer != acknowledged || !d.after(a) {
				continue
			}
			all++
			if stored[a] {
				there++
			}
		}
		if there > 0 && there < all {
			found = append(found, finding{torn, d.profile, "", fmt.Sprintf("a delete without an answer left %d of %d statuses", there, all)})
		}
	}
	return found
}
