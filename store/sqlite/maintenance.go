package sqlite

import (
	"errors"
	"fmt"
	"time"

	"profilestatus.example/store"
)

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
	err = w.committer.query("PRAGMA wal_checkpoint(NOOP)", func(r row) error { return r.Scan(&busy, &n, &done) })
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
	return errors.Join(err, w.files.closeLog(), w.committer.close())
}
