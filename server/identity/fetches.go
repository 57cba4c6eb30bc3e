package identity

import (
	"sync/atomic"
	"time"
)

// KeyStats tells how a [Provider] has fetched its keys since it was made.
type KeyStats struct {
	Last                time.Time // when the keys that are used were fetched; zero while there are none
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

// KeyStats may be called at any time.
func (p *Provider) KeyStats() KeyStats {
	stats := KeyStats{Successes: p.fetches.successes.Load(), Failures: p.fetches.failures.Load()}
	if last := p.fetches.last.Load(); last != 0 {
		stats.Last = time.Unix(0, last)
	}
	return stats
}
