package sqlite

import (
	"errors"
	"fmt"
)

// errUncertain wraps the error of a commit that could not be invalidated.
var errUncertain = errors.New("the commit may come back after a crash")

// invalidate makes a failed commit invalid for good. When only its sync failed,
// the commit is whole in the log, behind the end that SQLite remembers: a crash
// would bring it back, whether or not it ever reached the disk.
//
// The next commit goes to the same place in the log. Each frame's checksum
// covers all frames before it, so after one frame with other content nothing
// that was there remains valid. The page written here has content that no
// commit had before, or SQLite would not write it. Its sync has to succeed: it is
// the proof that the disk holds the new frame. When it fails, the system may
// have marked the page clean without writing it, and syncing again would
// succeed without doing anything; so each attempt writes again.
func (c *committer) invalidate() error {
	err := c.begin()
	if err == nil {
		c.seq++
		_, err = c.exec("UPDATE sqlite_sequence SET seq = ? WHERE name = 'records'", c.seq)
		if err == nil {
			_, err = c.exec("COMMIT")
		}
		if err != nil {
			c.rollback()
		}
	}
	if err != nil {
		return fmt.Errorf("invalidate a failed commit: %w", err)
	}
	c.uncertain.Store(false)
	return nil
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

// probe writes the pages that a create writes and leaves them as they were. One
// page is not enough to find a disk full: a create that failed for want of room
// for its last page left room for the first ones in the log.
func (c *committer) probe() error {
	c.seq++
	for _, q := range []struct {
		query string
		args  []any
	}{
		{"INSERT INTO records (seq, profile_no, prev, id, status, sec, nsec) VALUES (?, 0, 0, '', '', 0, 0)", []any{c.seq}},
		{"INSERT INTO profiles (tenant, name, no) VALUES (char(0), '', ?)", []any{c.seq}},
		{"INSERT INTO tails (no, last) VALUES (?1, ?1)", []any{c.seq}},
		{"DELETE FROM records WHERE seq = ?", []any{c.seq}},
		{"DELETE FROM tails WHERE no = ?", []any{c.seq}},
		{"DELETE FROM profiles WHERE tenant = char(0) AND name = ''", nil},
	} {
		if _, err := c.exec(q.query, q.args...); err != nil {
			return fmt.Errorf("probe: %w", err)
		}
	}
	return nil
}
