package store

import (
	"context"
	"time"
)

// A Retention tells which records are no longer kept. Both bounds hold, also for
// the newest record of a history: one that has nothing left is as one that nobody
// wrote to.
type Retention struct {
	// Before removes what was created before this time. The zero time removes
	// nothing.
	Before time.Time

	// Last removes the records of a history that are not among its newest Last.
	// 0 removes nothing.
	Last int
}

// An Expirer is a [Store] that can remove old records by itself. Since a [Record]
// has no time of its creation, an Expirer notes now and then how far creates have
// come, see Mark.
type Expirer interface {
	Store

	// Mark notes that whatever was created so far was created by now. It
	// reports false, and notes nothing, if something was noted in the interval
	// before now, by this process or by another one that shares the records.
	// What was noted is as durable as a record and is forgotten after 20,000
	// intervals.
	Mark(ctx context.Context, now time.Time, interval time.Duration) (bool, error)

	// Expire removes up to limit records that r does not keep, those of which a
	// Mark tells that they are old enough, and reports whether to call it again
	// soon: it looks at a bounded number of records, and the next call goes on
	// where this one ended. Calls of one process come one after the other; while
	// another process that shares the records is at it, Expire does nothing.
	//
	// To readers, what it removes is as what was deleted: its IDs may be used
	// again, and a place in a history that is reached no longer has nothing
	// behind it. While Expire is at work, a history may show older records that
	// are about to be removed.
	Expire(ctx context.Context, r Retention, limit int) (removed int, more bool, err error)
}
