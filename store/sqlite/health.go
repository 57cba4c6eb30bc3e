package sqlite

import (
	"errors"
	"fmt"
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
