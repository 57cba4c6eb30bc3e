package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

func quiet(int64, int64) {}

// A copy that is made while clients create has what was answered before it began,
// nothing torn, and nothing that was never sent.
func TestBackupWhileWriting(t *testing.T) {
	path, copied, restored := file(t), file(t), file(t)
	s := open(t, path)
	const writers, before, most = 8, 100, 5000
	answered := make([]int, writers)
	var began, ended sync.WaitGroup
	began.Add(writers)
	ctx, stop := context.WithCancel(t.Context())
	for w := range writers {
		ended.Go(func() {
			for i := range most {
				if i == before {
					began.Done()
				}
				if ctx.Err() != nil {
					return
				}
				if err := s.Create(t.Context(), record(fmt.Sprint("p", w), fmt.Sprint(i))); err != nil {
					t.Errorf("Create() = %v, want nil", err)
					return
				}
				answered[w]++
			}
		})
	}
	began.Wait()
	var done, all int64
	if err := sqlite.Backup(t.Context(), path, copied, func(d, a int64) { done, all = d, a }); err != nil {
		t.Fatalf("Backup() = %v, want nil", err)
	}
	if done == 0 || done != all {
		t.Errorf("the last progress was %d of %d bytes, want all of them", done, all)
	}
	stop()
	ended.Wait()
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v, %v, want the mode 0600", info, err)
	}
	if err := sqlite.Restore(t.Context(), copied, restored, quiet); err != nil {
		t.Fatalf("Restore() = %v, want nil", err)
	}
	if info, err := os.Stat(restored); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the restored store is %v, %v, want the mode 0600", info, err)
	}
	r := open(t, restored)
	for w := range writers {
		got := ids(t, r, fmt.Sprint("p", w))
		if len(got) < before || len(got) > answered[w] {
			t.Errorf("p%d has %d statuses, want %d to %d", w, len(got), before, answered[w])
		}
		for i, id := range got {
			if id != fmt.Sprint(len(got)-1-i) {
				t.Fatalf("p%d has %s at %d of %d: something is missing", w, id, i, len(got))
			}
		}
	}
	create(t, r, "p0", "new")
	expectNames(t, filepath.Dir(copied), filepath.Base(copied))
}

// expectNames fails the test when a directory holds something else.
func expectNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s holds %v, want %v", dir, got, want)
	}
}

// A store that nobody uses is copied, too, whether it was closed or killed, and is
// left as it was.
func TestBackupOfStopped(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a", "b")
	killed := file(t)
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		write(t, killed+suffix, string(content))
	}
	expectOutcome(t, "Close()", s.Close(), "ok")
	for _, tt := range []struct{ name, path, reason string }{
		{"closed", path, "everything is in one file"},
		{"killed", killed, "what was answered last is in the log"},
	} {
		because(t, tt.name, tt.reason)
		copied := file(t)
		if err := sqlite.Backup(t.Context(), tt.path, copied, quiet); err != nil {
			t.Fatalf("%s: Backup() = %v, want nil", tt.name, err)
		}
		for _, stored := range []string{copied, tt.path} {
			s := open(t, stored)
			if got := ids(t, s, "p"); !slices.Equal(got, []string{"b", "a"}) {
				t.Errorf("%s: %s has %v, want b, a", tt.name, stored, got)
			}
			expectOutcome(t, "Close()", s.Close(), "ok")
		}
	}
	expectNames(t, filepath.Dir(path), "s.db", "s.db.lock")
}

// What was removed by age is no damage in a copy.
func TestBackupOfExpired(t *testing.T) {
	path, copied := file(t), file(t)
	s := open(t, path)
	create(t, s, "p", "a", "b")
	mark(t, s)
	create(t, s, "p", "c")
	expire(t, s, store.Retention{Before: noon}, 10)
	if err := sqlite.Backup(t.Context(), path, copied, quiet); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, open(t, copied), "p"); !slices.Equal(got, []string{"c"}) {
		t.Errorf("the copy has %v, want c", got)
	}
}

// copyOf returns a closed store with the status a of p, and its directory.
func copyOf(t *testing.T) (path, dir string) {
	t.Helper()
	path = file(t)
	s := open(t, path)
	create(t, s, "p", "a")
	expectOutcome(t, "Close()", s.Close(), "ok")
	return path, filepath.Dir(path)
}

func TestBackupRefusals(t *testing.T) {
	stored, dir := copyOf(t)
	t.Chdir(dir) // where what has no path would be made
	in := func(name string) string { return filepath.Join(dir, name) }
	write(t, in("text"), "no database, but long enough for the header of one, which has 100 bytes, to be read by whoever looks")
	write(t, in("empty"), "")
	cut, err := os.ReadFile(stored)
	if err != nil {
		t.Fatal(err)
	}
	write(t, in("cut"), string(cut[:len(cut)-4096*2]))
	write(t, in("unclosed"), string(cut))
	write(t, in("unclosed-wal"), "content")
	write(t, in("left-wal"), "content")
	write(t, in("byte"), string(cut))
	write(t, in("byte-wal"), "c")
	write(t, in("left byte-wal"), "c")
	if err := os.MkdirAll(in("kept-shm/deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	long := in(strings.Repeat("n", 248)) // with .lock behind it a name, and with what a hidden file is called not
	write(t, in("broken"), string(cut))
	makeDatabase(t, in("broken"), "CREATE TABLE other (a)",
		"INSERT INTO other VALUES (NULL); PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'CREATE TABLE other (a NOT NULL)' WHERE name = 'other'")
	used := open(t, file(t))
	create(t, used, "p", "a")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	backup := func(from, to string) func() error {
		return func() error { return sqlite.Backup(t.Context(), from, to, quiet) }
	}
	restore := func(from, to string) func() error {
		return func() error { return sqlite.Restore(t.Context(), from, to, quiet) }
	}
	tests := []struct {
		name, want string
		call       func() error
		reason     string
	}{
		{"backup of nothing", "there is none", backup(in("none"), in("new")), "a typing error must not make a copy of an empty store"},
		{"backup of text", "not a database", backup(in("text"), in("new")), "the file is another one"},
		{"backup of an empty file", "it is empty", backup(in("empty"), in("new")), "nothing was ever stored"},
		{"backup of a cut store", "damaged", backup(in("cut"), in("new")), "a copy of it would be damaged, too"},
		{"backup over a file", "nothing is overwritten", backup(stored, in("text")), "it may be the last good copy"},
		{"backup over itself", "nothing is overwritten", backup(stored, stored), "it is a file, too"},
		{"backup into nowhere", "cannot be made", backup(stored, in("none/new")), "the directory is missing"},
		{"backup into a file", "cannot be made: lstat", backup(stored, filepath.Join(stored, "new")), "there is no directory"},
		{"backup given up", "context canceled", func() error { return sqlite.Backup(cancelled, stored, in("new"), quiet) }, "a signal ended it"},
		{"backup of no path", "name a file", backup("", in("new")), "the store has no name"},
		{"backup of a broken rule", "it is damaged, restore it from a copy or name another file: store is not available: the stored data is damaged: NULL value in other.a", backup(in("broken"), in("new")), "SQLite finds it when it checks the copy"},
		{"restore to no path", "name a file", restore(stored, ""), "the store has no name"},
		{"restore of a directory", "not a regular file", restore(dir, in("new")), "a typing error"},
		{"restore of a store with a byte of a log", "not the whole store", restore(in("byte"), in("new")), "the log is not empty"},
		{"restore over a byte of a log", "left of another store", restore(stored, in("left byte")), "the same"},
		{"restore over a directory", "directory not empty", restore(stored, in("kept")), "the index of the log would have its name"},
		{"restore to a long name", "name a directory that this user can write to", restore(stored, long), "there is no room for the hidden name"},
		{"restore of nothing", "no such file", restore(in("none"), in("new")), "a typing error"},
		{"restore of text", "not a database", restore(in("text"), in("new")), "the file is another one"},
		{"restore of an empty file", "it is empty", restore(in("empty"), in("new")), "a backup that was cut short by hand"},
		{"restore of a cut copy", "damaged", restore(in("cut"), in("new")), "a transfer that was cut short"},
		{"restore of an open store", "not the whole store", restore(in("unclosed"), in("new")), "cp is no backup"},
		{"restore over a store", "nothing is overwritten", restore(stored, in("text")), "it may have what the copy lacks"},
		{"restore over a log", "left of another store", restore(stored, in("left")), "it would be taken for this one's"},
		{"restore into nowhere", "does not exist", restore(stored, in("none/new")), "the directory is missing"},
	}
	for _, tt := range tests {
		because(t, tt.name, tt.reason)
		if err := tt.call(); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s = %v, want one line with %q; %s", tt.name, err, tt.want, tt.reason)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".part") || slices.Contains([]string{"new", "kept", "left", "left byte", filepath.Base(long)}, e.Name()) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// A store that is in use is not restored over, and what an empty log of another
// one leaves is no hindrance.
func TestRestoreBeside(t *testing.T) {
	stored, dir := copyOf(t)
	path := file(t)
	s := open(t, path)
	if err := sqlite.Restore(t.Context(), stored, path, quiet); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("Restore() = %v, want a refusal: it is in use", err)
	}
	expectOutcome(t, "Close()", s.Close(), "ok")
	beside := filepath.Join(dir, "beside.db")
	write(t, beside+"-wal", "")
	write(t, stored+"-wal", "")
	write(t, beside+"-shm", "old")
	if err := sqlite.Restore(t.Context(), stored, beside, quiet); err != nil {
		t.Fatalf("Restore() = %v, want nil", err)
	}
	expectNames(t, dir, "beside.db", "beside.db.lock", "s.db", "s.db-wal", "s.db.lock")
	if got := ids(t, open(t, beside), "p"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("the restored store has %v, want a", got)
	}
}
