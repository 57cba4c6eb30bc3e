package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestFullDisk writes each result to a device that is always full. What could
// not be written must not look like a success.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip(err)
	}
	service := startService(t, t.TempDir(), "--store", "memory")
	checking := []string{"check", service.base, "--only", "examples"}
	proxying := []string{"proxy", "--addr", "127.0.0.1:0", "--to", service.base, "--fail-on", "none", "--exec", "true"}
	tests := []struct {
		name, flag string
		args       []string
		reason     string
	}{
		{"check, JUnit", "--junit", checking, "a pipeline would show an old result or none"},
		{"check, SARIF", "--sarif", checking, "a pipeline would show no findings"},
		{"proxy, JSON", "--json", proxying, "the exchanges would be missing"},
		{"proxy, JUnit", "--junit", proxying, "a pipeline would show an old result or none"},
		{"proxy, SARIF", "--sarif", proxying, "a pipeline would show no findings"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := exec.CommandContext(t.Context(), os.Args[0], append(tt.args, tt.flag, full)...)
			c.Dir, c.Env = t.TempDir(), append(os.Environ(), asProgram+"=1")
			out, _ := c.CombinedOutput() // the exit code tells
			if code := c.ProcessState.ExitCode(); code != 2 || !strings.Contains(string(out), tt.flag) || !strings.Contains(string(out), "no space left") {
				t.Errorf("exit code %d, want 2, %s and the reason\n%s\nreason: %s", code, tt.flag, out, tt.reason)
			}
		})
	}
	service.stop(t)
}
