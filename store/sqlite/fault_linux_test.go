package sqlite_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// A copy that cannot be brought to the disk or given its name leaves nothing of that
// name: the next one would be refused because of it.
func TestPublishFails(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	f, err := os.Create(in("part"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Symlink("/dev/null", in("null")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		part, to, want string
		err            error
		reason         string
	}{
		{in("none"), "new", "cannot be brought to the disk", syscall.ENOENT, "somebody removed it"},
		{in("null"), "new", "cannot be brought to the disk", syscall.EINVAL, "whether it is on the disk is not known"},
		{in("part"), "none/new", "cannot be made", syscall.ENOENT, "somebody removed the directory"},
		{fmt.Sprint("/proc/self/fd/", f.Fd()), "new", "cannot be made", syscall.EXDEV, "the name is on another file system"},
	} {
		because(t, tt.part, tt.reason)
		err := sqlite.Publish(tt.part, in(tt.to))
		if !errors.Is(err, tt.err) || !strings.HasPrefix(err.Error(), in(tt.to)+" "+tt.want+": ") {
			t.Errorf("publish(%s) = %v, want that it %s: %v; %s", tt.part, err, tt.want, tt.err, tt.reason)
		}
		expectNames(t, dir, "null", "part")
	}
	if err := sqlite.Publish(in("part"), in("new")); err != nil {
		t.Errorf("publish() = %v, want nil", err)
	}
	expectNames(t, dir, "new", "null")
}

// Names that are not on the disk may be gone after the next start.
func TestSyncDirFails(t *testing.T) {
	for _, tt := range []struct {
		path   string
		want   error
		reason string
	}{
		{t.TempDir(), nil, "it can be synced"},
		{filepath.Join(t.TempDir(), "none"), syscall.ENOENT, "it was removed"},
		{"/dev/null", syscall.EINVAL, "it is no directory"},
	} {
		because(t, tt.path, tt.reason)
		if err := sqlite.SyncDir(tt.path); !errors.Is(err, tt.want) {
			t.Errorf("syncDir(%s) = %v, want %v; %s", tt.path, err, tt.want, tt.reason)
		}
	}
}

// A store that does not fit on the disk is not restored, and its file goes.
func TestRestoreFull(t *testing.T) {
	stored, dir := copyOf(t)
	err := sqlite.Restore(t.Context(), stored, filepath.Join(dir, "new"), func(int64, int64) {
		parts, err := filepath.Glob(filepath.Join(dir, ".new.*.part"))
		if err != nil || len(parts) != 1 {
			t.Fatalf("the files of the store are %q, %v, want one", parts, err)
		}
		remove(t, parts[0])
		if err := os.Symlink("/dev/full", parts[0]); err != nil {
			t.Fatal(err)
		}
	})
	if !errors.Is(err, syscall.ENOSPC) || !strings.HasPrefix(err.Error(), "store "+filepath.Join(dir, "new")+": ") {
		t.Errorf("Restore() = %v, want the path and that there is no room", err)
	}
	expectNames(t, dir, "new.lock", "s.db", "s.db.lock")
	expectNoneOpen(t, dir)
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
	stored, _ := copyOf(t)
	dir := t.TempDir()
	t.Chdir(dir)
	remove(t, dir)
	_, err := sqlite.Open(t.Context(), "s.db")
	if err == nil || !strings.HasPrefix(err.Error(), "store s.db: name an absolute path: ") {
		t.Errorf("Open() = %v, want that the path should be absolute", err)
	}
	if err := sqlite.Backup(t.Context(), stored, "new", quiet); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Backup() = %v, want that there is no working directory", err)
	}
	if err := sqlite.Restore(t.Context(), "copy", filepath.Join(filepath.Dir(stored), "new"), quiet); !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "copy") {
		t.Errorf("Restore() = %v, want that there is no working directory", err)
	}
}
