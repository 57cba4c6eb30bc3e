package sqlite_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

var flips = flag.Int("flips", 30, "how many `bits` TestFlippedBit flips, each in a store of its own")

// damagedStore makes a store with three profiles, whose ids are those that the
// server makes, and returns its content and its history.
func damagedStore(t *testing.T) (content []byte, want map[string][]store.Record) {
	t.Helper()
	path := file(t)
	s := open(t, path)
	want = make(map[string][]store.Record)
	for i := range 300 {
		r := record(fmt.Sprint("profile-", i%3), fmt.Sprintf("0195d2f0-7c1e-7abc-8def-%012x", i))
		r.LastSynchronization = r.LastSynchronization.Add(time.Duration(i) * time.Second)
		if err := s.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		want[r.Profile] = append([]store.Record{r}, want[r.Profile]...)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content, want
}

// With one bit flipped, every answer is either right or an error that says that
// the store cannot answer: no list without an end, no short one that looks
// whole, no value that nobody wrote. An id may be said to be missing, since only
// the index knows.
func TestFlippedBit(t *testing.T) {
	t.Parallel()
	content, want := damagedStore(t)
	random := rand.New(rand.NewPCG(1, uint64(*flips)))
	const page = 4096
	pages := len(content) / page
	noticed, refused := 0, 0
	for i := range *flips {
		bit := (i%pages)*page*8 + random.IntN(page*8) // each page in turn
		damaged := append([]byte(nil), content...)
		damaged[bit/8] ^= 1 << (bit % 8)
		path := file(t)
		write(t, path, string(damaged))
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			refused++
			continue
		}
		if readAll(t, s, want, fmt.Sprintf("bit %d", bit)) {
			noticed++
			if err := s.Ping(t.Context()); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("bit %d: Ping() after damage was met = %v, want ErrDamaged", bit, err)
			}
			if err := s.Create(t.Context(), record("new", "a")); !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("bit %d: Create() after damage was met = %v, want ErrUnavailable", bit, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Errorf("bit %d: Close() = %v, want nil", bit, err)
		}
	}
	t.Logf("%d bits in %d pages: %d stores refused, %d errors of reads", *flips, pages, refused, noticed)
	if noticed == 0 {
		t.Error("no read met damage, want some")
	}
}

// readAll reads every history in every way, and reports whether a read failed.
func readAll(t *testing.T, s *sqlite.Store, want map[string][]store.Record, flipped string) (failed bool) {
	t.Helper()
	bad := func(call string, err error) bool {
		if err != nil && !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: %s = %v, want ErrUnavailable", flipped, call, err)
		}
		failed = failed || err != nil
		return err != nil
	}
	for profile, records := range want {
		for _, limit := range []int{7, 100, 1000} {
			var got []store.Record
			var from store.Position
			for range len(records)/limit + 2 {
				page, next, err := s.List(t.Context(), key(profile), from, limit)
				if bad("List()", err) {
					got = nil
					break
				}
				got = append(got, page...)
				if from = next; next == 0 {
					break
				}
			}
			if from != 0 && got != nil {
				t.Errorf("%s: List(%s) has no end", flipped, profile)
			}
			for i, r := range got {
				if len(got) != len(records) || r != records[i] {
					t.Fatalf("%s: List(%s) by %d gave %d records, and %v as number %d", flipped, profile, limit, len(got), r, i)
				}
			}
		}
		if r, err := s.Newest(t.Context(), key(profile)); !errors.Is(err, store.ErrNotFound) && !bad("Newest()", err) && r != records[0] {
			t.Errorf("%s: Newest(%s) = %v, want %v", flipped, profile, r, records[0])
		}
		for _, w := range records {
			if r, err := s.Find(t.Context(), w.Key, w.ID); !errors.Is(err, store.ErrNotFound) && !bad("Find()", err) && r != w {
				t.Errorf("%s: Find() = %v, want %v", flipped, r, w)
			}
		}
	}
	return failed
}
