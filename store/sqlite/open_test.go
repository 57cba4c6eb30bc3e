package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// open opens the store at path and closes it with the test.
func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	return s
}

// file returns a path in a new directory.
func file(t testing.TB) string { return filepath.Join(t.TempDir(), "s.db") }

func key(profileID string) store.Key {
	return store.Key{Tenant: store.DefaultTenant, Profile: profileID}
}

func record(profileID, id string) store.Record {
	return store.Record{Key: key(profileID), ID: id, Status: "paused", LastSynchronization: time.Date(2026, 11, 24, 10, 0, 0, 1, time.UTC)}
}

func create(t testing.TB, s *sqlite.Store, profileID string, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := s.Create(t.Context(), record(profileID, id)); err != nil {
			t.Fatalf("Create(%s/%s) = %v, want nil", profileID, id, err)
		}
	}
}

// ids returns the ids of a profile, newest first.
func ids(t testing.TB, s *sqlite.Store, profileID string) []string {
	t.Helper()
	records, _, err := s.List(t.Context(), key(profileID), 0, 100_000)
	if err != nil {
		t.Fatalf("List(%s) = %v, want nil", profileID, err)
	}
	var ids []string
	for _, r := range records {
		ids = append(ids, r.ID)
	}
	return ids
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Link(from, to); err != nil {
		t.Skip("no hard links here:", err)
	}
}

func truncate(t *testing.T, name string, size int64) {
	t.Helper()
	if err := os.Truncate(name, size); err != nil {
		t.Fatal(err)
	}
}

// count returns how many rows a table of a store has.
func count(t *testing.T, path, table string) int {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// hold takes the database as another program does that writes, and returns how
// to release it.
func hold(t *testing.T, path string) (release func()) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
			t.Error(err)
		}
		conn.Close()
	}
}
