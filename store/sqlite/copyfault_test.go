package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	driver "modernc.org/sqlite"

	"profilestatus.example/store/sqlite"
)

// watched has, by directory, what is called before a connection to a file in it is
// opened, and before one does anything that SQLite asks permission for. An error
// refuses it.
var watched sync.Map // of func(action string) error

func init() {
	driver.RegisterConnectionHook(func(c driver.ExecQuerierContext, dsn string) error {
		path, _, _ := strings.Cut(strings.TrimPrefix(dsn, "file:"), "?")
		f, ok := watched.Load(filepath.Dir(path))
		if !ok {
			return nil
		}
		call := f.(func(string) error)
		if err := call("open " + filepath.Base(path)); err != nil {
			return err
		}
		return c.(driver.AuthorizerRegisterer).RegisterAuthorizer(func(_ driver.AuthorizerActionCode, a, b, _, _ string) driver.AuthorizerReturnCode {
			if call(a+" "+b) != nil {
				return driver.AuthorizerDeny
			}
			return driver.AuthorizerOK
		})
	})
}

// watch lets f decide what connections to the files in dir may do.
func watch(t *testing.T, dir string, f func(action string) error) {
	t.Helper()
	watched.Store(dir, f)
	t.Cleanup(func() { watched.Delete(dir) })
}

// Whatever SQLite refuses to a backup or a restore is its error. Neither leaves
// anything behind, and the next one succeeds.
func TestCopyFailsAtEachStep(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		copy   func(ctx context.Context, from, to string, progress sqlite.Progress) error
		steps  int // at least
		left   []string
		reason string
	}{
		{"backup", sqlite.Backup, 30, []string{"s.db", "s.db.lock"}, "it opens the store and checks the copy"},
		{"restore", sqlite.Restore, 20, []string{"new.db.lock", "s.db", "s.db.lock"}, "it checks the copy"},
	} {
		because(t, tt.name, tt.reason)
		stored, dir := copyOf(t)
		to := filepath.Join(dir, "new.db")
		var mu sync.Mutex // a check may outlive its caller
		var seen []string
		n := 0
		watch(t, dir, func(action string) error {
			mu.Lock()
			defer mu.Unlock()
			if seen = append(seen, action); len(seen) == n {
				return errDisk
			}
			return nil
		})
		for {
			n++
			seen = nil
			err := tt.copy(t.Context(), stored, to, quiet)
			if err == nil {
				break
			}
			var denied *driver.Error
			if !errors.Is(err, errDisk) && !errors.As(err, &denied) || !strings.HasPrefix(err.Error(), "store "+stored+": ") {
				t.Errorf("%s without %q = %v, want the path and the refusal", tt.name, seen[n-1], err)
			}
			expectNames(t, dir, tt.left...)
			expectNoneOpen(t, dir)
		}
		if n <= tt.steps {
			t.Errorf("%s took the steps %q, want at least %d", tt.name, seen, tt.steps)
		}
		watched.Delete(dir)
		if got := ids(t, open(t, to), "p"); !slices.Equal(got, []string{"a"}) {
			t.Errorf("the %s has %v, want a", tt.name, got)
		}
	}
}

// What happens to the files while a copy is made is an error of it, and what others
// have put in the way stays.
func TestCopyDisturbed(t *testing.T) {
	t.Parallel()
	hidden := func(t *testing.T, dir string) string {
		parts, err := filepath.Glob(filepath.Join(dir, ".new.db.*.part"))
		if err != nil || len(parts) != 1 {
			t.Fatalf("the files of the copy are %q, %v, want one", parts, err)
		}
		return parts[0]
	}
	release := func() {} // what was held
	inPlace := func(t *testing.T, dir string) { write(t, filepath.Join(dir, "new.db"), "of another") }
	tests := []struct {
		name, at string // a step of a connection, or the call of progress: first or last
		copy     func(ctx context.Context, from, to string, progress sqlite.Progress) error
		disturb  func(t *testing.T, dir string)
		want     string
		left     []string
		reason   string
	}{
		{"file of the copy replaced by a directory", "page_size ", sqlite.Backup, func(t *testing.T, dir string) {
			part := hidden(t, dir)
			remove(t, part)
			if err := os.Mkdir(part, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "unable to open database file", nil, "nothing can be copied to it"},
		{"file of the copy held", "first", sqlite.Backup, func(t *testing.T, dir string) { release = hold(t, hidden(t, dir)) },
			"another program holds it", nil, "nothing can be written to it"},
		{"file of the copy removed", "last", sqlite.Backup, func(t *testing.T, dir string) { remove(t, hidden(t, dir)) },
			"unable to open database file", nil, "there is nothing to check"},
		{"copied to meanwhile", "last", sqlite.Backup, inPlace, "nothing is overwritten", []string{"new.db"}, "it may be a copy, too"},
		{"restored to meanwhile", "first", sqlite.Restore, inPlace, "nothing is overwritten", []string{"new.db", "new.db.lock"}, "it may be a store in use"},
		{"file of the store removed", "first", sqlite.Restore, func(t *testing.T, dir string) { remove(t, hidden(t, dir)) },
			"/new.db: open ", []string{"new.db.lock"}, "the copy would have no name"},
	}
	for _, tt := range tests {
		because(t, tt.name, tt.reason)
		stored, dir := copyOf(t)
		disturb := sync.OnceFunc(func() { tt.disturb(t, dir) })
		watch(t, dir, func(action string) error {
			if action == tt.at {
				disturb()
			}
			return nil
		})
		err := tt.copy(t.Context(), stored, filepath.Join(dir, "new.db"), func(done, all int64) {
			if tt.at == "first" && done == 0 || tt.at == "last" && done == all {
				disturb()
			}
		})
		release()
		release = func() {}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q; %s", tt.name, err, tt.want, tt.reason)
		}
		expectNames(t, dir, append(tt.left, "s.db", "s.db.lock")...)
		if slices.Contains(tt.left, "new.db") && contentOf(t, filepath.Join(dir, "new.db")) != "of another" {
			t.Errorf("%s: the file of another was overwritten; %s", tt.name, tt.reason)
		}
	}
}

// What is told of the progress is exact, and between two parts of a store a backup
// notices that nobody wants it any more.
func TestProgress(t *testing.T) {
	t.Parallel()
	const part, page = 2048 * 4096, 4096
	stored, dir := copyOf(t)
	makeDatabase(t, stored, "VACUUM") // or the free pages would be used first
	info, err := os.Stat(stored)
	if err != nil {
		t.Fatal(err)
	}
	// Two parts and a page: the table has a page for its row and one for each 4,092
	// bytes of it beyond what the first has.
	more := (2*part+page-info.Size())/page - 1
	makeDatabase(t, stored, "CREATE TABLE padding (bytes BLOB)", fmt.Sprintf("INSERT INTO padding VALUES (zeroblob(%d))", more*4092+600))
	const all = 2*part + page
	if info, err = os.Stat(stored); err != nil || info.Size() != all {
		t.Fatalf("the store has %d bytes, %v, want %d", info.Size(), err, all)
	}
	copied, restored := filepath.Join(dir, "copied"), filepath.Join(dir, "restored")
	for _, tt := range []struct {
		name     string
		from, to string
		copy     func(ctx context.Context, from, to string, progress sqlite.Progress) error
		giveUp   int // when progress is called for this time
		want     string
		reason   string
	}{
		{"backup given up", stored, copied, sqlite.Backup, 1, "[[0 16781312] [16781312 16781312]]", "the rest of the store is not read"},
		{"backup given up later", stored, copied, sqlite.Backup, 2, "[[0 16781312] [8388608 16781312] [16781312 16781312]]", "the same"},
		{"backup given up at the end", stored, copied, sqlite.Backup, 4, "[[0 16781312] [8388608 16781312] [16777216 16781312] [16781312 16781312]]", "it is not waited for the check"},
		{"backup", stored, copied, sqlite.Backup, 0, "[[0 16781312] [8388608 16781312] [16777216 16781312] [16781312 16781312]]", "8 MiB at a time, and the end"},
		{"restore", copied, restored, sqlite.Restore, 0, "[[0 16781312]]", "a file is copied at once"},
	} {
		because(t, tt.name, tt.reason)
		ctx, cancel := context.WithCancel(t.Context())
		var got [][2]int64
		err := tt.copy(ctx, tt.from, tt.to, func(done, all int64) {
			if got = append(got, [2]int64{done, all}); len(got) == tt.giveUp {
				cancel()
			}
		})
		cancel()
		if errors.Is(err, context.Canceled) != (tt.giveUp > 0) || err != nil && tt.giveUp == 0 {
			t.Errorf("%s = %v, want success: %t; %s", tt.name, err, tt.giveUp == 0, tt.reason)
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("the progress of %s was %v, want %v; %s", tt.name, got, tt.want, tt.reason)
		}
	}
	if !bytes.Equal([]byte(contentOf(t, restored)), []byte(contentOf(t, copied))) {
		t.Error("the restored store is not what was copied")
	}
}
