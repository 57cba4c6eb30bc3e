package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// collectRecords bounds the records that one step of garbage collection
	// removes, and collectTombstones how many deleted profiles it looks at.
	collectRecords    = 1000
	collectTombstones = 100

	// maxIdle is how long a writer's row is kept that nobody uses.
	maxIdle = "1 day"
)

// A collector removes the records of deleted profiles, those of other replicas,
// too.
type collector struct {
	garbage chan struct{} // holds one token when there may be something to collect
	closing chan struct{}
	stopped chan struct{}
}

func newCollector() *collector {
	return &collector{garbage: make(chan struct{}, 1), closing: make(chan struct{}), stopped: make(chan struct{})}
}

// wake makes the collector look for garbage.
func (c *collector) wake() {
	select {
	case c.garbage <- struct{}{}:
	default:
	}
}

// noteGarbage takes the result of a delete.
func (w *writer) noteGarbage(tag pgconn.CommandTag) error {
	w.garbage = w.garbage || tag.RowsAffected() > 0
	return nil
}

// collect removes garbage, now and then and when it is woken, until the store is
// closed.
func (s *Store) collect() {
	defer close(s.collector.stopped)
	ticker := time.NewTicker(s.set.collectInterval)
	defer ticker.Stop()
	for {
		for s.collectStep() {
			select {
			case <-s.collector.closing:
				return
			default:
			}
		}
		select {
		case <-s.collector.closing:
			return
		case <-s.collector.garbage:
		case <-ticker.C:
		}
	}
}

// collectStep removes some records of deleted profiles, and the tombstones of
// those that have none left. It reports whether there may be more. What fails
// is tried again with the next step.
func (s *Store) collectStep() (more bool) {
	ctx, cancel := context.WithTimeout(context.Background(), s.set.maxReadWait)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "SELECT no FROM tombstones ORDER BY no LIMIT $1 FOR UPDATE SKIP LOCKED", collectTombstones)
		if err != nil {
			return err
		}
		numbers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if more = len(numbers) > 0; err != nil || !more {
			return err
		}
		tag, err := tx.Exec(ctx, `DELETE FROM records WHERE (profile_no, seq) IN
	(SELECT profile_no, seq FROM records WHERE profile_no = ANY($1) LIMIT $2)`, numbers, collectRecords)
		if err == nil && tag.RowsAffected() < collectRecords {
			_, err = tx.Exec(ctx, "DELETE FROM tombstones WHERE no = ANY($1)", numbers)
		}
		return err
	})
	if err == nil && !more {
		s.pool.Exec(ctx, "DELETE FROM writers WHERE used < now() - interval '"+maxIdle+"'") // or another time
	}
	return err == nil && more
}
