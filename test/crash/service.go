package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// startLimit bounds how long a start, with the recovery of a file, may take.
const startLimit = 20 * time.Second

// A host is a folder in which the program runs.
type host struct {
	ctx     context.Context
	dir     string   // of the files, without symbolic links
	program string   // its path; "" before it is built
	env     []string // what its environment has besides that of this process
	keep    bool     // the files, because something was found
}

// newHost makes a folder inside parent for a program, which is built later if it
// is "".
func newHost(ctx context.Context, parent, program string) (*host, error) {
	dir, err := os.MkdirTemp(parent, "profilestatus-crash-")
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("-dir %s: name a folder that can be written to: %w", parent, err)
	}
	return &host{ctx: ctx, dir: dir, program: program}, nil
}

// end removes the folder, or adds to err where it is and how to repeat.
func (h *host) end(err error, again string) error {
	if h.keep {
		return fmt.Errorf("%w\nthe files and the log of the service are in %s; %s", err, h.dir, again)
	}
	return errors.Join(err, os.RemoveAll(h.dir))
}

// build builds the program into the folder, unless it is given.
func (h *host) build() (err error) {
	if h.program != "" {
		h.program, err = filepath.Abs(h.program)
		return err
	}
	h.program = filepath.Join(h.dir, "profilestatus")
	const name, flags = "profilestatus.example/cmd/profilestatus", "-ldflags=-s -w"
	build := exec.CommandContext(h.ctx, "go", "build", flags, "-o", h.program, name)
	if _, err := exec.LookPath("cp"); err == nil { // go run keeps what it has linked, for the next time
		build = exec.CommandContext(h.ctx, "go", "run", flags, "-exec", "cp", name, h.program)
	}
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program (run this inside the repository, with go in PATH): %w\n%s", err, out)
	}
	return nil
}

// A service is a running program.
type service struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	base  firstLine
	gone  chan struct{} // closed when the process has ended
}

// launch starts the program on a file. One that is held does not begin before
// it is released, so that its process can be traced from the start. Its log
// goes to service.log beside the file.
func (h *host) launch(file string, held bool) (*service, error) {
	if err := h.ctx.Err(); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(filepath.Dir(file), "service.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close() // the process has a descriptor of its own
	command := []string{h.program, "serve", "--addr", "127.0.0.1:0", "--log-level", "warn", "--store", "sqlite:" + file}
	if held {
		command = append([]string{"sh", "-c", `read -r _ && exec "$@"`, "sh"}, command...)
	}
	s := &service{
		cmd:  exec.Command(command[0], command[1:]...),
		base: firstLine{there: make(chan struct{})},
		gone: make(chan struct{}),
	}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") {
			s.cmd.Env = append(s.cmd.Env, pair)
		}
	}
	s.cmd.Env = append(s.cmd.Env, h.env...)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = h.dir, &s.base, log
	if s.input, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.gone)
		_ = s.cmd.Wait() // the exit code stays in cmd
	}()
	return s, nil
}

// release lets a program that is held begin.
func (s *service) release() {
	_, _ = io.WriteString(s.input, "\n") // whoever waits for its address sees an error
}

// await returns the base URL as soon as the program accepts connections.
func (s *service) await() (base string, err error) {
	timer := time.NewTimer(startLimit)
	defer timer.Stop()
	select {
	case <-s.base.there:
		return strings.TrimSpace(s.base.text.String()), nil
	case <-s.gone:
		return "", fmt.Errorf("the service did not start: %v: see service.log", s.cmd.ProcessState)
	case <-timer.C:
		s.kill()
		return "", fmt.Errorf("the service did not start within %v: see service.log", startLimit)
	}
}

// start starts the program on a file and returns its base URL as soon as it
// accepts connections.
func (h *host) start(file string) (*service, string, error) {
	s, err := h.launch(file, false)
	if err != nil {
		return nil, "", err
	}
	base, err := s.await()
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", file, err)
	}
	return s, base, nil
}

// ended reports whether the process has ended.
func (s *service) ended() bool {
	select {
	case <-s.gone:
		return true
	default:
		return false
	}
}

// kill ends the process at once and waits until it is gone, and its lock with
// it.
func (s *service) kill() {
	_ = s.cmd.Process.Kill() // it may have ended already
	<-s.gone
}

// terminate asks the process to end, and kills it if it takes longer.
func (s *service) terminate(patience time.Duration) {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-s.gone:
	case <-timer.C:
		s.kill()
	}
}

// A firstLine keeps what is written to it and tells when a line is complete.
type firstLine struct {
	once  sync.Once
	text  bytes.Buffer // to be read after there
	there chan struct{}
}

func (l *firstLine) Write(p []byte) (int, error) {
	select {
	case <-l.there:
		return len(p), nil // nothing more is expected
	default:
	}
	l.text.Write(p)
	if bytes.IndexByte(p, '\n') >= 0 {
		l.once.Do(func() { close(l.there) })
	}
	return len(p), nil
}

// pause waits, but not longer than ctx.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
