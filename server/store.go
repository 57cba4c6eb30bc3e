package server

import (
	"context"
	"errors"
	"time"
)

// A Record is one status in the history of a profile.
type Record struct {
	ProfileID string
	ID        string // unique within the profile
	Status    string
	// LastSynchronization is in UTC, in the years 0001 to 9998, and keeps
	// nanoseconds.
	LastSynchronization time.Time
}

// A Position is a place in the history of a profile, between two records. It
// is only good for the store that gave it. The zero Position is the place
// before the newest record; as a result it means that there is no more.
type Position int64

// A Store keeps records. The order of a profile's history is the order in
// which its creates took effect, and a create that began after another one was
// answered comes after it.
//
// Implementations must be safe for concurrent use, bound how long a call may
// wait, and pass the suite in package storetest. Every error that is none of those named here is the
// store's fault and reaches clients as 500 without its text.
type Store interface {
	// Create appends r to the history of r.ProfileID. When it returns nil, the
	// record is as durable as the store can make it. It returns an error
	// wrapping [ErrConflict] when the profile has a record with this ID, and
	// one wrapping [ErrUnavailable] when it cannot store anything now; in both
	// cases nothing was changed. When ctx ends it either reports that the
	// record was not stored, by an error wrapping ErrUnavailable, or waits for
	// the outcome: it never leaves the caller in doubt.
	Create(ctx context.Context, r Record) error

	// Newest returns the record that was created last under a profile, or an
	// error wrapping [ErrNotFound].
	Newest(ctx context.Context, profileID string) (Record, error)

	// Find returns the record with this ID under a profile, or an error
	// wrapping [ErrNotFound].
	Find(ctx context.Context, profileID, id string) (Record, error)

	// List returns up to limit records of a profile, newest first, that come
	// after the place from, and the place after the last of them. Following
	// the places meets each record that existed at the first call once, unless
	// it was deleted, and none that was created later. A profile without
	// records gives an empty list.
	List(ctx context.Context, profileID string, from Position, limit int) ([]Record, Position, error)

	// Delete removes every record of a profile, at once for every reader.
	// Their IDs may be used again. Deleting nothing is not an error.
	Delete(ctx context.Context, profileID string) error

	// Ping returns nil when a create could be stored now, otherwise an error
	// wrapping [ErrUnavailable].
	Ping(ctx context.Context) error
}

// Errors that a [Store] wraps.
var (
	ErrConflict    = errors.New("id is taken")
	ErrNotFound    = errors.New("no such record")
	ErrUnavailable = errors.New("store is not available")
)
