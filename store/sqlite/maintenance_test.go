package sqlite_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/store/sqlite"
)

// Maintenance that failed does not keep the disk busy.
func TestMaintenanceWaits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, fails string
		room        int64
		reason      string
	}{
		{"trim", "TRUNCATE", 0, "a log that is in use stays so for a while"},
		{"timeout", "PRAGMA busy_timeout = 100", 0, "the log was emptied, but the disk is in trouble"},
		{"collect", "FROM tombstones LIMIT", 1 << 40, "a disk that is full stays so for a while"},
		{"collect records", "DELETE FROM records WHERE seq IN", 1 << 40, "the same, for the statement that writes"},
	} {
		because(t, tt.name, tt.reason)
		s, disk := openSlow(t, tt.room)
		disk.fail(tt.fails, -1)
		fill(t, s)
		expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
		eventually(t, tt.name, func() bool { return len(disk.statements(tt.fails)) > 0 })
		for range 8 {
			s.Ping(t.Context())
		}
		expectTimes(t, disk, tt.fails, 1)
	}
}

// A log that a read of another program keeps is left alone for the interval, too.
func TestTrimWaitsForReader(t *testing.T) {
	path := file(t)
	disk := new(faultyDisk)
	s, err := sqlite.OpenWithInterval(t.Context(), path, 0, time.Hour, disk.hook)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "SELECT count(*) FROM records"); err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	expectTimes(t, disk, "TRUNCATE", 1)
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	expectOutcome(t, "Close()", s.Close(), "ok")
}

// fill makes the log larger than what is always left to it.
func fill(t *testing.T, s *sqlite.Store) {
	t.Helper()
	for i := range 20 { // some hundred KiB
		create(t, s, "p", string(rune('a'+i)))
	}
}

// A damaged store is not written to by maintenance either.
func TestMaintenanceOfDamaged(t *testing.T) {
	t.Parallel()
	_, corrupt, _ := sqliteErrors(t)
	for _, tt := range []struct {
		name, fails string
		room        int64
		reason      string
	}{
		{"trim", "TRUNCATE", 0, "it would bring the damage from the log into the database"},
		{"collect", "FROM tombstones LIMIT", 1 << 40, "it would remove what could still be saved"},
	} {
		because(t, tt.name, tt.reason)
		disk := new(faultyDisk)
		damaged := false // by the writer only
		s, err := sqlite.OpenWithRoom(t.Context(), file(t), tt.room, func(query string) error {
			if !damaged && strings.HasPrefix(query, "INSERT INTO records") && len(disk.statements("SELECT 'damage'")) > 0 {
				damaged = true
				return corrupt
			}
			if damaged {
				disk.hook("after " + query)
			}
			return disk.hook(query)
		})
		if err != nil {
			t.Fatal(err)
		}
		disk.fail(tt.fails, -1)
		fill(t, s)
		expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
		eventually(t, tt.name+" is tried again", func() bool { return len(disk.statements(tt.fails)) > 1 })
		disk.hook("SELECT 'damage'")
		expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "z")), "unavailable")
		time.Sleep(60 * time.Millisecond) // three intervals, in which nothing should happen
		for range 2 {                     // nor after a call that wakes the writer
			expectOutcome(t, "Create() again", s.Create(t.Context(), record("p", "z")), "unavailable")
		}
		for _, query := range []string{"after BEGIN", "after PRAGMA busy_timeout", "after PRAGMA wal_checkpoint(TRUNCATE)"} {
			if got := len(disk.statements(query)); got != 0 {
				t.Errorf("%s: %q ran %d times after the damage, want never, reason: %s", tt.name, query, got, tt.reason)
			}
		}
		expectOutcome(t, "Close()", s.Close(), "ok")
	}
}

// While a failed commit may come back, maintenance leaves the log and the garbage
// alone: either would bring it into the database or commit on top of it.
func TestMaintenanceOfUncertain(t *testing.T) {
	for _, tt := range []struct {
		name, fails string
		room        int64
		reason      string
	}{
		{"trim", "TRUNCATE", 0, "the log may end with the commit"},
		{"collect", "FROM tombstones LIMIT", 1 << 40, "a commit on top of it would keep it"},
	} {
		because(t, tt.name, tt.reason)
		disk := new(faultyDisk)
		var failing atomic.Bool // commits fail, too
		var failed atomic.Int64
		s, err := sqlite.OpenWithRoom(t.Context(), file(t), tt.room, func(query string) error {
			if err := disk.hook(query); err != nil {
				return err
			}
			if failing.Load() && query == "COMMIT" {
				failed.Add(1)
				return errDisk
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		disk.fail(tt.fails, -1)
		fill(t, s)
		expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
		eventually(t, tt.name+" is tried again", func() bool { return len(disk.statements(tt.fails)) > 1 })
		failing.Store(true)
		done := make(chan error, 1)
		go func() { done <- s.Create(context.Background(), record("p", "z")) }()
		eventually(t, "undoing the commit is tried again", func() bool { return failed.Load() > 4 })
		seen := disk.statements("INSERT INTO records", "COMMIT", tt.fails)
		for slices.Contains(seen, "INSERT INTO records") {
			seen = seen[1:]
		}
		if slices.Contains(seen, tt.fails) {
			t.Errorf("%s: after the create came %q, want attempts to undo it alone, reason: %s", tt.name, seen, tt.reason)
		}
		failing.Store(false)
		expectOutcome(t, "Create()", <-done, "unavailable")
		expectOutcome(t, "Close()", s.Close(), "ok")
	}
}

// Garbage stays while the log is too large: to collect it would make the log
// larger still.
func TestTrimGoesFirst(t *testing.T) {
	disk := new(faultyDisk)
	s, err := sqlite.OpenWithRoom(t.Context(), file(t), 0, disk.hook)
	if err != nil {
		t.Fatal(err)
	}
	disk.fail("TRUNCATE", -1)
	fill(t, s)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	eventually(t, "trimming is tried again", func() bool { return len(disk.statements("TRUNCATE")) > 3 })
	expectTimes(t, disk, "FROM tombstones LIMIT", 0)
	expectOutcome(t, "Close()", s.Close(), "ok")
}

// What nobody can reach any more is not written to by maintenance either.
func TestMaintenanceOfLost(t *testing.T) {
	path := file(t)
	disk := new(faultyDisk)
	s, err := sqlite.OpenWithRoom(t.Context(), path, 0, disk.hook)
	if err != nil {
		t.Fatal(err)
	}
	disk.fail("TRUNCATE", -1)
	fill(t, s)
	eventually(t, "trimming is tried again", func() bool { return len(disk.statements("TRUNCATE")) > 1 })
	rename(t, path, path+".away")
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "z")), "unavailable")
	disk.fail("TRUNCATE", -1)
	time.Sleep(60 * time.Millisecond) // three intervals, in which nothing should happen
	expectOutcome(t, "Create() again", s.Create(t.Context(), record("p", "z")), "unavailable")
	expectTimes(t, disk, "TRUNCATE", 0)
	expectOutcome(t, "Close()", s.Close(), "ok")
}

// A delete of nothing leaves nothing to collect.
func TestDeleteOfNothing(t *testing.T) {
	s, disk := openSlow(t, 1<<40)
	disk.fail("", 0)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	expectTimes(t, disk, "DELETE FROM profiles", 0)
	expectTimes(t, disk, "FROM tombstones LIMIT", 0)
}
