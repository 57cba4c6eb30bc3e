package postgres

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store"
)

// Newest implements [store.Store].
func (s *Store) Newest(ctx context.Context, k store.Key) (store.Record, error) {
	const query = `SELECT r.seq, r.id, r.status, r.sec, r.nsec
FROM profiles p CROSS JOIN LATERAL (SELECT * FROM records WHERE profile_no = p.no ORDER BY seq DESC LIMIT 1) r
WHERE p.tenant = $1 AND p.name = $2`
	return s.one(ctx, k, query, k.Tenant, k.Profile)
}

// Find implements [store.Store].
func (s *Store) Find(ctx context.Context, k store.Key, id string) (store.Record, error) {
	const query = `SELECT r.seq, r.id, r.status, r.sec, r.nsec
FROM profiles p JOIN records r ON r.id = $3 AND r.profile_no = p.no
WHERE p.tenant = $1 AND p.name = $2`
	return s.one(ctx, k, query, k.Tenant, k.Profile, id)
}

// List implements [store.Store]. A position is that of the next record.
func (s *Store) List(ctx context.Context, k store.Key, from store.Position, limit int) ([]store.Record, store.Position, error) {
	const query = `SELECT r.seq, r.id, r.status, r.sec, r.nsec
FROM profiles p CROSS JOIN LATERAL (SELECT * FROM records WHERE profile_no = p.no AND seq <= $3 ORDER BY seq DESC LIMIT $4) r
WHERE p.tenant = $1 AND p.name = $2`
	if from == 0 {
		from = math.MaxInt64
	}
	rows, err := read(ctx, s, scanRow, query, k.Tenant, k.Profile, int64(from), int64(limit)+1)
	if err != nil {
		return nil, 0, err
	}
	next := store.Position(0)
	if len(rows) > limit {
		rows, next = rows[:limit], store.Position(rows[limit].seq)
	}
	var page []store.Record
	for _, r := range rows {
		page = append(page, r.record(k))
	}
	return page, next, nil
}

// Profiles implements [store.Store].
func (s *Store) Profiles(ctx context.Context, tenant, after string, limit int) ([]string, error) {
	const query = "SELECT name FROM profiles WHERE tenant = $1 AND name > $2 ORDER BY name LIMIT $3"
	return read(ctx, s, pgx.RowTo[string], query, tenant, after, limit)
}

// A row is a record as it is stored.
type row struct {
	seq        int64
	id, status string
	sec, nsec  int64
}

func scanRow(rows pgx.CollectableRow) (r row, err error) {
	err = rows.Scan(&r.seq, &r.id, &r.status, &r.sec, &r.nsec)
	return r, err
}

// record returns r as the interface knows it.
func (r *row) record(k store.Key) store.Record {
	return store.Record{Key: k, ID: r.id, Status: r.status, LastSynchronization: time.Unix(r.sec, r.nsec).UTC()}
}

// one returns the record that the query finds.
func (s *Store) one(ctx context.Context, k store.Key, query string, args ...any) (store.Record, error) {
	rows, err := read(ctx, s, scanRow, query, args...)
	if err != nil {
		return store.Record{}, err
	}
	if len(rows) == 0 {
		return store.Record{}, store.ErrNotFound
	}
	return rows[0].record(k), nil
}

// read returns the rows of query, each read by scan. When the connection turns
// out to be lost, it tries again on another one.
func read[T any](ctx context.Context, s *Store, scan pgx.RowToFunc[T], query string, args ...any) (all []T, err error) {
	if s.isClosed() {
		return nil, errClosed
	}
	ctx, cancel := context.WithTimeout(ctx, s.set.maxReadWait)
	defer cancel()
	for range maxAttempts {
		var rows pgx.Rows
		if rows, err = s.pool.Query(ctx, query, args...); err == nil {
			all, err = pgx.CollectRows(rows, scan)
		}
		if err == nil {
			return all, nil
		}
		if ctx.Err() != nil || !isRetryable(err) {
			break
		}
	}
	if ctx.Err() != nil {
		err = fmt.Errorf("the read was given up: %w", errors.Join(ctx.Err(), err))
	}
	return nil, fmt.Errorf("%w: %w", store.ErrUnavailable, err)
}
