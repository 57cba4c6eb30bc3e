package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// insideNamespace is the environment of a test that runs in a mount namespace of
// its own.
const insideNamespace = "SQLITE_TEST_NAMESPACE"

// onSmallDisk runs test with a directory on a disk of so many bytes. The disk is
// mounted in a process of its own, so that it goes with the process, however
// that ends.
func onSmallDisk(t *testing.T, size string, test func(t *testing.T, dir string)) {
	t.Helper()
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only the superuser can mount a small disk")
	}
	if os.Getenv(insideNamespace) != "" {
		dir := t.TempDir()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
			t.Skip("no small disk can be mounted here:", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
				t.Errorf("unmount: %v", err)
			}
		})
		test(t, dir)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), insideNamespace+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, syscall.EPERM):
		t.Skip("no mount namespace can be made here:", err)
	case err != nil:
		t.Errorf("%v\n%s", err, out)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skipf("%s", out)
	default:
		t.Logf("%s", out)
	}
}

// On a full disk creates are refused, reads go on, nothing that was answered is
// lost, and when there is room again the store works by itself.
func TestDiskFull(t *testing.T) { onSmallDisk(t, "1m", testDiskFull) }

func testDiskFull(t *testing.T, dir string) {
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
				r := record(fmt.Sprint(w), fmt.Sprintf("%0128d", i))
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
	// The store makes room by trimming its log, until there is none to be made.
	var fillers []string
	eventually(t, "creates are refused and readiness says so", func() bool {
		name := filepath.Join(dir, fmt.Sprint("filler", len(fillers)))
		fillUp(t, name)
		fillers = append(fillers, name)
		id := fmt.Sprint("last", len(fillers))
		err := s.Create(t.Context(), record("more", id))
		stored["more/"+id] = err == nil
		return errors.Is(err, store.ErrUnavailable) && errors.Is(s.Ping(t.Context()), store.ErrUnavailable)
	})
	checkStored(t, s, stored)

	for _, name := range append(fillers, ballast) {
		remove(t, name)
	}
	eventually(t, "Ping() with room again = nil", func() bool { return s.Ping(t.Context()) == nil })
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

// On a small disk the log leaves room for the database: most of what the disk
// holds is records, and a little room or a restart lets the store go on.
func TestSmallDisk(t *testing.T) { onSmallDisk(t, "2m", testSmallDisk) }

func testSmallDisk(t *testing.T, dir string) {
	path, ballast := filepath.Join(dir, "s.db"), filepath.Join(dir, "ballast")
	write(t, ballast, strings.Repeat("x", 100_000))
	s, _ := openFaulty(t, path, longWait)
	// Each create alone, which makes the log grow most. Ids are as long as they may
	// be, so that the disk is soon full.
	n := 0
	for ; n < 100_000; n++ {
		err := s.Create(t.Context(), record("p", fmt.Sprintf("%0128d", n)))
		if errors.Is(err, store.ErrUnavailable) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	sizes := make(map[string]int64)
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		sizes[filepath.Ext(name)] = info.Size()
	}
	t.Logf("%d records, sizes %v", n, sizes)
	if sizes[".db"] < 3<<19 {
		t.Errorf("the disk of 2 MiB is full with %d records and the sizes %v, want a database of more than 1.5 MiB", n, sizes)
	}
	if err := s.Close(); err != nil {
		t.Errorf("Close() of a full disk = %v, want nil: nothing is lost", err)
	}
	s, _ = openFaulty(t, path, longWait)
	if got := len(ids(t, s, "p")); got != n {
		t.Errorf("List() gave %d records after a restart, want %d", got, n)
	}
	remove(t, ballast)
	eventually(t, "Ping() with a little room = nil", func() bool { return s.Ping(t.Context()) == nil })
	create(t, s, "q", "a")
	if err := s.Delete(t.Context(), key("p")); err != nil {
		t.Errorf("Delete() = %v, want nil", err)
	}
	eventually(t, "the deleted records make room", func() bool { return count(t, path, "records") == 1 })
	for i := range 200 {
		create(t, s, "q", fmt.Sprint(i))
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
