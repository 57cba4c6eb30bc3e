// Package store defines the interface of the stores of statuses: a [Record], the [Key]
// of the history that it belongs to, and the guarantees of a [Store]. It imports no
// other package of this module, so an implementation needs only this package and its
// driver.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// DefaultTenant is the tenant of requests that specify none.
const DefaultTenant = "default"

// A Key identifies one history: that of a profile of a tenant. Both are UTF-8 without
// NUL, at most 1,024 bytes long, and are compared byte by byte.
type Key struct {
	Tenant  string
	Profile string
}

// A Record is one status in the history of a profile.
type Record struct {
	Key
	ID     string // unique within the history
	Status string
	// LastSynchronization is in UTC, in the years 0001 to 9999, with nanoseconds.
	LastSynchronization time.Time
}

// A Position is a cursor in a history, between two records. It is valid only for the
// store that returned it. The zero Position is before the newest record; as a result it
// means that there are no more records.
type Position int64

// A Store stores records. The order of a history is the order in which its creates took
// effect, and a create that began after another one returned comes after it.
//
// Implementations must be safe for concurrent use, bound how long a call can wait, and
// pass the test suite in package storetest. An error that wraps none of [ErrConflict],
// [ErrNotFound], [ErrUnavailable] and [ErrUnknown] reaches clients as 500 without its
// text.
type Store interface {
	// Create appends r to its history. If it returns nil, the record is as durable as
	// the store can make it. It returns an error wrapping [ErrConflict] if the history
	// has a record with this ID, and one wrapping [ErrUnavailable] if it cannot store
	// anything at the moment; in both cases nothing was changed, and a crash does not
	// bring the record back.
	//
	// If ctx ends before the store starts to write r, Create returns an error wrapping
	// ErrUnavailable; after that it waits for the outcome. If the outcome is not known
	// within a bounded time, because the disk or the database does not respond, it
	// returns an error wrapping [ErrUnknown]. The record may then be stored now, later
	// or never, so the caller must not report it as stored or as not stored.
	Create(ctx context.Context, r Record) error

	// Newest returns the record of a history that was created last, or an
	// error wrapping [ErrNotFound].
	Newest(ctx context.Context, k Key) (Record, error)

	// Find returns the record of a history with this ID, or an error wrapping
	// [ErrNotFound].
	Find(ctx context.Context, k Key, id string) (Record, error)

	// List returns up to limit records of a history, newest first, that come after the
	// position from, and the position after the last of them. Following the positions
	// returns each record that existed at the first call exactly once, unless it was
	// deleted, and none that was created later. A history without records gives an
	// empty list.
	List(ctx context.Context, k Key, from Position, limit int) ([]Record, Position, error)

	// Delete deletes all records of a history, atomically for readers. Their IDs may be
	// used again. Deleting an empty history is not an error. It returns the same errors
	// as Create, except ErrConflict.
	Delete(ctx context.Context, k Key) error

	// Profiles returns the names of up to limit profiles of a tenant that have records,
	// sorted by their bytes, that come after the name after. To start, pass "", which
	// comes before all names. Each call reads a consistent snapshot. If each call
	// passes the last name of the previous one, each profile that has records
	// throughout is returned exactly once. A tenant without records gives an empty
	// list.
	Profiles(ctx context.Context, tenant, after string, limit int) ([]string, error)

	// Tenants returns the names of up to limit tenants that have records, with the same
	// order and paging as Profiles.
	Tenants(ctx context.Context, after string, limit int) ([]string, error)

	// DeleteTenant deletes all records of all profiles of a tenant, atomically for
	// readers. A record whose create returned before DeleteTenant was called is
	// deleted; one whose create began after DeleteTenant returned is kept. Otherwise it
	// behaves like Delete, including errors.
	DeleteTenant(ctx context.Context, tenant string) error

	// Ping returns nil if creates can be stored at the moment, otherwise an error
	// wrapping [ErrUnavailable]. It returns within a second.
	Ping(ctx context.Context) error
}

// Errors that the methods of a [Store] wrap.
var (
	ErrConflict    = errors.New("id is taken")
	ErrNotFound    = errors.New("no such record")
	ErrUnavailable = errors.New("store is not available")

	// ErrUnknown says that the outcome of a write is unknown. It does not wrap
	// ErrUnavailable, which guarantees that nothing was changed: clients get 500 and
	// should read back what they wrote.
	ErrUnknown = errors.New("outcome is not known")

	// ErrDamaged says that the stored data is corrupt. It wraps ErrUnavailable, since
	// neither a record nor its absence can be reported.
	ErrDamaged = fmt.Errorf("%w: the stored data is damaged", ErrUnavailable)
)
