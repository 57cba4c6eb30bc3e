package journal

import (
	"fmt"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// seen is what was seen of one operation.
type seen struct {
	statuses            map[int]int
	requests, responses int // whose body was not validated
}

// see counts an exchange.
func (j *Journal) see(e *Entry) {
	s := j.seen[e.Operation]
	if s == nil {
		s = &seen{statuses: make(map[int]int)}
		j.seen[e.Operation] = s
	}
	if e.Status != 0 {
		s.statuses[e.Status]++
	}
	if e.RequestCut {
		s.requests++
	}
	if e.ResponseCut {
		s.responses++
	}
}

// Coverage returns the coverage of each operation of the document, sorted by id, and
// before them that of requests that belong to no operation, if there were any.
func (j *Journal) Coverage() []report.Coverage {
	j.mu.Lock()
	defer j.mu.Unlock()
	var all []report.Coverage
	add := func(id string) *report.Coverage {
		c := report.Coverage{Operation: id, Statuses: make(map[int]int)}
		if s := j.seen[id]; s != nil {
			for status, n := range s.statuses {
				c.Statuses[status] = n
			}
		}
		all = append(all, c)
		return &all[len(all)-1]
	}
	if j.seen[""] != nil {
		add("")
	}
	for _, op := range j.contract.Operations() {
		c := add(op.ID)
		c.Documented = op.Statuses()
	}
	slices.SortStableFunc(all, func(a, b report.Coverage) int { return strings.Compare(a.Operation, b.Operation) })
	return all
}

// NotValidated returns what was not validated, and why: incomplete bodies, and
// unsupported parts of the operations that were called.
func (j *Journal) NotValidated() []report.Note {
	j.mu.Lock()
	defer j.mu.Unlock()
	var notes []report.Note
	called := func(n contract.Warning) (id string, ok bool) {
		for _, op := range j.contract.Operations() {
			if strings.HasPrefix(n.Message, op.ID+": ") {
				return op.ID, j.seen[op.ID] != nil
			}
		}
		return "", true
	}
	for _, n := range j.contract.Notes() {
		if id, ok := called(n); ok {
			notes = append(notes, report.Note{Operation: id, Text: strings.TrimPrefix(n.Message, id+": "), Count: 1, Line: n.Line, Column: n.Column})
		}
	}
	for id, s := range j.seen {
		for _, side := range []struct {
			side  contract.Side
			count int
		}{{contract.InRequest, s.requests}, {contract.InResponse, s.responses}} {
			if side.count > 0 {
				text := fmt.Sprintf("a %s body was not validated: it was not seen to its end, is larger than the limit, or was refused unread", side.side)
				notes = append(notes, report.Note{Operation: id, Text: text, Count: side.count})
			}
		}
	}
	slices.SortStableFunc(notes, func(a, b report.Note) int { return strings.Compare(a.String(), b.String()) })
	return notes
}

// Verdict returns the overall verdict; it is [report.Unknown] if nothing was recorded,
// or if no violation was found but something was not validated.
func (j *Journal) Verdict() report.Verdict {
	switch n := j.Counts(""); {
	case n.RequestBroken+n.ResponseBroken > 0:
		return report.Broken
	case n.Exchanges == 0 || len(j.NotValidated()) > 0:
		return report.Unknown
	}
	return report.Holds
}
