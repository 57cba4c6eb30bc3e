package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"profilestatus.example/store"
)

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
		w.queue.wait(w.untilNext(now))
	}
}

// untilNext returns how long there is nothing to do.
func (w *writer) untilNext(now time.Time) time.Duration {
	switch {
	case w.committer.uncertain.Load():
		return w.retryAt.Sub(now)
	case !w.healthy():
		return forever
	case w.files.logTooLarge():
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

// giveUp tries for the last time to undo a failed commit.
func (w *writer) giveUp() {
	if w.decide() != nil {
		w.answerUndecided(fmt.Errorf("%w: the store was closed", store.ErrUnknown))
	}
}

// collect takes one step of garbage collection. After a failure it goes on
// later.
func (w *writer) collect() {
	err := w.files.check(w.frames)
	if err == nil {
		err = w.committer.collect()
	}
	if err != nil {
		w.collectAt = time.Now().Add(w.set.retryInterval)
		w.health.report(err)
	}
}

// trim empties the log. It does not wait long for reads that use it, and what
// could not be done is tried again later.
func (w *writer) trim() error {
	err := errors.Join(w.setBusyTimeout(trimTimeout), w.truncateLog(), w.setBusyTimeout(busyTimeout), w.files.check(w.frames))
	if err != nil || w.files.logTooLarge() {
		w.trimAt = time.Now().Add(w.set.retryInterval)
	}
	return err
}

const trimTimeout = 100 * time.Millisecond

func (w *writer) setBusyTimeout(d time.Duration) error {
	_, err := w.committer.exec(fmt.Sprintf("PRAGMA busy_timeout = %d", d.Milliseconds()))
	return err
}

// truncateLog brings the log into the database and cuts it to nothing.
func (w *writer) truncateLog() error {
	_, err := w.committer.exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// frames returns how many frames of the log are in use.
func (w *writer) frames() (n int64, err error) {
	var busy, done int64
	err = w.committer.query("PRAGMA wal_checkpoint(NOOP)", func(rows *sql.Rows) error { return rows.Scan(&busy, &n, &done) })
	return n, err
}

// close serves what waits and lets no more in. It leaves the log empty if there
// is room for it; what remains in the log is as safe as what is not.
func (w *writer) close() error {
	w.queue.close()
	timer := time.NewTimer(w.set.maxCloseWait)
	defer timer.Stop()
	select {
	case <-w.stopped:
	case <-timer.C:
		return fmt.Errorf("the disk has not answered for %v, what was not answered may be stored or not", w.set.maxCloseWait)
	}
	var err error
	if w.committer.uncertain.Load() {
		err = errors.New("a create without an answer may be stored: its commit failed, and undoing it failed too")
	} else if w.healthy() {
		w.truncateLog()
	}
	return errors.Join(err, w.files.closeLog(), w.committer.close(), w.db.Close())
}
