package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// version1 is a file that version 1 wrote.
func version1(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/version-1.db")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// expectVersion1 fails the test when the store at path does not hold what
// version 1 wrote: its profiles are those of the default tenant, in the same
// order, and what was deleted stays deleted.
func expectVersion1(t *testing.T, path string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for profile, want := range map[string][]store.Record{
		"school-1": {
			{ID: "run-3", Status: "quarantined", LastSynchronization: time.Date(2026, 11, 23, 12, 58, 12, 0, time.UTC)},
			{ID: "run-2", Status: "success", LastSynchronization: time.Date(2026, 11, 23, 11, 58, 12, 0, time.UTC)},
			{ID: "run-1", Status: "inProgress", LastSynchronization: time.Date(2026, 11, 23, 9, 58, 12, 123456789, time.UTC)},
		},
		"school-2": {
			{ID: "run-1", Status: "paused", LastSynchronization: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)},
		},
		"gone": nil,
	} {
		for i := range want {
			want[i].Key = key(profile)
		}
		got, next, err := s.List(t.Context(), key(profile), 0, 10)
		if diff := cmp.Diff(want, got); err != nil || next != 0 || diff != "" {
			t.Errorf("List(%s) = %d, %v, mismatch (-want +got):\n%s", profile, next, err, diff)
		}
	}
	if err := s.Create(t.Context(), record("school-1", "run-2")); !errors.Is(err, store.ErrConflict) {
		t.Errorf("Create() of a taken id = %v, want ErrConflict", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateVersion1(t *testing.T) {
	path := file(t)
	write(t, path, string(version1(t)))
	expectVersion1(t, path)
	expectVersion1(t, path) // now there is nothing to migrate
	create(t, open(t, path), "school-1", "run-4")
}

// What version 4 wrote keeps its checksums, and its histories go on.
func TestMigrateVersion4(t *testing.T) {
	path := file(t)
	write(t, path, contentOf(t, "testdata/version-4.db"))
	s := open(t, path)
	expect := func(school1, school2 int) {
		for profile, want := range map[string]int{"school-1": school1, "school-2": school2, "gone": 0} {
			if page, _, err := s.List(t.Context(), key(profile), 0, 10); len(page) != want || err != nil {
				t.Errorf("List(%s) = %d records, %v, want %d", profile, len(page), err, want)
			}
		}
	}
	expect(3, 1)
	create(t, s, "school-1", "a")
	expect(4, 1)
	expectOutcome(t, "Close()", s.Close(), "ok")
	makeDatabase(t, path, "UPDATE tails SET last = 1 WHERE no = 2")
	s = open(t, path)
	if _, err := s.Newest(t.Context(), key("school-2")); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("Newest() of a tail that was changed = %v, want ErrDamaged", err)
	}
}

// An empty file becomes a store: some tools make one before they name it.
func TestMigrateEmptyFile(t *testing.T) {
	path := file(t)
	write(t, path, "")
	create(t, open(t, path), "p", "a")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for pragma, want := range map[string]string{
		"application_id": fmt.Sprint(0x50725374),
		"user_version":   "5",
		"journal_mode":   "wal",
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("PRAGMA %s = %q, %v, want %q", pragma, got, err, want)
		}
	}
}

// A crash during the migration leaves a file that opens as if nothing had
// happened: the files are copied in the middle of it, as kill -9 leaves them.
func TestMigrateCrash(t *testing.T) {
	tests := []struct {
		name   string
		during func(query string) bool
		reason string
	}{
		{"before the commit", func(q string) bool { return q == "COMMIT" }, "the migration begins anew"},
		{"after the commit", func(q string) bool { return strings.HasPrefix(q, "SELECT seq") }, "the migration is in the log only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, crashed := file(t), file(t)
			write(t, path, string(version1(t)))
			taken := false
			s, err := sqlite.OpenWithHook(t.Context(), path, time.Second, func(query string) error {
				if !taken && tt.during(query) {
					taken = true
					for _, suffix := range []string{"", "-wal"} {
						content, err := os.ReadFile(path + suffix)
						if err != nil {
							return err
						}
						write(t, crashed+suffix, string(content))
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if !taken {
				t.Fatal("the files were not copied")
			}
			if log, err := os.Stat(crashed + "-wal"); err != nil || log.Size() == 0 && tt.name == "after the commit" {
				t.Fatalf("the log is %v, %v, want the migration in it", log, err)
			}
			expectVersion1(t, crashed)
			if t.Failed() {
				t.Logf("reason: %s", tt.reason)
			}
		})
	}
}

func TestMigrationNumbers(t *testing.T) {
	script := &fstest.MapFile{Data: []byte("SELECT 1")}
	tests := []struct {
		name   string
		files  []string
		want   string // in the error; empty: none
		reason string
	}{
		{"in order", []string{"0001_a.sql", "0002_b.sql"}, "", "the name says which version follows"},
		{"gap", []string{"0001_a.sql", "0003_b.sql"}, "not 0002", "a file was lost"},
		{"twice", []string{"0001_a.sql", "0001_b.sql"}, "not 0002", "two branches were merged"},
		{"no number", []string{"first.sql"}, "not 0001", "counting files would give it one"},
		{"no file", []string{"0001_a.sql/a"}, "0001_a.sql", "it has no script"},
	}
	for _, tt := range tests {
		because(t, tt.name, tt.reason)
		files := fstest.MapFS{}
		for _, name := range tt.files {
			files["migrations/"+name] = script
		}
		err := sqlite.ReadMigrations(files)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q, reason: %s", tt.name, err, tt.want, tt.reason)
		}
	}
}
