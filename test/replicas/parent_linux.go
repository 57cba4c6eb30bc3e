package main

import (
	"os/exec"
	"syscall"
)

// endWithParent lets the system kill a process when this one is gone.
func endWithParent(c *exec.Cmd) {
	if c.SysProcAttr == nil {
		c.SysProcAttr = new(syscall.SysProcAttr)
	}
	c.SysProcAttr.Pdeathsig = syscall.SIGKILL
}
