package sqlite

import (
	"database/sql"

	"profilestatus.example/store"
)

// A link is a record as it is stored, in the chain of its history.
type link struct {
	seq, no, prev int64
	id, status    string
	sec, nsec     int64
}

// maxTails bounds the tails that are kept between batches, to about 1 MiB.
const maxTails = 5_000

// A tail is the end of the chain of records that is a history. The zero tail is
// that of a history without records.
type tail struct {
	no   int64 // the seq of the first record, which names the history
	last int64 // the seq of the newest
}

var selectTails = rowsQuery{
	"SELECT p.tenant, p.name, p.no, t.last, t.sum, r.profile_no" +
		" FROM profiles p LEFT JOIN tails t ON t.no = p.no LEFT JOIN records r ON r.seq = t.last WHERE (p.tenant, p.name) IN (VALUES ", "(?, ?)", ")", 2,
}

// scanTail puts a tail of the database into changed. One that does not point to
// a record of its history would lose the history's end, silently and for good,
// once another record is chained to it.
func (c *committer) scanTail(r row) error {
	var k store.Key
	var t tail
	var no, sum sql.NullInt64
	if err := r.Scan(&k.Tenant, &k.Profile, &t.no, &t.last, &sum, &no); err != nil {
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
