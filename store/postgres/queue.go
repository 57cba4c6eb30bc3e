package postgres

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/store"
)

var errClosed = fmt.Errorf("%w: the store is closed", store.ErrUnavailable)

// A write is one change that a caller waits for.
type write struct {
	kind   kind
	record store.Record  // of a delete only Key, or its tenant
	taken  atomic.Bool   // by a writer, or back by the caller
	err    error         // the outcome, to be read after done
	done   chan struct{} // gets one value
	timer  *time.Timer   // of the caller
}

// writes are those that nobody holds any more.
var writes = sync.Pool{New: func() any {
	x := &write{done: make(chan struct{}, 1), timer: time.NewTimer(time.Hour)}
	x.timer.Stop()
	return x
}}

// end returns the outcome of a write that is done, and gives it back.
func (x *write) end() error {
	err := x.err
	x.timer.Stop()
	x.record, x.err = store.Record{}, nil
	x.taken.Store(false)
	writes.Put(x)
	return err
}

// A kind tells what a write does.
type kind int

const (
	createRecord kind = iota
	deleteHistory
	deleteTenant
	probeWrite // leaves everything as it was, to learn whether writing is possible
)

// A queue holds writes in the order in which they came until a writer takes
// them.
type queue struct {
	mu      sync.RWMutex // held to read while a write is put
	closed  bool
	waiting chan *write
	help    chan struct{} // holds one token when the second writer should take some
	heldUp  atomic.Bool   // the first writer has been at work for long
}

func newQueue() *queue {
	return &queue{waiting: make(chan *write, maxWaiting), help: make(chan struct{}, 1)}
}

// askForHelp wakes the second writer.
func (q *queue) askForHelp() {
	select {
	case q.help <- struct{}{}:
	default:
	}
}

// holdUp notes that the first writer has been at work for long, and lets the second
// one take what waits already.
func (q *queue) holdUp() {
	q.heldUp.Store(true)
	q.mu.RLock()
	defer q.mu.RUnlock()
	if !q.closed {
		q.askForHelp()
	}
}

// close lets no more writes in. Those that wait are still served.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		close(q.waiting)
		close(q.help)
	}
}

// do queues x and waits for its outcome, or takes it back when ctx ends, or too
// much time passes, before its batch began.
func (s *Store) do(ctx context.Context, k kind, r store.Record) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	x := writes.Get().(*write)
	x.kind, x.record = k, r
	x.timer.Reset(s.set.maxQueueWait)
	cause := s.put(ctx, x, x.timer.C)
	if cause != nil {
		return cause
	}
	select {
	case <-x.done:
		return x.end()
	case <-ctx.Done():
		cause = fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	case <-x.timer.C:
		cause = s.late()
	}
	if x.taken.CompareAndSwap(false, true) || k == probeWrite {
		return cause
	}
	x.timer.Reset(s.set.maxOutcomeWait)
	select {
	case <-x.done:
		return x.end()
	case <-x.timer.C:
		return fmt.Errorf("%w: the database has not answered for %v", store.ErrUnknown, s.set.maxOutcomeWait)
	}
}

// put appends x to the queue, unless there is no room in time.
func (s *Store) put(ctx context.Context, x *write, late <-chan time.Time) error {
	s.queue.mu.RLock()
	defer s.queue.mu.RUnlock()
	if s.queue.closed {
		return errClosed
	}
	select {
	case s.queue.waiting <- x:
		if len(s.queue.waiting) >= helpAt || s.queue.heldUp.Load() {
			s.queue.askForHelp()
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	case <-late:
		return s.late()
	}
}

func (s *Store) late() error {
	return fmt.Errorf("%w: the database has not answered for %v", store.ErrUnavailable, s.set.maxQueueWait)
}

// next waits for writes and returns those that may share a transaction, or
// none when the queue is closed and empty. Deletes have transactions of their
// own: in one with creates they would lock profiles in another order than other
// transactions.
//
// It lets callers that were just answered come back: a commit costs about the
// same for many as for few. They and those who wait already are as many as can be
// expected. Waiting for all would leave the database idle for the slowest, and
// waiting longer than the last commit took could not pay.
func (w *writer) next(batch []*write) []*write {
	expected := min((w.answered+len(w.queue.waiting))*3/4, maxBatch)
	x := w.first()
	var late <-chan time.Time
	for x != nil {
		switch {
		case len(batch) > 0 && !x.kind.joins(batch[0].kind):
			w.held = x
			return batch
		case x.taken.CompareAndSwap(false, true): // else its caller has left
			batch = append(batch, x)
		}
		if len(batch) == maxBatch {
			return batch
		}
		gather := len(batch) > 0 && len(batch) < expected // nobody waits for an empty one
		if late == nil && gather {
			timer := time.NewTimer(min(w.took, maxGatherWait))
			defer timer.Stop()
			late = timer.C
		}
		if x = w.more(gather, late); x == nil && len(batch) == 0 {
			x = w.first()
		}
	}
	return batch
}

// joins reports whether a write of this kind may be in a batch that begins with
// one of the other.
func (k kind) joins(first kind) bool {
	switch first {
	case deleteHistory:
		return k == deleteHistory
	case deleteTenant:
		return false
	}
	return k == createRecord || k == probeWrite
}

// first waits for a write. The second writer does so only when it is asked for
// help. It returns nil when the queue is closed and empty.
func (w *writer) first() (x *write) {
	if x = w.held; x != nil {
		w.held = nil
		return x
	}
	for w.second {
		if _, open := <-w.queue.help; !open {
			break // what is left is shared
		}
		if x = w.more(false, nil); x != nil {
			return x
		}
	}
	return <-w.queue.waiting
}

// more returns the next write, if there is one or, while more are expected, comes
// before it is late.
func (w *writer) more(expected bool, late <-chan time.Time) *write {
	select {
	case x := <-w.queue.waiting:
		return x
	default:
	}
	if !expected {
		return nil
	}
	select {
	case x := <-w.queue.waiting:
		return x
	case <-late:
		return nil
	}
}
