package sqlite_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// waitForStatement waits until the disk has been asked for a statement.
func (d *faultyDisk) waitForStatement(t *testing.T, word string) {
	t.Helper()
	eventually(t, word, func() bool { return len(d.statements(word)) > 0 })
}

// A create in a batch that the disk does not answer has no known outcome; one
// that waits behind it is refused and stays away.
func TestStoppedWrite(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), shortWait)
	create(t, s, "p", "a")
	disk.fail("", 0)
	goOn := disk.stop(t, "COMMIT")
	var wg sync.WaitGroup
	var first, cancelled error
	ctx, cancel := context.WithCancel(t.Context())
	wg.Go(func() { first = s.Create(t.Context(), record("p", "b")) })
	disk.waitForStatement(t, "COMMIT")
	wg.Go(func() { cancelled = s.Create(ctx, record("p", "c")) })
	cancel()
	behind := s.Create(t.Context(), record("p", "d"))
	wg.Wait()
	expectOutcome(t, "Create() in the batch", first, "unknown")
	expectOutcome(t, "Create() behind it", behind, "unavailable")
	expectOutcome(t, "Create() behind it, cancelled", cancelled, "unavailable")
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "unavailable")
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("List() = %v, want [a]", got)
	}
	goOn()
	eventually(t, "Ping() = nil", func() bool { return s.Ping(t.Context()) == nil })
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("List() = %v, want [b a]", got)
	}
}

// What waits when the store is closed is still written, and answered.
func TestCloseServesWaiting(t *testing.T) {
	t.Parallel()
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	goOn := disk.stop(t, "COMMIT")
	var wg sync.WaitGroup
	wg.Go(func() { create(t, s, "p", "a") })
	disk.waitForStatement(t, "COMMIT")
	wg.Go(func() { create(t, s, "p", "b") })
	eventually(t, "the second waits", func() bool { return s.Waiting() == 1 })
	wg.Go(func() { expectOutcome(t, "Close()", s.Close(), "ok") })
	eventually(t, "nothing more is let in", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		return strings.Contains(s.Create(ctx, record("p", "c")).Error(), "the store is closed")
	})
	goOn()
	wg.Wait()
	if got := ids(t, open(t, path), "p"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("List() = %v, want [b a]", got)
	}
}

// A probe that writes changes nothing that its caller would have to learn: who leaves
// is not held up, although the disk does not answer.
func TestCancelledProbe(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	disk.fail("COMMIT", 2) // the second invalidates the first
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "a")), "unavailable")
	goOn := disk.stop(t, "COMMIT")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Ping(ctx) }()
	disk.waitForStatement(t, "COMMIT")
	cancel()
	eventually(t, "Ping() ends", func() bool { return len(done) == 1 })
	expectOutcome(t, "Ping()", <-done, "unavailable")
	goOn()
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
}

// A caller that leaves while its write is being committed gets the outcome.
func TestCancelledInBatch(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	goOn := disk.stop(t, "COMMIT")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Create(ctx, record("p", "a")) }()
	disk.waitForStatement(t, "COMMIT")
	cancel()
	goOn()
	expectOutcome(t, "Create()", <-done, "ok")
	create(t, s, "p", "b")
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("List() = %v, want [b a]", got)
	}
	goOn = disk.stop(t, "COMMIT")
	ctx, cancel = context.WithCancel(t.Context())
	go func() { done <- s.Create(ctx, record("p", "a")) }()
	disk.waitForStatement(t, "COMMIT")
	cancel()
	goOn()
	expectOutcome(t, "Create() of a taken id", <-done, "conflict")
}

// Reads do not wait for a disk that does not answer, nor for those that do.
func TestStoppedReads(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), shortWait)
	create(t, s, "p", "a")
	goOn := disk.stop(t, "SELECT")
	var wg sync.WaitGroup
	for range 10 { // more than there are connections
		wg.Go(func() {
			_, err := s.Newest(t.Context(), key("p"))
			expectOutcome(t, "Newest()", err, "unavailable")
		})
	}
	wg.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Find(ctx, key("p"), "a")
	expectOutcome(t, "Find() with a context that has ended", err, "unavailable")
	goOn()
	eventually(t, "Find() = nil", func() bool { _, err := s.Find(t.Context(), key("p"), "a"); return err == nil })
}

// A delete in a batch that the disk does not answer has no known outcome.
func TestStoppedDelete(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), shortWait)
	create(t, s, "p", "a")
	disk.stop(t, "COMMIT")
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "unknown")
}

// A reader that leaves does not wait for the disk, whether its read was begun or
// not.
func TestCancelledReads(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	goOn := disk.stop(t, "SELECT p.no")
	for n := 1; n <= 5; n++ { // one more than there are connections
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { _, err := s.Newest(ctx, key("p")); done <- err }()
		eventually(t, "the read begins", func() bool { return len(disk.statements("SELECT p.no")) >= min(n, 4) })
		if n == 5 {
			time.Sleep(20 * time.Millisecond) // most likely it waits for a connection now; if not, the outcome is the same
		}
		cancel()
		expectOutcome(t, "Newest()", <-done, "unavailable")
	}
	// Nor does one that waits for a connection when the store is closed.
	done, closed := make(chan error, 1), make(chan error, 1)
	go func() { _, err := s.Newest(t.Context(), key("p")); done <- err }()
	time.Sleep(20 * time.Millisecond)
	go func() { closed <- s.Close() }()
	expectOutcome(t, "Newest() while the store is closed", <-done, "unavailable")
	goOn()
	expectOutcome(t, "Close()", <-closed, "ok")
}

// Close does not wait for ever, and says that it did not end well.
func TestCloseStopped(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{"COMMIT", "SELECT p.no"} {
		path := file(t)
		s, disk := openFaulty(t, path, shortWait)
		create(t, s, "p", "a")
		disk.fail("", 0)
		goOn := disk.stop(t, statement)
		var wg sync.WaitGroup
		wg.Go(func() { s.Create(t.Context(), record("p", "b")) })
		wg.Go(func() { s.Newest(t.Context(), key("p")) })
		disk.waitForStatement(t, statement)
		if err := s.Close(); err == nil {
			t.Errorf("Close() while %s waits = nil, want an error", statement)
		}
		wg.Wait()
		goOn()
	}
}

// While another program holds the database, readiness says so at once, with and
// without a create that waits for it, and comes back by itself.
func TestHeldByAnother(t *testing.T) {
	t.Parallel()
	path := file(t)
	s, _ := openFaulty(t, path, shortWait)
	create(t, s, "p", "a")
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	release := hold(t, path)
	expectOutcome(t, "Ping() while it is held", s.Ping(t.Context()), "unavailable")
	expectOutcome(t, "Ping() again", s.Ping(t.Context()), "unavailable")
	done := make(chan error, 1)
	go func() { done <- s.Create(context.Background(), record("p", "b")) }()
	expectOutcome(t, "Ping() with a create that waits", s.Ping(t.Context()), "unavailable")
	expectOutcome(t, "Create()", <-done, "unavailable")
	release()
	eventually(t, "Ping() = nil", func() bool { return s.Ping(t.Context()) == nil })
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("List() = %v, want [a]: the create was refused", got)
	}
	create(t, s, "p", "b")
}
