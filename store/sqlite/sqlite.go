package sqlite

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gofrs/flock"

	"profilestatus.example/store"
)

// A Store keeps records in a SQLite file. Use [Open]. Its methods may be
// called concurrently.
type Store struct {
	set     settings
	lock    *flock.Flock // beside the database
	inode   *os.File     // the database itself, locked
	files   *files
	health  *health
	writer  *writer
	readers *readers
	links   linkCache
	expiry  expiry
	expired atomic.Int64 // records up to this seq may have been removed

	closing sync.Mutex // held while the store is being closed
	closed  bool
}

var _ store.Store = (*Store)(nil)

// Open returns the store in the file at path. The file is made, for this user
// only, when it does not exist; its directory is not. An older store is brought
// up to date.
//
// The error is one line that tells a person what to do. Open refuses a file
// that another process, or this one, has open as a store; one that has a second
// name; one that is not a store; and one that a newer version has written.
func Open(ctx context.Context, path string) (*Store, error) {
	return open(ctx, path, defaults())
}

func open(ctx context.Context, path string, set settings) (_ *Store, err error) {
	path, err = resolve(path)
	if err != nil {
		return nil, err
	}
	s := &Store{set: set, health: new(health)}
	// What else goes wrong after the first error helps nobody.
	var undo []func() error
	defer func() {
		for _, f := range slices.Backward(undo) {
			if err != nil {
				f()
			}
		}
	}()
	if s.lock, err = lockBeside(path); err != nil {
		return nil, err
	}
	undo = append(undo, s.lock.Close)
	// This descriptor has to be there before SQLite's and to go after them:
	// with it go all locks that the process holds on the file
	// (https://www.sqlite.org/howtocorrupt.html, 2.2).
	if s.inode, err = openInode(path); err != nil {
		return nil, err
	}
	undo = append(undo, func() error { return closeInode(s.inode) })
	if err := rewriteLog(path); err != nil {
		return nil, err
	}
	conn, err := connect(ctx, path, set)
	if err != nil {
		return nil, advise(path, err)
	}
	undo = append(undo, conn.close)
	if err := s.loadExpired(conn); err != nil {
		return nil, advise(path, err)
	}
	if s.readers, err = newReaders(ctx, path, set); err != nil {
		return nil, advise(path, err)
	}
	undo = append(undo, s.readers.close)
	if s.files, err = identify(path, s.inode, set.free); err != nil {
		return nil, err
	}
	undo = append(undo, s.files.closeLog)
	if s.writer, err = newWriter(conn, s.files, s.health, &s.links, set); err != nil {
		return nil, advise(path, err)
	}
	go s.writer.run()
	return s, nil
}

// Close waits for the calls that are in flight, but not for ever, brings
// everything into the one file if the disk has room, and releases it. Later
// calls get an error wrapping [store.ErrUnavailable]; a second Close does
// nothing. An error means that something may be other than callers were told, or
// that the disk has stopped answering; then the file stays locked while the
// process runs.
func (s *Store) Close() error {
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	// The readers go first: the last connection to leave is the one that
	// removes the log, and only the writer is allowed to.
	if err := errors.Join(s.readers.close(), s.writer.close()); err != nil {
		return err
	}
	return errors.Join(closeInode(s.inode), s.lock.Close())
}

// Stats returns the counters. It may be called at any time. Each commit is one sync
// of the disk.
func (s *Store) Stats() store.Stats {
	return store.Stats{Records: s.writer.records.Load(), Commits: s.writer.commits.Load()}
}

// Ping implements [store.Store]. It answers at once when the writer is known to
// be held up. Otherwise it learns whether somebody else holds the database and,
// if the last write went badly, whether another one does better.
func (s *Store) Ping(ctx context.Context) error {
	for _, err := range []error{s.files.lost(), s.health.damaged(), s.health.stuck(s.set.maxPingWait)} {
		if err != nil {
			return err
		}
	}
	probe := newWrite(probeLock, nil)
	if s.health.fault.Load() != nil {
		probe = newWrite(probeWrite, (*committer).probe)
	}
	ctx, cancel := context.WithTimeout(ctx, s.set.maxPingWait)
	defer cancel()
	return s.writer.do(ctx, probe)
}
