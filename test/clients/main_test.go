package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// TestRun: what the program ends with, in a repository of three clients.
func TestRun(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // is asked for on Linux; elsewhere the folders stay empty
	const text = "language: L\ngenerator: g\nversion: '1'\nrun: r\nsnippet: s\n"
	for name, more := range map[string]string{
		"skipped": "needs: [no-such-program]\n",
		"failing": "needs: [go]\ngenerate: ['no-such-generator']\n",
		"unbuilt": "needs: [go]\nneedsToBuild: [no-such-program]\n",
	} {
		if err := os.MkdirAll(filepath.Join(source, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(source, name, descriptor), []byte(text+more), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ name, args, out, want, reason string }{
		{"skip", "skipped", "0 passed, 0 failed, 1 skipped, 0 generated only", "", "who lacks a toolchain can test the others"},
		{"no skip", "-all skipped", "1 skipped", "-all forbids it", "CI must notice that a language is not tested"},
		{"unbuilt", "-all unbuilt", "0 passed, 0 failed, 0 skipped, 1 generated only", "", "the compiler is not to be had everywhere"},
		{"generate", "-generate unbuilt", "1 passed", "", "nothing is built"},
		{"failure", "-generate", "1 failed", "1 of 3 clients failed", "a generator that fails is no skip"},
		{"unknown", "other", "", "there are failing, skipped, unbuilt", "a slip of the pen must not test nothing"},
		{"jobs", "-jobs 17", "", "want 1 to 16", "it is refused and not clamped"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(t.Context(), strings.Fields(tt.args), &out)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("run %s: %v, want %q\nreason: %s", tt.args, err, tt.want, tt.reason)
			}
			if !strings.Contains(out.String(), tt.out) {
				t.Errorf("run %s prints\n%s, want %q\nreason: %s", tt.args, &out, tt.out, tt.reason)
			}
		})
	}

	lock := flock.New(filepath.Join(target, ".lock"))
	if ok, err := lock.TryLock(); !ok {
		t.Fatalf("the last run left its lock: %v", err)
	}
	defer lock.Unlock()
	if err := run(t.Context(), []string{"skipped"}, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("a second run at the same time: %v, want a refusal, since each empties the folders of the other", err)
	}
}
