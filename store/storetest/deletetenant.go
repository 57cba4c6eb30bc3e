package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"profilestatus.example/store"
)

func deleteTenant(t *testing.T, s store.Store, tenant string) {
	t.Helper()
	if err := s.DeleteTenant(t.Context(), tenant); err != nil {
		t.Fatalf("DeleteTenant(%s) = %v, want nil", tenant, err)
	}
}

func testDeleteTenant(t *testing.T, s store.Store) {
	deleteTenant(t, s, tenant) // nothing, which is not an error
	var others []store.Record
	for _, name := range []string{"", tenant + "2", "T", "%"} {
		r := record("p0", "0")
		r.Tenant = name
		create(t, s, r)
		others = append(others, r)
	}
	const count = 24
	name := func(i int) string { return fmt.Sprint("p", i) }
	for range 2 {
		var wg sync.WaitGroup
		for i := range count {
			wg.Go(func() {
				for id := range 1 + i%4 {
					if err := s.Create(t.Context(), record(name(i), fmt.Sprint(id))); err != nil {
						t.Errorf("Create(%s/%d) = %v, want nil", name(i), id, err)
					}
				}
			})
		}
		wg.Wait()
		_, from, err := s.List(t.Context(), key(name(3)), 0, 2)
		if err != nil || from == 0 {
			t.Fatalf("List() = %d, %v, want a place and nil", from, err)
		}
		deleteTenant(t, s, tenant)
		if got := profiles(t, s, tenant, 10); len(got) != 0 {
			t.Errorf("Profiles() after DeleteTenant = %q, want none", got)
		}
		for i := range count {
			expect(t, s, name(i))
			expectMissing(t, s, name(i), "0")
		}
		create(t, s, record(name(3), "3"))
		create(t, s, record(name(3), "0")) // the ids are free again
		if page, next, err := s.List(t.Context(), key(name(3)), from, 2); len(page) != 0 || next != 0 || err != nil {
			t.Errorf("List() from before DeleteTenant = %v, %d, %v, want nothing", page, next, err)
		}
		expect(t, s, name(3), record(name(3), "0"), record(name(3), "3"))
		deleteTenant(t, s, tenant)
		expect(t, s, name(3))
	}
	for _, r := range others {
		expectFound(t, s, r)
		if err := s.Create(t.Context(), r); !errors.Is(err, store.ErrConflict) {
			t.Errorf("Create(%v) = %v, want ErrConflict", r, err)
		}
		if got := profiles(t, s, r.Tenant, 10); !slices.Equal(got, []string{r.Profile}) {
			t.Errorf("Profiles(%q) = %q, want its one profile", r.Tenant, got)
		}
	}
}

// testDeleteTenantAtOnce creates profiles in the order of their names and
// deletes them together, so that whoever looks sees the first ones of them. It goes
// on until others have looked often.
func testDeleteTenantAtOnce(t *testing.T, s store.Store) {
	const count = 6
	var names []string
	for i := range count {
		names = append(names, fmt.Sprint(i))
	}
	stop := make(chan struct{})
	var looked atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, err := s.Profiles(t.Context(), tenant, "", count)
				looked.Add(1)
				if err != nil || !slices.Equal(got, names[:len(got)]) {
					t.Errorf("Profiles() = %q, %v, want the first ones of %q", got, err, names)
					return
				}
			}
		})
	}
	for i := 0; i < Rounds(4) || looked.Load() < int64(Rounds(100)); i++ {
		if t.Failed() {
			break
		}
		for _, name := range names {
			create(t, s, record(name, "a"))
		}
		deleteTenant(t, s, tenant)
	}
	close(stop)
	wg.Wait()
}

// testDeleteTenantRace stamps creates and deletes of a tenant with ticks of one
// counter before they begin and after they were answered. Another tenant does the
// same without deletes.
func testDeleteTenantRace(t *testing.T, s store.Store) {
	const workers, deletes = 8, 12
	each := Rounds(12)
	type span struct{ began, answered int64 }
	var tick, created atomic.Int64
	spans := make(map[store.Key]span)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				r := record(fmt.Sprintf("%d-%d", w, i%3), fmt.Sprint(i))
				began := tick.Add(1)
				err := s.Create(t.Context(), r)
				mu.Lock()
				spans[store.Key{Tenant: r.Profile, Profile: r.ID}] = span{began, tick.Add(1)}
				mu.Unlock()
				r.Tenant += "2"
				if err := errors.Join(err, s.Create(t.Context(), r)); err != nil {
					t.Errorf("Create(%v) = %v, want nil", r, err)
				}
				created.Add(1)
			}
		})
	}
	var removals []span
	for i := range int64(deletes) {
		for created.Load() < i*workers*int64(each)/deletes && !t.Failed() {
			list(t, s, "0-0", 100)
		}
		began := tick.Add(1)
		deleteTenant(t, s, tenant)
		removals = append(removals, span{began, tick.Add(1)})
	}
	wg.Wait()
	last := removals[deletes-1]
	for k, made := range spans {
		r := record(k.Tenant, k.Profile)
		got, err := s.Find(t.Context(), r.Key, r.ID)
		if made.began > last.answered && err != nil {
			t.Errorf("Find(%v) = %v, %v, want what was created behind the last delete", r, got, err)
		}
		if made.answered < last.began && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Find(%v) = %v, %v, want ErrNotFound: a delete began behind its answer", r, got, err)
		}
		r.Tenant += "2"
		expectFound(t, s, r)
	}
}
