package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"profilestatus.example/store"
)

// expirer returns s as one that can expire records.
func expirer(t *testing.T, s store.Store) store.Expirer {
	t.Helper()
	e, ok := s.(store.Expirer)
	if !ok {
		t.Fatal("the store cannot expire records")
	}
	return e
}

// mark notes that everything was created by now.
func mark(t *testing.T, s store.Store, now time.Time) {
	t.Helper()
	if ok, err := expirer(t, s).Mark(t.Context(), now, time.Minute); !ok || err != nil {
		t.Fatalf("Mark(%v) = %t, %v, want true, nil", now, ok, err)
	}
}

// expire expires records by steps of limit until none is left to remove, and
// returns how many were removed. Three passes are more than replicas that do not
// know of each other need.
func expire(t *testing.T, s store.Store, r store.Retention, limit int) (removed int) {
	t.Helper()
	e := expirer(t, s)
	for ended, steps := 0, 0; ended < 3; steps++ {
		n, more, err := e.Expire(t.Context(), r, limit)
		if err != nil || n > limit || steps > 10_000 {
			t.Fatalf("Expire() = %d, %t, %v in step %d, want up to %d and an end", n, more, err, steps, limit)
		}
		if removed += n; !more {
			ended++
		}
	}
	return removed
}

func testExpireOld(t *testing.T, s store.Store) {
	var all []store.Record
	for i := range 20 { // two of p and one of another profile each time
		mark(t, s, base.Add(time.Duration(i)*time.Hour))
		for _, r := range []store.Record{record("p", fmt.Sprint(2*i)), record("p", fmt.Sprint(2*i+1)), record(fmt.Sprint("q", i), "0")} {
			r.LastSynchronization = base.Add(-time.Duration(i) * time.Hour) // which says nothing of the age
			create(t, s, r)
			if r.Profile == "p" {
				all = append(all, r)
			}
		}
	}
	slices.Reverse(all)
	_, from, err := s.List(t.Context(), key("p"), 0, 35)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		before       time.Time
		limit, hours int
		reason       string
	}{
		{time.Time{}, 7, 0, "without a time nothing is old"},
		{base.Add(-time.Hour), 7, 0, "no mark is so old"},
		{base.Add(59 * time.Minute), 7, 0, "the first mark has nothing before it"},
		{base.Add(time.Hour), 7, 1, "a mark of just that time counts"},
		{base.Add(150 * time.Minute), 1, 2, "one at a time"},
		{base.Add(5 * time.Hour), 4, 5, "by steps within a profile"},
		{base.Add(9 * time.Hour), 1000, 9, "all in one step"},
		{base.Add(3 * time.Hour), 7, 9, "what is kept for longer than before does not come back"},
	} {
		expire(t, s, store.Retention{Before: tt.before}, tt.limit)
		expect(t, s, "p", all[:40-2*tt.hours]...)
		for i := range 20 {
			var want []store.Record
			if i >= tt.hours {
				r := record(fmt.Sprint("q", i), "0")
				r.LastSynchronization = base.Add(-time.Duration(i) * time.Hour)
				want = append(want, r)
			}
			expect(t, s, fmt.Sprint("q", i), want...)
		}
		if got, want := len(profiles(t, s, tenant, 10)), 21-tt.hours; got != want {
			t.Errorf("%d profiles are left, want %d", got, want)
		}
		if t.Failed() {
			t.Fatalf("before %v by %d; reason: %s", tt.before, tt.limit, tt.reason)
		}
	}
	expectMissing(t, s, "p", "0")
	if page, next, err := s.List(t.Context(), key("p"), from, 10); len(page) != 0 || next != 0 || err != nil {
		t.Errorf("List() from a place that is gone = %v, %d, %v, want nothing", page, next, err)
	}
	for _, r := range []store.Record{record("p", "0"), record("q0", "0")} {
		create(t, s, r) // the ids are free again
		expectFound(t, s, r)
	}
	expect(t, s, "q0", record("q0", "0"))
	mark(t, s, base.Add(100*time.Hour))
	expire(t, s, store.Retention{Before: base.Add(100 * time.Hour)}, 1000)
	if got := tenants(t, s, 10); len(got) != 0 {
		t.Errorf("Tenants() = %q, want none: everything was old", got)
	}
	fill(t, s, "p", 2)
	expect(t, s, "p", record("p", "1"), record("p", "0"))
}

func testExpireSurplus(t *testing.T, s store.Store) {
	want := make(map[string][]store.Record)
	names := []string{"a", "b", "c", "d", "e"}
	for i, name := range names[1:] { // 7, 14, 21 and 28 records, and none of a
		want[name] = fill(t, s, name, 7*(i+1))
		slices.Reverse(want[name])
	}
	mark(t, s, base)
	for _, tt := range []struct {
		last, limit int
		reason      string
	}{
		{0, 10, "0 keeps all"},
		{28, 10, "none has more"},
		{27, 10, "one has one more"},
		{20, 3, "by steps within a profile"},
		{10, 1, "one at a time"},
		{7, 1000, "all in one step"},
		{1, 4, "the newest stays"},
	} {
		expire(t, s, store.Retention{Last: tt.last}, tt.limit)
		for _, name := range names {
			if n := len(want[name]); tt.last > 0 && n > tt.last {
				expectMissing(t, s, name, want[name][tt.last].ID)
				want[name] = want[name][:tt.last]
			}
			expect(t, s, name, want[name]...)
		}
		if t.Failed() {
			t.Fatalf("the newest %d by %d; reason: %s", tt.last, tt.limit, tt.reason)
		}
	}
	create(t, s, record("e", "0")) // the ids are free again
	expect(t, s, "e", record("e", "0"), want["e"][0])
	expire(t, s, store.Retention{Last: 1}, 10)
	expect(t, s, "e", record("e", "0"))
	if got := profiles(t, s, tenant, 10); !slices.Equal(got, names[1:]) {
		t.Errorf("Profiles() = %q, want %q", got, names[1:])
	}
}

func testExpireBoth(t *testing.T, s store.Store) {
	fill(t, s, "p", 8)
	fill(t, s, "old", 2)
	mark(t, s, base)
	for i := 8; i < 12; i++ {
		create(t, s, record("p", fmt.Sprint(i)))
	}
	if got := expire(t, s, store.Retention{Before: base, Last: 3}, 5); got != 11 {
		t.Errorf("Expire() removed %d, want 11: ten that are old, and one that is too many", got)
	}
	expect(t, s, "p", record("p", "11"), record("p", "10"), record("p", "9"))
	expect(t, s, "old")
	if got := profiles(t, s, tenant, 10); !slices.Equal(got, []string{"p"}) {
		t.Errorf("Profiles() = %q, want p", got)
	}
}

func testExpireManyProfiles(t *testing.T, s store.Store) {
	const count = 250
	var wg sync.WaitGroup
	for w := range 10 {
		wg.Go(func() {
			for i := w; i < count; i += 10 {
				for _, id := range []string{"0", "1"} {
					r := record(fmt.Sprint("p", i), id)
					r.Tenant = fmt.Sprint("t", i%7)
					if err := s.Create(t.Context(), r); err != nil {
						t.Errorf("Create() = %v, want nil", err)
					}
				}
			}
		})
	}
	wg.Wait()
	for _, want := range []int{count, 0} {
		if got := expire(t, s, store.Retention{Last: 1}, 30); got != want {
			t.Errorf("Expire() of what is too many removed %d, want %d", got, want)
		}
	}
	mark(t, s, base)
	if got := expire(t, s, store.Retention{Before: base}, 30); got != count {
		t.Errorf("Expire() of what is old removed %d, want %d", got, count)
	}
	if got := tenants(t, s, 10); len(got) != 0 {
		t.Errorf("Tenants() = %q, want none", got)
	}
}

func testMarks(t *testing.T, s store.Store) {
	e := expirer(t, s)
	at := func(minutes float64) time.Time { return base.Add(time.Duration(minutes * float64(time.Minute))) }
	for _, tt := range []struct {
		minutes float64
		want    bool
		reason  string
	}{
		{0, true, "the first"},
		{0, false, "at the same time"},
		{9.9, false, "in the interval"},
		{10, true, "when it is over"},
		{5, false, "the clock was set back, to behind a mark"},
		{-20, true, "or to before all of them"},
		{1e6, true, "the clock was set forward"},
		{21, true, "and back; what is to come does not count"},
	} {
		if got, err := e.Mark(t.Context(), at(tt.minutes), 10*time.Minute); got != tt.want || err != nil {
			t.Errorf("Mark(%v) = %t, %v, want %t; %s", tt.minutes, got, err, tt.want, tt.reason)
		}
	}
}
