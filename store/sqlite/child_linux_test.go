package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// servedFile is the environment that makes the test binary a process that does
// what it is told on a store.
const servedFile = "SQLITE_TEST_SERVED_FILE"

// serveFile opens the store at path and performs the commands on in, one a line:
// create, find, delete, delete-tenant and ping. It prints one word for each outcome.
func serveFile(path string, in io.Reader, out io.Writer) error {
	ctx := context.Background()
	s, err := sqlite.OpenWithHook(ctx, path, time.Second, nil)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		command, id, _ := strings.Cut(lines.Text(), " ")
		var err error
		switch command {
		case "create":
			err = s.Create(ctx, record("p", id))
		case "find":
			_, err = s.Find(ctx, key("p"), id)
		case "ping":
			err = s.Ping(ctx)
		case "delete":
			err = s.Delete(ctx, key("p"))
		case "delete-tenant":
			err = s.DeleteTenant(ctx, store.DefaultTenant)
		}
		fmt.Fprintln(out, outcome(err))
	}
	return lines.Err()
}

// A child is a process that serves a store.
type child struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startChild(t *testing.T, path string) *child {
	t.Helper()
	c := &child{t: t, cmd: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")}
	c.cmd.Env = append(os.Environ(), servedFile+"="+path)
	c.cmd.Stderr = os.Stderr
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	return c
}

// kill ends the process as kill -9 does.
func (c *child) kill() {
	c.cmd.Process.Kill()
	c.cmd.Wait()
}

// do sends a command and returns the word for its outcome.
func (c *child) do(command string) string {
	c.t.Helper()
	c.send(command)
	return c.receive()
}

func (c *child) send(command string) {
	c.t.Helper()
	if _, err := fmt.Fprintln(c.in, command); err != nil {
		c.t.Fatal(err)
	}
}

func (c *child) receive() string {
	c.t.Helper()
	line, err := c.out.ReadString('\n')
	if err != nil {
		c.t.Fatalf("the process said nothing more: %v", err)
	}
	return strings.TrimSpace(line)
}

// inject lets strace change the system calls of the process until the returned
// function is called.
func (c *child) inject(expression string) (stop func()) {
	c.t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		c.t.Skip("needs strace:", err)
	}
	calls, _, _ := strings.Cut(expression, ":")
	cmd := exec.CommandContext(c.t.Context(), "strace", "-f", "-p", fmt.Sprint(c.cmd.Process.Pid),
		"-o", "/dev/null", "-e", "trace="+calls, "-e", "inject="+expression)
	said, err := cmd.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	lines := bufio.NewReader(said)
	line, err := lines.ReadString('\n')
	if err != nil || !strings.Contains(line, "attached") {
		rest, _ := io.ReadAll(lines)
		cmd.Wait()
		c.t.Skipf("strace may not trace here: %s%s", line, rest)
	}
	go io.Copy(io.Discard, lines)
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cmd.Process.Signal(syscall.SIGINT)
			cmd.Wait()
		}
	}
	c.t.Cleanup(stop)
	return stop
}
