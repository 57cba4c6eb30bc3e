package sqlite

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"profilestatus.example/store"
)

// A writer owns the only connection that writes. One goroutine, started by
// [Open] and ended by [Store.Close], commits whatever waits in one transaction
// after another.
type writer struct {
	set       settings
	files     *files
	health    *health
	queue     *queue
	committer *committer

	// undecided wait for a failed commit to be invalidated. Until then nobody
	// can say that it will not come back.
	undecided []*write

	retryAt   time.Time // when what failed is tried again
	collectAt time.Time // not before, since garbage collection failed
	trimAt    time.Time // not before, since trimming the log failed

	stopped chan struct{}

	records, commits atomic.Uint64
}

func newWriter(conn *connection, f *files, h *health, links *linkCache, set settings) (*writer, error) {
	c, err := newCommitter(conn, links)
	if err != nil {
		return nil, err
	}
	return &writer{
		set: set, files: f, health: h, committer: c,
		queue:   newQueue(),
		stopped: make(chan struct{}),
	}, nil
}

// run serves the queue until it is closed and empty.
func (w *writer) run() {
	defer close(w.stopped)
	var batch []*write
	for n := 0; ; n++ {
		var over bool
		batch, over = w.queue.take(batch[:0], maxBatch)
		if over {
			w.giveUp()
			return
		}
		if len(batch) > 0 {
			began := time.Now()
			w.health.work(func() { w.commit(batch) })
			w.gather(len(batch), time.Since(began))
			clear(batch) // the records are the callers'
		}
		w.maintain(len(batch) == 0, n)
	}
}

// gather lets the callers that were just answered come back before the next
// commit: it costs the same for many as for few. They and those who wait already
// are as many as can be expected. Waiting for all would leave the disk idle for
// the slowest, and waiting longer than the last commit took could not pay.
func (w *writer) gather(answered int, took time.Duration) {
	if callers := answered + w.queue.len(); callers > 1 {
		w.queue.gather(min(callers*3/4, maxBatch), min(took, maxBatchWait))
	}
}

// commit brings the batch to the disk and then answers it.
func (w *writer) commit(batch []*write) {
	err := w.ready()
	if err == nil {
		err = w.committer.apply(batch)
	}
	if isFull(err) && w.trim() == nil { // the log holds pages in many versions
		err = w.committer.apply(batch)
	}
	if errors.Is(err, errUncertain) {
		w.health.report(err)
		w.hold(batch)
		return
	}
	if err != nil {
		err = w.health.report(err)
	} else {
		err = w.committed(batch)
	}
	var created uint64
	for _, x := range batch {
		switch {
		case err != nil:
			x.err = err
		case x.kind == createRecord && x.err == nil:
			created++
		}
	}
	w.records.Add(created)
	answer(batch)
}

// ready fails when nothing may be written: because of damage, because the files
// are not as they were, or because a failed commit is still to be invalidated.
func (w *writer) ready() error {
	if err := w.health.damaged(); err != nil {
		return err
	}
	if err := w.files.check(w.frames); err != nil {
		return err
	}
	return w.decide()
}

// committed returns nil unless the files that hold a commit are known to be
// lost. Then the commit lasts as long as they do, so it has no known outcome.
// Any other error says nothing about the commit.
func (w *writer) committed(batch []*write) error {
	wrote := slices.ContainsFunc(batch, func(x *write) bool { return x.kind != probeLock })
	if wrote {
		w.commits.Add(1)
	}
	err := w.files.check(w.frames)
	if lost := w.files.lost(); lost != nil {
		return fmt.Errorf("%w: %v", store.ErrUnknown, lost) // which is no refusal
	}
	// A probe of the lock alone does not show that the disk takes writes again.
	if wrote {
		w.health.report(err)
	}
	return nil
}

func answer(batch []*write) {
	for _, x := range batch {
		x.done <- struct{}{}
	}
}

// maintain does what nobody asked for: it invalidates a failed commit, trims the
// log and collects garbage. When there is nothing to do and idle is set, it waits
// for the next write.
func (w *writer) maintain(idle bool, n int) {
	now := time.Now()
	tooLarge := w.files.logTooLarge()
	switch {
	case w.committer.uncertain.Load() && !now.Before(w.retryAt):
		w.health.work(func() { w.decide() })
	case tooLarge && !now.Before(w.trimAt) && w.healthy():
		w.health.work(func() { w.trim() })
	// Collecting makes the log grow, which must not take the room for a trim.
	case !tooLarge && w.committer.garbage && (idle || n%collectInterval == 0) && !now.Before(w.collectAt) && w.healthy():
		w.health.work(w.collect)
	case idle:
		w.queue.wait(w.untilNext(now, tooLarge))
	}
}

// untilNext returns how long there is nothing to do.
func (w *writer) untilNext(now time.Time, tooLarge bool) time.Duration {
	switch {
	case w.committer.uncertain.Load():
		return w.retryAt.Sub(now)
	case !w.healthy():
		return forever
	case tooLarge:
		return w.trimAt.Sub(now)
	case w.committer.garbage:
		return w.collectAt.Sub(now)
	}
	return forever
}

// healthy reports whether maintenance may write.
func (w *writer) healthy() bool {
	return !w.committer.uncertain.Load() && w.health.damaged() == nil && w.files.lost() == nil
}

// hold keeps the writes of a failed commit unanswered until it is invalidated.
func (w *writer) hold(batch []*write) {
	w.undecided = append(w.undecided, batch...)
	w.retryAt = time.Now().Add(w.set.retryInterval)
}

// decide invalidates a failed commit, if there is one, and answers its writes.
func (w *writer) decide() error {
	if !w.committer.uncertain.Load() {
		return nil
	}
	if err := w.committer.invalidate(); err != nil {
		w.retryAt = time.Now().Add(w.set.retryInterval)
		return w.health.report(err)
	}
	w.answerUndecided(fmt.Errorf("%w: the commit failed and was undone", store.ErrUnavailable))
	return nil
}

func (w *writer) answerUndecided(err error) {
	for _, x := range w.undecided {
		x.err = err
	}
	answer(w.undecided)
	w.undecided = nil
}
