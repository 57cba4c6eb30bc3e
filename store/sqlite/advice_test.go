package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"profilestatus.example/store/sqlite"
)

// A log of any size is the same afterwards; one that is not there stays away, and
// one that cannot be written is an error that names it.
func TestRewriteLogContent(t *testing.T) {
	for _, size := range []int{0, 1, 1 << 20, 1<<20 + 1, 3 << 20} {
		path := file(t)
		content := bytes.Repeat([]byte("0123456"), size/7+1)[:size]
		write(t, path+"-wal", string(content))
		if err := sqlite.RewriteLog(path); err != nil {
			t.Errorf("%d bytes: %v, want nil", size, err)
		}
		if contentOf(t, path+"-wal") != string(content) {
			t.Errorf("%d bytes: the content is another", size)
		}
	}
	path := file(t)
	if err := sqlite.RewriteLog(path); err != nil {
		t.Errorf("no log: %v, want nil", err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no log: now there is one, %v", err)
	}
	if err := os.Mkdir(path+"-wal", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, open := range []func() error{
		func() error { return sqlite.RewriteLog(path) },
		func() error { _, err := sqlite.Open(t.Context(), path); return err },
	} {
		if err := open(); err == nil || !strings.Contains(err.Error(), path+": its log cannot be written, let this user write to it") {
			t.Errorf("a log that is a directory: %v, want that it cannot be written", err)
		}
	}
}

// Another program that holds the file, and a schema that is not what its version
// says, are told as what they are.
func TestAdvice(t *testing.T) {
	path := file(t)
	makeStore(t, path)
	release := hold(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, busy := db.ExecContext(t.Context(), "BEGIN IMMEDIATE; ROLLBACK")
	release()
	_, odd := db.ExecContext(t.Context(), "SELECT * FROM nowhere")
	_, full := db.ExecContext(t.Context(), "PRAGMA max_page_count = 1; CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(1000000))")
	_, readOnly := db.ExecContext(t.Context(), "PRAGMA query_only = 1; CREATE TABLE other (a)")
	for _, tt := range []struct {
		err          error
		want, reason string
	}{
		{readOnly, "files cannot be made beside it, let this user write to the directory", "SQLite falls back to reading"},
		{busy, "another program holds it, stop that program and try again", "it passes"},
		{full, "the disk is full, make room", "SQLite says so"},
		{odd, "it cannot be opened, see to the disk", "no better advice is known"},
		{errDisk, "it cannot be opened", "it is no error of SQLite"},
	} {
		because(t, tt.want, tt.reason)
		got := sqlite.Advise("s.db", tt.err)
		if !strings.HasPrefix(got.Error(), "store s.db: "+tt.want+": ") || !errors.Is(got, tt.err) {
			t.Errorf("%v is told as %v, want %q, reason: %s", tt.err, got, tt.want, tt.reason)
		}
	}
}

// A file that goes away or is replaced while Open looks at it is no store: what
// is open is not what is at the path.
func TestFilesVanishDuringOpen(t *testing.T) {
	for _, tt := range []struct {
		suffix       string
		replace      bool
		want, reason string
	}{
		{"", false, "it vanished while it was opened, try again", "the store would write into nothing"},
		{"-wal", false, "its log vanished while it was opened, try again", "the same"},
		{"-shm", false, "it vanished while it was opened, try again", "who opens the store next would make another"},
		{"", true, "another file took its place", "the path would lead to the other file after a restart"},
	} {
		because(t, tt.want, tt.reason)
		path := file(t)
		makeStore(t, path)
		content := contentOf(t, path)
		reads := 0
		s, err := sqlite.OpenWithHook(t.Context(), path, longWait, func(query string) error {
			if strings.Contains(query, "count(*) FROM tombstones") {
				if reads++; reads == 4 { // the last connection
					rename(t, path+tt.suffix, path+".away")
					if tt.replace {
						write(t, path, content)
					}
				}
			}
			return nil
		})
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), "store "+path) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q replaced %v: Open() = %v, want %q, reason: %s", tt.suffix, tt.replace, err, tt.want, tt.reason)
		}
	}
}
