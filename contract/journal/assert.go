package journal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// ErrNothingSeen says that no exchange was recorded. This is an error, since usually
// the client used another address.
var ErrNothingSeen = errors.New("nothing was seen")

// A BrokenError is the error of [Journal.Assert] if the contract was broken.
type BrokenError struct {
	Counts   Counts
	Findings []report.Finding // of the asserted sides
}

// Error lists the findings, one per line.
func (e *BrokenError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the contract was broken, by %d of %d requests and by %d of %d responses",
		e.Counts.RequestBroken, e.Counts.Exchanges, e.Counts.ResponseBroken, e.Counts.Exchanges)
	for _, f := range e.Findings {
		fmt.Fprintf(&b, "\n%d × %s: %s: %s", f.Count, f.Violation.Side, f.Example.Method+" "+f.Example.Target, f.Violation)
	}
	return b.String()
}

// Assert returns nil if exchanges were recorded and the sides kept the contract in all
// of them; without sides it asserts both. Warnings do not count. If test is not "",
// only the exchanges of that test count. The error is [ErrNothingSeen] or a
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

// Counts returns the counts of a test, or for "" those of all exchanges.
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

// Findings returns one finding for each kind of violation of a test, whose name is then
// its Group, or for "" of all exchanges. A kind is a combination of operation, side,
// rule and target, where all items of an array are one target. Unmet expectations come
// last, see [WithExpected].
func (j *Journal) Findings(test string) []report.Finding {
	if test == "" {
		return append(j.all.Findings(), j.unmet("")...)
	}
	return append(j.ofTest(test), j.unmet(test)...)
}

// Unnamed returns the counts and findings of requests without a test name.
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

// More returns the number of violations that are counted but in no finding, because
// there are more than [report.MaxKinds] kinds: for test "" in total, otherwise of all
// tests.
func (j *Journal) More(test string) int {
	if test == "" {
		return j.all.More()
	}
	return j.byTest.More()
}

// Entries returns the kept exchanges of a test, or for "" all of them, oldest first.
func (j *Journal) Entries(test string) []*Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := j.entries.list()
	if test == "" {
		return all
	}
	return slices.DeleteFunc(all, func(e *Entry) bool { return e.Test != test })
}

// After returns the kept exchanges with a higher number, oldest first. If number is
// higher than that of any exchange, it must be from an earlier journal, so all
// exchanges are returned.
func (j *Journal) After(number int64) []*Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	if number > j.number {
		number = 0
	}
	// The numbers have no gap, and the oldest entries fall out first.
	return j.entries.last(int(min(j.number-number, int64(j.entries.len))))
}

// Tests returns the sorted names of the tests that had requests.
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
