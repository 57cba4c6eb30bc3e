package sqlite_test

import (
	"testing"

	"profilestatus.example/store/sqlite"
)

// The writer does not wait for writes that are there already, nor for those that
// cannot come any more, although nothing wakes it.
func TestGather(t *testing.T) {
	for _, tt := range []struct {
		name       string
		waiting, n int
		closed     bool
		reason     string
	}{
		{"as many", 2, 2, false, "the last of them came before it was waited for"},
		{"more", 3, 2, false, "all of them did"},
		{"closed", 0, 1, true, "nobody can put any more"},
	} {
		because(t, tt.name, tt.reason)
		done := make(chan struct{})
		go func() {
			sqlite.Gather(tt.waiting, tt.n, tt.closed)
			close(done)
		}()
		eventually(t, tt.name, func() bool {
			select {
			case <-done:
				return true
			default:
				return false
			}
		})
	}
}
