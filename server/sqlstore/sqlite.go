package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/gofrs/flock"

	"profilestatus.example/server"
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

var _ server.Store = (*Store)(nil)

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
// [server.ErrUnavailable]; a second Close does nothing.
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

// Create implements [server.Store]. It returns when the record is on the disk.
func (s *Store) Create(ctx context.Context, r server.Record) error {
	return s.writer.do(ctx, newWrite(create, r))
}

// Delete implements [server.Store]. It takes the same time for a profile of
// any size: the space is reclaimed afterwards.
func (s *Store) Delete(ctx context.Context, profileID string) error {
	return s.writer.do(ctx, newWrite(erase, server.Record{ProfileID: profileID}))
}

// Ping implements [server.Store]. It tells how the last write went; when that
// was badly it tries another one, which changes nothing.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.writer.state(); err == nil || s.file.lost() != nil {
		return err
	}
	return s.writer.do(ctx, newWrite(probe, server.Record{}))
}

// Newest implements [server.Store].
func (s *Store) Newest(ctx context.Context, profileID string) (server.Record, error) {
	const query = `SELECT r.id, r.status, r.sec, r.nsec
FROM profiles p JOIN records r ON r.seq = p.last
WHERE p.name = ?`
	return s.one(ctx, query, profileID, profileID)
}

// Find implements [server.Store].
func (s *Store) Find(ctx context.Context, profileID, id string) (server.Record, error) {
	const query = `SELECT r.id, r.status, r.sec, r.nsec
FROM profiles p JOIN records r ON r.id = ? AND r.profile_no = p.no
WHERE p.name = ?`
	return s.one(ctx, query, profileID, id, profileID)
}

// one returns the only record that query yields.
func (s *Store) one(ctx context.Context, query, profileID string, args ...any) (server.Record, error) {
	r := server.Record{ProfileID: profileID}
	err := s.read(ctx, query, func(rows *sql.Rows) error {
		return scan(rows, &r)
	}, args...)
	if err == nil && r.ID == "" {
		err = server.ErrNotFound
	}
	return r, err
}

// List implements [server.Store]. A position is the seq of the record that
// comes next, so following the chain from there needs no other lookup.
func (s *Store) List(ctx context.Context, profileID string, from server.Position, limit int) ([]server.Record, server.Position, error) {
	const query = `WITH RECURSIVE page (n, id, status, sec, nsec, prev) AS (
	SELECT 1, r.id, r.status, r.sec, r.nsec, r.prev
	FROM profiles p JOIN records r ON r.seq = iif(?2 = 0, p.last, ?2) AND r.profile_no = p.no
	WHERE p.name = ?1
	UNION ALL
	SELECT n + 1, r.id, r.status, r.sec, r.nsec, r.prev
	FROM page JOIN records r ON r.seq = page.prev
	WHERE n < ?3
)
SELECT id, status, sec, nsec, prev FROM page ORDER BY n`
	var page []server.Record
	var next server.Position
	err := s.read(ctx, query, func(rows *sql.Rows) error {
		r := server.Record{ProfileID: profileID}
		err := scan(rows, &r, &next)
		page = append(page, r)
		return err
	}, profileID, int64(from), limit)
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
		return fmt.Errorf("%w: %w", server.ErrUnavailable, err)
	}
	return err
}
