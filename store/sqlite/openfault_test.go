package sqlite_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/store/sqlite"
)

// When any statement of Open fails, Open says so, leaves nothing open or locked,
// and the next one succeeds.
func TestOpenFailsAtEachStatement(t *testing.T) {
	for _, content := range []string{"", string(version1(t))} {
		for n := 1; ; n++ {
			path := file(t)
			write(t, path, content)
			var seen []string
			s, err := sqlite.OpenWithHook(t.Context(), path, longWait, func(query string) error {
				if seen = append(seen, query); len(seen) == n {
					return errDisk
				}
				return nil
			})
			if err == nil {
				s.Close()
				if len(seen) < 15 {
					t.Errorf("Open() ran %q, want at least 15 statements", seen)
				}
				break
			}
			if !errors.Is(err, errDisk) || !strings.HasPrefix(err.Error(), "store "+path+": it cannot be opened: ") {
				t.Errorf("Open() with a failure of %q = %v, want the path and the failure", seen[n-1], err)
			}
			create(t, open(t, path), "p", "a")
		}
	}
}

// When any statement of a create, a delete or a collection fails, the call is
// refused or succeeds as a whole, and what was answered is what is stored.
func TestEachStatementFails(t *testing.T) {
	for n := 1; ; n++ {
		path := file(t)
		var failing atomic.Bool
		var calls atomic.Int64
		var failed atomic.Value // of string, the statement
		failed.Store("")
		s, err := sqlite.OpenWithHook(t.Context(), path, longWait, func(query string) error {
			if failing.Load() && query != "ROLLBACK" && calls.Add(1) == int64(n) { // a rollback needs no disk
				failed.Store(query)
				return errDisk
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		create(t, s, "p", "a", "b")
		_ = s.Delete(t.Context(), key("nothing")) // the writer is idle and sees the next line
		failing.Store(true)
		want := []string{"b", "a"}
		if s.Create(t.Context(), record("p", "c")) == nil {
			want = []string{"c", "b", "a"}
		}
		if err := s.Create(t.Context(), record("p", "a")); outcome(err) != "conflict" && outcome(err) != "unavailable" {
			t.Errorf("%q fails: Create() of a taken id = %v", failed.Load(), err)
		}
		if s.Delete(t.Context(), key("p")) == nil {
			want = nil
		}
		eventually(t, fmt.Sprintf("Ping() = nil after the failure of %q", failed.Load()), func() bool { return s.Ping(t.Context()) == nil })
		if failed.Load() == "" {
			if n < 15 {
				t.Errorf("only %d statements ran", n)
			}
			s.Close()
			return
		}
		if got := ids(t, s, "p"); !slices.Equal(got, want) {
			t.Errorf("%q fails: List() = %v, want %v", failed.Load(), got, want)
		}
		if want == nil {
			eventually(t, "the records leave the file", func() bool { return count(t, path, "records") == 0 })
		}
		create(t, s, "p", "d")
		if got := ids(t, s, "p"); !slices.Equal(got, append([]string{"d"}, want...)) {
			t.Errorf("%q failed: List() = %v, want d and %v", failed.Load(), got, want)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%q failed: Close() = %v, want nil", failed.Load(), err)
		}
	}
}

// Readiness is answered at once when the writer is known to be held up: it does
// not wait for its own time to end.
func TestPingHeldUp(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), longWait)
	disk.stop(t, "COMMIT")
	go s.Create(t.Context(), record("p", "a"))
	disk.waitForStatement(t, "COMMIT")
	if err := s.PingWithin(t.Context(), time.Nanosecond); err == nil || !strings.Contains(err.Error(), "has not answered") {
		t.Errorf("Ping() = %v, want that the database has not answered", err)
	}
	if n := s.Waiting(); n != 0 {
		t.Errorf("%d writes wait, want none", n)
	}
}
