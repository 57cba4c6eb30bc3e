package sqlite

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

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

var (
	// errTaken means that a batch holds an id that is taken, so that its
	// records have to be written one by one to learn which.
	errTaken = errors.New("an id in the batch is taken")

	// errUncertain wraps the error of a commit that could not be invalidated.
	errUncertain = errors.New("the commit may come back after a crash")
)

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
	err := c.transact(func() error { return c.write(batch, c.insertAll) })
	if errors.Is(err, errTaken) {
		err = c.transact(func() error { return c.write(batch, c.insertEach) })
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

// reload forgets the tails and what lists have read, and reads the highest seq.
func (c *committer) reload() error {
	clear(c.tails)
	c.links.clear()
	var seq int64
	err := c.query("SELECT seq FROM sqlite_sequence WHERE name = 'records'", func(r row) error {
		return r.Scan(&seq)
	})
	if err != nil {
		return fmt.Errorf("read the last position: %w", err)
	}
	if seq < 0 || seq >= maxSeq { // there is none left to give
		return damaged("the last position is %d", seq)
	}
	c.seq = max(c.seq, seq)
	return nil
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

// write performs the writes in order. Creates in a row go to insert together.
func (c *committer) write(batch []*write, insert func([]*write) error) error {
	for len(batch) > 0 {
		n := 0
		for n < len(batch) && batch[n].kind == createRecord {
			batch[n].err = nil
			n++
		}
		var err error
		switch {
		case n > 0:
			err = c.create(batch[:n], insert)
		case batch[0].kind == deleteHistory:
			n, err = 1, c.delete(batch[0].record.Key)
		case batch[0].kind == deleteTenant:
			n, err = 1, c.deleteTenant(batch[0].record.Tenant)
		case batch[0].kind == ownChange:
			n, err = 1, batch[0].change(c)
		case batch[0].kind == probeWrite:
			n, err = 1, c.probe()
		default: // a probe of the lock, which BEGIN has taken
			n = 1
		}
		if err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}

// isFull reports whether err is the want of room. A COMMIT that fails so is not
// in the log as a whole: the frame that ends a commit is the last to be written.
func isFull(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_FULL
}
