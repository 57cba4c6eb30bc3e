package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
	"profilestatus.example/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, file(t)) })
}

// A store that is opened again holds what it held, in the same order, and goes
// on from there.
func TestReopen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "odd ?name#%41.db")
	var want []string
	for i := range 3 {
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"z", "a"} { // not in the order of ids
			id := fmt.Sprintf("%s%d", name, 9-i)
			create(t, s, "p", id)
			create(t, s, "gone", id)
			want = append([]string{id}, want...)
		}
		if err := s.Create(t.Context(), record("p", "z9")); !errors.Is(err, store.ErrConflict) {
			t.Errorf("Create() of an id from before = %v, want ErrConflict", err)
		}
		if diff := cmp.Diff(want, ids(t, s, "p")); diff != "" {
			t.Errorf("List() mismatch (-want +got):\n%s", diff)
		}
		if err := s.Delete(t.Context(), key("gone")); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, path)
	if diff := cmp.Diff(want, ids(t, s, "p")); diff != "" {
		t.Errorf("List() mismatch (-want +got):\n%s", diff)
	}
	if got := ids(t, s, "gone"); got != nil {
		t.Errorf("List(gone) = %v, want nothing", got)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 4 {
		t.Errorf("the files are %v, want the database, its log, the log's index and the lock", left)
	}
}

// A closed store has nothing but the database and the lock: the log was brought
// in and nobody holds a file open, which would keep the log.
func TestClosedFiles(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a")
	if _, err := s.Newest(t.Context(), key("p")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := filepath.Glob(path + "*")
	if want := []string{path, path + ".lock"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("after Close the files are %v, %v, want %v", got, err, want)
	}
	expectNoneOpen(t, path)
}

// After Close every call says so, and Close again does nothing.
func TestClosed(t *testing.T) {
	s := open(t, file(t))
	create(t, s, "p", "a")
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close() = %v, want nil", err)
		}
	}
	_, newest := s.Newest(t.Context(), key("p"))
	_, find := s.Find(t.Context(), key("p"), "a")
	_, _, list := s.List(t.Context(), key("p"), 0, 1)
	_, profiles := s.Profiles(t.Context(), store.DefaultTenant, "", 1)
	for name, err := range map[string]error{
		"Create": s.Create(t.Context(), record("p", "b")),
		"Delete": s.Delete(t.Context(), key("p")),
		"Ping":   s.Ping(t.Context()),
		"Newest": newest, "Find": find, "List": list, "Profiles": profiles,
		"DeleteTenant": s.DeleteTenant(t.Context(), store.DefaultTenant),
	} {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s() after Close = %v, want ErrUnavailable", name, err)
		}
	}
}

// Close answers everybody who is waiting, and what was answered is there.
func TestCloseInFlight(t *testing.T) {
	path := file(t)
	s := open(t, path)
	var mu sync.Mutex
	var want []string
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d", w, i)
				if err := s.Create(t.Context(), record("p", id)); err != nil {
					if !errors.Is(err, store.ErrUnavailable) {
						t.Errorf("Create() = %v, want ErrUnavailable", err)
					}
					return
				}
				mu.Lock()
				want = append(want, id)
				mu.Unlock()
				if _, err := s.Newest(t.Context(), key("p")); err != nil && !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("Newest() = %v, want nil or ErrUnavailable", err)
				}
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	if err := s.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	wg.Wait()
	got := ids(t, open(t, path), "p")
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the store differs from what was answered (-want +got):\n%s", diff)
	}
}

// Many writers share commits; one alone does not wait for others.
func TestStats(t *testing.T) {
	// On a disk where there is one, since nobody waits for a sync in memory.
	folder, err := os.MkdirTemp("/var/tmp", "profilestatus-")
	if err != nil {
		folder = t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s := open(t, filepath.Join(folder, "s.db"))
	create(t, s, "p", "a", "b")
	expectOutcome(t, "Create() of a taken id", s.Create(t.Context(), record("p", "a")), "conflict")
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	if got, want := s.Stats(), (store.Stats{Records: 2, Commits: 3}); got != want {
		t.Errorf("Stats() = %+v, want %+v", got, want)
	}
	var wg sync.WaitGroup
	for w := range 32 {
		wg.Go(func() {
			for i := range 20 {
				create(t, s, fmt.Sprint(w), fmt.Sprint(i))
			}
		})
	}
	wg.Wait()
	if got := s.Stats(); got.Records != 2+32*20 || got.Commits > 3+32*20/2 {
		t.Errorf("Stats() = %+v, want %d records and at least 2 to a commit", got, 2+32*20)
	}
}

// The records of a deleted profile leave the file, also those that were there
// when the store was last closed.
func TestCollect(t *testing.T) {
	t.Parallel()
	path := file(t)
	s := open(t, path)
	var all []string
	for i := range 600 {
		all = append(all, fmt.Sprint(i))
	}
	create(t, s, "p", all...)
	create(t, s, "q", "a")
	if err := s.Delete(t.Context(), key("p")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	for range 20 {
		create(t, s, "p", all[:3]...)
		if err := s.Delete(t.Context(), key("p")); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	eventually(t, "the file keeps one record", func() bool {
		var left int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM records").Scan(&left); err != nil {
			t.Fatal(err)
		}
		return left == 1
	})
}
