package main

import (
	"strings"
	"testing"
)

// TestCrash plays one round of each of the first two kinds.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("kills real processes for some seconds")
	}
	var out strings.Builder
	if err := run(t.Context(), []string{"-rounds", "2", "-dir", t.TempDir()}, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	t.Log(out.String())
	if !strings.Contains(out.String(), "ok: 2 rounds") {
		t.Errorf("two rounds end with %q", out.String())
	}
}
