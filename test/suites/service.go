package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A service is one that runs.
type service struct {
	folder string // of the program
	base   string // URL of its API
	stop   func()
}

// start builds the program and starts it as the page says.
func start(ctx context.Context, dir string) (*service, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	program := filepath.Join(dir, "profilestatus")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/profilestatus").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, out)
	}
	serve := exec.CommandContext(ctx, program, "serve", "--addr", "127.0.0.1:0", "--store", "memory", "--test-powers", "--log-level", "error")
	serve.Stderr, serve.WaitDelay = os.Stderr, 5*time.Second
	serve.Cancel = func() error { return serve.Process.Signal(syscall.SIGTERM) }
	stdout, err := serve.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := serve.Start(); err != nil {
		return nil, err
	}
	s := &service{folder: dir, stop: func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		_ = serve.Wait()
	}}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("the service did not start: %w", err)
	}
	s.base = strings.TrimSpace(line)
	return s, nil
}
