// Package store is the vocabulary of what keeps statuses: a [Record], the [Key]
// of the history that it belongs to, and the promises of a [Store]. It imports
// nothing of this module, so that a store needs this package and its driver.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// DefaultTenant is the tenant of whoever names none.
const DefaultTenant = "default"

// A Key names one history: that of a profile of a tenant. Both are UTF-8
// without NUL, of at most 1,024 bytes, and are compared byte for byte.
type Key struct {
	Tenant  string
	Profile string
}

// A Record is one status in the history of a profile.
type Record struct {
	Key
	ID     string // unique within the history
	Status string
	// LastSynchronization is in UTC, in the years 0001 to 9999, and keeps
	// nanoseconds.
	LastSynchronization time.Time
}

// A Position is a place in a history, between two records. It is only good for
// the store that gave it. The zero Position is the place before the newest
// record; as a result it means that there is no more.
type Position int64

// A Store keeps records. The order of a history is the order in which its
// creates took effect, and a create that began after another one was answered
// comes after it.
//
// Implementations must be safe for concurrent use, bound how long a call may
// wait, and pass the suite in package storetest. An error that wraps none of
// [ErrConflict], [ErrNotFound], [ErrUnavailable] and [ErrUnknown] reaches
// clients as 500 without its text.
type Store interface {
	// Create appends r to its history. When it returns nil, the record is as
	// durable as the store can make it. It returns an error wrapping
	// [ErrConflict] when the history has a record with this ID, and one
	// wrapping [ErrUnavailable] when it cannot store anything now; in both
	// cases nothing was changed, and a crash does not bring the record back.
	//
	// When ctx ends before the store has begun with r, Create returns an error
	// wrapping ErrUnavailable; afterwards it waits for the outcome. If the
	// outcome is not known within a bounded time, because the disk or the
	// database has stopped answering, it returns an error wrapping
	// [ErrUnknown]. Then the record may be stored now, later or never, so
	// whoever calls must tell nobody that it was or was not.
	Create(ctx context.Context, r Record) error

	// Newest returns the record of a history that was created last, or an
	// error wrapping [ErrNotFound].
	Newest(ctx context.Context, k Key) (Record, error)

	// Find returns the record of a history with this ID, or an error wrapping
	// [ErrNotFound].
	Find(ctx context.Context, k Key, id string) (Record, error)

	// List returns up to limit records of a history, newest first, that come
	// after the place from, and the place after the last of them. Following
	// the places meets each record that existed at the first call once, unless
	// it was deleted, and none that was created later. A history without
	// records gives an empty list.
	List(ctx context.Context, k Key, from Position, limit int) ([]Record, Position, error)

	// Delete removes every record of a history, at once for every reader.
	// Their IDs may be used again. Deleting nothing is not an error. It
	// returns errors as Create does, except ErrConflict.
	Delete(ctx context.Context, k Key) error

	// Profiles returns the names of up to limit profiles of a tenant that have
	// records, in the order of their bytes, of those that come after the name
	// after. The empty name comes before all others; it begins the list and is
	// not a part of it. Each call shows one moment. Following the names, so
	// that after is the last one of the call before, meets once each profile
	// that has records all the while. A tenant without records gives an empty
	// list.
	Profiles(ctx context.Context, tenant, after string, limit int) ([]string, error)

	// Tenants returns the names of up to limit tenants that have records, as
	// Profiles does it for the profiles of one.
	Tenants(ctx context.Context, after string, limit int) ([]string, error)

	// DeleteTenant removes every record of every profile of a tenant, at once
	// for every reader. A record whose create was answered before DeleteTenant
	// began is gone; one whose create began after DeleteTenant was answered is
	// kept. Everything else is as it is for Delete, the errors, too.
	DeleteTenant(ctx context.Context, tenant string) error

	// Ping returns nil when a create could be stored now, otherwise an error
	// wrapping [ErrUnavailable]. It answers within a second.
	Ping(ctx context.Context) error
}

// Errors that a [Store] wraps.
var (
	ErrConflict    = errors.New("id is taken")
	ErrNotFound    = errors.New("no such record")
	ErrUnavailable = errors.New("store is not available")

	// ErrUnknown tells that a write has no known outcome. It does not wrap
	// ErrUnavailable, which promises that nothing was changed: clients get 500
	// and are told to read back what they wrote.
	ErrUnknown = errors.New("outcome is not known")

	// ErrDamaged tells that what is stored contradicts itself. It wraps
	// ErrUnavailable: no answer can be given, and absence is not one.
	ErrDamaged = fmt.Errorf("%w: the stored data is damaged", ErrUnavailable)
)
