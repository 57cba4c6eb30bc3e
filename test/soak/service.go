package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// build builds the program as a release is built.
func build(ctx context.Context, program string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "profilestatus.example/cmd/profilestatus")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program (run this inside the repository, with go in PATH): %w\n%s", err, out)
	}
	return nil
}

// idle is after how long the service forgets a tenant that nobody uses.
const idle = 20 * time.Second

// A service is a running program.
type service struct {
	cmd   *exec.Cmd
	log   string // the file of its log
	base  string // its address, with the scheme
	admin string // the same of its second listener
}

// start starts the program and waits until it tells its address.
func (s *soak) start(ctx context.Context) (*service, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(s.dir, "service-")
	if err != nil {
		return nil, err
	}
	admin, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &service{log: filepath.Join(dir, "service.log"), admin: "http://" + admin}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close() // the process has a descriptor of its own
	store := s.store
	if store == "" {
		store = "sqlite:" + filepath.Join(dir, "soak.db")
	}
	p.cmd = exec.Command(s.program, "serve", "--addr", "127.0.0.1:0", "--admin", admin, "--store", store, "--log-level", "warn",
		"--test-powers", "--tenant-idle", idle.String(), "--admin-entries", "100", "--keep", "2m", "--keep-last", "5")
	p.cmd.Dir, p.cmd.Stderr = dir, log
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") {
			p.cmd.Env = append(p.cmd.Env, pair)
		}
	}
	if os.Getenv("GOGC") == "" {
		// With the program's own setting garbage comes and goes by ten MiB, which
		// hides for an hour what grows by one.
		p.cmd.Env = append(p.cmd.Env, "GOGC=50")
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	timer := time.AfterFunc(20*time.Second, p.kill)
	defer timer.Stop()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		p.kill()
		_ = p.cmd.Wait()
		return nil, fmt.Errorf("the service did not start: %w, see %s", err, p.log)
	}
	p.base = strings.TrimSuffix(strings.TrimSpace(line), "/beta")
	return p, nil
}

// freeAddress returns an address of this machine that nobody uses now.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

func (p *service) kill() { _ = p.cmd.Process.Kill() } // it may have ended already

// end ends the process and returns how many goroutines it had: the Go runtime
// writes each of them to stderr when it gets SIGQUIT.
func (p *service) end() (goroutines int, err error) {
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		return 0, err
	}
	timer := time.AfterFunc(20*time.Second, p.kill)
	defer timer.Stop()
	var exit *exec.ExitError
	if err := p.cmd.Wait(); !errors.As(err, &exit) {
		return 0, fmt.Errorf("SIGQUIT did not end the service: %w", err)
	}
	text, err := os.ReadFile(p.log)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "goroutine ") && strings.Contains(line, "[") {
			goroutines++
		}
	}
	if goroutines == 0 {
		return 0, fmt.Errorf("the service told no goroutine, see %s", p.log)
	}
	return goroutines, nil
}
