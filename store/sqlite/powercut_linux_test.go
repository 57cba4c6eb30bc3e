package sqlite_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
	"profilestatus.example/store/storetest"
)

// The environment that makes the test binary the process to be recorded.
const (
	recordedFile        = "SQLITE_TEST_RECORDED_FILE"
	recordedSynchronous = "SQLITE_TEST_RECORDED_SYNCHRONOUS"
)

// TestPowerCut records what a process writes and syncs, and rebuilds the files
// as a power cut could have left them at many moments: all that was synced,
// and none, some or all of what was not. No create that was answered before
// the cut may be missing.
//
// The same with a weaker setting must lose something: killing the process
// cannot tell the two apart, and a test that cannot proves nothing.
func TestPowerCut(t *testing.T) {
	tests := []struct {
		synchronous string
		wantLoss    bool
		reason      string
	}{
		{"FULL", false, "this is what Open uses"},
		{"NORMAL", true, "it syncs the log before a checkpoint only"},
	}
	for _, tt := range tests {
		t.Run(tt.synchronous, func(t *testing.T) {
			t.Parallel()
			path := file(t)
			makeStore(t, path)
			base, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			events := recordProcess(t, path, tt.synchronous)
			images, lost := replay(t, events, map[string][]byte{path: base, path + "-wal": nil}, path)
			t.Logf("%d events, %d images, %d of them lost something", len(events), images, lost)
			if got := lost > 0; got != tt.wantLoss || images < 20 {
				t.Errorf("%d of %d images lost something, want some: %v, reason: %s", lost, images, tt.wantLoss, tt.reason)
			}
		})
	}
}

// TestMain lets the test binary be the process that a test records or injects
// faults into.
func TestMain(m *testing.M) {
	if err := storetest.FoldersInMemory(); err != nil {
		panic(err)
	}
	if path := os.Getenv(servedFile); path != "" {
		if err := serveFile(path, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if path := os.Getenv(recordedFile); path != "" {
		if err := recorded(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0) // without Close, which would sync
	}
	// Tests that run beside others mostly wait for a disk, on purpose.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// recorded creates records and writes down which ones were answered.
func recorded(path string) error {
	ctx := context.Background()
	s, err := sqlite.OpenWith(ctx, path, os.Getenv(recordedSynchronous), 40)
	if err != nil {
		return err
	}
	answered, err := os.Create(path + ".answered")
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	failed := make(chan error, 4)
	for w := range cap(failed) {
		wg.Go(func() {
			for i := range 40 {
				r := store.Record{Key: key("p"), ID: fmt.Sprintf("%d-%d", w, i), Status: "success", LastSynchronization: time.Unix(0, 0).UTC()}
				err := s.Create(ctx, r)
				if err == nil {
					_, err = answered.WriteString(r.ID + "\n")
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	return <-failed
}

// recordProcess runs recorded in a process of its own and returns what it did to the store.
func recordProcess(t *testing.T, path, synchronous string) []event {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("needs strace:", err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.CommandContext(t.Context(), "strace", "-f", "-y", "-xx", "-s", "70000", "-o", trace, "-e", "signal=none",
		"-e", "trace=write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat",
		os.Args[0])
	cmd.Env = append(os.Environ(), recordedFile+"="+path, recordedSynchronous+"="+synchronous)
	out, err := cmd.CombinedOutput()
	if err != nil && (strings.Contains(string(out), "ptrace") || strings.Contains(string(out), "not permitted")) {
		t.Skipf("strace may not trace here: %v\n%s", err, out)
	} else if err != nil {
		t.Fatalf("strace: %v\n%s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	return parseTrace(t, string(text), path)
}

// replay opens what a power cut could have left at about 25 moments. It returns
// how many images it opened and how many of them had lost an answered create.
func replay(t *testing.T, events []event, base map[string][]byte, path string) (images, lost int) {
	t.Helper()
	d := newDisk(base)
	random := rand.New(rand.NewPCG(1, 2))
	var answered []string
	every := max(1, len(events)/25)
	for i, e := range events {
		if e.name == path+".answered" {
			answered = append(answered, strings.Fields(string(e.data))...)
			continue
		}
		d.apply(e)
		// The first images are of no interest: nothing is answered yet.
		if len(answered) == 0 || i%every != 0 {
			continue
		}
		for _, share := range []float64{0, 0.5, 1} {
			image := filepath.Join(t.TempDir(), "s.db")
			for suffix, content := range map[string][]byte{
				"":     d.image(path, share, random),
				"-wal": d.image(path+"-wal", share, random),
			} {
				if err := os.WriteFile(image+suffix, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			images++
			if missing(t, image, answered) {
				lost++
			}
		}
	}
	return images, lost
}

// missing reports whether a create that was answered is not in the image.
func missing(t *testing.T, image string, answered []string) bool {
	t.Helper()
	s, err := sqlite.Open(t.Context(), image)
	if err != nil {
		t.Errorf("Open() of an image = %v, want nil", err)
		return true
	}
	defer s.Close()
	got := ids(t, s, "p")
	for _, id := range answered {
		if !slices.Contains(got, id) {
			return true
		}
	}
	return false
}
