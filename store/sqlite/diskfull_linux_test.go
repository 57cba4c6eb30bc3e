package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// mountSmall mounts a file system of so many bytes and returns its directory.
func mountSmall(t *testing.T, size string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only the superuser can mount a small disk")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("no small disk can be mounted here:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

// On a full disk creates are refused, reads go on, nothing that was answered is
// lost, and when there is room again the store works by itself.
func TestDiskFull(t *testing.T) {
	dir := mountSmall(t, "1m")
	path := filepath.Join(dir, "s.db")
	ballast := filepath.Join(dir, "ballast")
	write(t, ballast, strings.Repeat("x", 400_000))
	s := open(t, path)

	var mu sync.Mutex
	stored := make(map[string]bool)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 5000 {
				r := record(fmt.Sprint(w), fmt.Sprint(i))
				err := s.Create(t.Context(), r)
				mu.Lock()
				stored[r.Profile+"/"+r.ID] = err == nil
				mu.Unlock()
				if err != nil {
					if !errors.Is(err, store.ErrUnavailable) {
						t.Errorf("Create() on a full disk = %v, want ErrUnavailable", err)
					}
					return
				}
			}
			t.Error("the disk never filled up")
		})
	}
	wg.Wait()
	// Whatever room the last attempt left is not enough for long.
	for i := range 200 {
		id := fmt.Sprint(i)
		stored["more/"+id] = s.Create(t.Context(), record("more", id)) == nil
	}
	fillUp(t, filepath.Join(dir, "rest"))
	if err := s.Create(t.Context(), record("last", "a")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Create() on a full disk = %v, want ErrUnavailable", err)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Ping() on a full disk = %v, want ErrUnavailable", err)
	}
	checkStored(t, s, stored)

	for _, name := range []string{ballast, filepath.Join(dir, "rest")} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping() with room again = %v, want nil", err)
	}
	create(t, s, "last", "a")
	stored["last/a"] = true
	checkStored(t, s, stored)
	if err := s.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	again, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	checkStored(t, again, stored)
	if err := again.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}

// fillUp writes to the file until the disk is full.
func fillUp(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 4096; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

// checkStored compares what is stored with what the creates returned.
func checkStored(t *testing.T, s *sqlite.Store, stored map[string]bool) {
	t.Helper()
	for name, want := range stored {
		profileID, id, _ := strings.Cut(name, "/")
		_, err := s.Find(t.Context(), key(profileID), id)
		if want && err != nil || !want && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Find(%s) = %v, its create succeeded: %v", name, err, want)
		}
	}
}
