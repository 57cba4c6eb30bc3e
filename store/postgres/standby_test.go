package postgres_test

import (
	"strings"
	"testing"
	"time"

	"profilestatus.example/store/postgres"
	"profilestatus.example/store/postgres/pgtest"
)

// testAbsentStandby lets the server wait for a standby that is not there, and says so.
func testAbsentStandby(t *testing.T, own *pgtest.Server, s *postgres.Store) {
	set := func(names string) {
		execute(t, own.DSN(), "ALTER SYSTEM SET synchronous_standby_names = '"+names+"'", "SELECT pg_reload_conf()")
	}
	const none, some = "synchronous_standby_names is empty", "synchronous standbys have it"
	eventually(t, "standbys are not promised", func() bool { return s.Ping(t.Context()) == nil && strings.Contains(s.Durability(), none) })
	set("nobody")
	eventually(t, "Ping() says what is missing", func() bool {
		err := s.Ping(t.Context())
		return err != nil && strings.Contains(err.Error(), "waits for synchronous standbys")
	})
	// A commit that was under way asked before the setting changed.
	eventually(t, "standbys are promised", func() bool { return s.Ping(t.Context()) != nil && strings.Contains(s.Durability(), some) })
	set("")
	eventually(t, "standbys are no longer promised", func() bool { return s.Ping(t.Context()) == nil && strings.Contains(s.Durability(), none) })
}

// A synchronous standby that takes over has everything that was answered, and
// nothing that was refused. The stores find it by themselves.
func TestPromotedStandby(t *testing.T) {
	t.Parallel()
	primary := ownServer(t, "synchronous_standby_names=*")
	began := time.Now()
	alone, err := postgres.Open(t.Context(), primary.DSN())
	if err != nil {
		t.Fatal(err)
	}
	if err := alone.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "synchronous_standby_names is '*'") {
		t.Errorf("Ping() of a primary without its standby = %v, want that it waits for one", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a schema was made and a standby missed after %v, want at once", took)
	}
	standby, err := primary.Standby("synchronous_standby_names=", "max_connections=40")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := standby.Remove(); err != nil {
			t.Error(err)
		}
	})
	eventually(t, "the standby has the schema", func() bool { return alone.Ping(t.Context()) == nil })
	if err := alone.Close(); err != nil {
		t.Error(err)
	}
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
	eventually(t, "the new primary promises less", func() bool {
		return stores[0].Ping(t.Context()) == nil && strings.Contains(stores[0].Durability(), "synchronous_standby_names is empty")
	})
	l.check(t, stores[1])
}
