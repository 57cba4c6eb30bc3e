//go:build !unix

package main

import (
	"os"
	"os/exec"
)

// ownGroup does nothing: there are no process groups here.
func ownGroup(*exec.Cmd) {}

// signalGroup ends a command, the only signal that can be sent here.
func signalGroup(c *exec.Cmd, _ os.Signal) {
	_ = c.Process.Kill() // it may be gone
}
