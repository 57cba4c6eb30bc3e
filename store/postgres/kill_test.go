package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store"
	"profilestatus.example/store/postgres"
	"profilestatus.example/store/postgres/pgtest"
	"profilestatus.example/store/storetest"
)

// A ledger remembers what creates were told.
type ledger struct {
	mu       sync.Mutex
	outcomes map[store.Key]map[string]error // by profile and id
	answered atomic.Int64                   // with nil
}

// load has so many workers create records in a few profiles, in turn on each
// store, until stop is closed.
func (l *ledger) load(ctx context.Context, workers int, stop <-chan struct{}, stores ...*postgres.Store) *sync.WaitGroup {
	l.outcomes = make(map[store.Key]map[string]error)
	var running sync.WaitGroup
	for w := range workers {
		running.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				r := record(fmt.Sprint("p", (w+i)%5), fmt.Sprintf("%d-%d", w, i))
				err := stores[(w+i)%len(stores)].Create(ctx, r)
				l.mu.Lock()
				if l.outcomes[r.Key] == nil {
					l.outcomes[r.Key] = make(map[string]error)
				}
				l.outcomes[r.Key][r.ID] = err
				l.mu.Unlock()
				if err == nil {
					l.answered.Add(1)
				} else {
					time.Sleep(5 * time.Millisecond) // for a server that is away
				}
			}
		})
	}
	return &running
}

// check fails the test when something that was answered is missing, something
// that was refused is there, or anything is there twice.
func (l *ledger) check(t *testing.T, s *postgres.Store) {
	t.Helper()
	unknown := 0
	for k, outcomes := range l.outcomes {
		found := ids(t, s, k.Profile)
		slices.Sort(found)
		if n := len(slices.Compact(slices.Clone(found))); n != len(found) {
			t.Errorf("%s has %d records twice", k.Profile, len(found)-n)
		}
		for id, err := range outcomes {
			_, there := slices.BinarySearch(found, id)
			switch {
			case errors.Is(err, store.ErrUnknown):
				unknown++
			case err == nil && !there:
				t.Errorf("%s/%s was answered and is missing", k.Profile, id)
			case err != nil && there:
				t.Errorf("%s/%s was refused and is there: %v", k.Profile, id, err)
			case err != nil && !errors.Is(err, store.ErrUnavailable):
				t.Errorf("%s/%s: %v, want nil or ErrUnavailable", k.Profile, id, err)
			}
		}
	}
	t.Logf("%d creates were answered, the outcome of %d is not known", l.answered.Load(), unknown)
}

// Connections that the server ends at any moment, also between a commit and its
// answer, lose nothing and bring nothing back.
func TestTerminatedConnections(t *testing.T) {
	t.Parallel()
	dsn := database(t)
	name := "killed" + fmt.Sprint(rand.Uint32())
	var stores []*postgres.Store
	for range 3 {
		stores = append(stores, open(t, dsn+"&application_name="+name))
	}
	var l ledger
	stop := make(chan struct{})
	running := l.load(t.Context(), 12, stop, stores...)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for killed := 0; killed < storetest.Rounds(10) && !t.Failed(); {
		tag, err := conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = $1 AND random() < 0.3`, name)
		if err != nil {
			t.Fatal(err)
		}
		killed += int(tag.RowsAffected())
		// Somebody has to come between two kills.
		before := l.answered.Load()
		eventually(t, "a create is answered", func() bool { return l.answered.Load() > before+5 })
	}
	close(stop)
	running.Wait()
	l.check(t, stores[0])
	if err := stores[1].Ping(t.Context()); err != nil {
		t.Errorf("Ping() = %v, want nil", err)
	}
}

// ownServer starts a server that no other test uses.
func ownServer(t *testing.T, options ...string) *pgtest.Server {
	t.Helper()
	start := pgtest.Start
	if server != nil {
		start = server.Copy
	}
	own, err := start(append(options, "max_connections=40", "shared_buffers=16MB")...)
	if errors.Is(err, pgtest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Remove(); err != nil {
			t.Error(err)
		}
	})
	return own
}

// A server that is killed and started again holds what was answered, and the
// stores find it by themselves.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	own := ownServer(t)
	var stores []*postgres.Store
	for range 2 {
		stores = append(stores, open(t, own.DSN()))
	}
	var l ledger
	stop := make(chan struct{})
	running := l.load(t.Context(), 12, stop, stores...)
	for range 3 {
		before := l.answered.Load()
		eventually(t, "creates are answered", func() bool { return l.answered.Load() > before+100 })
		own.Kill()
		if err := stores[0].Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("Ping() without a server = %v, want ErrUnavailable", err)
		}
		if err := own.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	before := l.answered.Load()
	eventually(t, "creates are answered again", func() bool { return l.answered.Load() > before })
	close(stop)
	running.Wait()
	l.check(t, stores[0])
	testAbsentStandby(t, own, stores[0])
	testCancelledWait(t, own, stores[0])
	testWeakerSettings(t, own, stores[0])
}

// testCancelledWait lets the server stop waiting for a standby. It answers the
// commit as if nothing were wrong, but for a warning.
func testCancelledWait(t *testing.T, own *pgtest.Server, s *postgres.Store) {
	set := func(names string) {
		execute(t, own.DSN(), "ALTER SYSTEM SET synchronous_standby_names = '"+names+"'", "SELECT pg_reload_conf()")
	}
	conn, err := pgx.Connect(t.Context(), own.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	waiting := func() (pid int) {
		conn.QueryRow(t.Context(), "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' LIMIT 1").Scan(&pid)
		return pid
	}
	set("nobody")
	eventually(t, "Ping() fails", func() bool { return s.Ping(t.Context()) != nil })
	done := make(chan error, 1)
	go func() { done <- s.Create(context.Background(), record("waits", "a")) }()
	cancelled := 0
	eventually(t, "three waits are cancelled", func() bool {
		if pid := waiting(); pid != 0 {
			execute(t, own.DSN(), fmt.Sprintf("SELECT pg_cancel_backend(%d)", pid))
			cancelled++
		}
		return cancelled >= 3
	})
	select {
	case err := <-done:
		if !errors.Is(err, store.ErrUnavailable) && !errors.Is(err, store.ErrUnknown) {
			t.Errorf("Create() that no standby has = %v, want no success", err)
		}
		done <- err
	default:
	}
	set("")
	if err := <-done; err == nil {
		if got := ids(t, s, "waits"); !slices.Equal(got, []string{"a"}) {
			t.Errorf("List(waits) = %v, want [a]", got)
		}
	}
	eventually(t, "Ping() = nil", func() bool { return s.Ping(t.Context()) == nil })
}

// testWeakerSettings weakens the server under a running store.
func testWeakerSettings(t *testing.T, own *pgtest.Server, s *postgres.Store) {
	for _, setting := range []string{"synchronous_commit", "fsync"} {
		create(t, s, "weak", setting)
		createWithoutCare(t, s)
		execute(t, own.DSN(), "ALTER SYSTEM SET "+setting+" = off", "SELECT pg_reload_conf()")
		before := ids(t, s, "weak")
		eventually(t, "Create() fails because of "+setting, func() bool {
			id := fmt.Sprint(setting, len(before))
			err := s.Create(t.Context(), record("weak", id))
			if err == nil { // the server has not read it yet
				before = slices.Insert(before, 0, id)
				return false
			}
			if !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("Create() with %s off = %v, want ErrUnavailable", setting, err)
			}
			return true
		})
		if got := ids(t, s, "weak"); !slices.Equal(got, before) {
			t.Errorf("List(weak) = %v, want %v without the one that was refused", got, before)
		}
		if err := s.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("Ping() with %s off = %v, want ErrUnavailable", setting, err)
		}
		execute(t, own.DSN(), "ALTER SYSTEM RESET "+setting, "SELECT pg_reload_conf()")
		eventually(t, "Ping() = nil", func() bool { return s.Ping(t.Context()) == nil })
	}
}
