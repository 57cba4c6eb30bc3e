package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"profilestatus.example/store"
)

const durabilityColumns = "current_setting('synchronous_commit'), current_setting('fsync'), current_setting('synchronous_standby_names')"

// transact brings the batch to the database in one transaction.
func (w *writer) transact(ctx context.Context, batch []*write) error {
	var creates []*write
	for _, x := range batch {
		x.err = nil
		if x.kind == createRecord {
			creates = append(creates, x)
		}
	}
	c := newChange(creates)
	first := w.begin()
	switch {
	case batch[0].kind == deleteHistory:
		d := newChange(batch)
		first.queue(deleteNamed, d.tenants, d.names).Exec(w.noteGarbage)
	case batch[0].kind == deleteTenant:
		first.queue(deleteAll, batch[0].record.Tenant).Exec(w.noteGarbage)
	case len(creates) > 0:
		c.lock(first)
		c.number(first)
	}
	if err := first.send(ctx, w.conn); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if len(creates) > 0 {
		if err := c.addProfiles(ctx, w.conn); err != nil {
			return fmt.Errorf("insert profiles: %w", err)
		}
		if w.careful == 0 {
			return w.insertAndEnd(ctx, c)
		}
		w.careful--
		if err := c.insertNew(ctx, w.conn); err != nil {
			return fmt.Errorf("insert records: %w", err)
		}
	}
	tag, err := w.conn.Exec(ctx, "COMMIT")
	return w.checkEnd(tag, err)
}

// insertAndEnd inserts the records and commits, all in one round trip. It adds all
// of them or, where an id is taken, none: so the outcome of the commit tells that
// of each. When an id was taken, it returns [errTaken] on a connection that can be
// used, and the next batches are inserted with care.
func (w *writer) insertAndEnd(ctx context.Context, c *change) error {
	var tag pgconn.CommandTag
	p := new(pipeline)
	p.queue(insertRecords, c.rows()...)
	p.queue("COMMIT").Exec(func(t pgconn.CommandTag) error { tag = t; return nil })
	err := p.send(ctx, w.conn)
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == "23505" && !w.conn.IsClosed() {
		w.careful = carefulBatches
		_, err = w.conn.Exec(ctx, "ROLLBACK")
		return cmp.Or(err, errTaken)
	}
	return w.checkEnd(tag, err)
}

// A pipeline is statements that are sent together.
type pipeline struct{ pgx.Batch }

func (p *pipeline) queue(query string, args ...any) *pgx.QueuedQuery { return p.Queue(query, args...) }

func (p *pipeline) send(ctx context.Context, conn *pgx.Conn) error {
	return conn.SendBatch(ctx, &p.Batch).Close()
}

// begin returns a pipeline that begins a transaction and writes its number. The
// row stays locked until the transaction ends, however the connection ends.
func (w *writer) begin() *pipeline {
	w.batch++
	w.garbage = false
	p := new(pipeline)
	p.queue("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
	p.queue("UPDATE writers SET batch = $2, used = now() WHERE id = $1 RETURNING "+durabilityColumns, w.id, w.batch).
		QueryRow(func(row pgx.Row) error {
			var d durability
			err := row.Scan(&d.synchronousCommit, &d.fsync, &d.standbys)
			if errors.Is(err, pgx.ErrNoRows) { // another replica took it for one that is no longer used
				w.id = 0
				return errAgain
			}
			return cmp.Or(err, d.validate())
		})
	return p
}

// Deletes lock profiles in the order in which creates do: transactions must not
// wait for each other.
const (
	deleteNamed = `WITH locked AS MATERIALIZED (` + lockNamed + ` FOR UPDATE) p),
gone AS (DELETE FROM profiles p USING locked l WHERE p.tenant = l.tenant AND p.name = l.name RETURNING p.no)
INSERT INTO tombstones SELECT no FROM gone`

	deleteAll = `WITH locked AS MATERIALIZED (SELECT name FROM profiles WHERE tenant = $1 ORDER BY name FOR UPDATE),
gone AS (DELETE FROM profiles p USING locked l WHERE p.tenant = $1 AND p.name = l.name RETURNING p.no)
INSERT INTO tombstones SELECT no FROM gone`

	// The order of the arrays is that of the locks.
	lockNamed = `SELECT k.i - 1 AS i, k.tenant, k.name, p.no FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (tenant, name, i)
CROSS JOIN LATERAL (SELECT no FROM profiles WHERE tenant = k.tenant AND name = k.name`
)

// A change is what the creates of a batch do to the database.
type change struct {
	creates        []*write
	keys           []store.Key // of the creates, in order, each once
	tenants, names []string    // the same
	numbers        []int64     // of the profiles of keys; 0: not known
	places         []int64     // of the creates
}

func newChange(creates []*write) *change {
	c := &change{creates: creates}
	for _, x := range creates {
		c.keys = append(c.keys, x.record.Key)
	}
	slices.SortFunc(c.keys, compareKeys)
	c.keys = slices.Compact(c.keys)
	for _, k := range c.keys {
		c.tenants, c.names = append(c.tenants, k.Tenant), append(c.names, k.Profile)
	}
	c.numbers = make([]int64, len(c.keys))
	return c
}

func compareKeys(a, b store.Key) int {
	return cmp.Or(cmp.Compare(a.Tenant, b.Tenant), cmp.Compare(a.Profile, b.Profile))
}

// lock locks the profiles that exist, in the order of keys.
func (c *change) lock(p *pipeline) {
	p.queue("SELECT i, no FROM ("+lockNamed+" FOR NO KEY UPDATE) p) l", c.tenants, c.names).Query(func(rows pgx.Rows) error {
		var i, no int64
		_, err := pgx.ForEachRow(rows, []any{&i, &no}, func() error { c.numbers[i] = no; return nil })
		return err
	})
}

// number takes a place for each create. It comes after the locks, so that places
// grow within a profile as commits do.
func (c *change) number(p *pipeline) {
	p.queue("SELECT nextval('numbers') FROM generate_series(1, $1)", len(c.creates)).Query(func(rows pgx.Rows) (err error) {
		c.places, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
}

// addProfiles makes those profiles that do not exist. One that another
// transaction has made meanwhile is not locked, so the whole is begun anew.
func (c *change) addProfiles(ctx context.Context, conn *pgx.Conn) error {
	var tenants, names []string
	var missing []int
	for i, no := range c.numbers {
		if no == 0 {
			missing = append(missing, i)
			tenants, names = append(tenants, c.tenants[i]), append(names, c.names[i])
		}
	}
	if len(missing) == 0 {
		return nil
	}
	const query = `INSERT INTO profiles (tenant, name) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (tenant, name) DO NOTHING RETURNING no`
	p := new(pipeline)
	p.queue(query, tenants, names).Query(func(rows pgx.Rows) error {
		made, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err == nil && len(made) < len(missing) {
			err = errAgain
		}
		if err == nil {
			for i, no := range made { // in the order of the arrays
				c.numbers[missing[i]] = no
			}
		}
		return err
	})
	// A profile may have been made and deleted since the first places were taken.
	c.number(p)
	return p.send(ctx, conn)
}

const insertRecords = `INSERT INTO records (profile_no, seq, id, status, sec, nsec)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::integer[])`

// rows returns the arguments of insertRecords.
func (c *change) rows() []any {
	n := len(c.creates)
	profiles, ids, statuses := make([]int64, n), make([]string, n), make([]string, n)
	secs, nsecs := make([]int64, n), make([]int32, n)
	for i, x := range c.creates {
		k, _ := slices.BinarySearchFunc(c.keys, x.record.Key, compareKeys)
		at := x.record.LastSynchronization
		profiles[i], ids[i], statuses[i] = c.numbers[k], x.record.ID, x.record.Status
		secs[i], nsecs[i] = at.Unix(), int32(at.Nanosecond())
	}
	return []any{profiles, c.places, ids, statuses, secs, nsecs}
}

// insertNew adds the records whose ids are not taken and notes which were.
func (c *change) insertNew(ctx context.Context, conn *pgx.Conn) error {
	for _, x := range c.creates {
		x.err = store.ErrConflict // unless it is among the rows
	}
	rows, err := conn.Query(ctx, insertRecords+" ON CONFLICT (id, profile_no) DO NOTHING RETURNING seq", c.rows()...)
	if err != nil {
		return err
	}
	var place int64
	_, err = pgx.ForEachRow(rows, []any{&place}, func() error {
		i, found := slices.BinarySearch(c.places, place)
		if !found {
			return fmt.Errorf("the record at %d is not of this batch", place)
		}
		c.creates[i].err = nil
		return nil
	})
	return err
}
