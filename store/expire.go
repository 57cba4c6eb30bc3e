package store

import (
	"context"
	"time"
)

// A Retention says which records are deleted. A record is deleted if either limit
// applies, even the newest of a history; a history without records is the same as one
// that never had any.
type Retention struct {
	// Before deletes records created before this time. The zero time is no limit.
	Before time.Time

	// Last deletes all but the newest Last records of each history. 0 is no limit.
	Last int
}

// An Expirer is a [Store] that can delete old records. Since a [Record] has no creation
// time, the age of records is derived from marks that are stored from time to time, see
// Mark.
type Expirer interface {
	Store

	// Mark stores a mark that says that all existing records were created at or before
	// now. It returns false, and stores nothing, if there is a mark within the interval
	// before now, by this process or another one that shares the records. A mark is as
	// durable as a record, and is deleted after 20,000 intervals.
	Mark(ctx context.Context, now time.Time, interval time.Duration) (bool, error)

	// Expire deletes up to limit records that r does not keep; by age, only those whose
	// age is proven by a mark. It examines a bounded number of records, and more says
	// that another call should follow soon, which continues where this one stopped.
	// Calls of one process must not overlap; while another process that shares the
	// records is expiring, Expire does nothing.
	//
	// To readers, expired records are deleted: their IDs may be used again, and listing
	// from a position among them returns no records. While Expire runs, a history may
	// still show older records that are about to be deleted.
	Expire(ctx context.Context, r Retention, limit int) (removed int, more bool, err error)
}
