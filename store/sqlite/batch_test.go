package sqlite_test

import (
	"slices"
	"sync"
	"testing"

	"profilestatus.example/store"
)

// The writes of one batch take effect in their order and have each its own
// outcome. The batch is made while the one before it is being committed.
func TestBatch(t *testing.T) {
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
		if got := len(disk.statements("COMMIT")); got != 2 {
			t.Errorf("%d commits, want 2: all that waited is one batch", got)
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
