package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example/store/sqlite"
)

// When any statement of Open fails, Open says so, leaves nothing open or locked,
// and the next one succeeds.
func TestOpenFailsAtEachStatement(t *testing.T) {
	t.Parallel()
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
				opened := slices.Index(seen, "SELECT EXISTS (SELECT 1 FROM tombstones)") + 1 // the last of Open
				if opened < 15 || n <= opened {
					t.Errorf("Open() ran %q, want at least 15 statements, and an error when number %d fails", seen, n)
				}
				break
			}
			if !errors.Is(err, errDisk) || !strings.HasPrefix(err.Error(), "store "+path+": it cannot be opened: ") {
				t.Errorf("Open() with a failure of %q = %v, want the path and the failure", seen[n-1], err)
			}
			expectNoneOpen(t, path)
			create(t, open(t, path), "p", "a")
		}
	}
}

// When any statement of a create, a delete or a collection fails, the call is
// refused or succeeds as a whole, and what was answered is what is stored.
func TestEachStatementFails(t *testing.T) {
	t.Parallel()
	for n := 1; ; n++ {
		path := file(t)
		var mu sync.Mutex // guards the next two
		var failed string
		calls := -1000 // the statements of Open do not count
		s, err := sqlite.OpenWithHook(t.Context(), path, longWait, func(query string) error {
			mu.Lock()
			defer mu.Unlock()
			if query == "ROLLBACK" { // it needs no disk
				return nil
			}
			if calls++; calls == n {
				failed = query
				return errDisk
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		create(t, s, "p", "a", "b")
		mu.Lock()
		calls = 0
		mu.Unlock()
		want := []string{"b", "a"}
		if s.Create(t.Context(), record("p", "c")) == nil {
			want = []string{"c", "b", "a"}
		}
		if err := s.Create(t.Context(), record("p", "a")); outcome(err) != "conflict" && outcome(err) != "unavailable" {
			t.Errorf("statement %d fails: Create() of a taken id = %v", n, err)
		}
		if s.Delete(t.Context(), key("p")) == nil {
			want = nil
		}
		if want == nil {
			eventually(t, "the records leave the file", func() bool { return count(t, path, "records") == 0 })
		}
		eventually(t, "Ping() = nil", func() bool { return s.Ping(t.Context()) == nil })
		mu.Lock()
		met := failed
		mu.Unlock()
		if met == "" {
			if n < 15 {
				t.Errorf("only %d statements ran", n)
			}
			s.Close()
			return
		}
		// Garbage collection may meet the failure only now.
		eventuallyIDs(t, s, want)
		eventually(t, "Create() = nil", func() bool { return s.Create(t.Context(), record("p", "d")) == nil })
		eventuallyIDs(t, s, append([]string{"d"}, want...))
		if err := s.Close(); err != nil {
			t.Errorf("%q failed: Close() = %v, want nil", met, err)
		}
	}
}

// eventuallyIDs waits until profile p can be listed, and fails the test when its
// ids are not want.
func eventuallyIDs(t *testing.T, s *sqlite.Store, want []string) {
	t.Helper()
	var got []string
	eventually(t, "List() = nil", func() bool {
		records, _, err := s.List(t.Context(), key("p"), 0, 10)
		got = nil
		for _, r := range records {
			got = append(got, r.ID)
		}
		return err == nil
	})
	if !slices.Equal(got, want) {
		t.Errorf("List() = %v, want %v", got, want)
	}
}

// expectNoneOpen fails the test when this process has a file of the store at path
// open. On systems that do not list what is open it does nothing.
func expectNoneOpen(t *testing.T, path string) {
	t.Helper()
	descriptors, _ := filepath.Glob("/proc/self/fd/*")
	for _, d := range descriptors {
		if name, err := os.Readlink(d); err == nil && strings.HasPrefix(name, path) {
			t.Errorf("%s is still open", name)
		}
	}
}

// A caller that leaves while the store is being opened gets no store, and leaves
// nothing open.
func TestOpenCancelled(t *testing.T) {
	for _, statement := range []string{"", "PRAGMA cell_size_check", "COMMIT"} {
		path := file(t)
		ctx, cancel := context.WithCancel(t.Context())
		if statement == "" {
			cancel()
		}
		s, err := sqlite.OpenWithHook(ctx, path, longWait, func(query string) error {
			if strings.HasPrefix(query, statement) {
				cancel()
			}
			return nil
		})
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Open() cancelled at %q = %v, want context.Canceled", statement, err)
		}
		if atMigration := strings.Contains(fmt.Sprint(err), "migrations/0001"); atMigration != (statement != "") {
			t.Errorf("Open() cancelled at %q = %v, want the migration that it met", statement, err)
		}
		expectNoneOpen(t, path)
		create(t, open(t, path), "p", "a")
	}
}

// A parameter that is lost in a name would let readers write, or fail at once
// when another program holds the database.
func TestDSN(t *testing.T) {
	for _, tt := range []struct {
		path       string
		parameters []string
		want       string
		reason     string
	}{
		{"/a/s.db", nil, "file:/a/s.db", "a path is a URI"},
		{"/a/s ?#%.db", nil, "file:/a/s%20%3F%23%25.db", "these characters have a meaning in a URI"},
		{"C:/a/s.db", nil, "file:/C:/a/s.db", "a drive is no scheme"},
		{"/s.db", []string{"mode=ro", "_pragma=cache_size(-1)"}, "file:/s.db?mode=ro&_pragma=cache_size(-1)", "the driver reads them"},
	} {
		because(t, tt.path, tt.reason)
		if got := sqlite.DSN(tt.path, tt.parameters...); got != tt.want {
			t.Errorf("dsn(%q, %q) = %s, want %s, reason: %s", tt.path, tt.parameters, got, tt.want, tt.reason)
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
