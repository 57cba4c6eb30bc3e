package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store"
	"profilestatus.example/store/postgres"
)

// count returns how many rows a table of the store has.
func count(t testing.TB, dsn, table string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A store that is opened again holds what it held, in the same order, and goes
// on from there.
func TestReopen(t *testing.T) {
	t.Parallel()
	dsn := database(t)
	var want []string
	for i := range 3 {
		s, err := postgres.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprint(9 - i)
		create(t, s, "p", id)
		create(t, s, "gone", id)
		want = append([]string{id}, want...)
		if got := ids(t, s, "p"); !slices.Equal(got, want) {
			t.Errorf("List() = %v, want %v", got, want)
		}
		if err := s.Delete(t.Context(), key("gone")); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if n := count(t, dsn, "writers"); n != 0 {
			t.Errorf("%d rows of writers remain after Close, want none", n)
		}
	}
}

// After Close every call says so, and Close again does nothing.
func TestClosed(t *testing.T) {
	t.Parallel()
	s := open(t, database(t))
	create(t, s, "p", "a")
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close() = %v, want nil", err)
		}
	}
	_, newest := s.Newest(t.Context(), key("p"))
	_, find := s.Find(t.Context(), key("p"), "a")
	_, _, list := s.List(t.Context(), key("p"), 0, 1)
	_, profiles := s.Profiles(t.Context(), store.DefaultTenant, "", 1)
	for name, err := range map[string]error{
		"Create": s.Create(t.Context(), record("p", "b")), "Delete": s.Delete(t.Context(), key("p")),
		"DeleteTenant": s.DeleteTenant(t.Context(), store.DefaultTenant), "Ping": s.Ping(t.Context()),
		"Newest": newest, "Find": find, "List": list, "Profiles": profiles,
	} {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s() after Close = %v, want ErrUnavailable", name, err)
		}
	}
}

// Many writers share commits.
func TestStats(t *testing.T) {
	t.Parallel()
	s := open(t, database(t))
	create(t, s, "p", "a", "b")
	if err := s.Create(t.Context(), record("p", "a")); !errors.Is(err, store.ErrConflict) {
		t.Errorf("Create() of a taken id = %v, want ErrConflict", err)
	}
	if got, want := s.Stats(), (store.Stats{Records: 2, Commits: 3}); got != want {
		t.Errorf("Stats() = %+v, want %+v", got, want)
	}
	var wg sync.WaitGroup
	for w := range 32 {
		wg.Go(func() {
			for i := range 20 {
				create(t, s, fmt.Sprint(w), fmt.Sprint(i))
			}
		})
	}
	wg.Wait()
	if got := s.Stats(); got.Records != 2+32*20 || got.Commits > 3+32*20/4 {
		t.Errorf("Stats() = %+v, want %d records and at least 4 to a commit", got, 2+32*20)
	}
	if s.Durability() == "" {
		t.Error("Durability() says nothing")
	}
}

// The records of deleted profiles leave the database, also those that a replica
// has left which is gone.
func TestCollect(t *testing.T) {
	t.Parallel()
	dsn := database(t)
	s := open(t, dsn)
	for i := range 30 {
		create(t, s, fmt.Sprint("p", i%10), fmt.Sprint(i))
	}
	other := record("kept", "a")
	other.Tenant = "other"
	if err := s.Create(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), key("p0")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the records of a profile leave", func() bool { return count(t, dsn, "records") == 28 })
	if err := s.DeleteTenant(t.Context(), store.DefaultTenant); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the records of the tenant leave", func() bool { return count(t, dsn, "records") == 1 })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, dsn, "INSERT INTO tombstones SELECT no FROM profiles", "DELETE FROM profiles",
		"INSERT INTO writers (id, batch, used) VALUES (1, 1, now() - interval '25 hours'), (2, 1, now() - interval '23 hours')",
		"INSERT INTO records SELECT (SELECT no FROM tombstones), nextval('numbers'), 'many' || i, 'paused', 0, 0 FROM generate_series(1, 2500) i")
	open(t, dsn)
	eventually(t, "what was left leaves", func() bool { return count(t, dsn, "records")+count(t, dsn, "tombstones") == 0 })
	eventually(t, "old writers leave", func() bool { return count(t, dsn, "writers") == 1 })
}

// A writer whose row was taken for one that is no longer used gets another one.
func TestWriterIsForgotten(t *testing.T) {
	t.Parallel()
	dsn := database(t)
	s := open(t, dsn)
	create(t, s, "p", "a")
	execute(t, dsn, "DELETE FROM writers")
	create(t, s, "p", "b")
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("List() = %v, want [b a]", got)
	}
}

// While the first writer waits, the second one takes what comes.
func TestSecondWriter(t *testing.T) {
	dsn := database(t)
	s := open(t, dsn)
	create(t, s, "p", "a")
	tx := beginForeign(t, dsn)
	tx.exec("SELECT * FROM profiles WHERE name = 'p' FOR UPDATE")
	tx.during(s, "p", "b", "FOR NO KEY UPDATE", func() {
		ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second) // less than the server lets a lock be waited for
		defer cancel()
		for _, id := range []string{"a", "b", "c"} { // one after the other, so that each has to be noticed
			if err := s.Create(ctx, record("q", id)); err != nil {
				t.Errorf("Create(q/%s) = %v, want nil", id, err)
			}
		}
		tx.exec("ROLLBACK")
	})
}
