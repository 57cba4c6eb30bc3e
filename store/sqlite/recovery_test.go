package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// A statement that fails is an answer of its own for the whole batch, and the
// store works again as soon as the disk does.
func TestFailedStatement(t *testing.T) {
	tests := []struct {
		name   string
		fails  string
		says   string
		reason string
	}{
		{"begin", "BEGIN", "begin: ", "no transaction is open, so nothing was written"},
		{"insert", "INSERT INTO records", "insert records: ", "the transaction is rolled back"},
		{"tails", "INTO tails", "update tails: ", "the records are in the transaction, too"},
		{"commit", "COMMIT", "commit: ", "nobody may see what was not committed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, disk := openFaulty(t, file(t), longWait)
			create(t, s, "p", "a")
			disk.fail(tt.fails, 1)
			err := s.Create(t.Context(), record("p", "b"))
			expectOutcome(t, "Create()", err, "unavailable")
			if err != nil && !strings.Contains(err.Error(), ": "+tt.says) {
				t.Errorf("Create() = %v, want what failed, %q", err, tt.says)
			}
			_, err = s.Find(t.Context(), key("p"), "b")
			expectOutcome(t, "Find(b)", err, "missing")
			expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
			create(t, s, "p", "b")
			if got, want := ids(t, s, "p"), []string{"b", "a"}; !slices.Equal(got, want) {
				t.Errorf("List() = %v, want %v, reason: %s", got, want, tt.reason)
			}
			expectOutcome(t, "Close()", s.Close(), "ok")
		})
	}
}

// The same for a delete, also for that of a tenant.
func TestFailedDelete(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(*sqlite.Store) error{
		"Delete()":       func(s *sqlite.Store) error { return s.Delete(t.Context(), key("p")) },
		"DeleteTenant()": func(s *sqlite.Store) error { return s.DeleteTenant(t.Context(), store.DefaultTenant) },
	} {
		for _, fails := range []string{"BEGIN", "INSERT INTO tombstones", "DELETE FROM tails", "DELETE FROM profiles", "COMMIT"} {
			s, disk := openFaulty(t, file(t), longWait)
			create(t, s, "p", "a")
			disk.fail(fails, 1)
			expectOutcome(t, name, remove(s), "unavailable")
			if got := ids(t, s, "p"); !slices.Equal(got, []string{"a"}) {
				t.Errorf("List() after %s failed in %s = %v, want [a]", fails, name, got)
			}
			create(t, s, "p", "b")
			if got := ids(t, s, "p"); !slices.Equal(got, []string{"b", "a"}) {
				t.Errorf("List() after a create = %v, want [b a]", got)
			}
			expectOutcome(t, name, remove(s), "ok")
		}
	}
}

// A create whose commit failed is answered after another commit, which writes
// something, and not before.
func TestFailedCommitIsInvalidated(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	create(t, s, "p", "a")
	disk.fail("COMMIT", 1)
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "b")), "unavailable")
	want := []string{"COMMIT", "UPDATE sqlite_sequence", "COMMIT"}
	if got := disk.statements("COMMIT", "UPDATE sqlite_sequence"); !slices.Equal(got, want) {
		t.Errorf("the statements are %q, want %q", got, want)
	}
}

// A delete gives no place to a record, and yet what undoes its commit is something
// that SQLite writes.
func TestFailedDeleteIsInvalidated(t *testing.T) {
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	create(t, s, "p", "a")
	before := contentOf(t, path+"-wal")
	disk.fail("COMMIT", 1)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "unavailable")
	if contentOf(t, path+"-wal") == before {
		t.Error("nothing was written to the log")
	}
}

// While a failed commit may come back nobody is answered with a success or a
// refusal that could turn out wrong.
func TestUncertainCommit(t *testing.T) {
	s, disk := openFaulty(t, file(t), longWait)
	create(t, s, "p", "a")
	disk.fail("COMMIT", -1)
	first := make(chan error, 1)
	go func() { first <- s.Create(context.Background(), record("p", "b")) }()
	eventually(t, "the create fails to commit twice", func() bool { return len(disk.statements("COMMIT")) >= 2 })

	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "c")), "unavailable")
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "unavailable")
	expectOutcome(t, "DeleteTenant()", s.DeleteTenant(t.Context(), store.DefaultTenant), "unavailable")
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "unavailable")
	_, err := s.Profiles(t.Context(), store.DefaultTenant, "", 1)
	expectOutcome(t, "Profiles()", err, "unavailable")
	_, err = s.Newest(t.Context(), key("p"))
	expectOutcome(t, "Newest()", err, "unavailable")
	_, err = s.Find(t.Context(), key("p"), "a")
	expectOutcome(t, "Find(a)", err, "unavailable")
	_, _, err = s.List(t.Context(), key("p"), 0, 1)
	expectOutcome(t, "List()", err, "unavailable")
	select {
	case err := <-first:
		t.Errorf("Create() = %v while its commit may come back", err)
	default:
	}
	disk.fail("", 0)
	expectOutcome(t, "the first Create()", <-first, "unavailable")
	eventually(t, "Ping() = nil", func() bool { return s.Ping(t.Context()) == nil })
	create(t, s, "p", "b", "c")
	if got, want := ids(t, s, "p"), []string{"c", "b", "a"}; !slices.Equal(got, want) {
		t.Errorf("List() = %v, want %v", got, want)
	}
	expectOutcome(t, "Close()", s.Close(), "ok")
}

// When a failed commit cannot be undone in time, the caller learns that nothing
// is known, and Close says so, too.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), shortWait)
	disk.fail("COMMIT", -1)
	err := s.Create(t.Context(), record("p", "a"))
	if !errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Create() = %v, want ErrUnknown and not ErrUnavailable, which would deny it", err)
	}
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "unavailable")
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "may be stored") {
		t.Errorf("Close() = %v, want that something may be stored", err)
	}
}

// A failed commit is undone without anybody asking, as often as it happens.
func TestRecoveryByItself(t *testing.T) {
	t.Parallel()
	s, disk := openFaulty(t, file(t), longWait)
	for range 3 {
		disk.fail("COMMIT", 5)
		expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "a")), "unavailable")
	}
	create(t, s, "p", "a")
}

// Deleted records leave the file although removing them failed for a while.
func TestCollectAgain(t *testing.T) {
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	create(t, s, "p", "a", "b")
	disk.fail("DELETE FROM records", 3)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	eventually(t, "removing the records fails", func() bool { return len(disk.statements("DELETE FROM records")) > 1 })
	eventually(t, "the records leave the file", func() bool { return count(t, path, "records") == 0 })
	eventually(t, "the tombstones leave the file", func() bool { return count(t, path, "tombstones") == 0 })
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
}

// A store that another program writes to gives its records places behind the
// other's and keeps their chain whole.
func TestForeignWriter(t *testing.T) {
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	create(t, s, "p", "a")
	makeDatabase(t, path,
		"INSERT INTO records (seq, profile_no, prev, id, status, sec, nsec) VALUES (2, 1, 1, 'foreign', 'paused', 0, 0)",
		"UPDATE tails SET last = 2, sum = NULL")
	disk.fail("SELECT seq", 1)
	expectOutcome(t, "Create() that cannot read the last position", s.Create(t.Context(), record("p", "b")), "unavailable")
	create(t, s, "p", "b")
	if got, want := ids(t, s, "p"), []string{"b", "foreign", "a"}; !slices.Equal(got, want) {
		t.Errorf("List() = %v, want %v", got, want)
	}
}

// Close on a disk without room loses nothing, so it is no error.
func TestCloseWithoutCheckpoint(t *testing.T) {
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	create(t, s, "p", "a")
	disk.fail("wal_checkpoint(TRUNCATE)", -1)
	expectOutcome(t, "Close()", s.Close(), "ok")
	if got := ids(t, open(t, path), "p"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("List() = %v, want [a]", got)
	}
}

// Close leaves nothing in the log, also while another program has the database
// open.
func TestCloseEmptiesLog(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "SELECT count(*) FROM records"); err != nil {
		t.Fatal(err)
	}
	expectOutcome(t, "Close()", s.Close(), "ok")
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log is %v, %v, want it empty", info, err)
	}
}
