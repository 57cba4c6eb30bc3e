package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/gofrs/flock"

	"profilestatus.example/store"
)

// A Store keeps records in a SQLite file. Use [Open]. Its methods may be
// called concurrently.
type Store struct {
	lock    *flock.Flock
	file    *file
	writer  *writer
	readers *readers

	closing sync.Mutex // held while the store is being closed
	closed  bool
}

var _ store.Store = (*Store)(nil)

// Stats counts what a [Store] has done since it was opened.
type Stats struct {
	Records uint64 // created
	Commits uint64 // transactions committed, each with one sync of the disk
}

// Open returns the store in the file at path. The file is made when it does
// not exist, its directory is not. An older store is brought up to date.
//
// The error is one line that tells a person what to do. Open refuses a file
// that another process, or this one, has open as a store; one that is not a
// store; and one that a newer version has written.
func Open(ctx context.Context, path string) (*Store, error) {
	return open(ctx, path, settings{synchronous: "FULL", checkpointPages: checkpointPages})
}

func open(ctx context.Context, path string, set settings) (_ *Store, err error) {
	path, err = resolve(path)
	if err != nil {
		return nil, err
	}
	lock, err := acquire(path)
	if err != nil {
		return nil, err
	}
	s := &Store{lock: lock}
	// What else goes wrong after the first error helps nobody.
	defer func() {
		if err != nil {
			lock.Close()
		}
	}()
	if err := writable(path); err != nil {
		return nil, err
	}
	db, conn, err := connect(ctx, path, set)
	if err != nil {
		return nil, advise(path, err)
	}
	defer func() {
		if err != nil {
			conn.Close()
			db.Close()
		}
	}()
	if s.file, err = identify(path); err != nil {
		return nil, err
	}
	if s.readers, err = newReaders(ctx, path); err != nil {
		return nil, advise(path, err)
	}
	if s.writer, err = newWriter(ctx, db, conn, s.file); err != nil {
		s.readers.close()
		return nil, advise(path, err)
	}
	go s.writer.run()
	return s, nil
}

// Close waits for the calls that are in flight, writes everything into the one
// file and releases it. Later calls get an error wrapping
// [store.ErrUnavailable]; a second Close does nothing.
func (s *Store) Close() error {
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	// The readers go first: the last connection to leave is the one that
	// removes the log, and only the writer is allowed to.
	return errors.Join(s.readers.close(), s.writer.close(), s.lock.Close())
}

// Stats returns the counters. It may be called at any time.
func (s *Store) Stats() Stats {
	return Stats{Records: s.writer.records.Load(), Commits: s.writer.commits.Load()}
}

// Create implements [store.Store]. It returns when the record is on the disk.
func (s *Store) Create(ctx context.Context, r store.Record) error {
	return s.writer.do(ctx, newWrite(create, r))
}

// Delete implements [store.Store]. It takes the same time for a profile of
// any size: the space is reclaimed afterwards.
func (s *Store) Delete(ctx context.Context, k store.Key) error {
	return s.writer.do(ctx, newWrite(erase, store.Record{Key: k}))
}

// Ping implements [store.Store]. It tells how the last write went; when that
// was badly it tries another one, which changes nothing.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.writer.state(); err == nil || s.file.lost() != nil {
		return err
	}
	return s.writer.do(ctx, newWrite(probe, store.Record{}))
}

// Newest implements [store.Store].
func (s *Store) Newest(ctx context.Context, k store.Key) (store.Record, error) {
	const query = `SELECT r.id, r.status, r.sec, r.nsec
FROM profiles p JOIN records r ON r.seq = p.last
WHERE p.tenant = ? AND p.name = ?`
	return s.one(ctx, query, k, k.Tenant, k.Profile)
}

// Find implements [store.Store].
func (s *Store) Find(ctx context.Context, k store.Key, id string) (store.Record, error) {
	const query = `SELECT r.id, r.status, r.sec, r.nsec
FROM profiles p JOIN records r ON r.id = ? AND r.profile_no = p.no
WHERE p.tenant = ? AND p.name = ?`
	return s.one(ctx, query, k, id, k.Tenant, k.Profile)
}

// one returns the only record that query yields.
func (s *Store) one(ctx context.Context, query string, k store.Key, args ...any) (store.Record, error) {
	r := store.Record{Key: k}
	err := s.read(ctx, query, func(rows *sql.Rows) error {
		return scan(rows, &r)
	}, args...)
	if err == nil && r.ID == "" {
		err = store.ErrNotFound
	}
	return r, err
}

// List implements [store.Store]. A position is the seq of the record that
// comes next, so following the chain from there needs no other lookup.
func (s *Store) List(ctx context.Context, k store.Key, from store.Position, limit int) ([]store.Record, store.Position, error) {
	const query = `WITH RECURSIVE page (n, id, status, sec, nsec, prev) AS (
	SELECT 1, r.id, r.status, r.sec, r.nsec, r.prev
	FROM profiles p JOIN records r ON r.seq = iif(?3 = 0, p.last, ?3) AND r.profile_no = p.no
	WHERE p.tenant = ?1 AND p.name = ?2
	UNION ALL
	SELECT n + 1, r.id, r.status, r.sec, r.nsec, r.prev
	FROM page JOIN records r ON r.seq = page.prev
	WHERE n < ?4
)
SELECT id, status, sec, nsec, prev FROM page ORDER BY n`
	var page []store.Record
	var next store.Position
	err := s.read(ctx, query, func(rows *sql.Rows) error {
		r := store.Record{Key: k}
		err := scan(rows, &r, &next)
		page = append(page, r)
		return err
	}, k.Tenant, k.Profile, int64(from), limit)
	if err != nil {
		return nil, 0, err
	}
	return page, next, nil
}

// read calls each for every row of query, unless the store is lost or closed.
func (s *Store) read(ctx context.Context, query string, each func(*sql.Rows) error, args ...any) error {
	if err := s.file.lost(); err != nil {
		return err
	}
	err := s.readers.query(ctx, query, each, args...)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}
