//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup makes a command the first of a new process group.
func ownGroup(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// signalGroup sends a signal to every process of a command's group.
func signalGroup(c *exec.Cmd, sig os.Signal) {
	_ = syscall.Kill(-c.Process.Pid, sig.(syscall.Signal)) // it may be gone
}
