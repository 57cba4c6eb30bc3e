package store

import (
	"context"
	"errors"
	"time"
)

// Stats has the counters of a store since it was opened. A store with group commit has
// a method Stats() Stats, which may be called at any time.
type Stats struct {
	Records uint64 // created
	Commits uint64 // transactions committed
}

// Names of the operations of a [Store], as passed to an [Observer].
const (
	OpCreate       = "create"
	OpNewest       = "newest"
	OpFind         = "find"
	OpList         = "list"
	OpDelete       = "delete"
	OpProfiles     = "profiles"
	OpTenants      = "tenants"
	OpDeleteTenant = "delete_tenant"
	OpPing         = "ping"
	OpMark         = "mark"
	OpExpire       = "expire"
)

// An Observer is notified of the calls of a store. It must be safe for concurrent use
// and fast, since the calls wait for it.
type Observer interface {
	// Begin is called before a call; the store and End get the context that it
	// returns.
	Begin(ctx context.Context, operation string) context.Context
	// End is called after the call with its duration and its error.
	End(ctx context.Context, operation string, took time.Duration, err error)
}

// Reason returns the reason of a failed call in one word: "damaged", "unavailable",
// "unknown" or "other". It is "" for nil, [ErrConflict] and [ErrNotFound].
func Reason(err error) string {
	switch {
	case err == nil, errors.Is(err, ErrConflict), errors.Is(err, ErrNotFound):
		return ""
	case errors.Is(err, ErrDamaged):
		return "damaged"
	case errors.Is(err, ErrUnavailable):
		return "unavailable"
	case errors.Is(err, ErrUnknown):
		return "unknown"
	}
	return "other"
}

// Observe returns a store that notifies observer of each call of s. It is an [Expirer]
// if s is one.
func Observe(s Store, observer Observer) Store {
	o := &observed{s, observer}
	if e, ok := s.(Expirer); ok {
		return &observedExpirer{o, e}
	}
	return o
}

type observed struct {
	inner    Store
	observer Observer
}

// do runs a call that has no result but an error.
func (o *observed) do(ctx context.Context, operation string, call func(context.Context) error) error {
	_, err := observe(ctx, o, operation, func(ctx context.Context) (struct{}, error) { return struct{}{}, call(ctx) })
	return err
}

// start lets durations be measured by the clock that never jumps alone: to look at the
// time of day as well takes as long again.
var start = time.Now()

func observe[R any](ctx context.Context, o *observed, operation string, call func(context.Context) (R, error)) (R, error) {
	ctx = o.observer.Begin(ctx, operation)
	began := time.Since(start)
	result, err := call(ctx)
	o.observer.End(ctx, operation, time.Since(start)-began, err)
	return result, err
}

// Create implements [Store].
func (o *observed) Create(ctx context.Context, r Record) error {
	return o.do(ctx, OpCreate, func(ctx context.Context) error { return o.inner.Create(ctx, r) })
}

// Newest implements [Store].
func (o *observed) Newest(ctx context.Context, k Key) (Record, error) {
	return observe(ctx, o, OpNewest, func(ctx context.Context) (Record, error) { return o.inner.Newest(ctx, k) })
}

// Find implements [Store].
func (o *observed) Find(ctx context.Context, k Key, id string) (Record, error) {
	return observe(ctx, o, OpFind, func(ctx context.Context) (Record, error) { return o.inner.Find(ctx, k, id) })
}

// List implements [Store].
func (o *observed) List(ctx context.Context, k Key, from Position, limit int) (records []Record, next Position, err error) {
	err = o.do(ctx, OpList, func(ctx context.Context) (failed error) {
		records, next, failed = o.inner.List(ctx, k, from, limit)
		return failed
	})
	return records, next, err
}

// Delete implements [Store].
func (o *observed) Delete(ctx context.Context, k Key) error {
	return o.do(ctx, OpDelete, func(ctx context.Context) error { return o.inner.Delete(ctx, k) })
}

// Profiles implements [Store].
func (o *observed) Profiles(ctx context.Context, tenant, after string, limit int) ([]string, error) {
	return observe(ctx, o, OpProfiles, func(ctx context.Context) ([]string, error) { return o.inner.Profiles(ctx, tenant, after, limit) })
}

// Tenants implements [Store].
func (o *observed) Tenants(ctx context.Context, after string, limit int) ([]string, error) {
	return observe(ctx, o, OpTenants, func(ctx context.Context) ([]string, error) { return o.inner.Tenants(ctx, after, limit) })
}

// DeleteTenant implements [Store].
func (o *observed) DeleteTenant(ctx context.Context, tenant string) error {
	return o.do(ctx, OpDeleteTenant, func(ctx context.Context) error { return o.inner.DeleteTenant(ctx, tenant) })
}

// Ping implements [Store].
func (o *observed) Ping(ctx context.Context) error { return o.do(ctx, OpPing, o.inner.Ping) }

// An observedExpirer is an observed store that can remove old records.
type observedExpirer struct {
	*observed
	expirer Expirer
}

// Mark implements [Expirer].
func (o *observedExpirer) Mark(ctx context.Context, now time.Time, interval time.Duration) (bool, error) {
	return observe(ctx, o.observed, OpMark, func(ctx context.Context) (bool, error) { return o.expirer.Mark(ctx, now, interval) })
}

// Expire implements [Expirer].
func (o *observedExpirer) Expire(ctx context.Context, r Retention, limit int) (removed int, more bool, err error) {
	err = o.do(ctx, OpExpire, func(ctx context.Context) (failed error) {
		removed, more, failed = o.expirer.Expire(ctx, r, limit)
		return failed
	})
	return removed, more, err
}
