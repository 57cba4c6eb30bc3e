package postgres

import "time"

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
	now := time.Now()
	var late <-chan time.Time
	for x != nil {
		if len(batch) > 0 && !x.kind.joins(batch[0].kind) {
			w.held = x
			return batch
		}
		if err := w.queue.gone(x, now); err != nil {
			x.answer(err)
		} else {
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
	if x := w.queue.waitingNow(); x != nil || !expected {
		return x
	}
	select {
	case x := <-w.queue.waiting:
		return x
	case <-late:
		return nil
	}
}
