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

// A tailUpdate says that a history has a new last record.
type tailUpdate struct {
	key  store.Key
	last int64
}

// next returns the tail that a history has after one more record.
func (c *committer) next(k store.Key) tail {
	c.seq++
	t := c.changed[k]
	if t.no == 0 {
		t.no = c.seq
	}
	t.last = c.seq
	return t
}

// setTail sets the tail of a history, in memory until updateTails.
func (c *committer) setTail(k store.Key, t tail) {
	c.changed[k] = t
	c.updates = append(c.updates, tailUpdate{k, t.last})
}

// updateTails writes the tails that were set, each history's latest only.
func (c *committer) updateTails() error {
	var args []any
	for _, u := range c.updates {
		if t := c.changed[u.key]; t.last == u.last { // not set again later
			args = append(args, u.key.Tenant, u.key.Profile, t.no, t.last, t.sum(u.key))
		}
	}
	c.updates = c.updates[:0]
	_, err := c.execRows("INSERT INTO profiles (tenant, name, no, last, sum) VALUES ", "(?, ?, ?, ?, ?)",
		" ON CONFLICT (tenant, name) DO UPDATE SET last = excluded.last, sum = excluded.sum", 5, args)
	return err
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
	for len(missing) > 0 {
		size := 1
		for size < rowsLimit && size*2 < len(missing) {
			size *= 2
		}
		n := min(size*2, len(missing))
		keys := missing[:n:n]
		for len(keys) < size*2 { // a key may be given twice
			keys = append(keys, keys[0], keys[1])
		}
		if err := c.queryTails(size, keys); err != nil {
			return err
		}
		missing = missing[n:]
	}
	return nil
}

// queryTails puts the tails of so many histories into changed. A tail that does
// not point to a record of its history would lose the history's end, silently
// and for good, once another record is chained to it.
func (c *committer) queryTails(size int, keys []any) error {
	query := rowsQuery("SELECT p.tenant, p.name, p.no, p.last, p.sum, r.profile_no"+
		" FROM profiles p LEFT JOIN records r ON r.seq = p.last WHERE (p.tenant, p.name) IN (VALUES ", "(?, ?)", ")", size)
	return c.query(query, func(rows *sql.Rows) error {
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
	}, keys...)
}
