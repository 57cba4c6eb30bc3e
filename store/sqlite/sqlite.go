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

// A Store stores records in a SQLite file. Use [Open]. It is safe for concurrent use.
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

// Open opens the store in the file at path. If the file does not exist, it is created,
// readable by this user only; its directory is not created. A store of an older version
// is migrated.
//
// The error is one line that tells a person what to do. Open refuses a file that this
// or another process has open as a store, one with several hard links, one that is not
// a store, and one written by a newer version.
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

// Close waits up to 20 s for calls in flight, checkpoints the write-ahead log into the
// database file if the disk has space, and releases the file. Later calls get an error
// wrapping [store.ErrUnavailable]; a second Close does nothing. An error means that
// stored data may differ from what callers were told, or that the disk does not
// respond; in the latter case the file stays locked until the process ends.
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

// Ping implements [store.Store]. It returns an error at once if the writer is known to
// be blocked. Otherwise it finds out whether another program locks the database and, if
// the last write failed, whether a write probe succeeds.
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
