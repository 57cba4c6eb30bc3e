package sqlite

import "fmt"

// rollback ends the open transaction. After the graver faults SQLite has done
// so by itself, and then this fails; either way none is open.
func (b *book) rollback() {
	b.exec("ROLLBACK")
}

// settle sees to it that a commit that was refused stays refused. When only
// its sync failed, it is whole in the log, behind the end that SQLite
// remembers, and a crash could bring it back. The next write goes to the same
// place, so one is made before anybody is told. If that fails as well, nothing
// better can be done.
func (b *book) settle() {
	if _, err := b.exec("BEGIN IMMEDIATE"); err != nil {
		return
	}
	if _, err := b.exec(rewrite); err == nil {
		b.exec("COMMIT")
	}
	b.rollback()
}

// rewrite writes one page without changing anything.
const rewrite = "UPDATE sqlite_sequence SET seq = seq WHERE name = 'records'"

// probe writes the pages that a create writes and leaves them as they were. One
// page is not enough to find a disk full: a create that failed for want of room
// for its last page left room for the first ones in the log.
func (b *book) probe() error {
	b.seq++
	for _, q := range []struct {
		query string
		args  []any
	}{
		{"INSERT INTO records (seq, profile_no, prev, id, status, sec, nsec) VALUES (?, 0, 0, '', '', 0, 0)", []any{b.seq}},
		{"INSERT INTO profiles (tenant, name, no, last) VALUES ('', '', 0, ?)", []any{b.seq}},
		{"DELETE FROM records WHERE seq = ?", []any{b.seq}},
		{"DELETE FROM profiles WHERE tenant = '' AND name = ''", nil},
	} {
		if _, err := b.exec(q.query, q.args...); err != nil {
			return fmt.Errorf("probe: %w", err)
		}
	}
	return nil
}
