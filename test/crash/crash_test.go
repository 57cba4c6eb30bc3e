package main

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
)

// built is the program under test, which is built once for all tests.
var built struct {
	once sync.Once
	host *host
	err  error
}

func program(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		if built.host, built.err = newHost(context.Background(), os.TempDir(), ""); built.err == nil {
			built.err = built.host.build()
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.host.program
}

// TestCrash plays one round of each of the first two kinds.
func TestCrash(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills real processes for some seconds")
	}
	var out strings.Builder
	if err := run(t.Context(), []string{"-rounds", "2", "-program", program(t), "-dir", t.TempDir()}, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	t.Log(out.String())
	if !strings.Contains(out.String(), "ok: 2 rounds") {
		t.Errorf("two rounds end with %q", out.String())
	}
}
