//go:build unix

package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// use uses a program as it was installed: it serves, is healthy, stores a status
// and ends with a signal. Command prepares the program with arguments.
func use(t *testing.T, command func(args ...string) *exec.Cmd, serve ...string) {
	t.Helper()
	service := command(append([]string{"serve"}, serve...)...)
	var stderr bytes.Buffer
	service.Stderr = &stderr
	if service.SysProcAttr == nil {
		service.SysProcAttr = new(syscall.SysProcAttr)
	}
	service.SysProcAttr.Setpgid = true
	stdout, err := service.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-service.Process.Pid, syscall.SIGKILL) }) // what it has started, too
	timer := time.AfterFunc(time.Minute, func() { _ = syscall.Kill(-service.Process.Pid, syscall.SIGKILL) })
	defer timer.Stop()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_ = service.Wait()
		t.Fatalf("no base URL on stdout: %v\n%s", err, &stderr)
	}
	base := strings.TrimSuffix(line, "\n")
	if out, err := command("health", base).CombinedOutput(); err != nil || string(out) != strings.TrimSuffix(base, "/beta")+"/readyz is healthy\n" {
		t.Errorf("health: %v\n%s", err, out)
	}
	if len(serve) == 0 { // it is told by the environment where to listen, and so is health
		if out, err := command("health").CombinedOutput(); err != nil {
			t.Errorf("health: %v\n%s", err, out)
		}
	}
	createStatus(t, base)
	if err := service.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, stdout)
	if err := service.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, &stderr)
	}
	if !strings.Contains(stderr.String(), "stopping") {
		t.Errorf("the program did not get the signal:\n%s", &stderr)
	}
}

func createStatus(t *testing.T, base string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, base+"/education/synchronizationProfiles/p1/profileStatus",
		strings.NewReader(`{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:00:00Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer any-token")
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if body, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusCreated {
		t.Errorf("create: %s, %v\n%s", answer.Status, err, body)
	}
}
