package sqlite_test

import (
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
