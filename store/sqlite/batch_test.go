package sqlite_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// The writes of one batch take effect in their order and have each its own
// outcome. The batch is made while the one before it is being committed.
func TestBatch(t *testing.T) {
	t.Parallel()
	for _, conflict := range []bool{false, true} { // with one the records are inserted one by one
		s, disk := openFaulty(t, file(t), longWait)
		create(t, s, "p", "old", "older")
		create(t, s, "q", "taken")
		goOn := disk.stop(t, "COMMIT")
		var wg sync.WaitGroup
		send := func(want string, call func() error) {
			waiting := s.Waiting()
			wg.Go(func() { expectOutcome(t, "call", call(), want) })
			eventually(t, "the write waits", func() bool { return s.Waiting() == waiting+1 })
		}
		add := func(profile, id string) func() error {
			return func() error { return s.Create(t.Context(), record(profile, id)) }
		}
		remove := func(profile string) func() error {
			return func() error { return s.Delete(t.Context(), key(profile)) }
		}
		wg.Go(func() { expectOutcome(t, "Create()", s.Create(t.Context(), record("first", "a")), "ok") })
		disk.waitForStatement(t, "COMMIT")
		send("ok", remove("p"))
		send("ok", add("q", "b"))
		if conflict {
			send("conflict", add("q", "taken"))
		}
		send("ok", add("p", "old")) // free again
		send("ok", add("q", "c"))
		send("ok", add("p", "new"))
		send("ok", remove("first"))
		send("ok", remove("nothing"))
		send("ok", func() error { return s.Ping(t.Context()) })
		send("ok", add("q", "d"))
		send("ok", add("r", "x"))
		send("ok", remove("r"))
		goOn()
		wg.Wait()
		// What was deleted may be collected by now, in a third transaction.
		seen := disk.statements("COMMIT", "INSERT INTO records")
		batch := slices.Index(seen, "COMMIT") + 1
		if end := slices.Index(seen[batch:], "COMMIT"); end <= 0 || slices.Contains(seen[batch+end:], "INSERT INTO records") {
			t.Errorf("statements: %q, want all that waited in one batch", seen)
		}
		for profile, want := range map[string][]string{
			"p": {"new", "old"}, "q": {"d", "c", "b", "taken"}, "first": nil, "r": nil,
		} {
			if got := ids(t, s, profile); !slices.Equal(got, want) {
				t.Errorf("List(%s) = %v, want %v", profile, got, want)
			}
		}
		_, err := s.Newest(t.Context(), store.Key{Tenant: "another", Profile: "p"})
		expectOutcome(t, "Newest() of another tenant", err, "missing")
	}
}

// When the records of a batch with a taken id cannot be written one by one either,
// none of them is stored, and none has an outcome of its own.
func TestBatchFailsOneByOne(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), longWait)
	create(t, s, "p", "taken")
	goOn := disk.stop(t, "COMMIT")
	var wg sync.WaitGroup
	wg.Go(func() { create(t, s, "first", "a") })
	disk.waitForStatement(t, "COMMIT")
	for _, id := range []string{"taken", "new"} {
		wg.Go(func() { expectOutcome(t, "Create("+id+")", s.Create(t.Context(), record("p", id)), "unavailable") })
	}
	eventually(t, "both wait", func() bool { return s.Waiting() == 2 })
	disk.fail("VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT", 1) // a row alone
	goOn()
	wg.Wait()
	expectTimes(t, disk, "INSERT INTO records", 2)
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"taken"}) {
		t.Errorf("List(p) = %v, want taken", got)
	}
	create(t, s, "p", "new")
}

// A batch of many histories that are not in memory continues each of them.
func TestBatchOfManyHistories(t *testing.T) {
	t.Parallel()
	const histories = 150 // 64, 64, 16, 4 and 2 in one statement
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	add := func(id string) {
		goOn := disk.stop(t, "COMMIT")
		var wg sync.WaitGroup
		wg.Go(func() { create(t, s, "first", id) })
		disk.waitForStatement(t, "COMMIT")
		for i := range histories {
			wg.Go(func() { create(t, s, fmt.Sprint(i), id) })
		}
		eventually(t, "all wait", func() bool { return s.Waiting() == histories })
		goOn()
		wg.Wait()
		if got := len(disk.statements("COMMIT")); got != 2 {
			t.Errorf("%d commits, want 2", got)
		}
	}
	add("a")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, disk = openFaulty(t, path, longWait)
	add("b")
	for i := range histories {
		if got := ids(t, s, fmt.Sprint(i)); !slices.Equal(got, []string{"b", "a"}) {
			t.Errorf("List(%d) = %v, want [b a]", i, got)
		}
	}
}

// A commit waits for the callers that were just answered: of eight, those who are back
// first do not get one of their own.
func TestCommitsWaitForCallers(t *testing.T) {
	t.Parallel()
	const callers, creates, most = 8, 25, 45 // 50 commits without the wait, for one and for seven in turn, and some 37 with it
	var commits []uint64
	for range 3 { // the machine may have had other things to do
		s, err := sqlite.OpenWithHook(t.Context(), file(t), longWait, func(query string) error {
			if query == "COMMIT" {
				time.Sleep(3 * time.Millisecond)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for p := range callers {
			wg.Go(func() {
				for i := range creates {
					create(t, s, fmt.Sprint(p), fmt.Sprint(i))
				}
			})
		}
		wg.Wait()
		commits = append(commits, s.Stats().Commits)
		expectOutcome(t, "Close()", s.Close(), "ok")
		if commits[len(commits)-1] <= most {
			return
		}
	}
	t.Errorf("%d callers with %d creates each needed %d commits, want at most %d", callers, creates, commits, most)
}

// The histories that were written to are remembered, but not too many.
func TestKeptTails(t *testing.T) {
	for histories, want := range map[int]int{1: 1, 5_000: 5_000, 12_000: 2_000} {
		if got := sqlite.KeptTails(histories); got != want {
			t.Errorf("%d of %d tails are kept, want %d", got, histories, want)
		}
	}
}
