package main

import (
	"bufio"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract/journal"
)

// activated starts the service with listeners as systemd passes them, and a socket
// to notify. The shell knows the process id that LISTEN_PID has to be.
func activated(t *testing.T, notify string, files map[string]*os.File, args ...string) *process {
	t.Helper()
	script := `export LISTEN_PID=$$; exec "$0" serve "$@"`
	p := &process{cmd: exec.Command("sh", append([]string{"-c", script, os.Args[0]}, args...)...), stderr: new(output)}
	var names []string
	for name, file := range files {
		names = append(names, name)
		p.cmd.ExtraFiles = append(p.cmd.ExtraFiles, file)
	}
	p.cmd.Env = append(os.Environ(), asProgram+"=1", "NOTIFY_SOCKET="+notify, "LISTEN_FDS="+strconv.Itoa(len(files)), "LISTEN_FDNAMES="+strings.Join(names, ":"))
	p.cmd.Dir, p.cmd.Stderr = t.TempDir(), p.stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.stdout = bufio.NewReader(stdout)
	return p
}

// listenFile returns the descriptor of a listener.
func listenFile(t *testing.T, network, address string) (*os.File, net.Addr) {
	t.Helper()
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	file, err := ln.(interface{ File() (*os.File, error) }).File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file, ln.Addr()
}

// TestSocketActivation plays systemd's part: whoever has come before the service is
// answered by it, on both sockets, and it says when it is ready and when it stops.
func TestSocketActivation(t *testing.T) {
	notify := filepath.Join(t.TempDir(), "notify")
	states, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: notify, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer states.Close()
	state := func() string {
		t.Helper()
		text := make([]byte, 100)
		_ = states.SetReadDeadline(time.Now().Add(10 * time.Second)) // a Unix socket has deadlines
		n, err := states.Read(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(text[:n])
	}
	api, address := listenFile(t, "tcp", "127.0.0.1:0")
	admin, adminAddress := listenFile(t, "tcp", "127.0.0.1:0")
	conn, err := net.Dial("tcp", address.String()) // before there is a service
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	p := activated(t, notify, map[string]*os.File{"profilestatus.socket": api, "admin": admin}, "--store", "memory", "--addr", "127.0.0.1:1")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("a client that came before the service got %v, %v\n%s", answer, err, p.stderr)
	}
	line, _ := p.stdout.ReadString('\n') // what it is, is compared
	if want := "http://" + address.String() + basePath + "\n"; line != want {
		t.Errorf("the base URL is %q, want %q\n%s", line, want, p.stderr)
	}
	if got, want := adminURL(t, p), "http://"+adminAddress.String()+journal.Prefix; got != want {
		t.Errorf("--admin is at %s, want %s", got, want)
	}
	if got := state(); got != "READY=1" {
		t.Errorf("systemd was told %s", got)
	}
	p.stop(t)
	if got := state(); got != "STOPPING=1" {
		t.Errorf("systemd was told %s", got)
	}
}

func TestSocketRefusals(t *testing.T) {
	unix, _ := listenFile(t, "unix", filepath.Join(t.TempDir(), "s"))
	first, _ := listenFile(t, "tcp", "127.0.0.1:0")
	second, _ := listenFile(t, "tcp", "127.0.0.1:0")
	public, _ := listenFile(t, "tcp", "0.0.0.0:0")
	tests := []struct {
		files        map[string]*os.File
		code         int
		want, reason string
	}{
		{map[string]*os.File{"a": unix}, 1, "is no address of TCP; want ListenStream=host:port", "hosts and base URLs would mean nothing"},
		{map[string]*os.File{"a": first, "b": second}, 1, "--addr has one already; want one ListenStream", "one of them would be forgotten"},
		{map[string]*os.File{"a": public}, 2, "other machines could reach it", "who may call must be said here, too"},
	}
	for _, tt := range tests {
		p := activated(t, "", tt.files, "--store", "memory")
		if code, rest := p.wait(t); code != tt.code || rest != "" || !strings.Contains(p.stderr.String(), tt.want) {
			t.Errorf("exit code %d, %s, want %d and %q\nreason: %s", code, p.stderr, tt.code, tt.want, tt.reason)
		}
	}
}

// TestUnits lets systemd verify the units, and compares the exposure that it finds
// with the most that is right, of 10.
func TestUnits(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skipf("the units cannot be verified: %v", err)
	}
	dir := t.TempDir()
	var files []string
	for _, name := range []string{"profilestatus.service", "profilestatus.socket"} {
		text, err := os.ReadFile(filepath.Join("../../deploy/systemd", name))
		if err != nil {
			t.Fatal(err)
		}
		if found := wrongCommands(newRoot(), "```\n"+string(text)+"```\n"); found != nil {
			t.Errorf("%s: %s", name, strings.Join(found, "\n"))
		}
		// The program has to be where the unit says, and a test binary is there.
		text = regexp.MustCompile(`(?m)^ExecStart=\S+`).ReplaceAll(text, []byte("ExecStart="+os.Args[0]))
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if out, err := exec.Command(analyze, append([]string{"verify", "--man=no"}, files...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err := exec.Command(analyze, "security", "--offline=yes", "--threshold=15", files[0]).CombinedOutput()
	if err != nil {
		t.Errorf("the exposure is more than 1.5: %v\n%s", err, out)
	}
}
