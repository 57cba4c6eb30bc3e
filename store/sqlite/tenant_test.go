package sqlite_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"profilestatus.example/store"
)

// In a batch, a delete of the tenant takes what stands before it, also what is
// in memory only, and nothing of what comes behind it or is another tenant's.
func TestDeleteTenantInBatch(t *testing.T) {
	t.Parallel()
	for _, conflict := range []bool{false, true} { // with one the records are inserted one by one
		path := file(t)
		s, disk := openFaulty(t, path, longWait)
		create(t, s, "p", "old")
		create(t, s, "q", "old", "older")
		other := record("p", "old")
		other.Tenant = "other"
		if err := s.Create(t.Context(), other); err != nil {
			t.Fatal(err)
		}
		goOn := disk.stop(t, "COMMIT")
		var wg sync.WaitGroup
		send := func(want string, call func() error) {
			waiting := s.Waiting()
			wg.Go(func() { expectOutcome(t, "call", call(), want) })
			eventually(t, "the write waits", func() bool { return s.Waiting() == waiting+1 })
		}
		add := func(r store.Record, want string) {
			send(want, func() error { return s.Create(t.Context(), r) })
		}
		next := func(id string) store.Record { r := other; r.ID = id; return r }
		wg.Go(func() { create(t, s, "first", "a") })
		disk.waitForStatement(t, "COMMIT")
		add(record("p", "new"), "ok")
		add(record("r", "new"), "ok")
		add(next("before"), "ok")
		if conflict {
			add(other, "conflict")
		}
		send("ok", func() error { return s.DeleteTenant(t.Context(), store.DefaultTenant) })
		add(record("q", "old"), "ok")
		add(record("r", "new"), "ok")
		add(next("behind"), "ok")
		send("ok", func() error { return s.DeleteTenant(t.Context(), "nobody") })
		add(record("q", "new"), "ok")
		goOn()
		wg.Wait()
		if got := len(disk.statements("COMMIT")); got < 2 {
			t.Errorf("%d commits, want 2 and those of garbage collection", got)
		}
		expectOutcome(t, "Close()", s.Close(), "ok")

		s = open(t, path)
		for profile, want := range map[string][]string{"p": nil, "q": {"new", "old"}, "r": {"new"}, "first": nil} {
			if got := ids(t, s, profile); !slices.Equal(got, want) {
				t.Errorf("List(%s) = %v, want %v", profile, got, want)
			}
		}
		page, _, err := s.List(t.Context(), other.Key, 0, 10)
		if want := []store.Record{next("behind"), next("before"), other}; err != nil || !slices.Equal(page, want) {
			t.Errorf("List() of the other tenant = %v, %v, want %v", page, err, want)
		}
	}
}

// The records of a deleted tenant leave the file, several histories in one step.
func TestCollectTenant(t *testing.T) {
	const histories = 150
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	var wg sync.WaitGroup
	for i := range histories {
		wg.Go(func() { create(t, s, fmt.Sprint(i), "a", "b") })
	}
	wg.Wait()
	disk.fail("", 0)
	expectOutcome(t, "DeleteTenant()", s.DeleteTenant(t.Context(), store.DefaultTenant), "ok")
	eventually(t, "the tombstones leave the file", func() bool { return count(t, path, "tombstones") == 0 })
	if got := count(t, path, "records"); got != 0 {
		t.Errorf("%d records remain, want none", got)
	}
	// 300 records in steps of 128 at most.
	eventually(t, "the last step", func() bool { return len(disk.statements("COMMIT")) >= 1+3 })
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	expectTimes(t, disk, "DELETE FROM tombstones", histories)
	expectTimes(t, disk, "COMMIT", 1+3+1)
}

// A tenant whose name is no text is damage, and not left out of a list.
func TestTenantsDamaged(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a")
	makeDatabase(t, path, "CREATE TABLE other AS SELECT * FROM profiles; DROP TABLE profiles; ALTER TABLE other RENAME TO profiles; UPDATE profiles SET tenant = x'00'")
	if names, err := s.Tenants(t.Context(), "", 10); names != nil || !errors.Is(err, store.ErrDamaged) {
		t.Errorf("Tenants() = %q, %v, want ErrDamaged", names, err)
	}
}

// A step of garbage collection removes 128 records, no fewer and no more.
func TestCollectStep(t *testing.T) {
	const histories = 129
	s, disk := openFaulty(t, file(t), longWait)
	var wg sync.WaitGroup
	for i := range histories {
		wg.Go(func() { create(t, s, fmt.Sprint(i), "a") })
	}
	wg.Wait()
	disk.fail("", 0)
	expectOutcome(t, "DeleteTenant()", s.DeleteTenant(t.Context(), store.DefaultTenant), "ok")
	eventually(t, "both steps", func() bool { return len(disk.statements("COMMIT")) >= 1+2 })
	var steps []int // tombstones that each commit removes
	n := 0
	for _, statement := range disk.statements("COMMIT", "DELETE FROM tombstones") {
		if n++; statement == "COMMIT" {
			steps, n = append(steps, n-1), 0
		}
	}
	if want := []int{0, 128, 1}; !slices.Equal(steps, want) {
		t.Errorf("the commits removed %v tombstones, want %v", steps, want)
	}
}

// A delete of a tenant without profiles leaves nothing to collect.
func TestDeleteOfNoTenant(t *testing.T) {
	s, disk := openSlow(t, 1<<40)
	create(t, s, "p", "a")
	disk.fail("", 0)
	expectOutcome(t, "DeleteTenant()", s.DeleteTenant(t.Context(), "nobody"), "ok")
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	expectTimes(t, disk, "DELETE FROM profiles", 0)
	expectTimes(t, disk, "FROM tombstones LIMIT", 0)
}
