package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/store/sqlite"
)

// openSlow opens a store that tries again what failed after an hour, on a disk
// that has so many bytes left.
func openSlow(t *testing.T, room int64) (*sqlite.Store, *faultyDisk) {
	t.Helper()
	d := new(faultyDisk)
	s, err := sqlite.OpenWithInterval(t.Context(), file(t), room, time.Hour, d.hook)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, d
}

// expectTimes fails the test unless so many statements contain the word.
func expectTimes(t *testing.T, d *faultyDisk, word string, want int) {
	t.Helper()
	if got := len(d.statements(word)); got != want {
		t.Errorf("%s was tried %d times, want %d", word, got, want)
	}
}

// A failed commit that could not be invalidated is tried again by whoever calls,
// and otherwise only when the interval has passed.
func TestInvalidateWaits(t *testing.T) {
	s, disk := openSlow(t, 1<<40)
	disk.fail("COMMIT", -1)
	done := make(chan error, 1)
	go func() { done <- s.Create(context.Background(), record("p", "a")) }()
	eventually(t, "the create fails to commit twice", func() bool { return len(disk.statements("COMMIT")) == 2 })
	for range 20 {
		expectOutcome(t, "Ping()", s.Ping(t.Context()), "unavailable")
	}
	expectTimes(t, disk, "COMMIT", 2+20)
	disk.fail("", 0)
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	expectOutcome(t, "Create()", <-done, "unavailable")
}

// Close answers whoever waits for a failed commit to be undone.
func TestCloseAnswersUndecided(t *testing.T) {
	s, disk := openSlow(t, 1<<40)
	disk.fail("COMMIT", -1)
	done := make(chan error, 1)
	go func() { done <- s.Create(context.Background(), record("p", "a")) }()
	eventually(t, "the create fails to commit twice", func() bool { return len(disk.statements("COMMIT")) == 2 })
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "may be stored") {
		t.Errorf("Close() = %v, want that something may be stored", err)
	}
	eventually(t, "Create() ends", func() bool { return len(done) == 1 })
	expectOutcome(t, "Create()", <-done, "unknown")
}

// Nobody asks, and yet the attempts are not closer together than the interval.
func TestInvalidateInterval(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait) // 20 ms
	disk.fail("COMMIT", 12)
	began := time.Now()
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "a")), "unavailable")
	expectTimes(t, disk, "COMMIT", 13)
	if took := time.Since(began); took < 11*20*time.Millisecond {
		t.Errorf("the attempts took %v, want at least 11 intervals", took)
	}
}

// After a commit that failed and was undone, readiness writes before it says
// that the disk takes writes again.
func TestPingWritesAfterRecovery(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	disk.fail("COMMIT", 2) // the second invalidates the first
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "a")), "unavailable")
	expectTimes(t, disk, "INSERT INTO records", 1)
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	expectTimes(t, disk, "INSERT INTO records", 2)
}

// A history of many steps is collected as a whole although a step fails at each
// statement in turn.
func TestCollectFailsAtEachStatement(t *testing.T) {
	t.Parallel()
	for _, fails := range []string{"FROM tombstones LIMIT", "SELECT prev FROM chain", "DELETE FROM records", "UPDATE tombstones", "DELETE FROM tombstones"} {
		path := file(t)
		write(t, path, longHistory(t))
		s, disk := openFaulty(t, path, longWait)
		disk.fail(fails, 1)
		expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
		eventually(t, "the tombstone leaves the file", func() bool { return count(t, path, "tombstones") == 0 })
		if got := count(t, path, "records"); got != 0 {
			t.Errorf("%s failed: %d records remain, want none", fails, got)
		}
		expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	}
}

// When the last tombstone is gone, one more step finds out, and changes nothing.
func TestCollectEnds(t *testing.T) {
	s, disk := openSlow(t, 1<<40)
	create(t, s, "p", "a")
	disk.fail("", 0)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	eventually(t, "the last look", func() bool { return len(disk.statements("FROM tombstones LIMIT")) == 2 })
	for range 8 {
		expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	}
	expectTimes(t, disk, "FROM tombstones LIMIT", 2)
	expectTimes(t, disk, "DELETE FROM records", 1)
}

// Garbage is collected although there is always a write that waits.
func TestCollectWhileWriting(t *testing.T) {
	t.Parallel()
	var s *sqlite.Store
	var more, left atomic.Int64 // creates to come, and those that came behind the collection
	var wg sync.WaitGroup
	s, err := sqlite.OpenWithInterval(t.Context(), file(t), 1<<40, time.Hour, func(query string) error {
		n := more.Load()
		if strings.Contains(query, "FROM tombstones LIMIT") {
			left.CompareAndSwap(-1, n)
		}
		if n > 0 && query == "COMMIT" {
			wg.Go(func() { create(t, s, "q", fmt.Sprint(n)) })
			more.Add(-1)
			for range 10_000 {
				if s.Waiting() > 0 {
					break
				}
				time.Sleep(time.Millisecond)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	create(t, s, "p", "a")
	left.Store(-1)
	more.Store(20)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	eventually(t, "garbage is collected", func() bool { return left.Load() >= 0 })
	eventually(t, "the last create", func() bool { return more.Load() == 0 })
	wg.Wait()
	if left.Load() == 0 {
		t.Error("garbage was collected when no write came any more, want before")
	}
	expectOutcome(t, "Close()", s.Close(), "ok")
}

// longHistory returns a store with a history that takes two steps to collect.
func longHistory(t *testing.T) string {
	t.Helper()
	path := file(t)
	makeStore(t, path)
	makeDatabase(t, path,
		`INSERT INTO records (seq, profile_no, prev, id, status, sec, nsec)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
		SELECT i, 1, i - 1, 'r' || i, 'paused', 0, 0 FROM n`,
		"INSERT INTO profiles (tenant, name, no) VALUES ('default', 'p', 1)", "INSERT INTO tails (no, last) VALUES (1, 200)")
	return contentOf(t, path)
}
