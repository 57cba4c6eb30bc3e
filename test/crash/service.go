package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// startLimit bounds how long a start, with the recovery of a file, may take.
const startLimit = 20 * time.Second

// A service is a running program.
type service struct {
	cmd    *exec.Cmd
	stdout io.ReadCloser
	log    *os.File
}

// build builds the program into the campaign's folder.
func (c *campaign) build() error {
	c.program = filepath.Join(c.dir, "profilestatus")
	build := exec.CommandContext(c.ctx, "go", "build", "-o", c.program, "profilestatus.example/cmd/profilestatus")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program (run this inside the repository, with go in PATH): %w\n%s", err, out)
	}
	return nil
}

// launch starts the program on a file and does not wait for it.
func (c *campaign) launch(file string) (*service, error) {
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(c.dir, "service.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	s := &service{cmd: exec.Command(c.program, "serve", "--addr", "127.0.0.1:0", "--log-level", "warn", "--store", "sqlite:"+file), log: log}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") {
			s.cmd.Env = append(s.cmd.Env, pair)
		}
	}
	s.cmd.Dir, s.cmd.Stderr = c.dir, log
	if s.stdout, err = s.cmd.StdoutPipe(); err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return s, nil
}

// start starts the program on a file and returns its base URL as soon as it
// accepts connections.
func (c *campaign) start(file string) (*service, string, error) {
	s, err := c.launch(file)
	if err != nil {
		return nil, "", err
	}
	timer := time.AfterFunc(startLimit, func() { _ = s.cmd.Process.Kill() })
	defer timer.Stop()
	line, err := bufio.NewReader(s.stdout).ReadString('\n')
	if err != nil {
		s.kill()
		return nil, "", fmt.Errorf("the service did not start on %s within %v: see service.log: %w", file, startLimit, err)
	}
	return s, strings.TrimSpace(line), nil
}

// kill ends the process at once and waits until it is gone, and its lock with
// it.
func (s *service) kill() {
	_ = s.cmd.Process.Kill() // it may have ended already
	_ = s.cmd.Wait()         // the exit code is known
	_ = s.log.Close()
}

// terminate asks the process to end, and kills it if it takes longer.
func (s *service) terminate(patience time.Duration) {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	timer := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
	defer timer.Stop()
	_ = s.cmd.Wait() // either end is right
	_ = s.log.Close()
}

// pause waits, but not longer than ctx.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
