package report

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"profilestatus.example/contract"
)

// A Finding is one kind of violation and how often it was met.
type Finding struct {
	Violation contract.Violation // that of Example
	Operation string             // its id, or method and path; "" for none
	Group     string             // phase of a check, or test of a client; "" for none
	Groups    []string           // of all findings that were merged into this one
	Level     Level
	Known     bool // a baseline has it, so it is counted and does not fail
	Count     int
	Example   contract.Exchange // the smallest one
	Steps     []Step            // that show it together, the Example among them; none: it shows it alone
	Nonce     string            // what is new in the ids of each run of the Steps, "" for nothing
}

// Fails reports whether the finding is an error that is not known.
func (f Finding) Fails() bool { return f.Level == Error && !f.Known }

// groups returns the names of the groups that the finding was made in.
func (f Finding) groups() []string {
	if len(f.Groups) == 0 && f.Group != "" {
		return []string{f.Group}
	}
	return f.Groups
}

// A Level says how much a finding counts.
type Level string

// The levels.
const (
	Error   Level = ""        // breaks the document, or a MUST of a standard
	Warning Level = "warning" // breaks a convention, or only a stricter rule
)

// LevelOf returns how much a violation counts by itself.
func LevelOf(v contract.Violation) Level {
	if v.Warning {
		return Warning
	}
	return Error
}

// A Note says what was not validated or not tried.
type Note struct {
	Operation    string // its id, or method and path; "" for none
	Text         string // what, and why
	Count        int    // how often
	Line, Column int    // of the operation in the document, 0 when not known
}

// String returns operation, text and count on one line.
func (n Note) String() string {
	text := n.Text
	if n.Operation != "" {
		text = n.Operation + ": " + text
	}
	if n.Count > 1 {
		text += fmt.Sprintf(" (%d times)", n.Count)
	}
	return text
}

// A Case is a group of exchanges that passes, fails or was skipped.
type Case struct {
	Name, Group string
	Duration    time.Duration
	Findings    []Finding // what it fails with, if one is an error
	Skipped     string    // why it was skipped; "": it was not
}

// MaxKinds is how many findings a [Tally] keeps apart. What is found beyond
// them is only counted.
const MaxKinds = 1000

// MaxKept is how much of each body of an example a [Tally] keeps, in bytes.
const MaxKept = 16 << 10

// A Tally gathers findings. Its zero value is empty; it is safe for concurrent
// use. Its memory is bounded by [MaxKinds] exchanges with bodies of [MaxKept].
type Tally struct {
	mu    sync.Mutex
	kinds map[kind]*Finding
	more  int
}

// A kind tells findings apart.
type kind struct {
	operation, group, rule, target string
	side                           contract.Side
	level                          Level
	line                           int
}

func (f Finding) kind() kind {
	return kind{f.Operation, f.Group, f.Violation.Rule, general(f.Violation.Target), f.Violation.Side, f.Level, f.Violation.Line}
}

// Add counts a violation that x shows. Of several exchanges that show the same
// the one with the fewest steps is kept, of these the one with the fewest bytes, of these the first in the order of
// their texts, so that the result does not depend on the order of calls.
func (t *Tally) Add(operation, group string, v contract.Violation, x *contract.Exchange) {
	t.AddFinding(Finding{Operation: operation, Group: group, Violation: v, Level: LevelOf(v), Example: *x})
}

// AddUnless is [Tally.Add] for a tally that is full if full says so: then it
// counts a kind that is new without keeping it. It reports whether it keeps one
// kind more.
func (t *Tally) AddUnless(full bool, operation, group string, v contract.Violation, x *contract.Exchange) bool {
	return t.add(full, Finding{Operation: operation, Group: group, Violation: v, Level: LevelOf(v), Example: *x})
}

// AddFinding is [Tally.Add] for a finding with a level. Its Count is not
// looked at.
func (t *Tally) AddFinding(n Finding) { t.add(false, n) }

// add counts a finding and reports whether it is of a new kind that is kept.
func (t *Tally) add(full bool, n Finding) (added bool) {
	k := n.kind()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kinds == nil {
		t.kinds = make(map[kind]*Finding)
	}
	f := t.kinds[k]
	switch {
	case f != nil:
	case full, len(t.kinds) == MaxKinds:
		t.more++
		return false
	default:
		f = new(Finding)
		t.kinds[k] = f
		added = true
	}
	if f.Count == 0 || smaller(&n, f) {
		n.Count = f.Count
		*f = n
		f.Example.RequestCut = n.Example.RequestCut || len(n.Example.RequestBody) > MaxKept
		f.Example.RequestBody, f.Example.ResponseBody = keep(n.Example.RequestBody), keep(n.Example.ResponseBody)
	}
	f.Count++
	return added
}

// keep returns the beginning of a body, and lets go of the rest.
func keep(body []byte) []byte {
	if len(body) <= MaxKept {
		return body
	}
	return bytes.Clone(body[:MaxKept])
}

// Findings returns what was found, in the order of operation, group, side,
// place and rule.
func (t *Tally) Findings() []Finding {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []Finding
	for _, f := range t.kinds {
		all = append(all, *f)
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(
			strings.Compare(a.Operation, b.Operation),
			strings.Compare(a.Group, b.Group),
			strings.Compare(string(a.Violation.Side), string(b.Violation.Side)),
			strings.Compare(a.Violation.Target, b.Violation.Target),
			strings.Compare(a.Violation.Rule, b.Violation.Rule),
			cmp.Compare(a.Violation.Line, b.Violation.Line),
			strings.Compare(string(a.Level), string(b.Level)),
		)
	})
	return all
}

// Len returns how many findings there are so far.
func (t *Tally) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.kinds)
}

// More returns how many violations were not kept.
func (t *Tally) More() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.more
}

// Reset forgets everything.
func (t *Tally) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kinds, t.more = nil, 0
}

// general writes the items of an array as one place.
func general(target string) string {
	tokens := strings.Split(target, "/")
	for i, token := range tokens {
		if _, err := strconv.ParseUint(token, 10, 32); err == nil {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}

// less is negative where a is smaller than b.
func less(a, b *contract.Exchange) int {
	return cmp.Or(
		cmp.Compare(size(a), size(b)),
		strings.Compare(a.Target, b.Target),
		bytes.Compare(a.RequestBody, b.RequestBody),
	)
}

func size(x *contract.Exchange) int {
	n := len(x.Target) + len(x.RequestBody)
	for name := range maps.Keys(x.RequestHeader) {
		n += len(name) + len(strings.Join(x.RequestHeader[name], ""))
	}
	return n
}
