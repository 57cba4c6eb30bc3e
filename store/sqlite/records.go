package sqlite

import (
	"fmt"

	"profilestatus.example/store"
)

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
