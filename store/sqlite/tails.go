package sqlite

import (
	"database/sql"

	"profilestatus.example/store"
)

// maxTails bounds the tails that are kept between batches, to about 1 MiB.
const maxTails = 5_000

// A tail is the end of the chain of records that is a history. The zero tail is
// that of a history without records.
type tail struct {
	no   int64 // the seq of the first record, which names the history
	last int64 // the seq of the newest
}

// next gives w a seq and returns the tail that its history has with it.
func (c *committer) next(w *write) tail {
	c.seq++
	w.seq = c.seq
	t := c.changed[w.record.Key]
	if t.no == 0 {
		t.no = c.seq
	}
	t.last = c.seq
	return t
}

var upsertTails = rowsQuery{
	"INSERT INTO profiles (tenant, name, no, last, sum) VALUES ", "(?, ?, ?, ?, ?)",
	" ON CONFLICT (tenant, name) DO UPDATE SET last = excluded.last, sum = excluded.sum", 5,
}

// updateTails writes the tails that the batch has changed, each once.
func (c *committer) updateTails(batch []*write) error {
	var args []any
	for _, w := range batch {
		k := w.record.Key
		if t := c.changed[k]; t.last == w.seq { // the last of its history
			args = append(args, k.Tenant, k.Profile, t.no, t.last, t.sum(k))
		}
	}
	_, err := c.execRows(upsertTails, args)
	return err
}

var selectTails = rowsQuery{
	"SELECT p.tenant, p.name, p.no, p.last, p.sum, r.profile_no" +
		" FROM profiles p LEFT JOIN records r ON r.seq = p.last WHERE (p.tenant, p.name) IN (VALUES ", "(?, ?)", ")", 2,
}

// loadTails puts the tails of the histories of a batch into changed, from
// memory or else from the database.
func (c *committer) loadTails(batch []*write) error {
	var missing []any
	for _, w := range batch {
		k := w.record.Key
		if _, ok := c.changed[k]; ok {
			continue
		}
		t, known := c.tails[k]
		c.changed[k] = t
		if !known {
			missing = append(missing, k.Tenant, k.Profile)
		}
	}
	return selectTails.each(missing, func(query string, keys []any) error {
		return c.query(query, c.scanTail, keys...)
	})
}

// scanTail puts a tail of the database into changed. One that does not point to
// a record of its history would lose the history's end, silently and for good,
// once another record is chained to it.
func (c *committer) scanTail(rows *sql.Rows) error {
	var k store.Key
	var t tail
	var no, sum sql.NullInt64
	if err := rows.Scan(&k.Tenant, &k.Profile, &t.no, &t.last, &sum, &no); err != nil {
		return err
	}
	if err := t.validate(k, sum); err != nil {
		return err
	}
	if no.Int64 != t.no || t.last > c.seq {
		return damaged("record %d, the last of history %d, is missing", t.last, t.no)
	}
	c.changed[k] = t
	return nil
}
