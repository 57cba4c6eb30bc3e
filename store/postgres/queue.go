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
	record store.Record // of a delete only Key, or its tenant
	taken  atomic.Bool  // by a writer, or back by the caller
	err    error        // the outcome, to be read after done
	done   chan struct{}
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
}

func newQueue() *queue { return &queue{waiting: make(chan *write, maxWaiting)} }

// close lets no more writes in. Those that wait are still served.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		close(q.waiting)
	}
}

// do queues x and waits for its outcome, or takes it back when ctx ends, or too
// much time passes, before its batch began.
func (s *Store) do(ctx context.Context, k kind, r store.Record) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	x := &write{kind: k, record: r, done: make(chan struct{})}
	timer := time.NewTimer(s.set.maxQueueWait)
	defer timer.Stop()
	cause := s.put(ctx, x, timer.C)
	if cause != nil {
		return cause
	}
	select {
	case <-x.done:
		return x.err
	case <-ctx.Done():
		cause = fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	case <-timer.C:
		cause = s.late()
	}
	if x.taken.CompareAndSwap(false, true) || k == probeWrite {
		return cause
	}
	timer.Reset(s.set.maxOutcomeWait)
	select {
	case <-x.done:
		return x.err
	case <-timer.C:
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
// none when the queue is closed and empty. A delete has one of its own: in one
// with creates it would lock profiles in another order than other transactions.
//
// It lets callers that were just answered come back: a commit costs about the
// same for many as for few. Most of as many as the last time can be expected, but
// waiting longer than the last commit took could not pay.
func (w *writer) next(batch []*write) []*write {
	expected := w.answered * 3 / 4
	var late <-chan time.Time
	for len(batch) < maxBatch {
		if len(batch) > 0 && late == nil && len(batch) < expected {
			timer := time.NewTimer(min(w.took, maxGatherWait))
			defer timer.Stop()
			late = timer.C
		}
		x, open := w.take(len(batch) == 0, len(batch) < expected, late)
		switch deletes := x != nil && (x.kind == deleteHistory || x.kind == deleteTenant); {
		case !open || x == nil:
			return batch
		case deletes && len(batch) > 0:
			w.held = x
			return batch
		case !x.taken.CompareAndSwap(false, true): // its caller has left
		case deletes:
			return append(batch, x)
		default:
			batch = append(batch, x)
		}
	}
	return batch
}

// take returns the next write. It waits for one for ever, or while more are
// expected and it is not late, or not at all, and then returns nil. It reports
// false when the queue is closed and empty.
func (w *writer) take(forever, expected bool, late <-chan time.Time) (x *write, open bool) {
	if x = w.held; x != nil {
		w.held = nil
		return x, true
	}
	if forever {
		x, open = <-w.queue.waiting
		return x, open
	}
	select {
	case x, open = <-w.queue.waiting:
		return x, open
	default:
	}
	if !expected {
		return nil, true
	}
	select {
	case x, open = <-w.queue.waiting:
		return x, open
	case <-late:
		return nil, true
	}
}
