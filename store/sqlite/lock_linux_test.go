package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"profilestatus.example/store/sqlite"
)

// A store that is closed can be opened again at once, although a program that was
// just started still has copies of its descriptors.
func TestLockGoesWithClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	copies := 0
	for _, e := range entries {
		var fd int
		fmt.Sscan(e.Name(), &fd)
		if target, err := os.Readlink("/proc/self/fd/" + e.Name()); err != nil || target != path {
			continue
		}
		duplicate, err := syscall.Dup(fd)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { syscall.Close(duplicate) })
		copies++
	}
	if err := s.Close(); err != nil || copies == 0 {
		t.Fatalf("Close() = %v, with %d descriptors", err, copies)
	}
	again, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatalf("Open() after Close() = %v, want nil", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// TestRestoreFromPipe refuses a named pipe, which nobody may ever write to.
func TestRestoreFromPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Restore(t.Context(), pipe, file(t), quiet); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("Restore() = %v, want an error", err)
	}
}
