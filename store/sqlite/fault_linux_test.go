package sqlite_test

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"profilestatus.example/store/sqlite"
)

// A file system that knows no such locks goes without; any other error is one.
func TestLockError(t *testing.T) {
	for _, tt := range []struct {
		err, want error
		reason    string
	}{
		{nil, nil, "the lock is ours"},
		{syscall.EAGAIN, sqlite.ErrLocked, "another has it"},
		{syscall.EACCES, sqlite.ErrLocked, "POSIX allows this for the same"},
		{syscall.EINVAL, nil, "an old kernel"},
		{syscall.ENOLCK, nil, "NFS without its lock server"},
		{syscall.ENOSYS, nil, "a system that imitates Linux"},
		{syscall.EIO, syscall.EIO, "nothing is known about the lock"},
	} {
		because(t, "lock", tt.reason)
		if got := sqlite.LockError(tt.err); !errors.Is(got, tt.want) || (got == nil) != (tt.want == nil) {
			t.Errorf("%v means %v, want %v, reason: %s", tt.err, got, tt.want, tt.reason)
		}
	}
}

// A log that cannot be read or written again is an error that names the store.
func TestRewriteLogFails(t *testing.T) {
	for _, tt := range []struct {
		device string
		want   error
		reason string
	}{
		{"/proc/self/mem", syscall.EIO, "it cannot be read at the beginning"},
		{"/dev/full", syscall.ENOSPC, "it cannot be written"},
		{"/dev/null", syscall.EINVAL, "it cannot be synced"},
	} {
		because(t, tt.device, tt.reason)
		path := file(t)
		if err := os.Symlink(tt.device, path+"-wal"); err != nil {
			t.Fatal(err)
		}
		for _, open := range []func() error{
			func() error { return sqlite.RewriteLog(path) },
			func() error { _, err := sqlite.Open(t.Context(), path); return err },
		} {
			if err := open(); !errors.Is(err, tt.want) || !strings.HasPrefix(err.Error(), "store "+path+": its log cannot be brought to the disk, see to the disk: ") {
				t.Errorf("%s: %v, want %v, reason: %s", tt.device, err, tt.want, tt.reason)
			}
		}
		expectNoneOpen(t, path)
	}
}

// The system refuses to write to a program that runs, whoever asks.
func TestRunningProgram(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(program + ".lock") })
	_, err = sqlite.Open(t.Context(), program)
	if err == nil || !strings.HasPrefix(err.Error(), "store "+program+": it cannot be opened, see to the disk: ") {
		t.Errorf("Open() = %v, want that it cannot be opened", err)
	}
}

// A relative path has no meaning in a directory that was removed.
func TestNoWorkingDirectory(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	remove(t, dir)
	_, err := sqlite.Open(t.Context(), "s.db")
	if err == nil || !strings.HasPrefix(err.Error(), "store s.db: name an absolute path: ") {
		t.Errorf("Open() = %v, want that the path should be absolute", err)
	}
}
