// Package retention deletes old records from a store, a few at a time.
package retention

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"profilestatus.example/store"
)

// A Policy says which records are kept. A record must satisfy both limits; 0 is no
// limit.
type Policy struct {
	Age  time.Duration // since the create
	Last int           // maximum number of records of each history
}

// Enabled reports whether the policy has a limit.
func (p Policy) Enabled() bool { return p.Age > 0 || p.Last > 0 }

// interval returns the time between two notes of how far creates have come, and
// between two passes over the store. It is short against the age and, since
// a store forgets after 20,000 intervals, not too short.
func (p Policy) interval() time.Duration {
	d := time.Minute
	if p.Age > 0 {
		d = p.Age / 100
		if p.Last > 0 {
			d = min(d, time.Minute)
		}
		d = max(d, p.Age/10_000)
	}
	return max(d, 100*time.Millisecond)
}

const (
	// stepRecords is the most records that one step removes. A store takes some
	// milliseconds for them.
	stepRecords = 256

	// shortestPause is between two steps. It is longer after a longer step, so
	// that two thirds of the time at least are left to others.
	shortestPause = time.Millisecond
)

// A Pruner deletes the records that a policy does not keep. Use [New].
type Pruner struct {
	records store.Expirer
	policy  Policy
	log     *slog.Logger
	now     func() time.Time
	removed atomic.Int64
}

// New returns a pruner that does nothing before [Pruner.Run].
func New(records store.Expirer, policy Policy, log *slog.Logger) *Pruner {
	return &Pruner{records: records, policy: policy, log: log, now: time.Now}
}

// Removed returns the number of records that this pruner has deleted. It may be called
// at any time.
func (p *Pruner) Removed() int64 { return p.removed.Load() }

// Run deletes records until ctx ends. A record is deleted at the latest when its age
// exceeds the limit by 2 %. Failures are logged and retried in the next pass.
func (p *Pruner) Run(ctx context.Context) {
	// Who shares the store may have made the last pass at any time.
	ticker := time.NewTicker(p.policy.interval() / 4)
	defer ticker.Stop()
	failing := false
	for {
		err := p.pass(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			p.log.Error("old statuses cannot be deleted; this is retried", "error", err.Error())
		}
		failing = err != nil
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// pass goes through the store once, if it is time for that.
func (p *Pruner) pass(ctx context.Context) error {
	now := p.now()
	if marked, err := p.records.Mark(ctx, now, p.policy.interval()); err != nil || !marked {
		return err
	}
	keep := store.Retention{Last: p.policy.Last}
	if p.policy.Age > 0 {
		keep.Before = now.Add(-p.policy.Age)
	}
	for {
		began := time.Now()
		removed, more, err := p.records.Expire(ctx, keep, stepRecords)
		p.removed.Add(int64(removed))
		if err != nil || !more {
			return err
		}
		select {
		case <-time.After(max(2*time.Since(began), shortestPause)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
