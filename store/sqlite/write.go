package sqlite

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"profilestatus.example/store"
)

var errClosed = fmt.Errorf("%w: the store is closed", store.ErrUnavailable)

// A write is one change that a caller waits for.
type write struct {
	kind   kind
	record store.Record           // of a create
	seq    int64                  // of a create, given by the committer
	change func(*committer) error // what else is done, if anything
	err    error                  // the outcome, to be read after done
	done   chan struct{}          // receives once
}

// A kind tells what a write does.
type kind int

const (
	createRecord kind = iota
	otherChange
	probeLock  // changes nothing, to learn whether somebody else holds the database
	probeWrite // leaves everything as it was, to learn whether writing is possible
)

// changes reports whether a write of this kind is of consequence to readers.
func (k kind) changes() bool { return k != probeLock && k != probeWrite }

func newWrite(k kind, change func(*committer) error) *write {
	return &write{kind: k, change: change, done: make(chan struct{}, 1)}
}

// Create implements [store.Store]. It returns when the record is synced to disk.
func (s *Store) Create(ctx context.Context, r store.Record) error {
	w := newWrite(createRecord, nil)
	w.record = r
	return s.writer.do(ctx, w)
}

// change lets the writer make any other change in its next batch. It may be begun
// several times before it is committed.
func (s *Store) change(ctx context.Context, change func(*committer) error) error {
	return s.writer.do(ctx, newWrite(otherChange, change))
}

// write performs the writes in order. Of creates in a row up to limit are inserted
// at once.
func (c *committer) write(batch []*write, limit int) error {
	for len(batch) > 0 {
		n := 0
		for n < len(batch) && batch[n].kind == createRecord {
			batch[n].err = nil
			n++
		}
		var err error
		if n > 0 {
			err = c.create(batch[:n], limit)
		} else if n = 1; batch[0].change != nil {
			err = batch[0].change(c)
		}
		if err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}

// A queue holds writes in the order in which they came until the writer takes
// them.
type queue struct {
	mu      sync.Mutex
	waiting []*write
	wakeAt  int // this many writes wake the writer
	closed  bool
	wake    chan struct{} // holds one token when there may be news
}

func newQueue() *queue {
	return &queue{wake: make(chan struct{}, 1)}
}

// put appends w. It reports false when the queue is closed.
func (q *queue) put(w *write) bool {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return false
	}
	q.waiting = append(q.waiting, w)
	full := len(q.waiting) == q.wakeAt
	q.mu.Unlock()
	if full {
		q.signal()
	}
	return true
}

// withdraw removes w. It reports false when the writer has taken it, so that
// its outcome has to be awaited.
func (q *queue) withdraw(w *write) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, w)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	return true
}

// close lets no more writes in. Those that wait are still served.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// take moves up to limit writes to batch and returns it. It does not wait; it
// reports over when the queue is closed and empty.
func (q *queue) take(batch []*write, limit int) (taken []*write, over bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(limit, len(q.waiting))
	batch = append(batch, q.waiting[:n]...)
	q.waiting = slices.Delete(q.waiting, 0, n)
	return batch, q.closed && n == 0
}

// gather waits until n writes are there, but not longer than limit.
func (q *queue) gather(n int, limit time.Duration) {
	q.mu.Lock()
	q.wakeAt = n
	missing := n - len(q.waiting)
	closed := q.closed
	q.mu.Unlock()
	if missing <= 0 || closed {
		return
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case <-q.wake:
		case <-timer.C:
			return
		}
		// A token may be left from before.
		if q.full() {
			return
		}
	}
}

// full reports whether gather has waited long enough.
func (q *queue) full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed || len(q.waiting) >= q.wakeAt
}

// forever is longer than any wait.
const forever time.Duration = math.MaxInt64

// wait blocks until there is a write to take, the queue is closed or limit has
// passed.
func (q *queue) wait(limit time.Duration) { q.gather(1, limit) }

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// timers are reused: each call needs one, which hardly ever rings.
var timers = sync.Pool{New: func() any { return time.NewTimer(time.Hour) }}

// do queues x and waits for its outcome, or takes it back when ctx ends, or too
// much time passes, before its batch began.
func (w *writer) do(ctx context.Context, x *write) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	if !w.queue.put(x) {
		return errClosed
	}
	timer := timers.Get().(*time.Timer)
	timer.Reset(w.set.maxQueueWait)
	defer func() {
		timer.Stop()
		timers.Put(timer)
	}()
	var cause error
	select {
	case <-x.done:
		return x.err
	case <-ctx.Done():
		cause = fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	case <-timer.C:
		cause = fmt.Errorf("%w: the database has not answered for %v", store.ErrUnavailable, w.set.maxQueueWait)
	}
	if w.queue.withdraw(x) || !x.kind.changes() {
		return cause
	}
	timer.Reset(w.set.maxOutcomeWait)
	select {
	case <-x.done:
		return x.err
	case <-timer.C:
		return fmt.Errorf("%w: the disk has not answered for %v", store.ErrUnknown, w.set.maxOutcomeWait)
	}
}
