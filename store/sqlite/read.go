package sqlite

import (
	"context"
	"database/sql"
	"time"

	"profilestatus.example/store"
)

const (
	// maxSeq bounds what a seq can be; a greater one is damage.
	maxSeq = 1 << 62

	// maxText bounds the texts of a record in bytes. Those of the service are
	// much shorter.
	maxText = 1024

	// The years 0001 to 9999 in seconds since 1970.
	minSec, maxSec = -62_135_596_800, 253_402_300_799
)

// A link is a record as it is stored, in the chain of its history.
type link struct {
	seq, no, prev int64
	id, status    string
	sec, nsec     int64
}

// Newest implements [store.Store].
func (s *Store) Newest(ctx context.Context, k store.Key) (store.Record, error) {
	const query = `SELECT p.no, p.last, p.sum, r.seq, r.profile_no, r.id, r.status, r.sec, r.nsec, r.prev, r.sum
FROM profiles p LEFT JOIN records r ON r.seq = p.last
WHERE p.tenant = ? AND p.name = ?`
	c := &chainReader{key: k}
	if err := s.read(ctx, query, c.scan, k.Tenant, k.Profile); err != nil {
		return store.Record{}, err
	}
	if err := c.finish(0); err != nil {
		return store.Record{}, s.health.explain(err)
	}
	if len(c.links) == 0 {
		return store.Record{}, store.ErrNotFound
	}
	return c.links[0].record(k), nil
}

// Find implements [store.Store].
func (s *Store) Find(ctx context.Context, k store.Key, id string) (store.Record, error) {
	const query = `SELECT r.seq, r.profile_no, r.prev, r.id, r.status, r.sec, r.nsec, r.sum
FROM profiles p JOIN records r ON r.id = ? AND r.profile_no = p.no
WHERE p.tenant = ? AND p.name = ?`
	var found []link
	err := s.read(ctx, query, func(rows *sql.Rows) error {
		var l link
		var sum sql.NullInt64
		if err := rows.Scan(&l.seq, &l.no, &l.prev, &l.id, &l.status, &l.sec, &l.nsec, &sum); err != nil {
			return err
		}
		found = append(found, l)
		return l.validate(sum)
	}, id, k.Tenant, k.Profile)
	if err != nil {
		return store.Record{}, err
	}
	if len(found) == 0 {
		return store.Record{}, store.ErrNotFound
	}
	return found[0].record(k), nil
}

// List implements [store.Store]. A position is the seq of the record that
// comes next, so following the chain from there needs no other lookup.
func (s *Store) List(ctx context.Context, k store.Key, from store.Position, limit int) ([]store.Record, store.Position, error) {
	// One record more is read to learn that the place after the page is sound.
	const query = `WITH RECURSIVE page (n, seq, no, id, status, sec, nsec, prev, sum) AS (
	SELECT 1, r.seq, r.profile_no, r.id, r.status, r.sec, r.nsec, r.prev, r.sum
	FROM profiles p JOIN records r ON r.seq = iif(?3 = 0, p.last, ?3)
	WHERE p.tenant = ?1 AND p.name = ?2 AND (?3 = 0 OR r.profile_no = p.no)
	UNION ALL
	SELECT n + 1, r.seq, r.profile_no, r.id, r.status, r.sec, r.nsec, r.prev, r.sum
	FROM page JOIN records r ON r.seq = page.prev
	WHERE n <= ?4
)
SELECT p.no, p.last, p.sum, page.seq, page.no, id, status, sec, nsec, prev, page.sum
FROM profiles p LEFT JOIN page ON true
WHERE p.tenant = ?1 AND p.name = ?2 ORDER BY n`
	c := &chainReader{key: k, from: from}
	if err := s.read(ctx, query, c.scan, k.Tenant, k.Profile, int64(from), limit); err != nil {
		return nil, 0, err
	}
	if err := c.finish(limit); err != nil {
		return nil, 0, s.health.explain(err)
	}
	links, next := c.links, store.Position(0)
	if len(links) > limit {
		links, next = links[:limit], store.Position(links[limit].seq)
	}
	var page []store.Record
	for _, l := range links {
		page = append(page, l.record(k))
	}
	return page, next, nil
}

// A chainReader follows the chain of a history and checks each link: one that
// leads forwards, into another history or to nothing would give lists without
// an end, or short ones that look whole.
type chainReader struct {
	key   store.Key
	from  store.Position
	tail  tail
	links []link
}

// scan reads one row of List.
func (c *chainReader) scan(rows *sql.Rows) error {
	var tailSum, seq, no, sec, nsec, prev, sum sql.NullInt64
	var id, status sql.NullString
	if err := rows.Scan(&c.tail.no, &c.tail.last, &tailSum, &seq, &no, &id, &status, &sec, &nsec, &prev, &sum); err != nil {
		return err
	}
	if len(c.links) == 0 && differs(tailSum, c.tail.sum(c.key)) {
		return damaged("the tail of a profile, (%d, %d), has another checksum", c.tail.no, c.tail.last)
	}
	if !seq.Valid {
		return nil
	}
	l := link{seq: seq.Int64, no: no.Int64, prev: prev.Int64, id: id.String, status: status.String, sec: sec.Int64, nsec: nsec.Int64}
	if err := l.validate(sum); err != nil {
		return err
	}
	switch n := len(c.links); {
	case l.no != c.tail.no:
		return damaged("record %d of profile %d is in the history of %d", l.seq, l.no, c.tail.no)
	case n > 0 && c.links[n-1].prev != l.seq:
		return damaged("record %d does not follow %d", l.seq, c.links[n-1].seq)
	}
	c.links = append(c.links, l)
	return nil
}

// finish checks the end of what scan has read.
func (c *chainReader) finish(limit int) error {
	n := len(c.links)
	switch {
	case c.tail.no != 0 && (c.tail.no < 1 || c.tail.last < c.tail.no || c.tail.last > maxSeq):
		return damaged("a profile has the tail (%d, %d)", c.tail.no, c.tail.last)
	case c.tail.no != 0 && c.from == 0 && n == 0:
		return damaged("record %d, the last of profile %d, is missing", c.tail.last, c.tail.no)
	case n > 0 && n <= limit && c.links[n-1].prev != 0:
		return damaged("record %d of profile %d is missing", c.links[n-1].prev, c.tail.no)
	}
	return nil
}

// validate fails when no create can have written l with this checksum.
func (l *link) validate(sum sql.NullInt64) error {
	switch {
	case differs(sum, l.sum()):
		return damaged("record %d has another checksum", l.seq)
	case l.no < 1 || l.seq < l.no || l.seq > maxSeq || l.prev < 0 || l.prev >= l.seq:
		return damaged("record %d of profile %d follows %d", l.seq, l.no, l.prev)
	case (l.prev == 0) != (l.seq == l.no) || l.prev != 0 && l.prev < l.no:
		return damaged("record %d of profile %d begins at %d", l.seq, l.no, l.prev)
	case !text(l.id) || !text(l.status):
		return damaged("record %d has an odd text", l.seq)
	case l.sec < minSec || l.sec > maxSec || l.nsec < 0 || l.nsec > 999_999_999:
		return damaged("record %d has an odd time, %d seconds and %d nanoseconds", l.seq, l.sec, l.nsec)
	}
	return nil
}

// text reports whether s is printable ASCII without what JSON or a URL would
// have to escape.
func text(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F || c == '"' || c == '\\' {
			return false
		}
	}
	return s != "" && len(s) <= maxText
}

// record returns l as the interface knows it.
func (l *link) record(k store.Key) store.Record {
	return store.Record{Key: k, ID: l.id, Status: l.status, LastSynchronization: time.Unix(l.sec, l.nsec).UTC()}
}

// read calls each for every row of query, unless the store is lost. each may be
// called after read has returned an error.
func (s *Store) read(ctx context.Context, query string, each func(*sql.Rows) error, args ...any) error {
	if err := s.files.lost(); err != nil {
		return err
	}
	if err := s.readers.query(ctx, query, each, args...); err != nil {
		return s.health.explain(err)
	}
	return nil
}
