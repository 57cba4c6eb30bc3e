package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"profilestatus.example/store"
)

// A change is what writes of a batch do to the database, in the order of their
// profiles, which is that of locks. Its slices have an element for each write.
type change struct {
	writes         []*write
	tenants, names []string
}

func newChange(writes []*write) *change {
	c := &change{writes: slices.Clone(writes), tenants: make([]string, len(writes)), names: make([]string, len(writes))}
	slices.SortStableFunc(c.writes, func(a, b *write) int {
		return cmp.Or(cmp.Compare(a.record.Tenant, b.record.Tenant), cmp.Compare(a.record.Profile, b.record.Profile))
	})
	for i, x := range c.writes {
		c.tenants[i], c.names[i] = x.record.Tenant, x.record.Profile
	}
	return c
}

// rows returns the first arguments of the statements that add records.
func (c *change) rows() []any {
	n := len(c.writes)
	ids, statuses := make([]string, n), make([]string, n)
	secs, nsecs := make([]int64, n), make([]int32, n)
	for i, x := range c.writes {
		at := x.record.LastSynchronization
		ids[i], statuses[i], secs[i], nsecs[i] = x.record.ID, x.record.Status, at.Unix(), int32(at.Nanosecond())
	}
	return []any{c.tenants, c.names, ids, statuses, secs, nsecs}
}

// The number of a record is taken when its profile is locked, so that within a
// profile numbers grow as commits do. Without a profile there is no number of it
// either, which a record has to have, so that the whole statement fails.
const (
	// In a list of columns unnest gives row by row, while FROM keeps all rows first.
	arrays = ` FROM (SELECT unnest($1::text[]) AS tenant, unnest($2::text[]) AS name, unnest($3::text[]) AS id,
	unnest($4::text[]) AS status, unnest($5::bigint[]) AS sec, unnest($6::integer[]) AS nsec) k`

	// IS TRUE leaves the planner no other index than the one of the hash.
	lockEach = ` LEFT JOIN LATERAL (SELECT no FROM profiles WHERE (tenant = k.tenant) IS TRUE AND (name = k.name) IS TRUE
	AND hashtextextended(name, hashtextextended(tenant, 0)) = hashtextextended(k.name, hashtextextended(k.tenant, 0))`

	insertRecords = `INSERT INTO records (profile_no, seq, id, status, sec, nsec)`

	// addRecords adds all records or fails. No profile is found when the writer's row
	// has another id by now, or the server promises something else.
	addRecords = `WITH writer AS (UPDATE writers SET batch = $8, used = now()
	WHERE id = $7 AND (` + durabilityColumns + `) = ($9, $10, $11) RETURNING id) ` + insertRecords + `
SELECT p.no, nextval('numbers'), k.id, k.status, k.sec, k.nsec` + arrays + lockEach + `
	AND EXISTS (SELECT FROM writer) FOR NO KEY UPDATE) p ON true`

	// addProfiles makes those profiles that do not exist. It waits for others who do.
	addProfiles = `INSERT INTO profiles (tenant, name) SELECT tenant, name FROM unnest($1::text[], $2::text[]) AS k (tenant, name)
WHERE NOT EXISTS (SELECT FROM profiles WHERE tenant = k.tenant AND name = k.name) ON CONFLICT (tenant, name) DO NOTHING`

	// addNewRecords adds the records whose ids are not taken and returns the places
	// in the arrays of the others.
	addNewRecords = `WITH k AS MATERIALIZED (SELECT k.*, row_number() OVER () AS place, p.no, nextval('numbers') AS seq` + arrays + lockEach + ` FOR NO KEY UPDATE) p ON true),
added AS (` + insertRecords + ` SELECT no, seq, id, status, sec, nsec FROM k ON CONFLICT (id, profile_no) DO NOTHING RETURNING seq)
SELECT place FROM k WHERE seq NOT IN (SELECT seq FROM added)`
)

// add makes all records and commits in one statement and round trip. The outcome of
// the commit tells that of each create. When a profile is missing, an id is taken,
// or the server promises something else than before, it returns [errRefused].
func (w *writer) add(ctx context.Context, c *change) error {
	w.batch++
	w.garbage = false
	d := w.durability
	_, err := w.conn.Exec(ctx, addRecords, append(c.rows(), w.id, w.batch, d.synchronousCommit, d.fsync, d.standbys)...)
	var e *pgconn.PgError
	if errors.As(err, &e) && (e.Code == uniqueViolation || e.Code == notNullViolation) && !w.conn.IsClosed() {
		w.careful = carefulBatches
		return errRefused
	}
	return w.checkEnd(err)
}

// addWithCare makes profiles that are missing and the records whose ids are not
// taken. The others are refused, which has to be known before the commit is sent:
// its outcome does not tell.
func (w *writer) addWithCare(p *pipeline, c *change) {
	p.queue(addProfiles, c.tenants, c.names).Exec(func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() > 0 {
			w.careful = carefulBatches
		}
		return nil
	})
	p.queue(addNewRecords, c.rows()...).Query(func(rows pgx.Rows) error {
		var place int
		_, err := pgx.ForEachRow(rows, []any{&place}, func() error {
			w.careful = carefulBatches
			c.writes[place-1].err = store.ErrConflict
			return nil
		})
		return err
	})
}
