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

// testPagesWhileExpiring reads the history page by page while it is cut, in the
// end to its newest keep records.
func testPagesWhileExpiring(t *testing.T, s store.Store) {
	const keep = 20
	n := Rounds(110)
	want := fill(t, s, "p", n)
	slices.Reverse(want)
	mark(t, s, base)
	var wg sync.WaitGroup
	for last := n - 30; last >= keep; last -= 30 {
		for _, limit := range []int{1, 7, 100} {
			wg.Go(func() {
				got := list(t, s, "p", limit)
				if len(got) < keep || !cmp.Equal(got[:keep], want[:keep]) {
					t.Errorf("List() by %d = %v, want the newest %d first", limit, got, keep)
				}
				for i := 1; i < len(got); i++ {
					if slices.Index(want, got[i]) <= slices.Index(want, got[i-1]) {
						t.Errorf("List() by %d has %v behind %v", limit, got[i], got[i-1])
					}
				}
			})
		}
		expire(t, s, store.Retention{Last: last}, 8)
	}
	wg.Wait()
	expect(t, s, "p", want[:keep]...)
}

// testExpireRace has creates with few ids, deletes and expiry at once.
func testExpireRace(t *testing.T, s store.Store) {
	var stop atomic.Bool
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range Rounds(40) {
				r := record(fmt.Sprint(i%3), fmt.Sprint(w, "-", i%10))
				if err := s.Create(t.Context(), r); err != nil && !errors.Is(err, store.ErrConflict) {
					t.Errorf("Create(%v) = %v, want nil or ErrConflict", r, err)
				}
				if i%20 == 19 {
					if err := s.Delete(t.Context(), r.Key); err != nil {
						t.Errorf("Delete() = %v, want nil", err)
					}
				}
			}
		})
	}
	expired := make(chan struct{})
	go func() {
		defer close(expired)
		e := expirer(t, s)
		for i := 0; !stop.Load(); i++ {
			now := base.Add(time.Duration(i) * time.Hour)
			_, err := e.Mark(t.Context(), now, time.Minute)
			_, _, again := e.Expire(t.Context(), store.Retention{Before: now.Add(-3 * time.Hour), Last: 5}, 4)
			if err := errors.Join(err, again); err != nil {
				t.Errorf("Expire() = %v, want nil", err)
				return
			}
		}
	}()
	wg.Wait()
	stop.Store(true)
	<-expired
	mark(t, s, base.Add(1e6*time.Hour))
	for i := range 3 {
		create(t, s, record(fmt.Sprint(i), "last"))
	}
	expire(t, s, store.Retention{Before: base.Add(1e6 * time.Hour), Last: 5}, 100)
	for i := range 3 {
		expect(t, s, fmt.Sprint(i), record(fmt.Sprint(i), "last"))
	}
}
