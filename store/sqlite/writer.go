package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/store"
)

const (
	// batchLimit bounds how long the first of a batch waits for the last.
	batchLimit = 512

	// patience bounds how long a commit waits for more writes.
	patience = 2 * time.Millisecond

	// longest is how long a write may wait to be taken into a batch.
	longest = 10 * time.Second

	// sweepRecords of an erased profile are removed at a time, and one time
	// for every sweepInterval batches while creates keep coming.
	sweepRecords  = 128
	sweepInterval = 4
)

var (
	errClosed = fmt.Errorf("%w: the store is closed", store.ErrUnavailable)
	errSlow   = fmt.Errorf("%w: the disk has not answered for %v", store.ErrUnavailable, longest)
)

// A writer owns the only connection that writes. One goroutine, started by
// [Open] and ended by [Store.Close], commits whatever waits in one transaction
// after another.
type writer struct {
	db    *sql.DB
	conn  *sql.Conn
	file  *file
	queue *queue
	book  *book

	stopped chan struct{}
	fault   atomic.Pointer[error] // why the last write was not committed

	records, commits atomic.Uint64
}

func newWriter(ctx context.Context, db *sql.DB, conn *sql.Conn, f *file) (*writer, error) {
	b, err := newBook(ctx, conn)
	if err != nil {
		return nil, err
	}
	return &writer{
		db: db, conn: conn, file: f, book: b,
		queue:   newQueue(),
		stopped: make(chan struct{}),
	}, nil
}

// timers are reused: each write needs one, which hardly ever rings.
var timers = sync.Pool{New: func() any { return time.NewTimer(longest) }}

// do queues x and waits for its outcome, or takes it back when ctx ends, or
// too much time passes, before its batch began.
func (w *writer) do(ctx context.Context, x *write) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	if !w.queue.put(x) {
		return errClosed
	}
	timer := timers.Get().(*time.Timer)
	timer.Reset(longest)
	defer func() {
		timer.Stop()
		timers.Put(timer)
	}()
	cause := errSlow
	select {
	case <-x.done:
		return x.err
	case <-ctx.Done():
		cause = fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	case <-timer.C:
	}
	if w.queue.withdraw(x) {
		return cause
	}
	<-x.done
	return x.err
}

// run serves the queue until it is closed and empty.
func (w *writer) run() {
	defer close(w.stopped)
	var batch []*write
	for n := 0; ; n++ {
		var over bool
		batch, over = w.queue.take(batch[:0], batchLimit)
		if over {
			return
		}
		if len(batch) > 0 {
			began := time.Now()
			w.commit(batch)
			w.gather(len(batch), time.Since(began))
			clear(batch) // the records are the callers'
		}
		switch {
		case w.book.sweeping && (len(batch) == 0 || n%sweepInterval == 0):
			w.sweep()
		case len(batch) == 0:
			w.queue.wait()
		}
	}
}

// gather lets the callers that were just answered come back before the next
// commit: it costs the same for many as for few. They and those who wait already
// are as many as can be expected. Waiting for all would leave the disk idle for
// the slowest, and waiting longer than the last commit took could not pay.
func (w *writer) gather(answered int, took time.Duration) {
	if callers := answered + w.queue.len(); callers > 1 {
		w.queue.gather(min(callers*3/4, batchLimit), min(took, patience))
	}
}

// commit brings the batch to the disk and then answers it.
func (w *writer) commit(batch []*write) {
	err := w.file.lost()
	if err == nil {
		err = w.book.apply(batch)
	}
	if err == nil {
		w.commits.Add(1)
		// The commit went into the files that are open. Whether those are
		// still the ones that the next start will read is another question.
		err = w.file.check()
	}
	err = w.report(err)
	var created uint64
	for _, x := range batch {
		switch {
		case err != nil:
			x.err = err
		case x.kind == create && x.err == nil:
			created++
		}
	}
	w.records.Add(created)
	for _, x := range batch {
		x.done <- struct{}{}
	}
}

// sweep removes some records of an erased profile. A failure is left to the
// next commit, which will meet it too.
func (w *writer) sweep() {
	err := w.file.lost()
	if err == nil {
		err = w.book.sweep()
	}
	if err != nil {
		w.book.sweeping = false
		w.report(err)
	}
}

// report notes how the last write went, and returns what callers are told.
func (w *writer) report(err error) error {
	if err == nil {
		w.fault.Store(nil)
		return nil
	}
	if !errors.Is(err, store.ErrUnavailable) {
		err = fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	w.fault.Store(&err)
	return err
}

// state returns nil when the last write went well and the files are in place.
func (w *writer) state() error {
	select {
	case <-w.stopped:
		return errClosed
	default:
	}
	if err := w.file.check(); err != nil {
		return err
	}
	if fault := w.fault.Load(); fault != nil {
		return *fault
	}
	return nil
}

// close serves what waits and lets no more in. It leaves the log empty.
func (w *writer) close() error {
	w.queue.close()
	<-w.stopped
	_, err := w.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	if w.file.check() != nil {
		err = nil // nothing is left to bring into a file that is not there
	}
	return errors.Join(err, w.book.close(), w.conn.Close(), w.db.Close())
}
