package memory_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

// uuid returns one that grows with n, as those of the server grow with time.
func uuid(n int) string { return fmt.Sprintf("0195d2f0-7c1e-7abc-8def-%012x", n) }

// An id is found and refused wherever it is in a history, in whatever order ids
// came and of whatever form they are.
func TestTakenIDs(t *testing.T) {
	shuffled := rand.New(rand.NewPCG(1, 2)).Perm(200)
	tests := []struct {
		name   string
		id     func(n int) string
		reason string
	}{
		{"ascending", uuid, "the server's ids of one client after the other"},
		{"nearly ascending", func(n int) string { return uuid(n ^ 7) }, "clients at the same time overtake each other"},
		{"far behind", func(n int) string { return uuid(n ^ 31) }, "more than are looked through"},
		{"descending", func(n int) string { return uuid(1000 - n) }, "nothing can be told from the order"},
		{"any order", func(n int) string { return uuid(shuffled[n]) }, "clients make ids of their own"},
		{"texts", strconv.Itoa, "an id need not be a UUID"},
		{"both", func(n int) string { return []string{uuid(n), strconv.Itoa(n)}[n%2] }, "one history has both forms"},
		{"upper case", func(n int) string { return fmt.Sprintf("0195D2F0-7C1E-7ABC-8DEF-%012X", n) }, "another id than in lower case, and given back as it came"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, k := memory.New(1000), store.Key{Tenant: "t", Profile: "p"}
			for n := range shuffled {
				r := store.Record{Key: k, ID: tt.id(n), Status: "paused", LastSynchronization: time.Unix(int64(n), 5).UTC()}
				if err := m.Create(t.Context(), r); err != nil {
					t.Fatalf("Create(%s), number %d = %v, want nil\nreason: %s", r.ID, n, err, tt.reason)
				}
				for back := 0; back <= n; back += 1 + back/3 {
					taken := store.Record{Key: k, ID: tt.id(n - back), Status: "paused"}
					if err := m.Create(t.Context(), taken); !errors.Is(err, store.ErrConflict) {
						t.Fatalf("Create(%s) again after %d others = %v, want ErrConflict\nreason: %s", taken.ID, back, err, tt.reason)
					}
				}
			}
			for n := range shuffled {
				got, err := m.Find(t.Context(), k, tt.id(n))
				if err != nil || got.ID != tt.id(n) || got.LastSynchronization.Unix() != int64(n) {
					t.Errorf("Find(%s) = %v, %v, want number %d\nreason: %s", tt.id(n), got, err, n, tt.reason)
				}
			}
			for _, id := range []string{uuid(5000), "0195d2f0-7c1e-7abc-8def-00000000000g", "x"} {
				if got, err := m.Find(t.Context(), k, id); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("Find(%s) = %v, %v, want ErrNotFound\nreason: %s", id, got, err, tt.reason)
				}
			}
		})
	}
}

// What is deleted leaves its room to others, and its places lead nowhere.
func TestReuse(t *testing.T) {
	m, other := memory.New(200), store.Key{Tenant: "t", Profile: "other"}
	fill := func(k store.Key, n int) {
		t.Helper()
		for i := range n {
			if err := m.Create(t.Context(), store.Record{Key: k, ID: strconv.Itoa(i), Status: "paused"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	fill(other, 10)
	for _, n := range []int{5, 100, 190, 1} {
		k := store.Key{Tenant: "t", Profile: "p"}
		fill(k, n)
		_, next, err := m.List(t.Context(), k, 0, max(1, n/2))
		if err != nil || (next == 0) != (n == 1) {
			t.Fatalf("List() of half of %d = %d, %v", n, next, err)
		}
		if page, _, err := m.List(t.Context(), other, next, 20); next != 0 && (err != nil || len(page) != 0) {
			t.Errorf("List() with a place of another history = %v, %v, want nothing", page, err)
		}
		if err := m.Delete(t.Context(), k); err != nil {
			t.Fatal(err)
		}
		fill(k, n)
		if page, _, err := m.List(t.Context(), k, next, 200); next != 0 && (err != nil || len(page) != 0) {
			t.Errorf("List() with a place of before a delete = %v, %v, want nothing", page, err)
		}
		if err := m.DeleteTenant(t.Context(), "none"); err != nil {
			t.Fatal(err)
		}
		if err := m.Delete(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	page, next, err := m.List(t.Context(), other, 0, 20)
	if err != nil || len(page) != 10 || next != 0 {
		t.Fatalf("List() of a history beside = %v, %d, %v, want 10 records", page, next, err)
	}
	for i, r := range page {
		if r.ID != strconv.Itoa(9-i) {
			t.Errorf("record %d = %s, want %d", i, r.ID, 9-i)
		}
	}
	for _, place := range []store.Position{-1, 1 << 32, 1<<62 + 7, 500} {
		if page, _, err := m.List(t.Context(), other, place, 20); err != nil || len(page) != 0 {
			t.Errorf("List() from %d, which nobody was given = %v, %v, want nothing", place, page, err)
		}
	}
}

// A store that has met too many statuses refuses others and goes on with those
// that it knows.
func TestManyStatuses(t *testing.T) {
	m, k := memory.New(100_000), store.Key{Tenant: "t", Profile: "p"}
	add := func(n int, status string) error {
		return m.Create(t.Context(), store.Record{Key: k, ID: uuid(n), Status: status})
	}
	for n := range 65_535 {
		if err := add(n, strconv.Itoa(n)); err != nil {
			t.Fatalf("Create() with status number %d = %v, want nil", n, err)
		}
	}
	if err := add(70_000, "another"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Create() with another status = %v, want ErrUnavailable", err)
	}
	if err := add(70_000, "65534"); err != nil {
		t.Errorf("Create() with a known status = %v, want nil", err)
	}
	if got, err := m.Newest(t.Context(), k); err != nil || got.Status != "65534" {
		t.Errorf("Newest() = %v, %v, want status 65534", got, err)
	}
}

// TestMemoryPerStatus bounds what a status costs, without which the default
// bound on records would be another one.
func TestMemoryPerStatus(t *testing.T) {
	const statuses = 50_000
	tests := []struct {
		profiles int
		most     float64 // bytes of heap for each status
		reason   string
	}{
		{statuses, 100, "one status for each profile: the profile's name, its place in the map, and the entry"},
		{100, 44, "many statuses for each profile: the entry, and nothing else for ids that grow"},
	}
	for _, tt := range tests {
		names := make([]string, tt.profiles)
		for i := range names {
			names[i] = fmt.Sprintf("profile-%06d", i)
		}
		m := memory.New(statuses)
		before := heap()
		for i := range statuses {
			r := store.Record{Key: store.Key{Tenant: "t", Profile: names[i%tt.profiles]}, ID: uuid(i ^ 3), Status: "paused"}
			if err := m.Create(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		each := float64(heap()-before) / statuses
		t.Logf("%d profiles: %.1f bytes for each status", tt.profiles, each)
		if each > tt.most {
			t.Errorf("%d profiles: %.1f bytes for each status, want at most %.0f\nreason: %s", tt.profiles, each, tt.most, tt.reason)
		}
		runtime.KeepAlive(m)
	}
}

// heap returns the bytes of the heap that are in use.
func heap() uint64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// A create allocates nothing once its profile is known, but for a page of
// entries now and then.
func TestCreateAllocates(t *testing.T) {
	m, n := memory.New(10_000), 0
	allocations := testing.AllocsPerRun(1000, func() {
		r := store.Record{Key: store.Key{Tenant: "t", Profile: "p"}, ID: uuids[n%len(uuids)], Status: "paused"}
		n++
		if err := m.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	})
	if allocations >= 1 {
		t.Errorf("Create() made %v allocations, want none", allocations)
	}
}

var uuids = func() (all [2000]string) {
	for i := range all {
		all[i] = uuid(i)
	}
	return all
}()
