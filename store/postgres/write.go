package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"profilestatus.example/store"
)

// A write is one change that a caller waits for.
type write struct {
	kind   kind
	record store.Record    // of a delete only Key, or its tenant
	ctx    context.Context // of the caller; when it ends, x is not begun any more
	since  time.Time       // when it came
	err    error           // the outcome, to be read after done
	done   chan struct{}   // gets one value
}

// writes are those that nobody holds any more.
var writes = sync.Pool{New: func() any { return &write{done: make(chan struct{}, 1)} }}

// answer ends the wait of the caller.
func (x *write) answer(err error) {
	x.err = err
	x.done <- struct{}{}
}

// A kind tells what a write does.
type kind int

const (
	createRecord kind = iota
	deleteHistory
	deleteTenant
	probeWrite // leaves everything as it was, to learn whether writing is possible
)

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

// do queues a write and waits for its outcome, or until ctx ends, or too much time
// passes, before its batch began. An end of ctx is noticed when a writer takes the write,
// or by [queue.look]; a probe does not wait for that.
func (s *Store) do(ctx context.Context, k kind, r store.Record) error {
	x := writes.Get().(*write)
	x.kind, x.record, x.ctx, x.since = k, r, ctx, time.Now()
	if err := s.queue.put(x); err != nil {
		return err
	}
	if k != probeWrite {
		<-x.done
	} else {
		select {
		case <-x.done:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
		}
	}
	err := x.err
	*x = write{done: x.done}
	writes.Put(x)
	return err
}
