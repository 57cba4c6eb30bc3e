package ledger

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
		answer Answer
		stored string // ids, oldest first
		want   []string
		reason string
	}{
		{"acknowledged, done", Acknowledged, "xz", nil, "what was there before is gone"},
		{"acknowledged, done, and what came meanwhile too", Acknowledged, "z", nil, "the create may have been first"},
		{"acknowledged, not done", Acknowledged, "abxz", []string{Kept, Kept}, "204 promises that the statuses are gone"},
		{"acknowledged, half done", Acknowledged, "bxz", []string{Kept}, "and all of them"},
		{"acknowledged, too much", Acknowledged, "", []string{Lost}, "what was created after the answer stays"},
		{"refused, not done", Refused, "abxz", nil, "503 promises that nothing was changed"},
		{"refused, done", Refused, "xz", []string{Lost, Lost}, "so the statuses are still there"},
		{"refused, too much", Refused, "abz", []string{Lost}, "also what was created meanwhile"},
		{"no answer, done", Unknown, "z", nil, "it may have been done"},
		{"no answer, not done", Unknown, "abxz", nil, "or not"},
		{"no answer, half done", Unknown, "axz", []string{torn}, "but not by halves"},
		{"refused create", Acknowledged, "rxz", []string{Kept}, "a delete does not make a refused create right"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			begin := time.Now()
			at := func(second int) time.Time { return begin.Add(time.Duration(second) * time.Second) }
			sent := make(Ledger)
			for i, a := range []*Attempt{
				{ID: "a", Answer: Acknowledged, began: at(0), ended: at(1)},
				{ID: "b", Answer: Acknowledged, began: at(2), ended: at(3)},
				{ID: "r", Answer: Refused, began: at(4), ended: at(5)},
				{ID: "x", Answer: Acknowledged, began: at(7), ended: at(8)},
				{ID: "z", Answer: Acknowledged, began: at(10), ended: at(11)},
			} {
				a.Profile, a.Status, a.Time = "p", "success", TimeOf(int64(i))
				sent.Add([]*Attempt{a})
			}
			d := &Deletion{Profile: "p", Answer: tt.answer, Began: at(6), Ended: at(9)}
			if tt.answer == Unknown {
				d.Ended = time.Time{}
			}
			var history []Entry
			for _, id := range tt.stored {
				for _, a := range sent {
					if a.ID == string(id) {
						history = slices.Insert(history, 0, Entry{EntryType, a.ID, a.Status, a.Time})
					}
				}
			}
			var got []string
			for _, f := range Check(sent, []*Deletion{d}, map[string][]Entry{"p": history}) {
				got = append(got, f.Kind)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("check() found %v, want %v\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
