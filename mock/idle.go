package mock

import (
	"context"
	"time"
)

// forgetIdle starts to remove tenants that nobody uses, if a limit says so.
func (m *Mock) forgetIdle() {
	if m.limits.Idle <= 0 {
		return
	}
	go func() {
		ticker := time.NewTicker(max(m.limits.Idle/10, 10*time.Millisecond))
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				m.removeIdle()
			case <-m.stop:
				return
			}
		}
	}()
}

// removeIdle removes the tenants that are idle now. One that the store keeps from
// being removed is tried again the next time.
func (m *Mock) removeIdle() {
	before := m.now().Add(-m.limits.Idle)
	for _, t := range m.tenants.all() {
		if t.leaveIfIdle(before) {
			_ = m.end(context.Background(), t)
		}
	}
}

// Close stops the mock's goroutine and ends requests that rules delay or let hang.
// Requests are still answered, but rules no longer let them hang.
func (m *Mock) Close() {
	select {
	case <-m.stop:
	default:
		close(m.stop)
	}
}
