package check

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// wait waits for this request's turn.
func (c *client) wait(ctx context.Context) error {
	c.mu.Lock()
	now := time.Now()
	turn := c.next
	if c.step > 0 {
		c.next = later(now, c.next).Add(c.step)
	}
	c.mu.Unlock()
	if !turn.After(now) {
		return ctx.Err()
	}
	timer := time.NewTimer(turn.Sub(now))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// pause lets no request begin before d has passed.
func (c *client) pause(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next = later(c.next, time.Now().Add(d))
}

// retryAfter returns how long an answer asks to wait, one second if it does
// not say.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 3600)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return time.Second
}
