package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// straceLimit bounds how long strace may take to attach, or to let go.
const straceLimit = 10 * time.Second

// A tracer is a strace that lets calls of a process fail.
type tracer struct {
	cmd    *exec.Cmd
	trace  string
	stderr attachedText
	gone   chan struct{}
}

// attach lets calls on the store's files fail in a running process, from now
// on. It returns when all threads are traced.
func attach(pid int, f fault, file, trace string) (*tracer, error) {
	calls := f.target.calls
	args := []string{"-f", "-p", fmt.Sprint(pid), "-o", trace, "-e", "signal=none",
		"-e", fmt.Sprintf("inject=%s:error=%s:when=%s", calls, f.errno, f.when)}
	if also := f.target.also; also != "" {
		args = append(args, "-e", fmt.Sprintf("inject=%s:error=%s", also, f.errno))
		calls += "," + also
	}
	args = append(args, "-e", "trace="+calls)
	for suffix := range strings.FieldsSeq(f.target.files) {
		args = append(args, "-P", file+strings.TrimPrefix(suffix, "+"))
	}
	t := &tracer{cmd: exec.Command("strace", args...), trace: trace, gone: make(chan struct{})}
	t.stderr.attached = make(chan struct{})
	t.cmd.Stderr = &t.stderr
	if err := t.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(t.gone)
		_ = t.cmd.Wait() // what matters is in the trace
	}()
	timer := time.NewTimer(straceLimit)
	defer timer.Stop()
	select {
	case <-t.stderr.attached:
		return t, nil
	case <-t.gone:
		return nil, fmt.Errorf("strace: %s", &t.stderr.text)
	case <-timer.C:
		t.stop()
		return nil, fmt.Errorf("strace did not attach within %v: %s", straceLimit, &t.stderr.text)
	}
}

// stop lets the process go on without faults, if it is still there.
func (t *tracer) stop() {
	_ = t.cmd.Process.Signal(syscall.SIGINT) // it may have ended already
	select {
	case <-t.gone:
	case <-time.After(straceLimit):
		_ = t.cmd.Process.Kill()
		<-t.gone
	}
}

// hits returns how many calls have failed.
func (t *tracer) hits() (int, error) {
	text, err := os.ReadFile(t.trace)
	return bytes.Count(text, []byte("(INJECTED)")), err
}

// An attachedText keeps what strace says and tells when it is attached.
type attachedText struct {
	text     bytes.Buffer
	done     bool
	attached chan struct{}
}

func (a *attachedText) Write(p []byte) (int, error) {
	a.text.Write(p)
	if !a.done && bytes.Contains(a.text.Bytes(), []byte(" attached")) {
		a.done = true
		close(a.attached)
	}
	return len(p), nil
}

// errNoStrace tells why no faults can be injected here.
var errNoStrace = errors.New("no faults can be injected")

// checkStrace returns an error wrapping errNoStrace unless strace is there and
// may let calls of another process fail.
func checkStrace(ctx context.Context) error {
	if _, err := exec.LookPath("strace"); err != nil {
		return fmt.Errorf("%w: strace is not installed", errNoStrace)
	}
	victim := exec.CommandContext(ctx, "cat")
	input, err := victim.StdinPipe() // keeps it waiting
	if err != nil {
		return err
	}
	defer input.Close()
	if err := victim.Start(); err != nil {
		return err
	}
	defer func() {
		_ = victim.Process.Kill()
		_ = victim.Wait()
	}()
	t, err := attach(victim.Process.Pid, fault{target: target{calls: syncs, files: "+"}, errno: "EIO", when: "1"}, os.DevNull, os.DevNull)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoStrace, err)
	}
	t.stop()
	return nil
}
