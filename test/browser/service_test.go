// Package browser tests the service with pages in a real browser. It is a module
// of its own, so that what drives the browser is no dependency of the service.
package browser

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built is the program, built once, and the folder that it is in.
var built struct {
	once   sync.Once
	folder string
	err    error
	output []byte
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.folder != "" {
		_ = os.RemoveAll(built.folder)
	}
	os.Exit(code)
}

// program returns the path of the program.
func program(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "profilestatus"); built.err != nil {
			return
		}
		c := exec.Command("go", "build", "-o", filepath.Join(built.folder, "profilestatus"), "./cmd/profilestatus")
		c.Dir = filepath.Join("..", "..")
		built.output, built.err = c.CombinedOutput()
	})
	if built.err != nil {
		t.Fatalf("building the program: %v\n%s", built.err, built.output)
	}
	return filepath.Join(built.folder, "profilestatus")
}

// run runs the program in a folder and returns what it printed.
func run(t *testing.T, folder string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, program(t), args...)
	c.Dir = folder
	out, err := c.Output()
	if err != nil {
		t.Fatalf("profilestatus %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// serve starts the service in a folder until the end of the test and returns its
// base URL.
func serve(t *testing.T, folder string, args ...string) string {
	t.Helper()
	var log bytes.Buffer
	c := exec.Command(program(t), append([]string{"serve", "--addr", "127.0.0.1:0", "--store", "memory"}, args...)...)
	c.Dir, c.Stderr, c.WaitDelay = folder, &log, 5*time.Second
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		kill := time.AfterFunc(15*time.Second, func() { _ = c.Process.Kill() })
		defer kill.Stop()
		_ = c.Process.Signal(syscall.SIGTERM)
		if err := c.Wait(); err != nil || t.Failed() {
			t.Logf("the service: %v\n%s", err, &log)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the service did not start: %v\n%s", err, &log)
	}
	return strings.TrimSpace(line)
}
