package identity

import (
	"sync/atomic"
	"time"
)

// KeyStats has the counters of a [Provider]'s attempts to fetch keys.
type KeyStats struct {
	Last                time.Time // when the current keys were fetched; zero if there are none
	Successes, Failures uint64
}

// fetches counts for [KeyStats].
type fetches struct {
	last                atomic.Int64 // in nanoseconds since 1970
	successes, failures atomic.Uint64
}

func (p *Provider) fetched() {
	p.fetches.last.Store(p.now().UnixNano())
	p.fetches.successes.Add(1)
}

// KeyStats returns the counters. It may be called at any time.
func (p *Provider) KeyStats() KeyStats {
	stats := KeyStats{Successes: p.fetches.successes.Load(), Failures: p.fetches.failures.Load()}
	if last := p.fetches.last.Load(); last != 0 {
		stats.Last = time.Unix(0, last)
	}
	return stats
}
