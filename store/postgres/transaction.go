package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
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
	if len(creates) > 0 && w.careful == 0 {
		return w.add(ctx, newChange(creates))
	}
	p := w.begin()
	c := newChange(creates)
	switch {
	case batch[0].kind == deleteHistory:
		d := newChange(batch)
		p.queue(deleteNamed, d.tenants, d.names).Exec(w.noteGarbage)
	case batch[0].kind == deleteTenant:
		p.queue(deleteAll, batch[0].record.Tenant).Exec(w.noteGarbage)
	case len(creates) > 0:
		w.careful--
		w.addWithCare(p, c)
	}
	if err := p.send(ctx, w.conn); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	tag, err := w.conn.Exec(ctx, "COMMIT")
	if err == nil && tag.String() != "COMMIT" {
		return fmt.Errorf("commit: the server answered with %s", tag)
	}
	return w.checkEnd(err)
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
			err = cmp.Or(err, d.validate())
			if err == nil {
				w.durability = d
				w.promised.Store(&d)
			}
			return err
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
	lockNamed = `SELECT k.tenant, k.name FROM unnest($1::text[], $2::text[]) AS k (tenant, name)
CROSS JOIN LATERAL (SELECT FROM profiles WHERE tenant = k.tenant AND name = k.name`
)
