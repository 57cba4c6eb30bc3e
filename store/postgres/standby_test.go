package postgres_test

import (
	"strings"
	"testing"

	"profilestatus.example/store/postgres"
)

// A synchronous standby that takes over has everything that was answered, and
// nothing that was refused. The stores find it by themselves.
func TestPromotedStandby(t *testing.T) {
	t.Parallel()
	primary := ownServer(t, "synchronous_standby_names=*")
	standby, err := primary.Standby("synchronous_standby_names=", "max_connections=40")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := standby.Remove(); err != nil {
			t.Error(err)
		}
	})
	if _, err := postgres.Open(t.Context(), standby.DSN()); err == nil || !strings.Contains(err.Error(), "the server is a standby") {
		t.Errorf("Open() of the standby alone = %v, want that it is one", err)
	}
	both := strings.Replace(standby.DSN(), "host=", "host="+primary.Host()+",", 1)
	var stores []*postgres.Store
	for range 2 {
		stores = append(stores, open(t, both))
	}
	if got := stores[0].Durability(); !strings.Contains(got, "synchronous standbys have it") {
		t.Errorf("Durability() = %q, want that standbys have what was answered", got)
	}
	var l ledger
	stop := make(chan struct{})
	running := l.load(t.Context(), 12, stop, stores...)
	eventually(t, "creates are answered", func() bool { return l.answered.Load() > 200 })
	primary.Kill()
	execute(t, standby.DSN(), "SELECT pg_promote()")
	before := l.answered.Load()
	eventually(t, "creates are answered by the standby", func() bool { return l.answered.Load() > before+100 })
	close(stop)
	running.Wait()
	l.check(t, stores[1])
}
