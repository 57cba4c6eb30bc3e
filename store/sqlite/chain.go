package sqlite

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"hash/crc32"

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

// A seq that is taken is no conflict of ids, so it has to be an error.
var insertRecords = rowsQuery{
	"INSERT INTO records (seq, profile_no, prev, id, status, sec, nsec, sum) VALUES ", "(?, ?, ?, ?, ?, ?, ?, ?)",
	" ON CONFLICT (id, profile_no) DO NOTHING", 8,
}

// create adds records and updates the tails of their histories.
func (c *committer) create(batch []*write, insert func([]*write) error) error {
	if err := c.loadTails(batch); err != nil {
		return fmt.Errorf("load tails: %w", err)
	}
	if err := insert(batch); err != nil {
		return fmt.Errorf("insert records: %w", err)
	}
	if err := c.updateTails(batch); err != nil {
		return fmt.Errorf("update tails: %w", err)
	}
	return nil
}

// insertAll inserts the records of a batch, or returns errTaken.
func (c *committer) insertAll(batch []*write) error {
	args := make([]any, 0, len(batch)*insertRecords.columns)
	for _, w := range batch {
		t := c.next(w)
		args = appendRecord(args, t, c.changed[w.record.Key].last, w.record)
		c.changed[w.record.Key] = t
	}
	n, err := c.execRows(insertRecords, args)
	if err == nil && n != int64(len(batch)) {
		err = errTaken
	}
	return err
}

// insertEach inserts the records of a batch one by one, so that a conflict is
// the outcome of one write and does not touch the others.
func (c *committer) insertEach(batch []*write) error {
	for _, w := range batch {
		t := c.next(w)
		n, err := c.execRows(insertRecords, appendRecord(nil, t, c.changed[w.record.Key].last, w.record))
		if err != nil {
			return err
		}
		if n == 0 {
			w.err = store.ErrConflict
			continue
		}
		c.changed[w.record.Key] = t
	}
	return nil
}

func appendRecord(args []any, t tail, prev int64, r store.Record) []any {
	at := r.LastSynchronization
	l := link{seq: t.last, no: t.no, prev: prev, id: r.ID, status: r.Status, sec: at.Unix(), nsec: int64(at.Nanosecond())}
	return append(args, l.seq, l.no, l.prev, l.id, l.status, l.sec, l.nsec, l.sum())
}

var (
	insertProfiles = rowsQuery{"INSERT INTO profiles (tenant, name, no) VALUES ", "(?, ?, ?)", "", 3}
	replaceTails   = rowsQuery{"INSERT OR REPLACE INTO tails (no, last, sum) VALUES ", "(?, ?, ?)", "", 3}
)

// updateTails writes the tails that the batch has changed, each once, and the
// profiles that begin with it.
func (c *committer) updateTails(batch []*write) error {
	var profiles, tails []any
	for _, w := range batch {
		k := w.record.Key
		t := c.changed[k]
		if t.last != w.seq { // not the last of its history
			continue
		}
		if t.no >= batch[0].seq {
			profiles = append(profiles, k.Tenant, k.Profile, t.no)
		}
		tails = append(tails, t.no, t.last, t.sum(k))
	}
	_, err := c.execRows(insertProfiles, profiles)
	if err == nil {
		_, err = c.execRows(replaceTails, tails)
	}
	return err
}

var selectTails = rowsQuery{
	"SELECT p.tenant, p.name, p.no, t.last, t.sum, r.profile_no" +
		" FROM profiles p LEFT JOIN tails t ON t.no = p.no LEFT JOIN records r ON r.seq = t.last WHERE (p.tenant, p.name) IN (VALUES ", "(?, ?)", ")", 2,
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

// castagnoli is the polynomial that processors know.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum returns the checksum of a row.
func sum(a, b string, numbers ...int64) int64 {
	var space [256]byte
	buf := append(append(append(space[:0], a...), 0), b...)
	for _, n := range numbers {
		buf = binary.BigEndian.AppendUint64(buf, uint64(n))
	}
	return int64(crc32.Checksum(buf, castagnoli))
}

// sum returns the checksum of the record.
func (l *link) sum() int64 { return sum(l.id, l.status, l.seq, l.no, l.prev, l.sec, l.nsec) }

// sum returns the checksum of the tail of a history.
func (t tail) sum(k store.Key) int64 { return sum(k.Tenant, k.Profile, t.no, t.last) }

// differs reports whether a row has a checksum and it is not want.
func differs(stored sql.NullInt64, want int64) bool { return stored.Valid && stored.Int64 != want }
