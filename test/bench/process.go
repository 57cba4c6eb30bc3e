package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A process is a server that was started to be measured.
type process struct {
	cmd    *exec.Cmd
	addr   string // host and port
	stdout *bufio.Reader
	stderr *beginning
}

// beginning keeps what a process says first, such as why it cannot start, and
// reads the rest, which is the log.
type beginning struct{ strings.Builder }

// Write implements [io.Writer].
func (b *beginning) Write(p []byte) (int, error) {
	b.Builder.Write(p[:min(len(p), max(0, 4<<10-b.Len()))])
	return len(p), nil
}

// build builds the program as a release is built.
func (b *bench) build() error {
	b.say("building the program")
	b.program = filepath.Join(b.temp, "profilestatus")
	c := exec.CommandContext(b.ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.program, "profilestatus.example/cmd/profilestatus")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program (run this inside the repository, with go in PATH): %w\n%s", err, out)
	}
	return nil
}

// service starts the program.
func (b *bench) service(args ...string) (*process, error) {
	return b.start(exec.Command(b.program, append([]string{"serve", "--addr", "127.0.0.1:0", "--log-level", "warn"}, args...)...))
}

// start starts a server and waits for the line that tells its address. What
// the environment says to the program stays out of it.
func (b *bench) start(c *exec.Cmd) (*process, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	c.Dir = b.temp
	for _, pair := range append(os.Environ(), c.Env...) {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") || strings.HasPrefix(pair, childVariable) {
			c.Env = append(c.Env, pair)
		}
	}
	p := &process{cmd: c, stderr: new(beginning)}
	c.Stderr = p.stderr
	stdout, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(c.Path), err)
	}
	timer := time.AfterFunc(20*time.Second, p.kill)
	defer timer.Stop()
	p.stdout = bufio.NewReader(stdout)
	line, err := p.stdout.ReadString('\n')
	if err != nil {
		p.kill()
		return nil, fmt.Errorf("%s told no address: %w\n%s", filepath.Base(c.Path), errors.Join(err, c.Wait()), p.stderr)
	}
	base, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		p.kill()
		return nil, errors.Join(err, c.Wait())
	}
	p.addr = base.Host
	return p, nil
}

func (p *process) kill() { _ = p.cmd.Process.Kill() }

// stop ends the process in order and returns what else it printed. It may be
// called again; then it does nothing.
func (p *process) stop() (rest string, err error) {
	if p.cmd.ProcessState != nil {
		return "", nil
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	timer := time.AfterFunc(30*time.Second, p.kill)
	defer timer.Stop()
	data, err := io.ReadAll(p.stdout)
	if err := errors.Join(err, p.cmd.Wait()); err != nil {
		return "", fmt.Errorf("%s did not end well: %w\n%s", filepath.Base(p.cmd.Path), err, p.stderr)
	}
	return string(data), nil
}

// clockTick is the unit of times in /proc on every Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// cpu returns the processor time that the process has used, see proc(5).
func (p *process) cpu() (time.Duration, error) { return cpuOf(p.cmd.Process.Pid) }

// cpuOf counts children that have ended, too.
func cpuOf(pid int) (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("processor time (only Linux tells it): %w", err)
	}
	// The second field is a name in parentheses that may hold blanks.
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	var ticks int
	for _, field := range fields[11:15] { // user and system, of the process and of its children
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick, nil
}

// status returns a field of the process's memory in MiB, see proc(5).
func (p *process) status(field string) (float64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("resident memory (only Linux tells it): %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kib, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return float64(kib) / 1024, err
		}
	}
	return 0, fmt.Errorf("resident memory: no %s in /proc", field)
}
