package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"profilestatus.example/store"
)

// atOnce runs all calls at the same moment and returns their errors. A store
// that collects writes gets them as one batch, in any order.
func atOnce(calls ...func() error) []error {
	errs := make([]error, len(calls))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, call := range calls {
		wg.Go(func() {
			<-start
			errs[i] = call()
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// testMixedBatch sends deletes of one profile, creates of others and creates
// that conflict together, again and again. What a call returned has to be what
// is found afterwards, whatever stood before it.
func testMixedBatch(t *testing.T, s store.Store) {
	create(t, s, record("taken", "id"))
	n := Rounds(8)
	for i := range n {
		id := fmt.Sprint(i)
		fill(t, s, "gone", 1)
		var calls []func() error
		for range 3 {
			calls = append(calls, func() error { return s.Delete(t.Context(), key("gone")) })
		}
		for w := range 4 {
			calls = append(calls, func() error { return s.Create(t.Context(), record(fmt.Sprint("q", w), id)) })
		}
		calls = append(calls, func() error { return s.Create(t.Context(), record("q0", id+"-more")) })
		for j, err := range atOnce(calls...) {
			if err != nil {
				t.Errorf("call %d = %v, want nil", j, err)
			}
		}
		if err := s.Create(t.Context(), record("taken", "id")); !errors.Is(err, store.ErrConflict) {
			t.Errorf("Create() of a taken id = %v, want ErrConflict", err)
		}
		expect(t, s, "gone")
		for w := range 4 {
			expectFound(t, s, record(fmt.Sprint("q", w), id))
		}
		expectFound(t, s, record("q0", id+"-more"))

		// A conflict beside a delete must be the outcome of one call only.
		errs := atOnce(
			func() error { return s.Create(t.Context(), record("taken", "id")) },
			func() error { return s.Delete(t.Context(), key("gone")) },
			func() error { return s.Create(t.Context(), record("q1", id+"-more")) },
			func() error { return s.Delete(t.Context(), key("nothing")) },
			func() error { return s.Create(t.Context(), record("q2", id+"-more")) },
		)
		for j, err := range errs {
			if j == 0 != errors.Is(err, store.ErrConflict) || j != 0 && err != nil {
				t.Errorf("call %d beside a conflict = %v", j, err)
			}
		}
		expectFound(t, s, record("q1", id+"-more"))
		expectFound(t, s, record("q2", id+"-more"))
	}
	expect(t, s, "taken", record("taken", "id"))
	for w, want := range []int{2 * n, 2 * n, 2 * n, n} {
		if got := list(t, s, fmt.Sprint("q", w), 7); len(got) != want {
			t.Errorf("List(q%d) gave %d records, want %d", w, len(got), want)
		}
	}
}

// testTenantRace has three tenants create, delete and read the same names at
// once. Each must find what it would find alone.
func testTenantRace(t *testing.T, s store.Store) {
	const tenants = 3
	var wg sync.WaitGroup
	for n := range tenants {
		wg.Go(func() {
			k := store.Key{Tenant: fmt.Sprint("tenant-", n), Profile: "p"}
			for i := range Rounds(8) {
				r := record("p", fmt.Sprint(i%4))
				r.Key, r.Status = k, fmt.Sprint("status", n)
				if i%4 == 0 {
					if err := s.Delete(t.Context(), k); err != nil {
						t.Errorf("Delete(%v) = %v, want nil", k, err)
					}
				}
				if err := s.Create(t.Context(), r); err != nil {
					t.Errorf("Create(%v) = %v, want nil", r, err)
				}
				page, next, err := s.List(t.Context(), k, 0, 10)
				if err != nil || next != 0 || len(page) != i%4+1 || page[0] != r {
					t.Errorf("List(%v) = %v, %d, %v, want %d records of this tenant", k, page, next, err, i%4+1)
				}
			}
		})
	}
	wg.Wait()
}
