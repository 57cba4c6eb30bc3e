package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"profilestatus.example/store"
)

var _ store.Expirer = (*Store)(nil)

// maxMarks is how many intervals a mark is kept.
const maxMarks = 20_000

// An expiry is how far Expire has come.
type expiry struct {
	mu    sync.Mutex // held by a call of Expire
	after store.Key  // the profile that was looked at last
	top   int64      // the highest seq when this pass over the profiles began
	seen  int64      // the same of the pass before with the same bound
	last  int        // which was this
}

// Mark implements [store.Expirer].
func (s *Store) Mark(ctx context.Context, now time.Time, interval time.Duration) (bool, error) {
	var recent bool
	const query = "SELECT EXISTS (SELECT 1 FROM marks WHERE at > ? AND at <= ?)"
	err := s.read(ctx, query, func(r row) error { return r.Scan(&recent) }, now.Add(-interval).UnixMilli(), now.UnixMilli())
	if err != nil || recent {
		return false, err
	}
	err = s.change(ctx, func(c *committer) error {
		if _, err := c.exec("DELETE FROM marks WHERE at < ?", now.Add(-maxMarks*interval).UnixMilli()); err != nil {
			return err
		}
		_, err := c.exec("INSERT OR REPLACE INTO marks (at, seq) VALUES (?, ?)", now.UnixMilli(), c.seq)
		return err
	})
	return err == nil, err
}

// remove is change for one that removes records from the ends of histories. When its
// outcome is not known, lists read everything from then on.
func (s *Store) remove(ctx context.Context, change func(*committer) error) error {
	s.links.pause()
	err := s.change(ctx, change)
	if !errors.Is(err, store.ErrUnknown) {
		s.links.resume()
	}
	return err
}

// Expire implements [store.Expirer]. Old records are at the beginning of the table of
// records. Surplus records are found profile by profile, among the profiles written to
// since the last pass.
func (s *Store) Expire(ctx context.Context, r store.Retention, limit int) (removed int, more bool, err error) {
	s.expiry.mu.Lock()
	defer s.expiry.mu.Unlock()
	if !r.Before.IsZero() {
		if removed, err = s.expireOld(ctx, r.Before, limit); err != nil || removed == limit {
			return removed, err == nil, err
		}
	}
	if r.Last > 0 {
		var cut int
		cut, more, err = s.expireSurplus(ctx, r.Last, limit-removed)
		removed += cut
	}
	return removed, more, err
}

// expireOld removes up to limit records that were created before a time.
func (s *Store) expireOld(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	var mark int64 // which is no bound when it is no number: to SQLite every text is greater
	var to sql.NullInt64
	const query = `SELECT seq, (SELECT max(seq) FROM (SELECT seq FROM records WHERE seq <= marks.seq ORDER BY seq LIMIT ?2))
FROM marks WHERE at <= ?1 ORDER BY at DESC LIMIT 1`
	if err := s.read(ctx, query, func(r row) error { return r.Scan(&mark, &to) }, before.UnixMilli(), limit); err != nil || !to.Valid {
		return 0, err
	}
	count := new(int64) // which the writer may still write to after an error
	err = s.remove(ctx, func(c *committer) (err error) {
		if *count, err = c.expire(to.Int64); err == nil {
			s.expired.Store(to.Int64) // before a reader can miss one of them
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return int(*count), nil
}

// loadExpired reads up to where records were removed.
func (s *Store) loadExpired(c *connection) error {
	return c.query("SELECT seq FROM expired", func(r row) error {
		var seq int64
		err := r.Scan(&seq)
		s.expired.Store(seq)
		return err
	})
}

// expire removes the records up to a seq, and the profiles that have no others.
func (c *committer) expire(to int64) (removed int64, err error) {
	const ended = "FROM tails WHERE no IN (SELECT profile_no FROM records WHERE seq <= ?1) AND last <= ?1"
	err = c.query("SELECT tenant, name FROM profiles WHERE no IN (SELECT no "+ended+")", func(r row) error {
		var k store.Key
		err := r.Scan(&k.Tenant, &k.Profile)
		c.changed[k] = tail{}
		return err
	}, to)
	for _, statement := range []string{"DELETE FROM profiles WHERE no IN (SELECT no " + ended + ")", "DELETE " + ended, "UPDATE expired SET seq = ?1", "DELETE FROM records WHERE seq <= ?1"} {
		if err == nil {
			removed, err = c.exec(statement, to)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("expire: %w", err)
	}
	return removed, nil
}
