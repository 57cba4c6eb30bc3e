package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
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

// Newest implements [store.Store].
func (s *Store) Newest(ctx context.Context, k store.Key) (store.Record, error) {
	const query = `SELECT p.no, t.last, t.sum, r.profile_no, r.id, r.status, r.sec, r.nsec, r.prev, r.sum
FROM profiles p LEFT JOIN tails t ON t.no = p.no LEFT JOIN records r ON r.seq = t.last
WHERE p.tenant = ? AND p.name = ?`
	var l link
	err := s.read(ctx, query, func(r row) error {
		var t tail
		var no, sec, nsec, prev, tailSum, sum sql.NullInt64
		var id, status sql.NullString
		if err := r.Scan(&t.no, &t.last, &tailSum, &no, &id, &status, &sec, &nsec, &prev, &sum); err != nil {
			return err
		}
		if err := t.validate(k, tailSum); err != nil {
			return err
		}
		if no.Int64 != t.no {
			return damaged("record %d, the last of history %d, is missing", t.last, t.no)
		}
		l = link{seq: t.last, no: t.no, prev: prev.Int64, id: id.String, status: status.String, sec: sec.Int64, nsec: nsec.Int64}
		return l.validate(sum)
	}, k.Tenant, k.Profile)
	return l.found(k, err)
}

// Find implements [store.Store].
func (s *Store) Find(ctx context.Context, k store.Key, id string) (store.Record, error) {
	const query = `SELECT r.seq, r.profile_no, r.prev, r.id, r.status, r.sec, r.nsec, r.sum
FROM profiles p JOIN records r ON r.id = ? AND r.profile_no = p.no
WHERE p.tenant = ? AND p.name = ?`
	var l link
	err := s.read(ctx, query, func(r row) error {
		var sum sql.NullInt64
		if err := r.Scan(&l.seq, &l.no, &l.prev, &l.id, &l.status, &l.sec, &l.nsec, &sum); err != nil {
			return err
		}
		return l.validate(sum)
	}, id, k.Tenant, k.Profile)
	return l.found(k, err)
}

// List implements [store.Store]. A position is the sequence number of the next record,
// so following the list from there needs no other lookup.
func (s *Store) List(ctx context.Context, k store.Key, from store.Position, limit int) ([]store.Record, store.Position, error) {
	// The first row is about the history: no and last stand in the places of
	// sec and nsec. One record more than the page has is read, to learn that
	// the place after the page is sound.
	const query = `WITH RECURSIVE page (n, no, id, status, sec, nsec, prev, sum) AS (
	SELECT 0, p.no, '', '', p.no, t.last, iif(?3 = 0, t.last, ?3), t.sum
	FROM profiles p LEFT JOIN tails t ON t.no = p.no WHERE p.tenant = ?1 AND p.name = ?2
	UNION ALL
	SELECT n + 1, page.no, r.id, r.status, r.sec, r.nsec, r.prev, r.sum
	FROM page JOIN records r ON r.seq = page.prev AND r.profile_no = page.no
	WHERE n <= ?4
)
SELECT id, status, sec, nsec, prev, sum FROM page`
	c := &chainReader{key: k, from: from, limit: limit + 1, cache: &s.links}
	generation := s.links.current()
	if err := s.read(ctx, query, c.scan, k.Tenant, k.Profile, int64(from), limit); err != nil {
		return nil, 0, err
	}
	if err := c.finish(s.expired.Load()); err != nil {
		return nil, 0, s.health.explain(err)
	}
	s.links.add(generation, c.links[:c.read])
	links, next := c.links, store.Position(0)
	if len(links) > limit {
		links, next = links[:limit], store.Position(links[limit].seq)
	}
	page := slices.Grow([]store.Record(nil), len(links))
	for i := range links {
		page = append(page, links[i].record(k))
	}
	return page, next, nil
}

// A chainReader follows the chain of a history and checks each link: one that
// leads forwards, into another history or to nothing would give lists without
// an end, or short ones that look whole.
type chainReader struct {
	key   store.Key
	from  store.Position
	limit int // of links
	cache *linkCache
	tail  tail
	next  int64 // the seq of the row that follows
	links []link
	read  int // how many of them are not from the cache
}

// scan reads one row of List, and ends the query when the cache has the rest.
func (c *chainReader) scan(r row) error {
	var l link
	var sum sql.NullInt64
	if err := r.Scan(&l.id, &l.status, &l.sec, &l.nsec, &l.prev, &sum); err != nil {
		return err
	}
	if c.tail == (tail{}) {
		c.tail, c.next = tail{no: l.sec, last: l.nsec}, l.prev
		if err := c.tail.validate(c.key, sum); err != nil {
			return err
		}
		return c.follow()
	}
	l.seq, l.no, c.next = c.next, c.tail.no, l.prev
	c.links = append(c.links, l)
	c.read++
	if err := l.validate(sum); err != nil {
		return err
	}
	return c.follow()
}

// follow returns errEnough when the cache has what is missing.
func (c *chainReader) follow() error {
	links, ok := c.cache.follow(c.links, c.next, c.tail.no, c.limit)
	if !ok {
		return nil
	}
	c.links, c.next = links, links[len(links)-1].prev // a tail leads to one at least
	return errEnough
}

// finish checks the end of what scan has read. A place in the middle of a
// history may be one of before a delete, and records up to expired may be gone.
func (c *chainReader) finish(expired int64) error {
	if c.next <= expired || len(c.links) >= c.limit || len(c.links) == 0 && c.from != 0 {
		return nil
	}
	return damaged("record %d of history %d is missing", c.next, c.tail.no)
}

// found returns the record that a query has read into l, unless it failed with
// err or read nothing.
func (l *link) found(k store.Key, err error) (store.Record, error) {
	switch {
	case err != nil:
		return store.Record{}, err
	case l.seq == 0:
		return store.Record{}, store.ErrNotFound
	}
	return l.record(k), nil
}

// validate fails when no create can have written t with this checksum.
func (t tail) validate(k store.Key, sum sql.NullInt64) error {
	if differs(sum, t.sum(k)) || t.no < 1 || t.last < t.no {
		return damaged("the tail of a history is (%d, %d)", t.no, t.last)
	}
	return nil
}

// validate fails when no create can have written l with this checksum.
func (l *link) validate(sum sql.NullInt64) error {
	switch {
	case differs(sum, l.sum()):
		return damaged("record %d has another checksum", l.seq)
	case l.no < 1 || l.seq < l.no || l.seq > maxSeq || l.prev >= l.seq:
		return damaged("record %d of history %d follows %d", l.seq, l.no, l.prev)
	case l.prev == 0 && l.seq != l.no && !sum.Valid || l.prev != 0 && l.prev < l.no: // what was cut has a checksum
		return damaged("record %d of history %d begins at %d", l.seq, l.no, l.prev)
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

// errRecovering is what reads get while a failed commit is not invalidated.
var errRecovering = fmt.Errorf("%w: a commit failed and is not undone yet", store.ErrUnavailable)

// read calls each for every row of query, unless the store is lost or recovers
// from a failed commit. each may be called after read has returned an error.
func (s *Store) read(ctx context.Context, query string, each func(row) error, args ...any) error {
	if err := s.files.lost(); err != nil {
		return err
	}
	if s.writer.committer.uncertain.Load() {
		return errRecovering
	}
	if err := s.readers.query(ctx, query, each, args...); err != nil {
		return s.health.explain(err)
	}
	return nil
}
