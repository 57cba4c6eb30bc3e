package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/store"
)

func testNewest(t *testing.T, s store.Store) {
	var want []store.Record
	for i := range 5 {
		r := record("p", fmt.Sprint(9-i)) // ids and times go backwards
		r.LastSynchronization = base.Add(-time.Duration(i) * time.Hour)
		create(t, s, r)
		create(t, s, record("between", fmt.Sprint(i)))
		want = append([]store.Record{r}, want...)
		expect(t, s, "p", want...)
	}
}

func testPages(t *testing.T, s store.Store) {
	const n = 12
	want := fill(t, s, "p", n)
	fill(t, s, "q", n)
	slices.Reverse(want)
	for _, limit := range []int{1, 2, 3, 4, 5, n - 1, n, n + 1, 1000} {
		if diff := cmp.Diff(want, list(t, s, "p", limit)); diff != "" {
			t.Errorf("List() by %d mismatch (-want +got):\n%s", limit, diff)
		}
	}
	for range 2 { // a position may be used again
		_, from, err := s.List(t.Context(), key("p"), 0, 4)
		if err != nil {
			t.Fatal(err)
		}
		page, next, err := s.List(t.Context(), key("p"), from, n-4)
		if err != nil || next != 0 {
			t.Errorf("List() of the rest = %d, %v, want 0, nil: a full page may be the last", next, err)
		}
		if diff := cmp.Diff(want[4:], page); diff != "" {
			t.Errorf("List() of the rest mismatch (-want +got):\n%s", diff)
		}
	}
}

// testPagesWhileCreating has one goroutine create 0, 1, 2 and so on, so that
// every list must be an unbroken countdown to 0.
func testPagesWhileCreating(t *testing.T, s store.Store) {
	const most = 3000
	var answered atomic.Int64
	created := make(chan error, 1)
	fill(t, s, "p", 50)
	answered.Store(50)
	stop := make(chan struct{})
	go func() {
		for i := 50; i < most; i++ {
			select {
			case <-stop:
				created <- nil
				return
			default:
			}
			if err := s.Create(t.Context(), record("p", fmt.Sprint(i))); err != nil {
				created <- err
				return
			}
			answered.Add(1)
		}
		created <- nil
	}()
	for _, limit := range []int{1, 7, 7, 50, 1000, 7, 1} {
		before := int(answered.Load())
		got := list(t, s, "p", limit)
		if len(got) < before {
			t.Errorf("List() by %d gave %d records, want the %d answered before", limit, len(got), before)
		}
		for i, r := range got {
			if want := fmt.Sprint(len(got) - 1 - i); r.ID != want {
				t.Fatalf("List() by %d has %s as number %d of %d, want %s", limit, r.ID, i, len(got), want)
			}
		}
	}
	close(stop)
	if err := <-created; err != nil {
		t.Errorf("Create() = %v, want nil", err)
	}
}

func testDelete(t *testing.T, s store.Store) {
	old := fill(t, s, "p", 3)
	other := fill(t, s, "q", 1)
	if err := s.Delete(t.Context(), key("p")); err != nil {
		t.Fatalf("Delete(p) = %v, want nil", err)
	}
	expect(t, s, "p")
	for _, r := range old {
		expectMissing(t, s, "p", r.ID)
	}
	expect(t, s, "q", other...)

	again := record("p", "1")
	again.Status = "success"
	create(t, s, again)
	expect(t, s, "p", again)
	expectFound(t, s, again)
	expectMissing(t, s, "p", "0")
	if err := s.Create(t.Context(), again); !errors.Is(err, store.ErrConflict) {
		t.Errorf("Create() = %v, want ErrConflict", err)
	}
}

func testDeleteNothing(t *testing.T, s store.Store) {
	for range 2 {
		if err := s.Delete(t.Context(), key("p")); err != nil {
			t.Errorf("Delete(p) = %v, want nil", err)
		}
	}
	expect(t, s, "p")
	fill(t, s, "p", 1)
	for range 2 {
		if err := s.Delete(t.Context(), key("p")); err != nil {
			t.Errorf("Delete(p) = %v, want nil", err)
		}
		expect(t, s, "p")
	}
}

func testDeleteBetweenPages(t *testing.T, s store.Store) {
	fill(t, s, "p", 5)
	_, from, err := s.List(t.Context(), key("p"), 0, 2)
	if err != nil || from == 0 {
		t.Fatalf("List() = %d, %v, want a place and nil", from, err)
	}
	if err := s.Delete(t.Context(), key("p")); err != nil {
		t.Fatal(err)
	}
	for _, created := range []int{0, 5} {
		fill(t, s, "p", created)
		page, next, err := s.List(t.Context(), key("p"), from, 2)
		if len(page) != 0 || next != 0 || err != nil {
			t.Errorf("List() from before the delete, %d creates later = %v, %d, %v, want nothing", created, page, next, err)
		}
	}
}

func testDeleteMany(t *testing.T, s store.Store) {
	const workers, each = 20, 20
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				if err := s.Create(t.Context(), record("p", fmt.Sprint(w*each+i))); err != nil {
					t.Errorf("Create() = %v, want nil", err)
				}
			}
		})
	}
	wg.Wait()
	for range 2 {
		if err := s.Delete(t.Context(), key("p")); err != nil {
			t.Fatal(err)
		}
		expect(t, s, "p")
		expectMissing(t, s, "p", "399")
		want := fill(t, s, "p", 30)
		slices.Reverse(want)
		expect(t, s, "p", want...)
	}
}
