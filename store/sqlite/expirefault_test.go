package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// A retained is a store with three records of p that are older than noon and three
// that are not.
type retained struct {
	*sqlite.Store
	path string
	mu   sync.Mutex
	n    int      // the statement that fails; 0 is none
	seen []string // since failAt was called
}

// failAt lets the n-th statement from now on fail. It returns those that were seen
// since it was called before.
func (r *retained) failAt(n int) (seen []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen, r.n, r.seen = r.seen, n, nil
	return seen
}

func openRetained(t *testing.T) *retained {
	t.Helper()
	r := &retained{path: file(t)}
	var err error
	r.Store, err = sqlite.OpenWithHook(t.Context(), r.path, longWait, func(query string) error {
		if query == "ROLLBACK" { // it needs no disk
			return nil
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.seen = append(r.seen, query); len(r.seen) == r.n {
			return errDisk
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	create(t, r.Store, "p", "0", "1", "2")
	mark(t, r.Store)
	create(t, r.Store, "p", "3", "4", "5")
	return r
}

// When any statement of a call fails, the call says so, changes nothing by halves, and
// the next one does all of the work.
func TestCallFailsAtEachStatement(t *testing.T) {
	t.Parallel()
	expires := func(retention store.Retention, limit int) func(ctx context.Context, s *sqlite.Store) (string, error) {
		return func(ctx context.Context, s *sqlite.Store) (string, error) {
			n, more, err := s.Expire(ctx, retention, limit)
			return fmt.Sprint(n, more), err
		}
	}
	marks := func(ctx context.Context, s *sqlite.Store) (string, error) {
		ok, err := s.Mark(ctx, noon.Add(time.Hour), time.Minute)
		return fmt.Sprint(ok), err
	}
	tenants := func(ctx context.Context, s *sqlite.Store) (string, error) {
		names, err := s.Tenants(ctx, "", 10)
		return fmt.Sprint(names), err
	}
	for _, tt := range []struct {
		name       string
		call       func(ctx context.Context, s *sqlite.Store) (done string, err error)
		statements int      // at least
		failed     []string // what it may have done when it fails
		want, left string
		reason     string
	}{
		{"mark", marks, 5, []string{"false"}, "true", "[5 4 3 2 1 0]", "it reads and writes"},
		{"tenants", tenants, 1, []string{"[]"}, "[default]", "[5 4 3 2 1 0]", "it reads only"},
		{"expire what is old", expires(store.Retention{Before: noon}, 2), 8, []string{"0 false"}, "2 true", "[5 4 3 2]", "it reads and removes"},
		{"expire what is too many", expires(store.Retention{Last: 4}, 10), 8, []string{"0 false"}, "2 false", "[5 4 3 2]", "it reads more than once"},
		{"expire both", expires(store.Retention{Before: noon, Last: 2}, 10), 14, []string{"0 false", "3 false"}, "4 false", "[5 4]", "what was done first counts"},
	} {
		because(t, tt.name, tt.reason)
		for n, failed := 1, true; failed; n++ {
			r := openRetained(t)
			r.failAt(n)
			got, err := tt.call(t.Context(), r.Store)
			seen := r.failAt(0)
			if failed = len(seen) >= n; !failed && len(seen) < tt.statements {
				t.Errorf("%s ran %q, want at least %d statements", tt.name, seen, tt.statements)
			}
			at := fmt.Sprintf("%s with a failure of %q", tt.name, append(seen, "none")[n-1])
			switch {
			case errors.Is(err, errDisk) != failed || !failed && err != nil:
				t.Errorf("%s = %v, want the failure", at, err)
			case failed && !slices.Contains(tt.failed, got):
				t.Errorf("%s = %s, want one of %q", at, got, tt.failed)
			case failed:
				eventually(t, "Ping() = nil", func() bool { return r.Ping(t.Context()) == nil })
				if _, err := tt.call(t.Context(), r.Store); err != nil {
					t.Errorf("%s: the next = %v, want nil", at, err)
				}
			case got != tt.want:
				t.Errorf("%s = %s, want %s", at, got, tt.want)
			}
			if got := fmt.Sprint(ids(t, r.Store, "p")); got != tt.left {
				t.Errorf("%s left %s, want %s", at, got, tt.left)
			}
			expectOutcome(t, "Close()", r.Close(), "ok")
			if err := sqlite.Backup(t.Context(), r.path, r.path+".copy", quiet); err != nil {
				t.Errorf("%s left what is no store: %v", at, err)
			}
			if got := count(t, r.path, "marks"); tt.name == "mark" && got != 2 {
				t.Errorf("%s left %d marks, want 2", at, got)
			}
		}
	}
}

// A step of Expire ends when it has looked at more than 100,000 records, which it
// takes every history to have that it looks at, and the next one goes on behind it. A
// history without a surplus is not written to.
func TestExpireSteps(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), longWait)
	create(t, s, "p", "0", "1", "2")
	create(t, s, "q", "0", "1", "2")
	for _, tt := range []struct {
		last   int
		more   []bool // of each step
		reads  int    // of histories
		writes int
		reason string
	}{
		{50_000, []bool{false}, 2, 0, "100,000 are not more"},
		{50_000, []bool{false}, 0, 0, "nobody wrote to them since"},
		{100_000, []bool{true, false}, 2, 0, "the second profile makes them more"},
		{100_001, []bool{true, true, false}, 2, 0, "one profile is enough"},
		{3, []bool{false}, 2, 0, "nothing is too many"},
		{2, []bool{true, true, false}, 4, 2, "the limit ends a step, too, and that history may have others"},
	} {
		disk.fail("", 0)
		for step, want := range tt.more {
			if _, more, err := s.Expire(t.Context(), store.Retention{Last: tt.last}, 1); more != want || err != nil {
				t.Errorf("Expire(%d) in step %d = %t, %v, want %t, nil; %s", tt.last, step, more, err, want, tt.reason)
			}
		}
		expectTimes(t, disk, "WITH RECURSIVE page (n, seq)", tt.reads)
		expectTimes(t, disk, "UPDATE records SET prev", tt.writes)
	}
}

// A step of Expire looks at 100 profiles, and the last of them may be the last of all.
func TestExpirePages(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	add := func(from, to int) {
		var wg sync.WaitGroup
		for i := from; i < to; i++ {
			wg.Go(func() { create(t, s, fmt.Sprint(1000+i), "0") })
		}
		wg.Wait()
	}
	expect := func(step, removed int, more bool) {
		t.Helper()
		if n, m, err := s.Expire(t.Context(), store.Retention{Last: 1}, 10); n != removed || m != more || err != nil {
			t.Errorf("Expire() in step %d = %d, %t, %v, want %d, %t, nil", step, n, m, err, removed, more)
		}
	}
	add(0, 100)
	expect(1, 0, true)
	expect(2, 0, false)
	add(100, 101)
	create(t, s, "1100", "1")
	expect(3, 0, true)
	expect(4, 1, false)
}

// What another process has cut since a history was read is not cut again.
func TestExpireCutMeanwhile(t *testing.T) {
	t.Parallel()
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	create(t, s, "p", "0", "1", "2")
	goOn := disk.stop(t, "BEGIN IMMEDIATE")
	done := make(chan error, 1)
	go func() {
		_, _, err := s.Expire(t.Context(), store.Retention{Last: 1}, 10)
		done <- err
	}()
	disk.waitForStatement(t, "BEGIN IMMEDIATE")
	makeDatabase(t, path, "UPDATE records SET sum = NULL, prev = 1 WHERE seq = 3")
	goOn()
	if err := <-done; err != nil {
		t.Errorf("Expire() = %v, want nil", err)
	}
	if got := count(t, path, "records"); got != 3 {
		t.Errorf("%d records are left, want 3: the place of the cut is another", got)
	}
}

// A row that no create has written ends an Expire, and what it leads to is not removed.
func TestExpireDamaged(t *testing.T) {
	t.Parallel()
	const asBlob = "CREATE TABLE other AS SELECT * FROM %[1]s; DROP TABLE %[1]s; ALTER TABLE other RENAME TO %[1]s; UPDATE %[1]s SET %[2]s = x'00'"
	for _, tt := range []struct {
		name, change string
		retention    store.Retention
		reason       string
	}{
		{"position", "UPDATE sqlite_sequence SET seq = 'x' WHERE name = 'records'", store.Retention{Last: 10}, "what was written since is not known"},
		{"tail", "DELETE FROM tails", store.Retention{Last: 1}, "the newest is not known"},
		{"place", fmt.Sprintf(asBlob, "records", "prev"), store.Retention{Last: 1}, "what comes before is not known"},
		{"record that is kept", "UPDATE records SET status = 'success' WHERE seq = 6", store.Retention{Last: 1}, "its checksum would be that of the damage"},
		{"record that goes", "UPDATE records SET status = 'success' WHERE seq = 4", store.Retention{Last: 1}, "its place may be another one's"},
		{"profile", fmt.Sprintf(asBlob, "profiles", "name"), store.Retention{Before: noon}, "who remembers its tail is not known"},
		{"mark", fmt.Sprintf(asBlob, "marks", "seq"), store.Retention{Before: noon}, "what was there at the time is not known"},
	} {
		because(t, tt.name, tt.reason)
		path := file(t)
		s := open(t, path)
		create(t, s, "p", "0", "1", "2", "3", "4", "5")
		mark(t, s)
		makeDatabase(t, path, tt.change)
		if n, more, err := s.Expire(t.Context(), tt.retention, 10); n != 0 || more || !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: Expire() = %d, %t, %v, want 0, false, ErrDamaged; %s", tt.name, n, more, err, tt.reason)
		}
		if got := count(t, path, "records"); got != 6 {
			t.Errorf("%s: %d records are left, want 6; %s", tt.name, got, tt.reason)
		}
	}
}
