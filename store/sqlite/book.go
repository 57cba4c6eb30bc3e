package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"profilestatus.example/store"
)

// headsLimit bounds the heads that are kept between batches, to about 1 MiB.
const headsLimit = 5_000

// A head is where a profile's chain of records ends. The zero head is that of
// a profile without records.
type head struct {
	no   int64 // the seq of the first record
	last int64 // the seq of the newest
}

// A book writes batches to the database. It is used by one goroutine only.
//
// It gives every record its seq, and may do so without asking the database
// since nobody else writes.
type book struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	seq      int64 // the highest ever given

	heads   map[store.Key]head // as committed, not of all profiles
	changed map[store.Key]head // by the batch at hand
	moved   []move             // of heads in changed, not yet in the database

	sweeping bool // there are erased profiles whose records remain
}

// A move is that of a profile's head to a new record.
type move struct {
	key  store.Key
	last int64
}

// errTaken means that a batch holds an id that is taken, so that its records
// have to be written one by one to learn which.
var errTaken = errors.New("an id in the batch is taken")

func newBook(ctx context.Context, conn *sql.Conn) (*book, error) {
	b := &book{
		conn:     conn,
		prepared: make(map[string]*sql.Stmt),
		heads:    make(map[store.Key]head),
		changed:  make(map[store.Key]head),
	}
	err := conn.QueryRowContext(ctx, "SELECT seq, EXISTS (SELECT 1 FROM tombstones) FROM sqlite_sequence WHERE name = 'records'").
		Scan(&b.seq, &b.sweeping)
	if err != nil {
		return nil, fmt.Errorf("read the last position: %w", err)
	}
	return b, nil
}

// apply commits the batch in its order. When it returns nil, the err of each
// write is its outcome; otherwise nothing was changed.
func (b *book) apply(batch []*write) error {
	err := b.transact(func() error { return b.write(batch, b.insertAll) })
	if errors.Is(err, errTaken) {
		err = b.transact(func() error { return b.write(batch, b.insertEach) })
	}
	return err
}

// transact runs change in a transaction, and keeps what changed in the heads
// when it was committed.
func (b *book) transact(change func() error) error {
	clear(b.changed)
	b.moved = b.moved[:0]
	if _, err := b.exec("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := change(); err != nil {
		b.rollback()
		return err
	}
	if _, err := b.exec("COMMIT"); err != nil {
		b.rollback()
		b.settle()
		return fmt.Errorf("commit: %w", err)
	}
	if len(b.heads)+len(b.changed) > headsLimit {
		clear(b.heads)
	}
	for k, h := range b.changed {
		if h == (head{}) {
			delete(b.heads, k)
		} else {
			// Its texts may be pieces of a request's memory.
			b.heads[store.Key{Tenant: strings.Clone(k.Tenant), Profile: strings.Clone(k.Profile)}] = h
		}
	}
	return nil
}

// write performs the writes in order. Creates in a row go to insert together.
func (b *book) write(batch []*write, insert func([]*write) error) error {
	for len(batch) > 0 {
		n := 0
		for n < len(batch) && batch[n].kind == create {
			batch[n].err = nil
			n++
		}
		if n > 0 {
			if err := b.create(batch[:n], insert); err != nil {
				return err
			}
			batch = batch[n:]
			continue
		}
		batch[0].err = nil
		var err error
		if batch[0].kind == erase {
			err = b.erase(batch[0].record.Key)
		} else {
			err = b.probe()
		}
		if err != nil {
			return err
		}
		batch = batch[1:]
	}
	return nil
}

// create adds records and moves the heads of their profiles.
func (b *book) create(batch []*write, insert func([]*write) error) error {
	if err := b.load(batch); err != nil {
		return fmt.Errorf("load profiles: %w", err)
	}
	if err := insert(batch); err != nil {
		return fmt.Errorf("insert records: %w", err)
	}
	var args []any
	for _, m := range b.moved {
		if h := b.changed[m.key]; h.last == m.last { // not moved again later
			args = append(args, m.key.Tenant, m.key.Profile, h.no, h.last)
		}
	}
	b.moved = b.moved[:0]
	_, err := b.execRows("INSERT INTO profiles (tenant, name, no, last) VALUES ", "(?, ?, ?, ?)",
		" ON CONFLICT (tenant, name) DO UPDATE SET last = excluded.last", 4, args)
	if err != nil {
		return fmt.Errorf("move profiles: %w", err)
	}
	return nil
}

// insertAll inserts the records of a batch, or returns errTaken.
func (b *book) insertAll(batch []*write) error {
	args := make([]any, 0, len(batch)*recordColumns)
	for _, w := range batch {
		h := b.next(w.record.Key)
		args = appendRecord(args, h, b.changed[w.record.Key].last, w.record)
		b.move(w.record.Key, h)
	}
	n, err := b.execRows(insertRecords, recordRow, insertRecordsEnd, recordColumns, args)
	if err == nil && n != int64(len(batch)) {
		err = errTaken
	}
	return err
}

// insertEach inserts the records of a batch one by one, so that a conflict is
// the outcome of one write and does not touch the others.
func (b *book) insertEach(batch []*write) error {
	for _, w := range batch {
		h := b.next(w.record.Key)
		args := appendRecord(nil, h, b.changed[w.record.Key].last, w.record)
		n, err := b.execRows(insertRecords, recordRow, insertRecordsEnd, recordColumns, args)
		if err != nil {
			return err
		}
		if n == 0 {
			w.err = store.ErrConflict
			continue
		}
		b.move(w.record.Key, h)
	}
	return nil
}

const (
	insertRecords    = "INSERT INTO records (seq, profile_no, prev, id, status, sec, nsec) VALUES "
	recordRow        = "(?, ?, ?, ?, ?, ?, ?)"
	insertRecordsEnd = " ON CONFLICT DO NOTHING"
	recordColumns    = 7
)

func appendRecord(args []any, h head, prev int64, r store.Record) []any {
	t := r.LastSynchronization
	return append(args, h.last, h.no, prev, r.ID, r.Status, t.Unix(), int64(t.Nanosecond()))
}

// next returns the head that a profile has after one more record.
func (b *book) next(k store.Key) head {
	b.seq++
	h := b.changed[k]
	if h.no == 0 {
		h.no = b.seq
	}
	h.last = b.seq
	return h
}

// move sets the head of a profile.
func (b *book) move(k store.Key, h head) {
	b.changed[k] = h
	b.moved = append(b.moved, move{k, h.last})
}
