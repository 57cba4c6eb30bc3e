package main

import (
	"slices"
	"testing"
	"time"
)

// TestCheckDeletions shows which statuses a delete may and must take away: two
// that were acknowledged before it, one while it was under way, one after it,
// and one that was refused before it.
func TestCheckDeletions(t *testing.T) {
	tests := []struct {
		name   string
		answer answer
		stored string // ids, oldest first
		want   []string
		reason string
	}{
		{"acknowledged, done", acknowledged, "xz", nil, "what was there before is gone"},
		{"acknowledged, done, and what came meanwhile too", acknowledged, "z", nil, "the create may have been first"},
		{"acknowledged, not done", acknowledged, "abxz", []string{kept, kept}, "204 promises that the statuses are gone"},
		{"acknowledged, half done", acknowledged, "bxz", []string{kept}, "and all of them"},
		{"acknowledged, too much", acknowledged, "", []string{lost}, "what was created after the answer stays"},
		{"refused, not done", refused, "abxz", nil, "503 promises that nothing was changed"},
		{"refused, done", refused, "xz", []string{lost, lost}, "so the statuses are still there"},
		{"refused, too much", refused, "abz", []string{lost}, "also what was created meanwhile"},
		{"no answer, done", unknown, "z", nil, "it may have been done"},
		{"no answer, not done", unknown, "abxz", nil, "or not"},
		{"no answer, half done", unknown, "axz", []string{torn}, "but not by halves"},
		{"refused create", acknowledged, "rxz", []string{kept}, "a delete does not make a refused create right"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			begin := time.Now()
			at := func(second int) time.Time { return begin.Add(time.Duration(second) * time.Second) }
			sent := make(ledger)
			for i, a := range []*attempt{
				{id: "a", answer: acknowledged, began: at(0), ended: at(1)},
				{id: "b", answer: acknowledged, began: at(2), ended: at(3)},
				{id: "r", answer: refused, began: at(4), ended: at(5)},
				{id: "x", answer: acknowledged, began: at(7), ended: at(8)},
				{id: "z", answer: acknowledged, began: at(10), ended: at(11)},
			} {
				a.profile, a.status, a.time = "p", "success", timeOf(int64(i))
				sent.add([]*attempt{a})
			}
			d := &deletion{profile: "p", answer: tt.answer, began: at(6), ended: at(9)}
			if tt.answer == unknown {
				d.ended = time.Time{}
			}
			var history []entry
			for _, id := range tt.stored {
				for _, a := range sent {
					if a.id == string(id) {
						history = slices.Insert(history, 0, entry{entryType, a.id, a.status, a.time})
					}
				}
			}
			var got []string
			for _, f := range check(sent, []*deletion{d}, map[string][]entry{"p": history}) {
				got = append(got, f.kind)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("check() found %v, want %v\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
