package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/store/sqlite"
)

// onCommit opens a store that calls f at the first commit after it was set.
func onCommit(t *testing.T, path string) (s *sqlite.Store, set func(f func())) {
	t.Helper()
	var pending func()
	s, err := sqlite.OpenWithHook(t.Context(), path, longWait, func(query string) error {
		if f := pending; f != nil && query == "COMMIT" {
			pending = nil
			f()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, func(f func()) { pending = f }
}

// What is committed is not denied because the files cannot be looked at.
func TestFilesUnreachable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s.db")
	s, set := onCommit(t, path)
	away := func() {
		rename(t, dir, dir+".away")
		write(t, dir, "a file where the directory was")
	}
	back := func() {
		remove(t, dir)
		rename(t, dir+".away", dir)
	}
	create(t, s, "p", "a")
	set(away)
	expectOutcome(t, "Create() while they go out of reach", s.Create(t.Context(), record("p", "b")), "ok")
	expectOutcome(t, "Create() when they are out of reach", s.Create(t.Context(), record("p", "c")), "unavailable")
	expectOutcome(t, "Delete() when they are out of reach", s.Delete(t.Context(), key("p")), "unavailable")
	expectOutcome(t, "Ping() when they are out of reach", s.Ping(t.Context()), "unavailable")
	back()
	expectOutcome(t, "Ping() when they are back", s.Ping(t.Context()), "ok")
	expectOutcome(t, "Close()", s.Close(), "ok")
	if got, want := ids(t, open(t, path), "p"), []string{"b", "a"}; !slices.Equal(got, want) {
		t.Errorf("List() = %v, want %v", got, want)
	}
}

// A commit into a file that was removed meanwhile is neither stored nor refused:
// somebody may have moved the file, and move it back.
func TestFilesRemovedDuringCommit(t *testing.T) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		path := file(t)
		s, set := onCommit(t, path)
		create(t, s, "p", "a")
		set(func() { rename(t, path+suffix, path+suffix+".away") })
		expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "b")), "unknown")
		expectOutcome(t, "Ping()", s.Ping(t.Context()), "unavailable")
		expectOutcome(t, "Create() later", s.Create(t.Context(), record("p", "c")), "unavailable")
	}
}

// A log that is cut to nothing between the look before a commit and the commit
// is noticed although SQLite writes behind its end.
func TestLogCutDuringCommit(t *testing.T) {
	path := file(t)
	s, set := onCommit(t, path)
	create(t, s, "p", "a")
	set(func() { truncate(t, path+"-wal", 0) })
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "b")), "unknown")
}

// SQLite itself cuts the log, also for other programs.
func TestLogTruncatedBySQLite(t *testing.T) {
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	create(t, s, "p", "a", "b")
	makeDatabase(t, path, "PRAGMA wal_checkpoint(TRUNCATE)")
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Fatalf("the log is %v, %v, want it empty", info, err)
	}
	disk.fail("wal_checkpoint(NOOP)", 1)
	expectOutcome(t, "Ping() when nobody knows how much of the log is in use", s.Ping(t.Context()), "unavailable")
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
	create(t, s, "p", "c")
	if got, want := ids(t, s, "p"), []string{"c", "b", "a"}; !slices.Equal(got, want) {
		t.Errorf("List() = %v, want %v", got, want)
	}
}

// A second name makes the store unavailable while it is there.
func TestHardLinkAppears(t *testing.T) {
	path := file(t)
	s, set := onCommit(t, path)
	create(t, s, "p", "a")
	set(func() { link(t, path, path+".link") })
	expectOutcome(t, "Create() while it appears", s.Create(t.Context(), record("p", "b")), "ok")
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "c")), "unavailable")
	err := s.Ping(t.Context())
	expectOutcome(t, "Ping()", err, "unavailable")
	if err == nil || !strings.Contains(err.Error(), "hard link") {
		t.Errorf("Ping() = %v, want the reason", err)
	}
	remove(t, path+".link")
	expectOutcome(t, "Ping() when it is gone", s.Ping(t.Context()), "ok")
	create(t, s, "p", "c")
}

// A database that is cut before the first create is noticed by it.
func TestCutBeforeFirstCreate(t *testing.T) {
	path := file(t)
	makeStore(t, path)
	s := open(t, path)
	truncate(t, path, 4096)
	err := s.Create(t.Context(), record("p", "a"))
	if expectOutcome(t, "Create()", err, "unavailable"); err != nil && !strings.Contains(err.Error(), "was cut short") {
		t.Errorf("Create() = %v, want that it was cut short", err)
	}
}

// A store stays where it was opened when a link that led there leads elsewhere.
func TestFolderByLink(t *testing.T) {
	path := file(t)
	folder := filepath.Dir(path)
	if err := os.Symlink(folder, folder+".link"); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	s := open(t, filepath.Join(folder+".link", filepath.Base(path)))
	remove(t, folder+".link")
	if err := os.Symlink(t.TempDir(), folder+".link"); err != nil {
		t.Fatal(err)
	}
	create(t, s, "p", "a")
	if got := count(t, path, "records"); got != 1 {
		t.Errorf("the file has %d records, want 1", got)
	}
}

// Nobody else on the machine may read what a store keeps.
func TestPrivateFiles(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a")
	names, err := filepath.Glob(path + "*")
	if err != nil || len(names) != 4 {
		t.Fatalf("the files are %v, %v, want four", names, err)
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has the mode %o, want 600", filepath.Base(name), got)
		}
	}
}

// The log may take a quarter of the room, but never less than 64 KiB and no more
// than two checkpoints need.
func TestLogTooLarge(t *testing.T) {
	const least, most = 64 << 10, 2 * 16_000 * (4096 + 24)
	for _, tt := range []struct {
		size, free int64
		want       bool
		reason     string
	}{
		{least, 0, false, "so much is always left to it"},
		{least + 1, 0, true, "it is more than a quarter"},
		{100_000, 300_000, false, "it is a quarter"},
		{100_000, 299_996, true, "it is a byte more than a quarter"},
		{most, 1 << 50, false, "two checkpoints need so much"},
		{most + 1, 1 << 50, true, "something keeps SQLite from using it again"},
	} {
		because(t, fmt.Sprint(tt.size), tt.reason)
		if got := sqlite.LogTooLarge(tt.size, tt.free); got != tt.want {
			t.Errorf("a log of %d with %d left is too large: %v, want %v, reason: %s", tt.size, tt.free, got, tt.want, tt.reason)
		}
	}
}

// A database never becomes shorter; a log does when SQLite has no use for the rest.
func TestCheckContent(t *testing.T) {
	const oneFrame = 32 + 24 + 4096
	for _, tt := range []struct {
		name                 string
		content              string
		log                  bool
		before, size, frames int64
		lost                 bool
		reason               string
	}{
		{"database", "SQLite format 3\x00", false, 8192, 8192, 0, false, "nothing happened"},
		{"larger database", "SQLite format 3\x00", false, 8192, 16384, 0, false, "records were added"},
		{"shorter database", "SQLite format 3\x00", false, 8192, 8191, 0, true, "no statement of the store makes it shorter"},
		{"blank database", strings.Repeat("\x00", 16), false, 8192, 16384, 0, true, "it was cut to nothing and written to behind its end"},
		{"nearly blank database", strings.Repeat("\x00", 15) + "x", false, 8192, 16384, 0, false, "something is there"},
		{"unused log", "0123456789abcdef", true, 2 * oneFrame, 10, 0, false, "SQLite has cut it"},
		{"empty log", "", true, oneFrame, 0, 0, false, "SQLite has cut it"},
		{"used log", "0123456789abcdef", true, 2 * oneFrame, oneFrame, 1, false, "all that is in use is there"},
		{"cut log", "0123456789abcdef", true, 2 * oneFrame, oneFrame - 1, 1, true, "what is in use is not there"},
	} {
		because(t, tt.name, tt.reason)
		path := file(t)
		write(t, path, tt.content)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := sqlite.CheckContent(f, tt.log, tt.before, tt.size, tt.frames); (err != nil) != tt.lost {
			t.Errorf("%s: %v, want it lost: %v, reason: %s", tt.name, err, tt.lost, tt.reason)
		}
		f.Close()
	}
}
