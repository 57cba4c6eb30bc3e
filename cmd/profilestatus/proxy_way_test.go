package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestProxyNegativeTests runs tests of refusals behind the proxy: they must pass
// when they say what they break, and what else breaks must not.
func TestProxyNegativeTests(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skipf("the commands need it: %v", err)
	}
	service := startService(t, t.TempDir(), "--store", "memory")
	const call = `curl -sS -o answer -H 'Content-Type: application/json' "$PROFILESTATUS_URL"` + statusPath
	const token = ` -H 'Authorization: Bearer t'`
	bad := call + token + ` -d '` + badStatus + `'`
	none := call + ` -d '` + someStatus + `'`
	tests := []struct {
		name, command string
		args          []string
		want          int
		text          string
		reason        string
	}{
		{"400", bad, nil, 1, "1 × enum", "nobody said that it is wrong on purpose"},
		{"400, by header", bad + ` -H 'X-Contract-Expect: enum /status'`, nil, 0, "nothing is wrong", "the test says so"},
		{"401, by header", none + ` -H 'X-Contract-Expect: authorization'`, nil, 0, "nothing is wrong", "the test says so"},
		{"by name", bad + ` -H 'X-Test-Name: refuses: a bad status'`, []string{"--expect", "refuses: a bad status: enum:/status"}, 0, "nothing is wrong", "the one who runs it says so"},
		{"by another name", bad + ` -H 'X-Test-Name: creates'`, []string{"--expect", "refuses*: enum:/status"}, 1, "1 × enum", "it is not that test"},
		{"not met", call + token + ` -d '` + someStatus + `' -H 'X-Test-Name: refuses'`, []string{"--expect", "refuses: enum:/status"}, 1, "none of its requests did", "the test sends something else"},
		{"tolerated", bad + "; " + none, []string{"--tolerate", "authorization,enum:/status"}, 0, "nothing is wrong", "anybody may"},
		{"enforced", bad + ` -H 'X-Contract-Expect: enum /status'`, []string{"--enforce"}, 0, "nothing is wrong", "the proxy refuses it in the place of the server"},
		{"no such rule", "true", []string{"--tolerate", "enmu"}, 2, `--tolerate "enmu": there is no rule "enmu"; near are enum`, "refused at the start"},
		{"no such rule expected", "true", []string{"--expect", "a: enmu"}, 2, `near are enum`, "refused at the start"},
		{"no test", "true", []string{"--expect", "enum"}, 2, `the name of a test, a colon`, "refused at the start"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"proxy", "--addr", "127.0.0.1:0", "--to", service.base, "--exec", tt.command}, tt.args...)
			c := exec.Command(os.Args[0], args...)
			var stderr strings.Builder
			c.Dir, c.Env, c.Stderr = t.TempDir(), append(os.Environ(), asProgram+"=1"), &stderr
			_ = c.Run() // the exit code tells
			if code := c.ProcessState.ExitCode(); code != tt.want || !strings.Contains(stderr.String(), tt.text) {
				t.Errorf("exit code %d, want %d and %q\n%s\nreason: %s", code, tt.want, tt.text, &stderr, tt.reason)
			}
		})
	}
	service.stop(t)
}

// TestProxySockets puts one proxy, with a certificate, before another that
// listens on a socket.
func TestProxySockets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	service := startService(t, dir, "--store", "memory", "--tls", "self-signed")
	for name, text := range map[string]string{"ca.pem": runProgram(t, dir, "ca"), "no-ca.pem": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	socket := filepath.Join(dir, "s")
	first := startProgram(t, dir, "proxy", "--to", service.base, "--addr", "unix:"+socket, "--ca", "ca.pem")
	if first.base != "unix:"+socket+":/beta" {
		t.Fatalf("the base URL is %q", first.base)
	}
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v, %v, want it for this user alone", info.Mode(), err)
	}
	second := startProxy(t, first.base)
	if status, body := second.do(t, "POST", statusPath, someStatus); status != 201 {
		t.Errorf("%d %s, want a status to be created through both", status, body)
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", socket) }}}
	resp, err := client.Get("http://localhost/__contract/assert")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("assert on the socket: %s", resp.Status)
	}
	for ca, want := range map[string]int{"ca.pem": 0, "none.pem": 2, "no-ca.pem": 2} {
		c := exec.Command(os.Args[0], "check", service.base, "--only", "methods", "--ca", ca)
		c.Dir, c.Env = dir, append(os.Environ(), asProgram+"=1")
		if out, _ := c.CombinedOutput(); c.ProcessState.ExitCode() != want {
			t.Errorf("check with --ca %s: exit code %d, want %d\n%s", ca, c.ProcessState.ExitCode(), want, out)
		}
	}
	second.end(t, syscall.SIGTERM, 0, "right")
	first.end(t, syscall.SIGTERM, 0, "right")
	service.stop(t)
}
