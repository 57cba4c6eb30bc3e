package mock

import (
	"sync/atomic"
	"time"
)

// A clock goes at the pace of the real one, from wherever it was set.
type clock struct {
	real   func() time.Time
	offset atomic.Int64 // nanoseconds
}

func (c *clock) now() time.Time { return c.real().Add(time.Duration(c.offset.Load())).UTC() }

func (c *clock) set(now time.Time) { c.offset.Store(int64(now.Sub(c.real()))) }

// advance moves the clock on and returns the time.
func (c *clock) advance(d time.Duration) time.Time {
	return c.real().Add(time.Duration(c.offset.Add(int64(d)))).UTC()
}

func (c *clock) reset() { c.offset.Store(0) }

// isSet reports whether the clock differs from the real one.
func (c *clock) isSet() bool { return c.offset.Load() != 0 }
