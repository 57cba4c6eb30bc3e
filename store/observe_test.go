package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/memory"
	"profilestatus.example/store/storetest"
)

// pairs sees that each call that begins ends, with the context that it was given.
type pairs struct {
	t    *testing.T
	open atomic.Int64
}

type pairKey struct{}

func (p *pairs) Begin(ctx context.Context, operation string) context.Context {
	p.open.Add(1)
	return context.WithValue(ctx, pairKey{}, operation)
}

func (p *pairs) End(ctx context.Context, operation string, took time.Duration, _ error) {
	p.open.Add(-1)
	if ctx.Value(pairKey{}) != operation || took < 0 {
		p.t.Errorf("%s has ended after %v with the context of %v", operation, took, ctx.Value(pairKey{}))
	}
}

// TestObserve lets a store that is observed pass the suite.
func TestObserve(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		p := &pairs{t: t}
		t.Cleanup(func() {
			if n := p.open.Load(); n != 0 {
				t.Errorf("%d calls have not ended", n)
			}
		})
		return store.Observe(memory.New(memory.DefaultMaxRecords), p)
	})
}

func TestReason(t *testing.T) {
	for _, tt := range []struct {
		err          error
		want, reason string
	}{
		{nil, "", "nothing went wrong"},
		{store.ErrConflict, "", "it is an answer"},
		{fmt.Errorf("find: %w", store.ErrNotFound), "", "so is this, whatever is around it"},
		{store.ErrDamaged, "damaged", "it is unavailable, too, and more than that"},
		{store.ErrUnavailable, "unavailable", "nothing was changed"},
		{store.ErrUnknown, "unknown", "something may have been"},
		{errors.New("a bug"), "other", "it has no name"},
	} {
		if got := store.Reason(tt.err); got != tt.want {
			t.Errorf("Reason(%v) = %q, want %q, reason: %s", tt.err, got, tt.want, tt.reason)
		}
	}
}
