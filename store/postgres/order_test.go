package postgres_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store/postgres"
)

// A foreign transaction is one that another replica might have open.
type foreign struct {
	pgx.Tx
	t   *testing.T
	dsn string
}

func beginForeign(t *testing.T, dsn string) *foreign {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &foreign{tx, t, dsn}
}

func (f *foreign) exec(statement string) {
	f.t.Helper()
	if _, err := f.Exec(f.t.Context(), statement); err != nil {
		f.t.Fatalf("%s: %v", statement, err)
	}
}

// during starts a create and, while it waits for the transaction in a statement
// with the word, calls f. It returns when the create has ended.
func (f *foreign) during(s *postgres.Store, profile, id, word string, then func()) {
	f.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.Create(context.Background(), record(profile, id)) }()
	eventually(f.t, "the create waits", func() bool {
		return count(f.t, f.dsn, "pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%"+word+"%' AND query NOT LIKE '%pg_stat%'") > 0
	})
	then()
	if err := <-done; err != nil {
		f.t.Errorf("Create(%s/%s) = %v, want nil", profile, id, err)
	}
}

// A create that waits for another transaction comes behind what that one has
// added, although it began before.
func TestOrderOfCommits(t *testing.T) {
	dsn := database(t)
	s := open(t, dsn)
	create(t, s, "p", "a")
	createWithoutCare(t, s)
	tx := beginForeign(t, dsn)
	tx.exec("SELECT * FROM profiles WHERE name = 'p' FOR UPDATE")
	tx.during(s, "p", "b", "FOR NO KEY UPDATE", func() {
		tx.exec("INSERT INTO records SELECT no, nextval('numbers'), 'foreign', 'paused', 0, 0 FROM profiles WHERE name = 'p'")
		tx.exec("COMMIT")
	})
	if got, want := ids(t, s, "p"), []string{"b", "foreign", "a"}; !slices.Equal(got, want) {
		t.Errorf("List() = %v, want %v", got, want)
	}
}

// A profile that another transaction makes at the same time is locked before the
// create goes on, and one that it gives up gets places that come later.
func TestOrderInNewProfile(t *testing.T) {
	dsn := database(t)
	s := open(t, dsn)
	tx := beginForeign(t, dsn)
	tx.exec("INSERT INTO profiles (tenant, name) VALUES ('default', 'p')")
	tx.during(s, "p", "b", "INSERT INTO profiles", func() {
		tx.exec("INSERT INTO records SELECT no, nextval('numbers'), 'foreign', 'paused', 0, 0 FROM profiles WHERE name = 'p'")
		tx.exec("COMMIT")
	})
	if got, want := ids(t, s, "p"), []string{"b", "foreign"}; !slices.Equal(got, want) {
		t.Errorf("List(p) = %v, want %v", got, want)
	}

	tx = beginForeign(t, dsn)
	tx.exec("INSERT INTO profiles (tenant, name) VALUES ('default', 'q')")
	tx.during(s, "q", "a", "INSERT INTO profiles", func() {
		tx.exec("ROLLBACK")
	})
	if n := count(t, dsn, "records r JOIN profiles p ON p.no = r.profile_no WHERE p.name = 'q' AND r.seq > p.no"); n != 1 {
		t.Error("the place of the record was taken before its profile was made")
	}
}
