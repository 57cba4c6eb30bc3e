package postgres

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/store"
)

var errClosed = fmt.Errorf("%w: the store is closed", store.ErrUnavailable)

// A queue holds writes until a writer takes them.
type queue struct {
	mu      sync.RWMutex // held to read while a write is put
	closed  bool
	waiting chan *write
	maxWait time.Duration // of a write to be taken
	help    chan struct{} // holds one token when the second writer should take some
	working atomic.Bool   // the first writer is at work
	heldUp  atomic.Bool   // and has been for long
	long    *time.Timer   // until it has been
}

func newQueue(maxWait time.Duration) *queue {
	q := &queue{waiting: make(chan *write, maxWaiting), maxWait: maxWait, help: make(chan struct{}, 1)}
	q.long = time.AfterFunc(time.Hour, q.look)
	q.long.Stop()
	return q
}

// askForHelp wakes the second writer.
func (q *queue) askForHelp() {
	select {
	case q.help <- struct{}{}:
	default:
	}
}

// begin and end tell when the first writer is at work.
func (q *queue) begin() {
	q.working.Store(true)
	q.long.Reset(helpAfter)
}

func (q *queue) end() {
	q.working.Store(false)
	q.long.Stop()
	q.heldUp.Store(false)
}

// look is called now and then while the first writer is at work for long. It lets the
// second one take what waits, and answers callers who should wait no longer. They have
// no timers of their own, which nearly nobody needs: most wait for a millisecond.
func (q *queue) look() {
	if !q.working.Load() || !q.mu.TryRLock() {
		return
	}
	defer q.mu.RUnlock()
	if q.closed {
		return
	}
	q.heldUp.Store(true)
	q.askForHelp()
	now := time.Now()
	for range len(q.waiting) {
		x := q.waitingNow()
		if x == nil {
			break
		}
		err := q.gone(x, now)
		if err == nil {
			select {
			case q.waiting <- x: // those who wait have no order
				continue
			default:
				err = q.late()
			}
		}
		x.answer(err)
	}
	q.long.Reset(helpAfter)
}

// waitingNow returns a write that waits, or nil.
func (q *queue) waitingNow() *write {
	select {
	case x := <-q.waiting:
		return x
	default:
		return nil
	}
}

// gone returns why x is not to be begun any more, or nil.
func (q *queue) gone(x *write, now time.Time) error {
	if err := x.ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	if now.Sub(x.since) >= q.maxWait {
		return q.late()
	}
	return nil
}

func (q *queue) late() error {
	return fmt.Errorf("%w: the database has not answered for %v", store.ErrUnavailable, q.maxWait)
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

// put appends x to the queue, unless there is no room in time.
func (q *queue) put(x *write) error {
	if err := q.gone(x, x.since); err != nil {
		return err
	}
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed {
		return errClosed
	}
	select {
	case q.waiting <- x:
	default:
		late := time.NewTimer(q.maxWait)
		defer late.Stop()
		select {
		case q.waiting <- x:
		case <-x.ctx.Done():
			return q.gone(x, x.since)
		case <-late.C:
			return q.late()
		}
	}
	if len(q.waiting) >= helpAt || q.heldUp.Load() {
		q.askForHelp()
	}
	return nil
}
