package check

import (
	"fmt"
	"strings"

	"profilestatus.example/contract/report"
)

// A Verdict is what a run says of a server.
type Verdict = report.Verdict

// The verdicts.
const (
	VerdictHolds   = report.Holds
	VerdictBroken  = report.Broken
	VerdictUnknown = report.Unknown
)

// Verdict sums up the report. Warnings do not count.
func (r *Report) Verdict() Verdict {
	switch {
	case !r.Holds():
		return VerdictBroken
	case len(r.NotCovered) > 0:
		return VerdictUnknown
	}
	return VerdictHolds
}

// maxNotes is how many notes of each kind are kept.
const maxNotes = 5000

// miss notes what was not validated or not tried.
func (k *checker) miss(format string, args ...any) { k.note(k.notes, format, args...) }

// unseen notes what no request could show: it depends on the server, or the
// document does not offer it.
func (k *checker) unseen(format string, args ...any) { k.note(k.hints, format, args...) }

func (k *checker) note(notes map[string]int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(notes) >= maxNotes && notes[text] == 0 {
		text = "and further things"
	}
	notes[text]++
}

// list returns notes in the order of their texts. An operation that a text
// begins with is its operation.
func (k *checker) list(notes map[string]int) []report.Note {
	byID := make(map[string]*operation)
	for _, s := range k.operations {
		byID[s.op.ID] = s
	}
	var all []report.Note
	for _, text := range sorted(notes) {
		n := report.Note{Text: text, Count: notes[text]}
		if id, rest, ok := strings.Cut(text, ": "); ok && byID[id] != nil {
			n.Operation, n.Text, n.Line, n.Column = id, rest, byID[id].line, byID[id].column
		}
		all = append(all, n)
	}
	return all
}
