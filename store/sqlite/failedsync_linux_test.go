package sqlite_test

import (
	"testing"
	"time"
)

// A create whose commit failed must not come back after a crash once it was
// refused, and nothing that was answered with success may be lost.
func TestFailedSync(t *testing.T) {
	t.Parallel()
	const syncs = "fsync,fdatasync"
	tests := []struct {
		name   string
		inject string
		heal   bool // while the create waits for its answer
		want   string
		reason string
	}{
		{"first sync fails", syncs + ":error=EIO:when=1", false, "unavailable", "the second commit undoes the first"},
		{"syncs fail for a while", syncs + ":error=EIO", true, "unavailable", "the answer waits for a sync that succeeds"},
		{"all syncs fail", syncs + ":error=EIO", false, "unknown", "without a sync nobody can promise that the create stays away"},
		{"all writes fail", "pwrite64:error=EIO", false, "unknown", "a write that fails may have been done"},
		{"disk full", "pwrite64:error=ENOSPC", false, "unavailable", "the frame that ends a commit is the last, so it is not there"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := file(t)
			makeStore(t, path)
			c := startChild(t, path)
			c.expect("create a", "ok")
			stop := c.inject(tt.inject)
			c.send("create b")
			if tt.heal {
				time.Sleep(time.Second) // for some attempts; fewer do no harm
				stop()
			}
			got := c.receive()
			if got != tt.want {
				t.Errorf("create b: %s, want %s, reason: %s", got, tt.want, tt.reason)
			}
			if got == "unknown" {
				for _, read := range []string{"find a", "find b"} {
					c.expect(read, "unavailable")
				}
				c.expect("ping", "unavailable")
				c.expect("create c", "unavailable")
				c.expect("delete", "unavailable")
			} else {
				c.expect("find b", "missing")
				c.expect("find a", "ok")
			}
			c.kill()
			stop()

			c = startChild(t, path)
			c.expect("find b", "missing")
			c.expect("find c", "missing")
			c.expect("find a", "ok")
			c.expect("create b", "ok")
			c.expect("ping", "ok")
		})
	}
}

// expect fails the test when a command has another outcome.
func (c *child) expect(command, want string) {
	c.t.Helper()
	if got := c.do(command); got != want {
		c.t.Errorf("%s: %s, want %s", command, got, want)
	}
}

// A tenant that was deleted stays away after a crash, and one whose delete was
// refused is there as a whole.
func TestFailedSyncOfDeleteTenant(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, inject, want, after, reason string }{
		{"no fault", "", "ok", "missing", "the delete was answered"},
		{"first sync fails", "fsync,fdatasync:error=EIO:when=1", "unavailable", "ok", "the second commit undoes the first"},
		{"disk full", "pwrite64:error=ENOSPC", "unavailable", "ok", "the frame that ends a commit is the last, so it is not there"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := file(t)
			makeStore(t, path)
			c := startChild(t, path)
			c.expect("create a", "ok")
			c.expect("create b", "ok")
			stop := func() {}
			if tt.inject != "" {
				stop = c.inject(tt.inject)
			}
			if got := c.do("delete-tenant"); got != tt.want {
				t.Errorf("delete-tenant: %s, want %s, reason: %s", got, tt.want, tt.reason)
			}
			c.kill()
			stop()
			c = startChild(t, path)
			c.expect("find a", tt.after)
			c.expect("find b", tt.after)
		})
	}
}
