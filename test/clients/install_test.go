package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/test/internal/folder"
)

// TestInstallOnce: what is installed serves later runs, until something changes
// that it depends on.
func TestInstallOnce(t *testing.T) {
	if missing := folder.Missing([]string{"bash"}); missing != "" {
		t.Skip(missing)
	}
	w := emptyWorkshop(t)
	log := filepath.Join(t.TempDir(), "log")
	c := &client{name: "x", Version: "1", Pins: []string{"pin"}, Prepare: []string{"echo installed >>" + log}}
	pin := filepath.Join(w.root, source, "x", "pin")
	tests := []struct {
		version, pin string
		want         int
		reason       string
	}{
		{"1", "a", 1, "nothing is there yet"},
		{"1", "a", 1, "it is there"},
		{"1", "b", 2, "another pin may be another version of a library"},
		{"2", "b", 3, "the generator is another one"},
		{"1", "a", 3, "the first one is still there"},
	}
	for _, tt := range tests {
		put(t, pin, tt.pin)
		c.Version = tt.version
		if err := w.make(t.Context(), &result{client: c}); err == nil || !strings.Contains(err.Error(), "run") {
			t.Fatalf("make: %v, want to come to the run", err)
		}
		text, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(text, []byte("\n")); got != tt.want {
			t.Errorf("version %s, pin %s: installed %d times, want %d\nreason: %s", tt.version, tt.pin, got, tt.want, tt.reason)
		}
	}
}

// TestInstallAgain: an installation that failed is continued where it was.
func TestInstallAgain(t *testing.T) {
	if missing := folder.Missing([]string{"bash"}); missing != "" {
		t.Skip(missing)
	}
	w := emptyWorkshop(t)
	put(t, filepath.Join(w.root, source, "x", "scenario"), "")
	c := &client{name: "x", Prepare: []string{"test -e compiled || { echo never >compiled; echo one file is compiled; exit 77; }"}, Generate: []string{"cat $CACHE/compiled; exit 1"}}
	first, second := &result{client: c}, &result{client: c}
	if err := w.make(t.Context(), first); err != nil || first.skipped != "one file is compiled" {
		t.Errorf("the first time: %q, %v", first.skipped, err)
	}
	if err := w.make(t.Context(), second); err == nil || !strings.Contains(err.Error(), "never") {
		t.Errorf("the second time: %v, want the file that the first one left", err)
	}
}
