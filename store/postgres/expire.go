package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store"
)

var _ store.Expirer = (*Store)(nil)

const (
	// expireLock and the schema are the numbers of the lock under which replicas
	// expire records.
	expireLock = advisoryLock + 1

	// maxMarks is how many intervals a mark is kept.
	maxMarks = 20_000

	// expirePage is how many profiles one step looks at.
	expirePage = 100
)

// An expiry is how far Expire has come.
type expiry struct {
	mu    sync.Mutex // held by a call of Expire
	after store.Key  // the profile that was looked at last
}

// expiring calls f in a transaction, unless another replica is at it.
func (s *Store) expiring(ctx context.Context, f func(ctx context.Context, tx pgx.Tx) error) error {
	if s.isClosed() {
		return errClosed
	}
	ctx, cancel := context.WithTimeout(ctx, s.set.maxReadWait)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1, hashtext(current_schema()))", expireLock).Scan(&mine); err != nil || !mine {
			return err
		}
		return f(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("%w: expire: %w", store.ErrUnavailable, err)
	}
	return nil
}

// Mark implements [store.Expirer]. The replica that gets true should call Expire.
func (s *Store) Mark(ctx context.Context, now time.Time, interval time.Duration) (marked bool, err error) {
	err = s.expiring(ctx, func(ctx context.Context, tx pgx.Tx) error {
		const query = `INSERT INTO marks (at, seq) SELECT $1, nextval('numbers')
WHERE NOT EXISTS (SELECT FROM marks WHERE at > $2 AND at <= $1) ON CONFLICT (at) DO NOTHING`
		tag, err := tx.Exec(ctx, query, now, now.Add(-interval))
		if err == nil && tag.RowsAffected() == 1 {
			marked = true
			_, err = tx.Exec(ctx, "DELETE FROM marks WHERE at < $1", now.Add(-maxMarks*interval))
		}
		return err
	})
	return marked && err == nil, err
}

// Expire implements [store.Expirer].
func (s *Store) Expire(ctx context.Context, r store.Retention, limit int) (removed int, more bool, err error) {
	s.expiry.mu.Lock()
	defer s.expiry.mu.Unlock()
	next := s.expiry.after
	err = s.expiring(ctx, func(ctx context.Context, tx pgx.Tx) error {
		p, err := readExpiringPage(ctx, tx, r, next)
		if err == nil {
			removed, err = p.expire(ctx, tx, limit)
		}
		switch {
		case err != nil || removed == limit: // the page may have others
			more = true
		case len(p.numbers) < expirePage:
			next = store.Key{}
		default:
			next, more = store.Key{Tenant: p.tenants[expirePage-1], Profile: p.names[expirePage-1]}, true
		}
		return err
	})
	if err != nil {
		return 0, false, err
	}
	s.expiry.after = next
	return removed, more, nil
}

// An expiringPage is some profiles in order, and the places up to which each has
// records that are not kept.
type expiringPage struct {
	tenants, names []string
	numbers, cuts  []int64
	empty          []bool // nothing will be left
}

func readExpiringPage(ctx context.Context, tx pgx.Tx, r store.Retention, after store.Key) (*expiringPage, error) {
	const query = `SELECT p.tenant, p.name, p.no, greatest(old.seq, surplus.seq), coalesce(newest.seq <= greatest(old.seq, surplus.seq), true)
FROM (SELECT * FROM profiles WHERE (tenant, name) > ($1, $2) ORDER BY tenant, name LIMIT $3) p
CROSS JOIN (SELECT coalesce(max(seq), 0) AS seq FROM marks WHERE at <= $4) old
LEFT JOIN LATERAL (SELECT seq FROM records WHERE profile_no = p.no ORDER BY seq DESC LIMIT 1) newest ON true
LEFT JOIN LATERAL (SELECT seq FROM records WHERE profile_no = p.no AND $5::bigint > 0 ORDER BY seq DESC OFFSET $5 LIMIT 1) surplus ON true
ORDER BY p.tenant, p.name`
	p := new(expiringPage)
	rows, err := tx.Query(ctx, query, after.Tenant, after.Profile, expirePage, r.Before, r.Last)
	if err != nil {
		return nil, err
	}
	var tenant, name string
	var no, cut int64
	var empty bool
	_, err = pgx.ForEachRow(rows, []any{&tenant, &name, &no, &cut, &empty}, func() error {
		p.tenants, p.names = append(p.tenants, tenant), append(p.names, name)
		p.numbers, p.cuts, p.empty = append(p.numbers, no), append(p.cuts, cut), append(p.empty, empty)
		return nil
	})
	return p, err
}

// expire removes up to limit records of the page, of each history the oldest ones
// first, and the profiles that have none left. A profile that a create has locked
// stays: it is about to have one.
func (p *expiringPage) expire(ctx context.Context, tx pgx.Tx, limit int) (removed int, err error) {
	var tenants, names []string
	for i, empty := range p.empty {
		if empty {
			tenants, names = append(tenants, p.tenants[i]), append(names, p.names[i])
		}
	}
	var locked []int64
	if len(names) > 0 {
		const lock = `SELECT p.no FROM unnest($1::text[], $2::text[]) AS k (tenant, name)
JOIN profiles p ON p.tenant = k.tenant AND p.name = k.name FOR UPDATE OF p SKIP LOCKED`
		rows, err := tx.Query(ctx, lock, tenants, names)
		if err == nil {
			locked, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		}
		if err != nil {
			return 0, err
		}
	}
	const remove = `DELETE FROM records WHERE (profile_no, seq) IN (SELECT r.profile_no, r.seq
FROM unnest($1::bigint[], $2::bigint[]) AS c (no, cut)
CROSS JOIN LATERAL (SELECT profile_no, seq FROM records WHERE profile_no = c.no AND seq <= c.cut ORDER BY seq LIMIT $3) r LIMIT $3)`
	tag, err := tx.Exec(ctx, remove, p.numbers, p.cuts, limit)
	if err == nil && len(locked) > 0 {
		_, err = tx.Exec(ctx, `DELETE FROM profiles p USING unnest($1::text[], $2::text[]) AS k (tenant, name)
WHERE p.tenant = k.tenant AND p.name = k.name AND p.no = ANY($3) AND NOT EXISTS (SELECT FROM records WHERE profile_no = p.no)`, tenants, names, locked)
	}
	return int(tag.RowsAffected()), err
}
