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

// A Finding is one kind of violation and how often it occurred.
type Finding struct {
	Violation contract.Violation // that of Example
	Operation string             // its id, or method and path; "" for none
	Group     string             // phase of a check, or test of a client; "" for none
	Groups    []string           // of all findings that were merged into this one
	Level     Level
	Known     bool // it is in the baseline, so it is counted but does not fail
	Count     int
	Example   contract.Exchange // the smallest one
	Steps     []Step            // the requests that show it together, including the Example; none if the Example is sufficient
	Nonce     string            // the part of ids that must be new in each run of the Steps, "" for none
}

// Fails reports whether the finding is an error that is not in the baseline.
func (f Finding) Fails() bool { return f.Level == Error && !f.Known }

// groups returns the names of the groups that the finding was made in.
func (f Finding) groups() []string {
	if len(f.Groups) == 0 && f.Group != "" {
		return []string{f.Group}
	}
	return f.Groups
}

// A Level is the severity of a finding.
type Level string

// The levels.
const (
	Error   Level = ""        // violates the document, or a MUST of a standard
	Warning Level = "warning" // violates a convention, or only a stricter rule
)

// LevelOf returns the level of a violation.
func LevelOf(v contract.Violation) Level {
	if v.Warning {
		return Warning
	}
	return Error
}

// A Note describes something that was not validated or not tried.
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

// A Case is a test case: a group of exchanges that passes, fails or was skipped.
type Case struct {
	Name, Group string
	Duration    time.Duration
	Findings    []Finding // it fails if one of them is an error
	Skipped     string    // why it was skipped; "" if it was not
}

// MaxKinds is the maximum number of findings of a [Tally]. Further kinds are only
// counted.
const MaxKinds = 1000

// MaxKept is the maximum number of bytes that a [Tally] keeps of each body of an
// example.
const MaxKept = 16 << 10

// A Tally collects findings. Its zero value is empty. It is safe for concurrent use. It
// keeps at most [MaxKinds] exchanges with bodies of at most [MaxKept] bytes.
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

// Add counts a violation in x. Of several exchanges with the same violation it keeps
// the one with the fewest steps, then the fewest bytes, then the first in lexical
// order, so that the result does not depend on the order of calls.
func (t *Tally) Add(operation, group string, v contract.Violation, x *contract.Exchange) {
	t.AddFinding(Finding{Operation: operation, Group: group, Violation: v, Level: LevelOf(v), Example: *x})
}

// AddUnless is [Tally.Add], but if full is true it only counts new kinds without
// keeping them. It reports whether it added a kind.
func (t *Tally) AddUnless(full bool, operation, group string, v contract.Violation, x *contract.Exchange) bool {
	return t.add(full, Finding{Operation: operation, Group: group, Violation: v, Level: LevelOf(v), Example: *x})
}

// AddFinding is [Tally.Add] for a finding with a level. Its Count is ignored.
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

// Findings returns the findings, sorted by operation, group, side, location and rule.
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

// Len returns the number of findings.
func (t *Tally) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.kinds)
}

// More returns the number of violations that are in no finding.
func (t *Tally) More() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.more
}

// Reset deletes all findings.
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
