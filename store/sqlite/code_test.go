package sqlite_test

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// sqliteErrors returns errors of SQLite as it makes them itself.
func sqliteErrors(t *testing.T) (full, corrupt, notADatabase error) {
	t.Helper()
	provoke := func(content string, query string) error {
		path := file(t)
		write(t, path, content)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		_, err = db.ExecContext(t.Context(), query)
		if err == nil {
			t.Fatalf("%s = nil, want an error", query)
		}
		return err
	}
	full = provoke("", "PRAGMA max_page_count = 1; CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(100000))")
	corrupt = provoke(sixRecords(t)[:5000], "SELECT * FROM records")
	notADatabase = provoke(strings.Repeat("x", 5000), "SELECT * FROM sqlite_schema")
	return full, corrupt, notADatabase
}

// What SQLite says about a file decides what becomes of a write and of the store.
func TestErrorsOfSQLite(t *testing.T) {
	t.Parallel()
	full, corrupt, notADatabase := sqliteErrors(t)
	tests := []struct {
		name    string
		err     error
		times   int
		create  string
		damaged bool
		want    []string // statements
		reason  string
	}{
		{"full once", full, 1, "ok", false, []string{"COMMIT", "TRUNCATE", "COMMIT"}, "the log is emptied, and the commit tried once more"},
		{"full", full, -1, "unavailable", false, []string{"COMMIT", "TRUNCATE", "COMMIT"}, "such a commit is not in the log, so there is nothing to undo"},
		{"corrupt", corrupt, 1, "unavailable", true, []string{"COMMIT", "COMMIT"}, "writing could make it worse"},
		{"not a database", notADatabase, 1, "unavailable", true, []string{"COMMIT", "COMMIT"}, "the same"},
		{"another", errDisk, 1, "unavailable", false, []string{"COMMIT", "COMMIT"}, "it may pass"},
	}
	for _, tt := range tests {
		because(t, tt.name, tt.reason)
		s, disk := openFaulty(t, file(t), longWait)
		create(t, s, "p", "a")
		disk.with = tt.err
		disk.fail("COMMIT", tt.times)
		expectOutcome(t, tt.name+": Create()", s.Create(t.Context(), record("p", "b")), tt.create)
		if got := disk.statements("COMMIT", "TRUNCATE"); !slices.Equal(got, tt.want) {
			t.Errorf("%s: statements %q, want %q, reason: %s", tt.name, got, tt.want, tt.reason)
		}
		disk.fail("", 0)
		if err := s.Ping(t.Context()); errors.Is(err, store.ErrDamaged) != tt.damaged || (err != nil) != tt.damaged {
			t.Errorf("%s: Ping() = %v, want damage: %v, reason: %s", tt.name, err, tt.damaged, tt.reason)
		}
	}
}

// When the log cannot be emptied, there is no room for a second try.
func TestFullLog(t *testing.T) {
	full, _, _ := sqliteErrors(t)
	commits, fails := 0, false
	s, err := sqlite.OpenWithHook(t.Context(), file(t), longWait, func(query string) error {
		if query == "COMMIT" {
			commits++
		}
		if fails && (query == "COMMIT" || strings.Contains(query, "TRUNCATE")) {
			return full
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	create(t, s, "p", "a")
	commits, fails = 0, true
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "b")), "unavailable")
	if commits != 1 {
		t.Errorf("%d commits were tried, want 1", commits)
	}
}

// An id that another program frees while the disk is full is no conflict when
// the batch is tried once more.
func TestConflictOfFirstTry(t *testing.T) {
	full, _, _ := sqliteErrors(t)
	path := file(t)
	once := 0
	s, err := sqlite.OpenWithHook(t.Context(), path, longWait, func(query string) error {
		switch {
		case query == "COMMIT" && once == 1:
			once = 2
			return full
		case strings.Contains(query, "TRUNCATE") && once == 2:
			once = 3
			makeDatabase(t, path, "DELETE FROM records WHERE id = 'b'", "UPDATE tails SET last = 1, sum = NULL")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	create(t, s, "p", "a", "b")
	once = 1
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "b")), "ok")
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("List() = %v, want [b a]", got)
	}
}

// A read that fails is refused and no absence; the next one is answered.
func TestFailedRead(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	create(t, s, "p", "a")
	for query, read := range map[string]func() error{
		"SELECT p.no":         func() error { _, err := s.Newest(t.Context(), key("p")); return err },
		"SELECT r.seq":        func() error { _, err := s.Find(t.Context(), key("p"), "a"); return err },
		"WITH RECURSIVE page": func() error { _, _, err := s.List(t.Context(), key("p"), 0, 1); return err },
		"SELECT p.name":       func() error { _, err := s.Profiles(t.Context(), store.DefaultTenant, "", 1); return err },
	} {
		disk.fail(query, 1)
		expectOutcome(t, query, read(), "unavailable")
		expectOutcome(t, query+" again", read(), "ok")
	}
}

// After a fault readiness writes until a write succeeds, and only then.
func TestPingWritesAfterFault(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	expect := func(want string, writes int) {
		t.Helper()
		expectOutcome(t, "Ping()", s.Ping(t.Context()), want)
		if got := len(disk.statements("INSERT INTO records")); got != writes {
			t.Errorf("Ping() has written %d times, want %d", got, writes)
		}
	}
	expect("ok", 0)
	disk.fail("INSERT INTO records", 3)
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "a")), "unavailable")
	expect("unavailable", 2)
	expect("unavailable", 3)
	expect("ok", 4)
	expect("ok", 4)
}

// A log that takes more than its share of the room is emptied, also when that
// fails at first; one that does not is left alone.
func TestTrim(t *testing.T) {
	for _, tt := range []struct {
		name   string
		room   int64
		trims  bool
		reason string
	}{
		{"no room", 0, true, "the log would take what a checkpoint needs"},
		{"some room", 4 << 20, false, "a quarter of it is more than the log"},
	} {
		because(t, tt.name, tt.reason)
		disk := &faultyDisk{}
		s, err := sqlite.OpenWithRoom(t.Context(), file(t), tt.room, disk.hook)
		if err != nil {
			t.Fatal(err)
		}
		disk.fail("TRUNCATE", 2)
		for i := range 20 { // some hundred KiB
			create(t, s, "p", string(rune('a'+i)))
		}
		if tt.trims {
			eventually(t, "the log is emptied", func() bool { return len(disk.statements("TRUNCATE")) >= 3 })
		} else if got := disk.statements("TRUNCATE"); got != nil {
			t.Errorf("%s: the log was emptied %d times, want never, reason: %s", tt.name, len(got), tt.reason)
		}
		if got := len(ids(t, s, "p")); got != 20 {
			t.Errorf("%s: List() gave %d records, want 20", tt.name, got)
		}
		expectOutcome(t, "Close()", s.Close(), "ok")
	}
}
