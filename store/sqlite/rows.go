package sqlite

import (
	"database/sql"

	"profilestatus.example/store"
)

// checkRows reads every row of a store and fails when one is not what a create has
// written: SQLite itself does not notice a letter that has become another one. Stores
// of earlier versions have no such rows, or not all of them.
func checkRows(c *connection) error {
	var tails int64
	if err := c.query("SELECT count(*) FROM sqlite_schema WHERE name = 'tails'", func(r row) error { return r.Scan(&tails) }); err != nil || tails == 0 {
		return err
	}
	err := c.query("SELECT seq, profile_no, prev, id, status, sec, nsec, sum FROM records", func(r row) error {
		var l link
		var sum sql.NullInt64
		if err := r.Scan(&l.seq, &l.no, &l.prev, &l.id, &l.status, &l.sec, &l.nsec, &sum); err != nil {
			return err
		}
		return l.validate(sum)
	})
	if err != nil {
		return err
	}
	// A history without a tail has number 0 here, which no history has.
	const tailsOfProfiles = "SELECT p.tenant, p.name, coalesce(t.no, 0), coalesce(t.last, 0), t.sum FROM profiles p LEFT JOIN tails t ON t.no = p.no"
	return c.query(tailsOfProfiles, func(r row) error {
		var k store.Key
		var t tail
		var sum sql.NullInt64
		if err := r.Scan(&k.Tenant, &k.Profile, &t.no, &t.last, &sum); err != nil {
			return err
		}
		return t.validate(k, sum)
	})
}
