package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/store"
)

// testAnsweredOrder stamps every create with ticks of one counter before it
// begins and after it was answered. In the history, a record must not come
// before one that was answered before it began.
func testAnsweredOrder(t *testing.T, s store.Store) {
	const workers = 16
	each := Rounds(10)
	type span struct{ began, answered int64 }
	var tick atomic.Int64
	spans := make(map[string]span)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				id := fmt.Sprintf("%d-%d", w, i)
				began := tick.Add(1)
				if err := s.Create(t.Context(), record("p", id)); err != nil {
					t.Errorf("Create(%s) = %v, want nil", id, err)
				}
				mu.Lock()
				spans[id] = span{began, tick.Add(1)}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	all := list(t, s, "p", 100)
	if len(all) != workers*each {
		t.Fatalf("List() gave %d records, want %d", len(all), workers*each)
	}
	if again := list(t, s, "p", 7); !slices.Equal(all, again) {
		t.Error("List() gave another order the second time")
	}
	latest := int64(0) // the latest beginning among the older ones
	for _, r := range slices.Backward(all) {
		sp := spans[r.ID]
		if sp.answered < latest {
			t.Fatalf("%s was answered before an older record began", r.ID)
		}
		latest = max(latest, sp.began)
	}
}

func testSameIDRace(t *testing.T, s store.Store) {
	const workers = 12
	count := Rounds(6)
	for i := range count {
		var won atomic.Pointer[store.Record]
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				r := record("p", fmt.Sprint(i))
				r.LastSynchronization = base.Add(time.Duration(w))
				err := s.Create(t.Context(), r)
				switch {
				case err == nil && !won.CompareAndSwap(nil, &r):
					t.Error("two creates with one id succeeded")
				case err != nil && !errors.Is(err, store.ErrConflict):
					t.Errorf("Create() = %v, want nil or ErrConflict", err)
				}
				// Others in the same breath must not suffer.
				if err := s.Create(t.Context(), record(fmt.Sprintf("q%d", w), fmt.Sprint(i))); err != nil {
					t.Errorf("Create() with a free id = %v, want nil", err)
				}
			})
		}
		wg.Wait()
		if won.Load() == nil {
			t.Fatal("no create succeeded")
		}
		expectFound(t, s, *won.Load())
	}
	for _, profile := range []string{"p", "q0", "q11"} {
		if got := list(t, s, profile, 7); len(got) != count {
			t.Errorf("List(%s) gave %d records, want %d", profile, len(got), count)
		}
	}
}

func testDeleteRace(t *testing.T, s store.Store) {
	var wg sync.WaitGroup
	for w := range 6 {
		wg.Go(func() {
			for i := range Rounds(12) {
				if err := s.Create(t.Context(), record("p", fmt.Sprintf("%d-%d", w, i))); err != nil {
					t.Errorf("Create() = %v, want nil", err)
				}
			}
		})
	}
	wg.Go(func() {
		for range Rounds(6) {
			if err := s.Delete(t.Context(), key("p")); err != nil {
				t.Errorf("Delete() = %v, want nil", err)
			}
		}
	})
	wg.Go(func() {
		for range Rounds(12) {
			list(t, s, "p", 1000)
			if _, err := s.Newest(t.Context(), key("p")); err != nil && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("Newest() = %v, want nil or ErrNotFound", err)
			}
		}
	})
	wg.Wait()
	for _, r := range list(t, s, "p", 9) {
		expectFound(t, s, r)
	}
	if err := s.Delete(t.Context(), key("p")); err != nil {
		t.Fatal(err)
	}
	expect(t, s, "p")
}

func testCancelled(t *testing.T, s store.Store) {
	want := fill(t, s, "p", 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Create(ctx, record("p", "a")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Create() with a context that has ended = %v, want ErrUnavailable", err)
	}
	expectMissing(t, s, "p", "a")
	if err := s.Delete(ctx, key("p")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Delete() with a context that has ended = %v, want ErrUnavailable", err)
	}
	if err := s.DeleteTenant(ctx, tenant); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("DeleteTenant() with a context that has ended = %v, want ErrUnavailable", err)
	}
	expect(t, s, "p", want...)
}

func testCancelRace(t *testing.T, s store.Store) {
	const workers = 12
	each := Rounds(12)
	outcomes := make([][]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(uint64(w), 0))
			for i := range each {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(random.IntN(1500))*time.Microsecond)
				outcomes[w] = append(outcomes[w], s.Create(ctx, record(fmt.Sprint(w), fmt.Sprint(i))))
				cancel()
			}
		})
	}
	wg.Wait()
	for w := range outcomes {
		stored := 0
		for i, err := range outcomes[w] {
			checkOutcome(t, s, fmt.Sprint(w), fmt.Sprint(i), err)
			if err == nil {
				stored++
			}
		}
		if got := list(t, s, fmt.Sprint(w), 10); len(got) != stored {
			t.Errorf("List(%d) gave %d records, want %d", w, len(got), stored)
		}
	}
}

// checkOutcome fails the test unless the record is there exactly when its
// create returned nil.
func checkOutcome(t *testing.T, s store.Store, profileID, id string, err error) {
	t.Helper()
	switch {
	case err == nil:
		expectFound(t, s, record(profileID, id))
	case !errors.Is(err, store.ErrUnavailable):
		t.Errorf("Create(%s/%s) = %v, want nil or ErrUnavailable", profileID, id, err)
	default:
		expectMissing(t, s, profileID, id)
	}
}
