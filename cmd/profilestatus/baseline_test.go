package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckBaseline begins with a server that breaks the contract, and stops
// what is new.
func TestCheckBaseline(t *testing.T) {
	dir := t.TempDir()
	known, page := filepath.Join(dir, "known.json"), filepath.Join(dir, "page.html")
	check := func(args ...string) (int, string) {
		t.Helper()
		code, stdout, stderr := checkServer(t, wrong(t), append([]string{"--cases", "0", "--seed", "1", "--only", "examples,auth", "--baseline", known}, args...)...)
		return code, stdout + stderr
	}
	if code, out := check("--update-baseline"); code != exitOK || !strings.Contains(out, "Nothing new breaks the contract, with 5 findings known from "+known) {
		t.Errorf("written: exit code %d\n%s", code, out)
	}
	if code, out := check("--html", page); code != exitOK || strings.Contains(out, "curl") {
		t.Errorf("compared: exit code %d\n%s", code, out)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "No new finding.") {
		t.Errorf("the page does not say that all is known: %v", err)
	}
	text, err := os.ReadFile(known)
	if err != nil {
		t.Fatal(err)
	}
	less := strings.Replace(string(text), `"operation": "getProfileStatus"`, `"operation": "gone"`, 1)
	if err := os.WriteFile(known, []byte(less), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out := check()
	for _, want := range []string{"× required: getProfileStatus (", "but not found in this run\n  required: gone, response header/Cache-Control\n", "The contract is broken in one way, with 4 findings known from "} {
		if code != exitFailure || !strings.Contains(out, want) {
			t.Errorf("one is new, and one is gone: exit code %d, want 1 and %q in\n%s", code, want, out)
		}
	}
	if code, out := check("--update-baseline", "--max-time", "1ms", "--rate", "1"); code != exitUsage {
		t.Errorf("out of time: exit code %d\n%s", code, out)
	}
	if text, err := os.ReadFile(known); err != nil || string(text) != less {
		t.Errorf("a run that was not finished has written the baseline: %v", err)
	}
}

// TestProxyBaseline does the same with a client.
func TestProxyBaseline(t *testing.T) {
	t.Parallel()
	service := startService(t, t.TempDir(), "--store", "memory")
	known := filepath.Join(t.TempDir(), "known.json")
	proxy := func(want int, body string, args ...string) string {
		t.Helper()
		p := startProxy(t, service.base, append([]string{"--baseline", known}, args...)...)
		p.do(t, "POST", statusPath, body)
		if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if code, _ := p.wait(t); code != want {
			t.Errorf("exit code %d, want %d\n%s", code, want, p.stderr)
		}
		return p.stderr.String()
	}
	if out := proxy(0, badStatus, "--update-baseline"); !strings.Contains(out, "nothing is wrong that the baseline does not know") {
		t.Errorf("written:\n%s", out)
	}
	proxy(0, badStatus)
	if out := proxy(1, `{"lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`); !strings.Contains(out, "1 × required") || !strings.Contains(out, "not found again") {
		t.Errorf("another one:\n%s", out)
	}
	service.stop(t)
}
