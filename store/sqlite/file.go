package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/gofrs/flock"

	"profilestatus.example/store"
)

// resolve returns the absolute path of a store without symbolic links, so that
// a store has one lock by whatever name it is opened. It fails when path
// cannot be a file.
func resolve(path string) (string, error) {
	if path == "" {
		return "", errors.New("the path of the store is empty: name a file")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("store %s: name an absolute path: %w", path, err)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(full))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("store %s: its directory does not exist, create it first: %w", path, err)
	} else if err != nil {
		return "", fmt.Errorf("store %s: its directory cannot be used, name another: %w", path, err)
	}
	full = filepath.Join(dir, filepath.Base(full))
	if target, err := filepath.EvalSymlinks(full); err == nil {
		full = target
	}
	info, err := os.Stat(full)
	if err == nil && !info.Mode().IsRegular() {
		return "", fmt.Errorf("store %s: it is not a regular file, name another", path)
	}
	return full, nil
}

// acquire takes the lock of the store at path. The lock is on a file of its
// own because closing a second descriptor of the database would drop the locks
// that SQLite holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
func acquire(path string) (*flock.Flock, error) {
	lock := flock.New(path + ".lock")
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("store %s: cannot make its lock file, let this user write to the directory: %w", path, err)
	}
	if !ok {
		return nil, fmt.Errorf("store %s: it is in use, stop the process that has it open or name another file", path)
	}
	return lock, nil
}

// writable fails when there is a file at path that cannot be written: SQLite
// would open it for reading only and say nothing. The lock must be held, or
// closing the file here might drop somebody's locks.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("store %s: it cannot be written, let this user write to it: %w", path, err)
	}
	return f.Close()
}

// A file knows the files that a store began with. SQLite goes on writing to
// them when somebody deletes or replaces them, and all of that would be lost.
type file struct {
	names [2]string // the database and its log
	infos [2]fs.FileInfo
	gone  atomic.Pointer[error] // set once
}

// identify remembers the files of the open store at path.
func identify(path string) (*file, error) {
	f := &file{names: [2]string{path, path + "-wal"}}
	for i, name := range f.names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, fmt.Errorf("store %s: it vanished while it was opened, try again: %w", path, err)
		}
		f.infos[i] = info
	}
	return f, nil
}

// check fails when the files are not where they were, now or earlier.
func (f *file) check() error {
	if err := f.lost(); err != nil {
		return err
	}
	for i, name := range f.names {
		info, err := os.Stat(name)
		switch {
		case err == nil && os.SameFile(info, f.infos[i]):
		case err == nil || errors.Is(err, fs.ErrNotExist):
			gone := fmt.Errorf("%w: %s was removed or replaced while in use, restart to use what is there now",
				store.ErrUnavailable, name)
			f.gone.CompareAndSwap(nil, &gone)
			return f.lost()
		default:
			return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		}
	}
	return nil
}

// lost returns what an earlier check found. There is no way back: what is at
// the path now is not what earlier answers were about.
func (f *file) lost() error {
	if err := f.gone.Load(); err != nil {
		return *err
	}
	return nil
}
