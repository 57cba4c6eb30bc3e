package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// startLimit bounds a start of anything, and how long writes may stop.
	startLimit = time.Minute

	// endLimit bounds an end in order, of a replica and what it still serves.
	endLimit = 30 * time.Second

	// drainDelay is how long a replica serves after it has said that it will stop.
	// The balancer looks at least once a second.
	drainDelay = 2 * time.Second
)

// A host is a folder with the programs that run in it.
type host struct {
	ctx      context.Context
	out      io.Writer
	printing *sync.Mutex
	said     *strings.Builder // of a part
	rounds   int
	load     time.Duration // between two events
	dir      string
	repo     string // folder of this repository
	older    string // the program
	newer    string // the program with one more migration
}

func (h *host) open() (err error) {
	out, err := exec.CommandContext(h.ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return fmt.Errorf("run this inside the repository, with go in PATH: %w", err)
	}
	h.repo = strings.TrimSpace(string(out))
	if h.dir, err = os.MkdirTemp("", "profilestatus-replicas-"); err != nil {
		return err
	}
	h.older, err = h.build("1.0.0")
	return err
}

// close removes the folder, or adds to err where it is.
func (h *host) close(err error) error {
	if err != nil {
		return fmt.Errorf("%w\nthe logs are in %s", err, h.dir)
	}
	return os.RemoveAll(h.dir)
}

// build builds the program as that version.
func (h *host) build(version string, flags ...string) (string, error) {
	program := filepath.Join(h.dir, "profilestatus-"+version)
	args := append([]string{"build", "-trimpath", "-ldflags", "-X main.version=" + version, "-o", program}, flags...)
	c := exec.CommandContext(h.ctx, "go", append(args, "./cmd/profilestatus")...)
	c.Dir, c.Env = h.repo, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return program, nil
}

// freeAddress returns an address that was free a moment ago. Unlike port 0 it can
// be written into a configuration, and used by one process after another.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// A process is a program that runs.
type process struct {
	cmd  *exec.Cmd
	log  string // path
	gone chan struct{}
}

// launch starts a program that logs to a file of that name.
func (h *host) launch(name, program string, args ...string) (*process, error) {
	return h.launchWith(name, func(c *exec.Cmd) error { c.Dir = h.dir; return nil }, program, args...)
}

// launchWith does the same with a command that was changed.
func (h *host) launchWith(name string, change func(*exec.Cmd) error, program string, args ...string) (*process, error) {
	p := &process{log: filepath.Join(h.dir, name+".log"), gone: make(chan struct{})}
	log, err := os.OpenFile(p.log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close() // the process has a descriptor of its own
	p.cmd = exec.Command(program, args...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") {
			p.cmd.Env = append(p.cmd.Env, pair)
		}
	}
	if err := change(p.cmd); err != nil {
		return nil, err
	}
	endWithParent(p.cmd)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { defer close(p.gone); _ = p.cmd.Wait() }() // how it ended stays in cmd
	return p, nil
}

// ended reports whether the process has ended.
func (p *process) ended() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// kill ends the process at once.
func (p *process) kill() {
	if p != nil {
		_ = p.cmd.Process.Kill() // it may have ended already
		<-p.gone
	}
}

// terminate asks the process to end, and waits.
func (p *process) terminate() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-p.gone:
	case <-time.After(endLimit):
		p.kill()
		return fmt.Errorf("it has not ended in %v: see %s", endLimit, p.log)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("it has ended with %d: see %s", code, p.log)
	}
	return nil
}

// await waits until f returns nil, p ends or it takes too long.
func (h *host) await(p *process, what string, f func() error) error {
	limit := time.After(startLimit)
	for {
		err := f()
		if err == nil {
			return nil
		}
		select {
		case <-p.gone:
			text, _ := os.ReadFile(p.log)
			return fmt.Errorf("%s: the process has ended: %s", what, text[max(0, len(text)-2000):])
		case <-limit:
			return fmt.Errorf("%s: not in %v: %w", what, startLimit, err)
		case <-h.ctx.Done():
			return h.ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// pause waits, but not longer than ctx.
func (h *host) pause(d time.Duration) {
	select {
	case <-time.After(d):
	case <-h.ctx.Done():
	}
}
