package ledger

import (
	"slices"
	"testing"
	"time"
)

// made returns three acknowledged attempts of one client, one after the other,
// one attempt without an answer, one refused, and the history that holds what
// it must.
func made() (Ledger, map[string][]Entry) {
	sent := make(Ledger)
	var history []Entry
	begin := time.Now()
	for i, a := range []*Attempt{
		{ID: "a", Answer: Acknowledged},
		{ID: "b", Answer: Acknowledged},
		{ID: "c", Answer: Acknowledged},
		{ID: "d", Answer: Unknown},
		{ID: "e", Answer: Refused},
	} {
		a.Profile, a.Status, a.Time = "p", "success", TimeOf(int64(i))
		a.began = begin.Add(time.Duration(i) * time.Second)
		if a.Answer != Unknown {
			a.ended = a.began.Add(time.Millisecond)
		}
		sent.Add([]*Attempt{a})
		if a.Answer == Acknowledged {
			history = slices.Insert(history, 0, Entry{EntryType, a.ID, a.Status, a.Time})
		}
	}
	return sent, map[string][]Entry{"p": history}
}

// TestCheck shows that the checker sees what it is there for.
func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func([]Entry) []Entry // of the history, newest first: c, b, a
		want   []string
		reason string
	}{{
		name:   "as it was",
		change: func(h []Entry) []Entry { return h },
		reason: "what is right is no finding",
	}, {
		name:   "more than was answered",
		change: func(h []Entry) []Entry { return slices.Insert(h, 0, Entry{EntryType, "d", "success", TimeOf(3)}) },
		reason: "a create without an answer may be stored",
	}, {
		name:   "missing newest",
		change: func(h []Entry) []Entry { return h[1:] },
		want:   []string{Lost},
		reason: "the last commit is the first to be lost",
	}, {
		name:   "missing in the middle",
		change: func(h []Entry) []Entry { return slices.Delete(h, 1, 2) },
		want:   []string{Lost},
		reason: "a loss need not be at the end",
	}, {
		name:   "all missing",
		change: func([]Entry) []Entry { return nil },
		want:   []string{Lost, Lost, Lost},
		reason: "an empty file is a loss too",
	}, {
		name:   "doubled",
		change: func(h []Entry) []Entry { return slices.Insert(h, 0, h[0]) },
		want:   []string{doubled, doubled},
		reason: "both the id and the status are there twice",
	}, {
		name: "doubled under another id",
		change: func(h []Entry) []Entry {
			return slices.Insert(h, 0, Entry{EntryType, "other", h[0].Status, h[0].Time})
		},
		want:   []string{doubled},
		reason: "a create that took effect twice has two ids if the service makes them",
	}, {
		name:   "torn status",
		change: func(h []Entry) []Entry { h[0].Status = "succ"; return h },
		want:   []string{torn},
		reason: "each field is compared",
	}, {
		name:   "torn id",
		change: func(h []Entry) []Entry { h[0].ID = "x"; return h },
		want:   []string{torn},
		reason: "each field is compared",
	}, {
		name:   "torn time",
		change: func(h []Entry) []Entry { h[0].Time = h[0].Time.Truncate(time.Microsecond); return h },
		want:   []string{Lost, torn},
		reason: "the time names the attempt, so another one is nobody's",
	}, {
		name:   "torn type",
		change: func(h []Entry) []Entry { h[0].Type = ""; return h },
		want:   []string{torn},
		reason: "each field is compared",
	}, {
		name:   "reordered",
		change: func(h []Entry) []Entry { h[0], h[1] = h[1], h[0]; return h },
		want:   []string{reordered},
		reason: "c was sent after b was answered",
	}, {
		name:   "refused",
		change: func(h []Entry) []Entry { return slices.Insert(h, 0, Entry{EntryType, "e", "success", TimeOf(4)}) },
		want:   []string{Kept},
		reason: "503 promises that nothing was stored",
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sent, histories := made()
			histories["p"] = tt.change(histories["p"])
			var got []string
			for _, f := range Check(sent, nil, histories) {
				got = append(got, f.Kind)
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) {
				t.Errorf("check() found %v, want %v\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestCheckProfile shows that a status under the wrong profile is seen.
func TestCheckProfile(t *testing.T) {
	sent, histories := made()
	histories["q"], histories["p"] = histories["p"][:1], histories["p"][1:]
	found := Check(sent, nil, histories)
	if len(found) != 1 || found[0].Kind != torn || found[0].profile != "q" {
		t.Errorf("check() found %v, want one torn under q", found)
	}
}
