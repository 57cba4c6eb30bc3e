package mock

import (
	"sync/atomic"
	"time"
)

// lastInstant is where clocks stop: RFC 3339 has no later year.
var lastInstant = time.Date(9999, time.December, 31, 23, 59, 59, 999_999_999, time.UTC)

// A clock goes at the pace of the real one, from wherever it was set.
type clock struct {
	real    func() time.Time
	setting atomic.Pointer[setting] // nil: the real time
}

// A setting is what a clock was set to, and when.
type setting struct{ to, at time.Time }

func (c *clock) now() time.Time { return c.at(c.real()) }

// at returns what the clock shows at a real time.
func (c *clock) at(real time.Time) time.Time { return c.setting.Load().now(real) }

func (s *setting) now(real time.Time) time.Time {
	if s == nil {
		return real.UTC()
	}
	now := s.to.Add(real.Sub(s.at)).UTC()
	if now.After(lastInstant) {
		return lastInstant
	}
	return now
}

func (c *clock) set(to time.Time) { c.setting.Store(&setting{to, c.real()}) }

// advance moves the clock on and returns the time.
func (c *clock) advance(d time.Duration) time.Time {
	for {
		was, at := c.setting.Load(), c.real()
		to := &setting{was.now(at).Add(d), at}
		if c.setting.CompareAndSwap(was, to) {
			return to.now(at)
		}
	}
}

func (c *clock) reset() { c.setting.Store(nil) }

// isSet reports whether the clock was set or moved on.
func (c *clock) isSet() bool { return c.setting.Load() != nil }
