package journal

import (
	"errors"
	"fmt"
	"sync/atomic"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A Budget limits the total size of several journals. It is safe for concurrent use.
type Budget struct {
	max  int64
	used atomic.Int64 // bytes, without the share of each journal
}

// Share is the number of bytes that each journal of a [Budget] may keep in any case.
const Share = 16 << 10

// NewBudget returns a budget of n bytes in addition to the [Share] of each journal. It
// panics if n is negative.
func NewBudget(n int64) *Budget {
	if n < 0 {
		panic(fmt.Sprintf("journal: NewBudget(%d): want 0 or more", n))
	}
	return &Budget{max: n}
}

// take takes n bytes, or gives back -n. It reports false, and takes nothing, if
// there are not as many left.
func (b *Budget) take(n int64) bool {
	for {
		used := b.used.Load()
		if used+n > b.max {
			return false
		}
		if b.used.CompareAndSwap(used, used+n) {
			return true
		}
	}
}

// WithBudget limits the total size of this and other journals with the same budget. If
// it is used up, the oldest exchanges of the recording journal are dropped, new tests
// are not counted separately, and new kinds of violations are only counted. By default
// there is no common limit. A journal that is no longer needed must be closed, see
// [Journal.Close].
func WithBudget(b *Budget) Option {
	return func(j *Journal) error {
		if b == nil {
			return errors.New("WithBudget: nil")
		}
		j.budget = b
		return nil
	}
}

// Close deletes all entries and returns their size to the [Budget]. Exchanges recorded
// afterwards are counted, but not kept.
func (j *Journal) Close() {
	j.Reset()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
}

// hold takes n more bytes of the budget, or gives back -n. It reports false, and
// takes nothing, if there are not as many left. The lock is held.
func (j *Journal) hold(n int64) bool {
	if j.closed && n > 0 {
		return false
	}
	if j.budget != nil && !j.budget.take(max(0, j.held+n-Share)-max(0, j.held-Share)) {
		return false
	}
	j.held += n
	return true
}

// push keeps an entry, and lets the oldest ones fall out for it. The lock is held.
func (j *Journal) push(e *Entry) {
	before := j.entries.bytes
	j.entries.push(e, j.maxEntries, j.maxBytes)
	for !j.hold(j.entries.bytes - before) {
		j.entries.drop()
	}
}

// tally counts a violation. A kind that is new keeps its example beyond the entry.
// The lock is held.
func (j *Journal) tally(t *report.Tally, group string, v contract.Violation, e *Entry) {
	size := e.size()
	x := e.Exchange
	x.RequestCut = e.cut
	if full := !j.hold(size); !t.AddUnless(full, e.Operation, group, v, &x) && !full {
		j.hold(-size)
	}
}

// testOverhead is what counting a test costs, in bytes.
const testOverhead = 256
