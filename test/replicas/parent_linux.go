package main

import (
	"os/exec"
	"syscall"
)

// endWithParent lets the system kill a process when this one is gone.
func endWithParent(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
