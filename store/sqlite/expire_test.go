package sqlite_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// expire takes steps of at most limit records until none is left to remove.
func expire(t *testing.T, s *sqlite.Store, r store.Retention, limit int) {
	t.Helper()
	for more := true; more; {
		var err error
		if _, more, err = s.Expire(t.Context(), r, limit); err != nil {
			t.Fatalf("Expire() = %v, want nil", err)
		}
	}
}

// mark notes that everything was created by noon.
func mark(t *testing.T, s *sqlite.Store) {
	t.Helper()
	if ok, err := s.Mark(t.Context(), noon, time.Minute); !ok || err != nil {
		t.Fatalf("Mark() = %t, %v, want true, nil", ok, err)
	}
}

// A crash between the steps and in the middle of one loses nothing that is kept,
// and leaves nothing that looks like damage: the files are copied at each
// statement, as kill -9 leaves them.
func TestExpireCrash(t *testing.T) {
	t.Parallel()
	path := file(t)
	var copies []string
	taking := false
	s, err := sqlite.OpenWithHook(t.Context(), path, longWait, func(query string) error {
		if !taking || strings.HasPrefix(query, "SELECT") {
			return nil
		}
		crashed := file(t)
		copies = append(copies, crashed)
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(path + suffix)
			if err != nil {
				return err
			}
			write(t, crashed+suffix, string(content))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	create(t, s, "p", "0", "1", "2", "3", "4")
	create(t, s, "q", "0")
	mark(t, s)
	create(t, s, "p", "5", "6", "7", "8", "9")
	taking = true
	expire(t, s, store.Retention{Before: noon}, 2)
	expire(t, s, store.Retention{Last: 3}, 1)
	taking = false
	expectOutcome(t, "Close()", s.Close(), "ok")
	if len(copies) < 10 {
		t.Fatalf("%d copies, want one for each statement", len(copies))
	}
	for _, crashed := range append(copies, path) {
		s := open(t, crashed)
		got := ids(t, s, "p")
		if len(got) < 3 || !slices.Equal(got[:3], []string{"9", "8", "7"}) || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) }) {
			t.Errorf("List(p) = %v, want 9, 8, 7 and perhaps others in order", got)
		}
		expire(t, s, store.Retention{Before: noon, Last: 3}, 100) // it goes on
		if got := ids(t, s, "p"); !slices.Equal(got, []string{"9", "8", "7"}) {
			t.Errorf("List(p) after another Expire() = %v, want 9, 8, 7", got)
		}
		if got := ids(t, s, "q"); len(got) != 0 {
			t.Errorf("List(q) = %v, want none", got)
		}
	}
}

// What is missing without having been expired is damage, also beside what was.
func TestExpireHidesNoDamage(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "0", "1")
	mark(t, s)
	create(t, s, "p", "2", "3", "4")
	expire(t, s, store.Retention{Before: noon}, 100)
	expectOutcome(t, "Close()", s.Close(), "ok")
	makeDatabase(t, path, "DELETE FROM records WHERE seq = 3")
	s = open(t, path)
	if _, _, err := s.List(t.Context(), key("p"), 0, 10); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("List() = %v, want ErrDamaged", err)
	}
}

// A profile that is deleted while what is too many of it is being removed stays
// deleted, and so does its garbage.
func TestExpireDeleted(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "0", "1", "2", "3", "4", "5")
	if n, more, err := s.Expire(t.Context(), store.Retention{Last: 1}, 2); n != 2 || !more || err != nil {
		t.Fatalf("Expire() = %d, %t, %v, want 2, true, nil", n, more, err)
	}
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	create(t, s, "p", "0")
	expire(t, s, store.Retention{Last: 1}, 2)
	if got := ids(t, s, "p"); !slices.Equal(got, []string{"0"}) {
		t.Errorf("List(p) = %v, want 0", got)
	}
	eventually(t, "the garbage is collected", func() bool { return count(t, path, "tombstones") == 0 && count(t, path, "records") == 1 })
}
