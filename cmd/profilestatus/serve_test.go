package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A process is a running service.
type process struct {
	cmd    *exec.Cmd
	base   string // the API's base URL
	stdout *bufio.Reader
	stderr *output
}

// startService starts the program in dir with a free port and, unless the
// arguments say otherwise, a database there. It checks its own responses.
func startService(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	return startProgram(t, dir, append([]string{"serve", "--addr", "127.0.0.1:0", "--check-responses"}, args...)...)
}

// startProgram starts the program in dir and reads its base URL.
func startProgram(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], args...), stderr: new(output)}
	p.cmd.Dir = dir
	p.cmd.Env = append(os.Environ(), asProgram+"=1")
	p.cmd.Stderr = p.stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.stdout = bufio.NewReader(stdout)
	line, err := p.stdout.ReadString('\n')
	if err != nil {
		_ = p.cmd.Wait()
		t.Fatalf("no base URL on stdout: %v\n%s", err, p.stderr)
	}
	p.base = strings.TrimSuffix(line, "\n")
	return p
}

// wait returns the exit code and what else was on stdout.
func (p *process) wait(t *testing.T) (code int, rest string) {
	t.Helper()
	timer := time.AfterFunc(20*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer timer.Stop()
	data, err := io.ReadAll(p.stdout)
	if err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // the exit code tells
	if strings.Contains(p.stderr.String(), "response breaks the contract") {
		t.Errorf("the service sent a bad response:\n%s", p.stderr)
	}
	return p.cmd.ProcessState.ExitCode(), string(data)
}

func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code, rest := p.wait(t); code != 0 || rest != "" {
		t.Errorf("after SIGTERM: exit code %d, stdout %q\n%s", code, rest, p.stderr)
	}
}

func (p *process) do(t *testing.T, method, path, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequest(method, p.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer token-secret")
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

const (
	statusPath = "/education/synchronizationProfiles/p1/profileStatus"
	someStatus = `{"id":"s1","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
)

func TestServeKeepsStatuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startService(t, dir)
	if !strings.HasPrefix(p.base, "http://127.0.0.1:") || !strings.HasSuffix(p.base, "/beta") {
		t.Errorf("base URL = %q", p.base)
	}
	if status, answer := p.do(t, "POST", statusPath, someStatus); status != 201 {
		t.Fatalf("create: %d %s", status, answer)
	}
	p.stop(t)
	if _, err := os.Stat(filepath.Join(dir, "profilestatus.db")); err != nil {
		t.Errorf("the default store is profilestatus.db in the working folder: %v", err)
	}
	p = startService(t, dir)
	if status, answer := p.do(t, "GET", statusPath, ""); status != 200 || !strings.Contains(answer, `"id":"s1"`) {
		t.Errorf("after a restart: %d %s", status, answer)
	}
	p.stop(t)
}

func TestServeMemory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startService(t, dir, "--store", "memory", "--max-records", "1", "--profiles", "p1,p2")
	if status, _ := p.do(t, "POST", statusPath, someStatus); status != 201 {
		t.Errorf("create: %d", status)
	}
	if status, _ := p.do(t, "POST", statusPath, strings.Replace(someStatus, "s1", "s2", 1)); status != 503 {
		t.Errorf("create beyond --max-records: %d, want 503", status)
	}
	if status, _ := p.do(t, "GET", strings.Replace(statusPath, "p1", "p3", 1), ""); status != 404 {
		t.Errorf("a profile outside --profiles: %d, want 404", status)
	}
	p.stop(t)
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("--store memory left %v (%v)", files, err)
	}
}

func TestServeLog(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory")
	p.do(t, "POST", statusPath, strings.Replace(someStatus, "s1", "body-secret", 1))
	p.stop(t)
	var requests int
	for line := range strings.Lines(p.stderr.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("stderr is no terminal, so each line should be JSON: %q", line)
		}
		if entry["msg"] == "request" {
			requests++
		}
	}
	if requests != 1 || strings.Contains(p.stderr.String(), "secret") {
		t.Errorf("want one line for the request, without token and body:\n%s", p.stderr)
	}
}

func TestServePortTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"serve", "--store", "memory", "--addr", ln.Addr().String()}, &stdout, &stderr)
	want := fmt.Sprintf("profilestatus: --addr %q: the port is in use; choose another one, or port 0 for any free port\n", ln.Addr().String())
	if code != 1 || stdout.Len() > 0 || stderr.String() != want {
		t.Errorf("exit code %d, stdout %q, stderr %q, want 1 and %q", code, &stdout, &stderr, want)
	}
}

func TestServeStoreHeld(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startService(t, dir)
	c := exec.Command(os.Args[0], "serve", "--addr", "127.0.0.1:0")
	c.Dir, c.Env = dir, append(os.Environ(), asProgram+"=1")
	out, _ := c.CombinedOutput() // the exit code tells
	if c.ProcessState.ExitCode() != 1 || strings.Count(string(out), "\n") != 1 {
		t.Errorf("a second process on the same file: exit code %d, %s", c.ProcessState.ExitCode(), out)
	}
	p.stop(t)
}

// halfRequest opens a connection and sends a create whose body is not complete.
func halfRequest(t *testing.T, p *process) net.Conn {
	t.Helper()
	host := strings.TrimSuffix(strings.TrimPrefix(p.base, "http://"), "/beta")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "POST /beta%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", statusPath, len(someStatus), someStatus[:10])
	return conn
}

func TestServeFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir())
	conn := halfRequest(t, p)
	time.Sleep(200 * time.Millisecond) // the request has arrived
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // the signal has arrived
	if _, err := net.DialTimeout("tcp", conn.RemoteAddr().String(), time.Second); err == nil {
		t.Error("a connection was accepted after the signal")
	}
	if _, err := io.WriteString(conn, someStatus[10:]); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || resp.StatusCode != 201 {
		t.Errorf("the request in flight got %v, %v, want 201", resp, err)
	}
	if code, _ := p.wait(t); code != 0 {
		t.Errorf("exit code %d, want 0\n%s", code, p.stderr)
	}
}

func TestServeDrainIsBounded(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--drain", "300ms")
	halfRequest(t, p)
	time.Sleep(200 * time.Millisecond) // the request has arrived
	p.stop(t)
	if !strings.Contains(p.stderr.String(), "requests in flight were cut off") {
		t.Errorf("the log does not say that requests were cut:\n%s", p.stderr)
	}
}

func TestServeSecondSignal(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--drain", "10m")
	halfRequest(t, p)
	time.Sleep(200 * time.Millisecond) // the request has arrived
	for range 2 {
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond) // the signal has arrived
	}
	_, _ = p.wait(t)
	if status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGTERM {
		t.Errorf("after a second signal: %v, want to be ended by it", p.cmd.ProcessState)
	}
}

func TestServeHosts(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory", "--allowed-hosts", "mock.test")
	for host, want := range map[string]int{"localhost": 200, "mock.test": 200, "evil.test": 400} {
		r, err := http.NewRequest("GET", strings.TrimSuffix(p.base, "/beta")+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("Host %s: %s, want %d", host, resp.Status, want)
		}
	}
	p.stop(t)
}
