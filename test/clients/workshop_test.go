package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/progress"
)

// emptyWorkshop returns one with a cache of its own, which says nothing.
func emptyWorkshop(t *testing.T) *workshop {
	t.Helper()
	return &workshop{root: t.TempDir(), cache: t.TempDir(), progress: progress.New(io.Discard)}
}

// put writes a file and the folders that it needs.
func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestMake makes clients of a few shell commands and shows how far each comes.
func TestMake(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skipf("the commands of a client cannot be run: %v", err)
	}
	claim := "printf 'ok - %s\\n'"
	for _, step := range steps {
		claim += " " + step.name
	}
	tests := []struct {
		name   string
		client client
		want   string // in the summary
		reason string
	}{
		{"program missing", client{Needs: []string{"no-such-program"}}, "skipped: no-such-program is not installed", "a missing toolchain is a skip with its name"},
		{"library missing", client{Prepare: []string{"echo the library is not installed; exit 77"}}, "skipped: the library is not installed", "what cannot be asked by name says so itself"},
		{"compiler missing", client{NeedsToBuild: []string{"no-such-program"}}, "generated only: no-such-program is not installed", "generating is worth something by itself"},
		{"network stutters", client{Prepare: []string{"test -e second || { touch second; exit 1; }"}, Generate: []string{"exit 3"}}, "FAILED: generate: exit 3: exit status 3", "the second try has to come"},
		{"installed", client{Pins: []string{"pin"}, Prepare: []string{"cp pin made"}, Links: []string{"made"}, Generate: []string{"echo it has $(cat made $CACHE/pin); exit 1"}}, "it has 77", "what was installed from the pins is in the client's folder"},
		{"no network", client{Prepare: []string{"echo no route; exit 1"}}, "FAILED: prepare", "an installation that fails is no skip"},
		{"generator warns", client{Generate: []string{"echo '[main] WARN no type'"}}, "1 warnings:\n[main] WARN no type", "it may be the document's fault"},
		{"compiler warns", client{Build: []string{"echo 'x.c:1: warning: unused' >&2"}}, "FAILED: build", "the same, on the other stream"},
		{"crash", client{Run: "echo ok - server-id; echo expected 1, found 2 >&2; exit 1"}, "expected 1, found 2", "what the scenario says is shown"},
		{"locale", client{Generate: []string{"echo speaks $LC_ALL; exit 1"}}, "speaks C.UTF-8", "a warning in another language would not be found"},
		{"proxy", client{Run: "echo a proxy for all but $NO_PROXY; exit 1"}, "for all but 127.0.0.1", "the network of a company has one, which does not lead to the service"},
		{"too few steps", client{Run: "echo ok - server-id"}, "passed the steps [server-id], want", "ending well is not enough"},
		{"only claims", client{Run: claim}, "the service never saw", "the service is asked"},
	}
	t.Setenv("LC_ALL", "de_DE.UTF-8")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := emptyWorkshop(t)
			tt.client.name = "x"
			put(t, filepath.Join(w.root, source, "x", "pin"), "7")
			r := &result{client: &tt.client}
			r.err = w.make(t.Context(), r)
			if got := r.summary(); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestLayOut: what is written by hand and what is to be kept is there, nothing
// else is.
func TestLayOut(t *testing.T) {
	w := emptyWorkshop(t)
	for _, file := range []string{source + "/x/scenario", target + "/x/kept/library", target + "/x/generated/old", target + "/x/scenario"} {
		put(t, filepath.Join(w.root, file), file)
	}
	c := &client{name: "x", Keep: []string{"kept"}}
	if err := w.dir(c, nil).LayOut(filepath.Join(w.root, source, c.name), c.Keep); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"scenario": source + "/x/scenario", "kept/library": target + "/x/kept/library", "generated/old": ""} {
		if got, _ := os.ReadFile(filepath.Join(w.folder(c), file)); string(got) != want { // none reads as nothing
			t.Errorf("%s holds %q, want %q", file, got, want)
		}
	}
}

// TestInterrupt: all that a command started is ended, and the folders of the
// clients that were not begun stay as they are.
func TestInterrupt(t *testing.T) {
	w := emptyWorkshop(t)
	begun, later := &client{name: "begun", Generate: []string{"sleep 60 & touch begun; wait"}}, &client{name: "later"}
	old := filepath.Join(w.folder(later), "old")
	put(t, old, "")
	put(t, filepath.Join(w.root, source, begun.name, "scenario"), "")
	put(t, filepath.Join(w.root, source, later.name, "scenario"), "")
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		defer interrupt()
		for range 1000 {
			if _, err := os.Stat(filepath.Join(w.folder(begun), "begun")); err == nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	begin := time.Now()
	for _, r := range w.workOn(ctx, []*client{begun, later}, 1) {
		if got := r.summary(); got != "interrupted" {
			t.Errorf("%s: %s, want interrupted", r.client.name, got)
		}
	}
	if took := time.Since(begin); took >= folder.WaitDelay { // the sleep holds the pipe
		t.Errorf("ended after %v: what the command had started was not ended", took)
	}
	if _, err := os.Stat(old); err != nil {
		t.Errorf("the folder of a client that was not begun was emptied: %v", err)
	}
}
