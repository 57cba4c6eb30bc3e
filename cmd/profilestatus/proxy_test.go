package main

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// startProxy starts the proxy in front of a service, on a free port.
func startProxy(t *testing.T, to string, args ...string) *process {
	t.Helper()
	return startProgram(t, t.TempDir(), append([]string{"proxy", "--addr", "127.0.0.1:0", "--to", to}, args...)...)
}

// end sends a signal and compares the exit code.
func (p *process) end(t *testing.T, sig syscall.Signal, want int, reason string) {
	t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	if code, _ := p.wait(t); code != want {
		t.Errorf("exit code %d, want %d\n%s\nreason: %s", code, want, p.stderr, reason)
	}
}

const badStatus = `{"status":"done","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`

func TestProxyVerdicts(t *testing.T) {
	t.Parallel()
	service := startService(t, t.TempDir(), "--store", "memory")
	origin := strings.TrimSuffix(service.base, "/beta")
	tests := []struct {
		name   string
		to     string
		args   []string
		bodies []string
		want   int
		text   string
		reason string
	}{
		{"right", service.base, nil, []string{someStatus}, 0, "nothing is wrong", "created, as printed by serve"},
		{"origin", origin, nil, []string{someStatus}, 0, "nothing is wrong", "a conflict is no violation; the base path is added"},
		{"nothing seen", service.base, nil, nil, 1, "nothing was seen", "the client may talk to another address"},
		{"client", service.base, nil, []string{badStatus}, 1, "the contract was broken, by 1 of 1 requests and by 0 of 1 responses", "the client is to blame"},
		{"client does not count", service.base, []string{"--fail-on", "response"}, []string{badStatus}, 0, "nothing is wrong that counts for --fail-on", "asked for"},
		{"none", service.base, []string{"--fail-on", "none"}, nil, 0, "nothing is wrong", "asked for"},
		{"no server", "http://127.0.0.1:1", nil, []string{someStatus}, 1, "noAnswer", "there is none"},
		{"enforced", service.base, []string{"--enforce"}, []string{badStatus}, 1, "1 × enum", "refused by the proxy, and still wrong"},
		{"too large", service.base, []string{"--max-body", "1024"}, []string{badStatus + strings.Repeat(" ", 1024)}, 0, `"not_judged":1`, "it is only passed on"},
		{"strict", service.base, []string{"--max-body", "1024", "--strict"}, []string{badStatus + strings.Repeat(" ", 1024)}, 1, "it is not known whether the contract was kept: one thing was not validated", "a pipeline wants to know"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := startProxy(t, tt.to, tt.args...)
			for _, body := range tt.bodies {
				p.do(t, "POST", statusPath, body)
			}
			p.end(t, syscall.SIGTERM, tt.want, tt.reason)
			if !strings.Contains(p.stderr.String(), tt.text) || strings.Contains(p.stderr.String(), "token-secret") {
				t.Errorf("want %q and no token on stderr:\n%s\nreason: %s", tt.text, p.stderr, tt.reason)
			}
		})
	}
	service.stop(t)
}

// TestProxyWarning sees a server refuse what fits its document.
func TestProxyWarning(t *testing.T) {
	document := filepath.Join(t.TempDir(), "document.yaml")
	if err := os.WriteFile(document, []byte(`
openapi: 3.0.3
info: {title: t, version: v}
paths: {/a: {get: {responses: {'200': {description: d}, '422': {description: d}}}}}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(422) }))
	defer server.Close()
	tests := []struct {
		name, flag string
		want       int
		text       string
		reason     string
	}{
		{"warning", "--strict=false", 0, "nothing is wrong but what the warnings say", "the server may have a reason that no schema states"},
		{"strict", "--strict", 1, "there are warnings, which count with --strict", "a pipeline wants to know"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := startProxy(t, server.URL, "--spec", document, tt.flag)
			p.do(t, "GET", "/a", "")
			p.end(t, syscall.SIGTERM, tt.want, tt.reason)
			for _, text := range []string{"1 × refused: GET /a", "exchange with a warning", tt.text} {
				if !strings.Contains(p.stderr.String(), text) {
					t.Errorf("want %q on stderr:\n%s\nreason: %s", text, p.stderr, tt.reason)
				}
			}
		})
	}
}

func TestProxyControl(t *testing.T) {
	t.Parallel()
	service := startService(t, t.TempDir(), "--store", "memory")
	p := startProxy(t, service.base)
	control := strings.TrimSuffix(p.base, "/beta") + "/__contract/"
	assert := func(want int) {
		t.Helper()
		resp, err := http.Get(control + "assert")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("assert: %s, want %d", resp.Status, want)
		}
	}
	for host, want := range map[string]int{"evil.test": 400, "localhost:1": 409} {
		r, err := http.NewRequest("GET", control+"assert", nil)
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
			t.Errorf("assert for the Host %s: %s, want %d", host, resp.Status, want)
		}
	}
	assert(409)
	p.do(t, "POST", statusPath, someStatus)
	assert(200)
	p.do(t, "POST", statusPath, badStatus)
	assert(409)
	r, err := http.NewRequest("DELETE", control+"violations", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	assert(409)
	p.do(t, "GET", statusPath, "")
	p.end(t, os.Interrupt.(syscall.Signal), 0, "what was forgotten does not count")
	service.stop(t)
}

// TestProxyExec runs commands behind the proxy, as a pipeline does.
func TestProxyExec(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skipf("the commands need it: %v", err)
	}
	service := startService(t, t.TempDir(), "--store", "memory")
	const call = `curl -sS -o answer -H 'Authorization: Bearer t' -H 'Content-Type: application/json' "$PROFILESTATUS_URL"` + statusPath
	good := call + ` -d '` + strings.Replace(someStatus, `"id":"s1",`, "", 1) + `'`
	bad := call + ` -H 'X-Test-Name: a bad one' -d '` + badStatus + `'`
	tests := []struct {
		name, command string
		args          []string
		want          int
		text          string
		reason        string
	}{
		{"right", good, nil, 0, "nothing is wrong", "both are right"},
		{"contract", good + "; " + bad, nil, 1, "profilestatus: the contract was broken", "curl does not mind a 400"},
		{"command", good + "; exit 3", nil, 1, "profilestatus: the command failed: exit status 3", "it failed by itself"},
		{"both", bad + "; exit 3", nil, 1, "the command failed: exit status 3; the contract was broken", "both are told"},
		{"nothing seen", "true", nil, 1, "profilestatus: nothing was seen", "it did not use the address"},
		{"contract does not count", bad, []string{"--fail-on", "none"}, 0, "nothing is wrong", "asked for"},
		{"command counts", "exit 1", []string{"--fail-on", "none"}, 1, "the command failed", "only the contract does not"},
		{"no command", "no-such-command-here", nil, 1, "exit status 127", "the shell says so"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			args := append([]string{"proxy", "--addr", "127.0.0.1:0", "--to", service.base, "--junit", "j.xml", "--sarif", "s.json", "--json", "x.json",
				"--exec", "echo on stdout; echo on stderr >&2; " + tt.command}, tt.args...)
			c := exec.Command(os.Args[0], args...)
			var stdout, stderr strings.Builder
			c.Dir, c.Env, c.Stdout, c.Stderr = dir, append(os.Environ(), asProgram+"=1"), &stdout, &stderr
			_ = c.Run() // the exit code tells
			if code := c.ProcessState.ExitCode(); code != tt.want || !strings.Contains(stderr.String(), tt.text) {
				t.Errorf("exit code %d, want %d and %q\n%s\nreason: %s", code, tt.want, tt.text, &stderr, tt.reason)
			}
			if stdout.String() != "on stdout\n" || !strings.Contains(stderr.String(), "on stderr\n") || !strings.Contains(stderr.String(), "http://127.0.0.1:") {
				t.Errorf("stdout %q, stderr %q, want those of the command and the base URL", &stdout, &stderr)
			}
			checkFiles(t, dir, strings.Contains(tt.command, "done"), tt.want == 1)
		})
	}
	service.stop(t)
}

// checkFiles reads what was written at the end.
func checkFiles(t *testing.T, dir string, broken, failed bool) {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var suites struct {
		Suite struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(read("j.xml"), &suites); err != nil || suites.Suite.Tests == 0 || (suites.Suite.Failures > 0) != failed {
		t.Errorf("JUnit %+v, %v, want failures: %t\n%s", suites, err, failed, read("j.xml"))
	}
	var sarif struct{ Runs []struct{ Results []any } }
	if err := json.Unmarshal(read("s.json"), &sarif); err != nil || (len(sarif.Runs[0].Results) > 0) != broken {
		t.Errorf("SARIF %+v, %v, want results: %t", sarif, err, broken)
	}
	var seen struct {
		Findings  []any
		Exchanges []struct{ Test string }
	}
	if err := json.Unmarshal(read("x.json"), &seen); err != nil || (len(seen.Findings) > 0) != broken {
		t.Errorf("JSON %+v, %v, want findings: %t", seen, err, broken)
	}
	if broken && !strings.Contains(string(read("j.xml")), `name="a bad one`) {
		t.Errorf("JUnit has no case for the test:\n%s", read("j.xml"))
	}
}

// TestProxySpec validates against another document.
func TestProxySpec(t *testing.T) {
	t.Parallel()
	service := startService(t, t.TempDir(), "--store", "memory")
	dir := t.TempDir()
	const document = `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/healthz":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{
		"schema":{"type":"object","required":["state"]}}}}}}}}}`
	file := filepath.Join(dir, "other.json")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startProxy(t, strings.TrimSuffix(service.base, "/beta"), "--spec", file)
	if status, answer := p.do(t, "GET", "/healthz", ""); status != 200 || !strings.Contains(answer, "ok") {
		t.Errorf("%d %s", status, answer)
	}
	p.end(t, syscall.SIGTERM, 1, "the answer lacks a property")
	if want := "document  " + file + ":"; !strings.Contains(p.stderr.String(), want) {
		t.Errorf("want %q on stderr:\n%s", want, p.stderr)
	}
	service.stop(t)
}
