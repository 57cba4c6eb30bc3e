package sqlite_test

import (
	"fmt"
	"slices"
	"testing"

	"profilestatus.example/store"
)

// expectList fails unless a list by pages of 3, which is made twice, has these ids.
func expectList(t *testing.T, s store.Store, profile string, want ...string) {
	t.Helper()
	for range 2 {
		var got []string
		var from store.Position
		for range len(want) + 2 {
			page, next, err := s.List(t.Context(), key(profile), from, 3)
			if err != nil {
				t.Fatalf("List(%s) = %v", profile, err)
			}
			for _, r := range page {
				got = append(got, r.ID)
			}
			if from = next; next == 0 {
				break
			}
		}
		if !slices.Equal(got, want) || from != 0 {
			t.Fatalf("List(%s) = %v, want %v", profile, got, want)
		}
	}
}

// A list shows what is there now, whatever lists before it have read.
func TestListAgain(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "q", "x")
	create(t, s, "p", "0", "1", "2", "3")
	expectList(t, s, "p", "3", "2", "1", "0")
	create(t, s, "p", "4")
	create(t, s, "q", "y")
	expectList(t, s, "p", "4", "3", "2", "1", "0")
	expectList(t, s, "q", "y", "x")
	_, next, err := s.List(t.Context(), key("p"), 0, 3)
	if err != nil || next == 0 {
		t.Fatalf("List() = %d, %v, want a place", next, err)
	}
	if page, _, err := s.List(t.Context(), key("q"), next, 3); len(page) != 0 || err != nil {
		t.Errorf("List(q) from a place of p = %v, %v, want nothing", page, err)
	}
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	expectList(t, s, "p")
	if page, _, err := s.List(t.Context(), key("p"), next, 3); len(page) != 0 || err != nil {
		t.Errorf("List() from a place of before the delete = %v, %v, want nothing", page, err)
	}
	create(t, s, "p", "0", "1")
	expectList(t, s, "p", "1", "0")
	if page, _, err := s.List(t.Context(), key("p"), next, 3); len(page) != 0 || err != nil {
		t.Errorf("List() of the new history from a place of the old = %v, %v, want nothing", page, err)
	}
	// Another program's change is seen with the next create.
	makeDatabase(t, path, "UPDATE records SET sum = NULL, id = 'other' WHERE id = '1'")
	create(t, s, "q", "z")
	expectList(t, s, "p", "other", "0")
}

// What was removed because it was old, or too many, is in no list afterwards.
func TestListExpired(t *testing.T) {
	s := open(t, file(t))
	create(t, s, "p", "0", "1", "2")
	mark(t, s)
	create(t, s, "p", "3", "4", "5", "6")
	expectList(t, s, "p", "6", "5", "4", "3", "2", "1", "0")
	expire(t, s, store.Retention{Before: noon}, 100)
	expectList(t, s, "p", "6", "5", "4", "3")
	expire(t, s, store.Retention{Last: 2}, 100)
	expectList(t, s, "p", "6", "5")
	create(t, s, "p", "7")
	expectList(t, s, "p", "7", "6", "5")
}

// A removal whose outcome is not known may take place later.
func TestListStoppedExpire(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), shortWait)
	create(t, s, "p", "0", "1", "2")
	goOn := disk.stop(t, "COMMIT")
	_, _, err := s.Expire(t.Context(), store.Retention{Last: 1}, 100)
	expectOutcome(t, "Expire()", err, "unknown")
	expectList(t, s, "p", "2", "1", "0")
	goOn()
	eventually(t, "the records are removed", func() bool {
		page, _, err := s.List(t.Context(), key("p"), 0, 10)
		return err == nil && len(page) == 1
	})
}

// What names a history goes with it, however it ends.
func TestTailsEnd(t *testing.T) {
	path := file(t)
	s := open(t, path)
	expect := func(after string, want int) {
		for _, table := range []string{"profiles", "tails"} {
			if got := count(t, path, table); got != want {
				t.Errorf("after %s there are %d rows in %s, want %d", after, got, table, want)
			}
		}
	}
	for _, profile := range []string{"p", "q", "r"} {
		create(t, s, profile, "0", "1")
	}
	mark(t, s)
	create(t, s, "q", "2")
	create(t, s, "s", "0")
	expect("creates", 4)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	expect("a delete", 3)
	expire(t, s, store.Retention{Before: noon}, 100)
	expect("retention", 2)
	expectOutcome(t, "DeleteTenant()", s.DeleteTenant(t.Context(), store.DefaultTenant), "ok")
	expect("the delete of the tenant", 0)
}

// A page that was read before costs next to nothing, also when retention has removed
// something in between: SQLite takes 10 allocations a record.
func TestListAllocations(t *testing.T) {
	s := open(t, file(t))
	for i := range 101 {
		create(t, s, "p", fmt.Sprint(i))
	}
	expire(t, s, store.Retention{Last: 100}, 10)
	list := func() {
		if page, _, err := s.List(t.Context(), key("p"), 0, 100); len(page) != 100 || err != nil {
			t.Fatalf("List() = %d records, %v, want 100", len(page), err)
		}
	}
	list()
	if got := testing.AllocsPerRun(20, list); got > 100 {
		t.Errorf("a list of 100 records took %.0f allocations, want at most 100", got)
	}
}
