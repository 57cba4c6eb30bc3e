package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"profilestatus.example/store"
)

// A health is what is known about a store without asking the disk.
type health struct {
	fault  atomic.Pointer[error] // why the last write was not committed
	damage atomic.Pointer[error] // the first damage that was met; set once
	began  atomic.Int64          // when the writer's work at hand began, in Unix nanoseconds; 0: idle
}

// work runs f and notes how long it has been running meanwhile.
func (h *health) work(f func()) {
	h.began.Store(time.Now().UnixNano())
	defer h.began.Store(0)
	f()
}

// stuck fails when the work at hand has taken longer than limit.
func (h *health) stuck(limit time.Duration) error {
	began := h.began.Load()
	if began == 0 {
		return nil
	}
	if took := time.Since(time.Unix(0, began)); took > limit {
		return fmt.Errorf("%w: the database has not answered for %v", store.ErrUnavailable, took.Round(time.Millisecond))
	}
	return nil
}

// report notes how the last write went, and returns what callers are told.
func (h *health) report(err error) error {
	if err == nil {
		h.fault.Store(nil)
		return nil
	}
	err = h.explain(err)
	h.fault.Store(&err)
	return err
}

// explain turns an error of the database into one that the interface knows, and
// remembers damage.
func (h *health) explain(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		// Extended codes keep the kind of fault in the low byte.
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			err = fmt.Errorf("%w: %w", store.ErrDamaged, err)
		}
	}
	if errors.Is(err, store.ErrDamaged) {
		h.damage.CompareAndSwap(nil, &err)
	}
	if !errors.Is(err, store.ErrUnavailable) {
		err = fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// damaged returns the damage that was met, or nil. What is damaged stays so
// until somebody restores the file, and writing would make it worse.
func (h *health) damaged() error {
	if err := h.damage.Load(); err != nil {
		return *err
	}
	return nil
}

// damaged returns an error wrapping [store.ErrDamaged].
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{store.ErrDamaged}, args...)...)
}

// unreadable returns the error of a row that cannot be read. A value of another
// kind than was written is damage, too.
func unreadable(err error) error {
	if errors.Is(err, store.ErrDamaged) {
		return err
	}
	return damaged("a row cannot be read: %w", err)
}

const (
	pageSize = 4096 // SQLite's default, which no migration changes

	// The log begins with a header, and each page in it has one.
	logHeader   = 32
	frameHeader = 24

	// The log may use this share of the room that it and the rest of the disk
	// have together. A checkpoint needs at most as much room as the log has,
	// so it never fails for want of it while nobody else fills the disk.
	logShare = 4

	// minLog and maxLog bound what the log may grow to before it is trimmed.
	// A log that SQLite reuses as it should stays below the greater one.
	minLog = 64 << 10
	maxLog = 2 * checkpointPages * (pageSize + frameHeader)

	plenty = 1 << 60 // bytes free on a disk
)

// files knows the files that a store began with. SQLite goes on writing to them
// when somebody deletes, replaces or cuts them, and all of that would be lost.
// Only lost may be called concurrently with check.
type files struct {
	names  [3]string // the database, its log and the log's index
	infos  [3]fs.FileInfo
	sizes  [2]int64    // as they were last found
	opened [2]*os.File // to look at their beginnings
	gone   atomic.Pointer[error]
	free   func(*os.File) int64
}

// identify remembers the files of the open store at path. It keeps db, which is
// the database, until close.
func identify(path string, db *os.File, free func(*os.File) int64) (_ *files, err error) {
	f := &files{names: [3]string{path, path + "-wal", path + "-shm"}, free: free}
	if f.opened[1], err = os.Open(f.names[1]); err != nil {
		return nil, fmt.Errorf("store %s: its log vanished while it was opened, try again: %w", path, err)
	}
	f.opened[0] = db
	for i, name := range f.names {
		f.infos[i], err = os.Stat(name)
		if err == nil && i < len(f.opened) {
			var opened fs.FileInfo
			if opened, err = f.opened[i].Stat(); err == nil && !os.SameFile(f.infos[i], opened) {
				err = errors.New("another file took its place")
			}
			f.sizes[i] = f.infos[i].Size()
		}
		if err != nil {
			f.opened[1].Close()
			return nil, fmt.Errorf("store %s: it vanished while it was opened, try again: %w", path, err)
		}
	}
	return f, nil
}

// closeLog closes the log, which some systems refuse to remove while it is open.
func (f *files) closeLog() error { return f.opened[1].Close() }

// check fails when the files are not as they were, now or earlier. It asks
// frames how much of the log is in use if that became shorter. An error while
// lost returns nil is no proof that anything is lost.
func (f *files) check(frames func() (int64, error)) error {
	if err := f.lost(); err != nil {
		return err
	}
	for i, name := range f.names {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(info, f.infos[i]):
			return f.lose("%s was removed or replaced while in use, restart to use what is there now", name)
		case err != nil:
			return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		case links(info) > 1:
			return fmt.Errorf("%w: %s has another name (a hard link), remove that", store.ErrUnavailable, name)
		}
		if i < len(f.sizes) {
			if err := f.checkContent(i, info.Size(), frames); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkContent fails when the database or its log was cut.
func (f *files) checkContent(i int, size int64, frames func() (int64, error)) error {
	cut := size < f.sizes[i]
	if cut && i == 1 {
		// SQLite itself cuts the log when nothing in it is in use.
		n, err := frames()
		if err != nil {
			return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		}
		cut = n > 0 && size < logHeader+n*(frameHeader+pageSize)
	}
	if cut || size != f.sizes[i] && f.blank(i) {
		return f.lose("%s was cut short while in use, restore it from a copy", f.names[i])
	}
	f.sizes[i] = size
	return nil
}

// blank reports whether a file begins with zeros, as it does when it was cut to
// nothing and then written to behind its end.
func (f *files) blank(i int) bool {
	var head [16]byte
	_, err := f.opened[i].ReadAt(head[:], 0) // fails for an empty file
	return err == nil && head == [16]byte{}
}

// logTooLarge reports whether the log is larger than the disk can bear, as of
// the last check.
func (f *files) logTooLarge() bool {
	size := f.sizes[1]
	return size > minLog && size > min(maxLog, (size+f.free(f.opened[1]))/logShare)
}

// lose notes that the files are lost, and why. There is no way back: what is at
// the path now is not what earlier answers were about.
func (f *files) lose(format, name string) error {
	gone := fmt.Errorf("%w: "+format, store.ErrUnavailable, name)
	f.gone.CompareAndSwap(nil, &gone)
	return f.lost()
}

// lost returns what an earlier check found.
func (f *files) lost() error {
	if err := f.gone.Load(); err != nil {
		return *err
	}
	return nil
}
