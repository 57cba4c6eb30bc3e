package main

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestProxyExecSignals(t *testing.T) {
	t.Parallel()
	service := startService(t, t.TempDir(), "--store", "memory")
	tests := []struct {
		name, command string
		signals       int
		text          string
		reason        string
	}{
		{"passed on", `trap 'echo got TERM; exit 7' TERM; echo ready; while :; do sleep 0.05; done`, 1, "exit status 7", "the command ends in order"},
		{"to the group", `sleep 60 & echo ready; wait; echo not reached`, 1, "", "not only the shell is meant"},
		{"twice", `trap 'echo got TERM' TERM; echo ready; while :; do sleep 0.05; done`, 2, "signal: killed", "a second one is not asked about"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := startProxy(t, service.base, "--exec", tt.command)
			if p.base != "ready" {
				t.Fatalf("stdout begins with %q", p.base)
			}
			begin := time.Now()
			for range tt.signals - 1 {
				_ = p.cmd.Process.Signal(syscall.SIGTERM)
				time.Sleep(300 * time.Millisecond) // it has arrived
			}
			p.end(t, syscall.SIGTERM, 1, tt.reason)
			if took := time.Since(begin); took > 10*time.Second || !strings.Contains(p.stderr.String(), "the command failed: ") || !strings.Contains(p.stderr.String(), tt.text) {
				t.Errorf("took %v\n%s\nreason: %s", took, p.stderr, tt.reason)
			}
		})
	}
	service.stop(t)
}
