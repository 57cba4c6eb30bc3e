package sqlite

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"modernc.org/sqlite"

	"profilestatus.example/store"
)

// A committer brings batches of writes to the database, each in one
// transaction. It is used by one goroutine only.
//
// It gives every record its seq and remembers the tails of histories without
// asking the database each time. Both are read anew when somebody else wrote to
// the file.
type committer struct {
	*connection

	seq     int64  // the highest ever given
	version uint32 // of the data at the end of the last transaction

	links   *linkCache         // of readers
	tails   map[store.Key]tail // as committed, not of all profiles
	changed map[store.Key]tail // by the batch at hand

	garbage bool // there are tombstones whose records remain

	// uncertain is set while a commit that failed may still be whole in the
	// log. See invalidate. Readers look at it, too.
	uncertain atomic.Bool
}

// errTaken means that a batch holds an id that is taken, so that its records
// have to be written one by one to learn which.
var errTaken = errors.New("an id in the batch is taken")

func newCommitter(conn *connection, links *linkCache) (*committer, error) {
	c := &committer{
		connection: conn,
		links:      links,
		tails:      make(map[store.Key]tail),
		changed:    make(map[store.Key]tail),
	}
	if err := c.reload(); err != nil {
		return nil, err
	}
	err := c.query("SELECT EXISTS (SELECT 1 FROM tombstones)", func(r row) error { return r.Scan(&c.garbage) })
	if err != nil {
		return nil, fmt.Errorf("look for tombstones: %w", err)
	}
	return c, nil
}

// apply commits the batch in its order. When it returns nil, the err of each
// write is its outcome. An error wrapping errUncertain leaves the outcome open
// until invalidate succeeds; after any other error nothing was changed.
func (c *committer) apply(batch []*write) error {
	err := c.transact(func() error { return c.write(batch, len(batch)) })
	if errors.Is(err, errTaken) {
		err = c.transact(func() error { return c.write(batch, 1) })
	}
	return err
}

// transact runs change in a transaction, and keeps what changed in the tails
// when it was committed.
func (c *committer) transact(change func() error) error {
	clear(c.changed)
	if err := c.begin(); err != nil {
		return err
	}
	// What a version is after the end is known only then. A failure to read it
	// makes the next transaction reload, as one to begin does.
	defer func() { c.version, _ = c.dataVersion() }()
	if err := change(); err != nil {
		c.rollback()
		return err
	}
	if _, err := c.exec("COMMIT"); err != nil {
		c.rollback()
		err = fmt.Errorf("commit: %w", err)
		if isFull(err) {
			return err
		}
		c.uncertain.Store(true)
		if again := c.invalidate(); again != nil {
			return fmt.Errorf("%w: %w; %w", errUncertain, err, again)
		}
		return err
	}
	c.keep()
	return nil
}

// begin starts a transaction and notices what others have written since the
// last one.
func (c *committer) begin() error {
	if _, err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	version, err := c.dataVersion()
	if err == nil && version != c.version {
		err = c.reload()
	}
	if err != nil {
		c.rollback()
		return fmt.Errorf("begin: %w", err)
	}
	return nil
}

// dataVersion returns a number that is another one in the next transaction when
// somebody else has written in between.
func (c *committer) dataVersion() (uint32, error) {
	return c.conn.(sqlite.FileControl).FileControlDataVersion("main")
}

// rollback ends the open transaction. After the graver faults SQLite has done
// so by itself, and then this fails; either way none is open.
func (c *committer) rollback() { c.exec("ROLLBACK") }

// keep makes what the batch changed part of the tails.
func (c *committer) keep() {
	if len(c.tails)+len(c.changed) > maxTails {
		clear(c.tails)
	}
	for k, t := range c.changed {
		if t == (tail{}) {
			delete(c.tails, k)
		} else {
			// Its texts may be pieces of a request's memory.
			c.tails[store.Key{Tenant: strings.Clone(k.Tenant), Profile: strings.Clone(k.Profile)}] = t
		}
	}
}

// A seq that is taken is no conflict of ids, so it has to be an error.
var insertRecords = rowsQuery{
	"INSERT INTO records (seq, profile_no, prev, id, status, sec, nsec, sum) VALUES ", "(?, ?, ?, ?, ?, ?, ?, ?)",
	" ON CONFLICT (id, profile_no) DO NOTHING", 8,
}

// create adds records, up to limit at once, and updates the tails of their
// histories.
func (c *committer) create(batch []*write, limit int) error {
	if err := c.loadTails(batch); err != nil {
		return fmt.Errorf("load tails: %w", err)
	}
	for part := range slices.Chunk(batch, limit) {
		if err := c.insert(part); err != nil {
			return fmt.Errorf("insert records: %w", err)
		}
	}
	if err := c.updateTails(batch); err != nil {
		return fmt.Errorf("update tails: %w", err)
	}
	return nil
}

// insert gives each record of a batch its seq and inserts them. A conflict is the
// outcome of a write that is alone, and errTaken that of several.
func (c *committer) insert(batch []*write) error {
	args := make([]any, 0, len(batch)*insertRecords.columns)
	before := c.changed[batch[0].record.Key]
	for _, w := range batch {
		c.seq++
		w.seq = c.seq
		t, r := c.changed[w.record.Key], &w.record
		l := link{seq: c.seq, no: cmp.Or(t.no, c.seq), prev: t.last, id: r.ID, status: r.Status,
			sec: r.LastSynchronization.Unix(), nsec: int64(r.LastSynchronization.Nanosecond())}
		args = append(args, l.seq, l.no, l.prev, l.id, l.status, l.sec, l.nsec, l.sum())
		c.changed[r.Key] = tail{no: l.no, last: l.seq}
	}
	n, err := c.execRows(insertRecords, args)
	switch {
	case err != nil || n == int64(len(batch)):
		return err
	case len(batch) > 1:
		return errTaken
	}
	batch[0].err, c.changed[batch[0].record.Key] = store.ErrConflict, before
	return nil
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

// sum returns the checksum of the record.
func (l *link) sum() int64 { return sum(l.id, l.status, l.seq, l.no, l.prev, l.sec, l.nsec) }

// sum returns the checksum of the tail of a history.
func (t tail) sum(k store.Key) int64 { return sum(k.Tenant, k.Profile, t.no, t.last) }
