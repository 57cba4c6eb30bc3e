package sqlite_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// TestMigrateVersion1 opens a file that version 1 wrote: its profiles are those
// of the default tenant, in the same order, and what was deleted stays deleted.
func TestMigrateVersion1(t *testing.T) {
	data, err := os.ReadFile("testdata/version-1.db")
	if err != nil {
		t.Fatal(err)
	}
	path := file(t)
	write(t, path, string(data))
	want := func(s *sqlite.Store, profile string, records ...store.Record) {
		t.Helper()
		got, next, err := s.List(t.Context(), key(profile), 0, 10)
		if err != nil || next != 0 || len(got) != len(records) {
			t.Fatalf("List(%s) = %v, %d, %v, want %d records", profile, got, next, err, len(records))
		}
		for i, r := range records {
			r.Key = key(profile)
			if got[i] != r {
				t.Errorf("List(%s)[%d] = %v, want %v", profile, i, got[i], r)
			}
		}
	}
	for range 2 { // the second time there is nothing to migrate
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		want(s, "school-1",
			store.Record{ID: "run-3", Status: "quarantined", LastSynchronization: time.Date(2026, 11, 23, 12, 58, 12, 0, time.UTC)},
			store.Record{ID: "run-2", Status: "success", LastSynchronization: time.Date(2026, 11, 23, 11, 58, 12, 0, time.UTC)},
			store.Record{ID: "run-1", Status: "inProgress", LastSynchronization: time.Date(2026, 11, 23, 9, 58, 12, 123456789, time.UTC)})
		want(s, "school-2",
			store.Record{ID: "run-1", Status: "paused", LastSynchronization: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)})
		want(s, "gone")
		if err := s.Create(t.Context(), record("school-1", "run-2")); !errors.Is(err, store.ErrConflict) {
			t.Errorf("Create() of a taken id = %v, want ErrConflict", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	create(t, open(t, path), "school-1", "run-4")
}
