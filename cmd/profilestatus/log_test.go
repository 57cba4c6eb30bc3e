package main

import (
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"profilestatus.example/internal/linelog"
)

// TestLogIsComplete: lines that wait for others are written before the program
// ends.
func TestLogIsComplete(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory")
	const n = 200
	for range n {
		resp, err := http.Get(p.base + "/none")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	p.end(t, syscall.SIGTERM, 0, "it was ended by a signal")
	log := p.stderr.String()
	if got := strings.Count(log, `"msg":"request"`); got != n || !strings.Contains(log[strings.LastIndex(log, `"msg":"request"`):], `"msg":"stopping"`) {
		t.Errorf("%d of %d requests are in the log, then the end:\n%s", got, n, log)
	}
}

// TestChildsStderr: a command gets the file itself and not a pipe to it.
func TestChildsStderr(t *testing.T) {
	if c := newChild("true", "", io.Discard, linelog.NewWriter(os.Stderr)); c.cmd.Stderr != os.Stderr {
		t.Errorf("stderr of the command is a %T", c.cmd.Stderr)
	}
}
