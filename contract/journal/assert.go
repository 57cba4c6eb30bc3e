package journal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// ErrNothingSeen says that there is nothing to assert: no exchange was recorded.
// That is no success; mostly the client talked to another address.
var ErrNothingSeen = errors.New("nothing was seen")

// A BrokenError says that the contract was broken.
type BrokenError struct {
	Counts   Counts
	Findings []report.Finding // of the sides that were asked about
}

// Error lists the findings, one a line.
func (e *BrokenError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the contract was broken, by %d of %d requests and by %d of %d responses",
		e.Counts.RequestBroken, e.Counts.Exchanges, e.Counts.ResponseBroken, e.Counts.Exchanges)
	for _, f := range e.Findings {
		fmt.Fprintf(&b, "\n%d × %s: %s: %s", f.Count, f.Violation.Side, f.Example.Method+" "+f.Example.Target, f.Violation)
	}
	return b.String()
}

// Assert returns nil if something was recorded and the sides kept the contract
// in all of it; both sides, if none is named. Warnings break nothing. With a test it looks only at what
// was recorded under that name. The error is [ErrNothingSeen] or a
// [*BrokenError].
func (j *Journal) Assert(test string, sides ...contract.Side) error {
	if len(sides) == 0 {
		sides = []contract.Side{contract.InRequest, contract.InResponse}
	}
	counts := j.Counts(test)
	if counts.Exchanges == 0 {
		return ErrNothingSeen
	}
	if counts.broken(sides) == 0 && len(j.unmet(test)) == 0 {
		return nil
	}
	findings := slices.DeleteFunc(j.Findings(test), func(f report.Finding) bool {
		return !f.Fails() || !slices.Contains(sides, f.Violation.Side)
	})
	if counts.broken(sides) == 0 && len(findings) == 0 {
		return nil // what was expected is of the other side
	}
	return &BrokenError{counts, findings}
}

// Counts returns the numbers of a test, or with "" those of all exchanges.
func (j *Journal) Counts(test string) Counts {
	j.mu.Lock()
	defer j.mu.Unlock()
	if test == "" {
		return j.counts
	}
	if c := j.tests[test]; c != nil {
		return *c
	}
	return Counts{}
}

// Findings returns one finding for each kind of violation of a test, which is
// then its Group, or with "" of all exchanges. A kind is operation, side, rule
// and place, where all items of an array are one place. Behind them stand
// expectations that were not met, see [WithExpected].
func (j *Journal) Findings(test string) []report.Finding {
	if test == "" {
		return append(j.all.Findings(), j.unmet("")...)
	}
	return append(j.ofTest(test), j.unmet(test)...)
}

// Unnamed returns the numbers and findings of requests that named no test.
func (j *Journal) Unnamed() (Counts, []report.Finding) {
	j.mu.Lock()
	var counts Counts
	if c := j.tests[""]; c != nil {
		counts = *c
	}
	j.mu.Unlock()
	return counts, j.ofTest("")
}

func (j *Journal) ofTest(test string) []report.Finding {
	return slices.DeleteFunc(j.byTest.Findings(), func(f report.Finding) bool { return f.Group != test })
}

// More returns how many violations were counted and are in no finding, since
// there are too many kinds: of all, or of all tests.
func (j *Journal) More(test string) int {
	if test == "" {
		return j.all.More()
	}
	return j.byTest.More()
}

// Entries returns what is kept of the last exchanges of a test, or with "" of
// all, the oldest first.
func (j *Journal) Entries(test string) []*Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := j.entries.list()
	if test == "" {
		return all
	}
	return slices.DeleteFunc(all, func(e *Entry) bool { return e.Test != test })
}

// After returns what is kept of the exchanges with a higher number than this one,
// the oldest first. A number that no exchange has yet is one of an earlier
// journal, so everything is returned for it.
func (j *Journal) After(number int64) []*Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	if number > j.number {
		number = 0
	}
	// The numbers have no gap, and the oldest entries fall out first.
	return j.entries.last(int(min(j.number-number, int64(j.entries.len))))
}

// Tests returns the names of the tests that were seen, sorted.
func (j *Journal) Tests() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var names []string
	for name := range j.tests {
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
