package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"profilestatus.example/store"
)

const (
	// surplusPage is how many profiles one step looks at, and surplusRecords
	// after how many of their records it ends early.
	surplusPage    = 100
	surplusRecords = 100_000
)

// A profileRow is a profile with the tail of its history.
type profileRow struct {
	store.Key
	tail
}

// A surplus is the records of a history that follow the last one that is kept.
type surplus struct {
	kept   link    // the last one
	gone   []int64 // those that follow it, newest first
	behind int64   // what follows the last of them
}

// expireSurplus takes a step through the profiles. It removes up to limit records
// that are not among the newest last of their history.
func (s *Store) expireSurplus(ctx context.Context, last, limit int) (removed int, more bool, err error) {
	e := &s.expiry
	if e.last != last {
		e.after, e.seen, e.last = store.Key{}, 0, last
	}
	if e.after == (store.Key{}) {
		e.top, err = s.highest(ctx)
	}
	var page []profileRow
	if err == nil {
		page, err = s.profilesBehind(ctx, e.after)
	}
	if err != nil {
		return 0, false, err
	}
	walked := 0
	for _, p := range page {
		if p.last > e.seen {
			cut, err := s.surplus(ctx, p, last, limit-removed)
			if err == nil && len(cut.gone) > 0 {
				err = s.remove(ctx, func(c *committer) error { return c.cut(cut) })
			}
			if err != nil {
				return removed, false, err
			}
			removed += len(cut.gone)
			if walked += last; removed == limit {
				return removed, true, nil // it may have others
			}
		}
		if e.after = p.Key; walked > surplusRecords {
			return removed, true, nil
		}
	}
	if len(page) == surplusPage {
		return removed, true, nil
	}
	e.after, e.seen = store.Key{}, e.top
	return removed, false, nil
}

// highest returns the highest seq that was given.
func (s *Store) highest(ctx context.Context) (seq int64, err error) {
	err = s.read(ctx, "SELECT seq FROM sqlite_sequence WHERE name = 'records'", func(r row) error { return r.Scan(&seq) })
	return seq, err
}

// profilesBehind returns the profiles that come after one, in order.
func (s *Store) profilesBehind(ctx context.Context, after store.Key) ([]profileRow, error) {
	const query = `SELECT p.tenant, p.name, p.no, t.last FROM profiles p LEFT JOIN tails t ON t.no = p.no
WHERE (p.tenant, p.name) > (?, ?) ORDER BY p.tenant, p.name LIMIT ?`
	page := new([]profileRow) // which a read that was given up may still write to
	err := s.read(ctx, query, func(r row) error {
		var p profileRow
		err := r.Scan(&p.Tenant, &p.Profile, &p.no, &p.last)
		*page = append(*page, p)
		return err
	}, after.Tenant, after.Profile, surplusPage)
	if err != nil {
		return nil, err
	}
	return *page, nil
}

// surplus returns up to limit records behind the newest last of a history.
func (s *Store) surplus(ctx context.Context, p profileRow, last, limit int) (surplus, error) {
	const query = `WITH RECURSIVE page (n, seq) AS (
	SELECT 1, ?1
	UNION ALL
	SELECT n + 1, r.prev FROM page JOIN records r ON r.seq = page.seq AND r.profile_no = ?2 WHERE n < ?3 + ?4
)
SELECT page.n, r.seq, r.profile_no, r.prev, r.id, r.status, r.sec, r.nsec, r.sum
FROM page JOIN records r ON r.seq = page.seq AND r.profile_no = ?2 WHERE page.n >= ?3`
	cut := new(surplus)
	err := s.read(ctx, query, func(r row) error {
		var n int
		var l link
		var sum sql.NullInt64
		if err := r.Scan(&n, &l.seq, &l.no, &l.prev, &l.id, &l.status, &l.sec, &l.nsec, &sum); err != nil {
			return err
		}
		if n == last {
			cut.kept = l
		} else {
			cut.gone, cut.behind = append(cut.gone, l.seq), l.prev
		}
		return l.validate(sum)
	}, p.last, p.no, last, limit)
	if err != nil {
		return surplus{}, err
	}
	return *cut, nil
}

// cut removes the records of a surplus, unless the history was deleted or cut
// meanwhile.
func (c *committer) cut(s surplus) error {
	l := s.kept
	l.prev = s.behind
	n, err := c.exec("UPDATE records SET prev = ?, sum = ? WHERE seq = ? AND profile_no = ? AND prev = ?", l.prev, l.sum(), l.seq, l.no, s.kept.prev)
	for _, seq := range s.gone {
		if err == nil && n > 0 {
			_, err = c.exec("DELETE FROM records WHERE seq = ? AND profile_no = ?", seq, l.no)
		}
	}
	if err != nil {
		return fmt.Errorf("expire: %w", err)
	}
	return nil
}
