//go:build unix

package folder

import (
	"os/exec"
	"syscall"
)

// endAsGroup lets the end of a command's context end all that it started.
func endAsGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
