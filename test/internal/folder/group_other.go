//go:build !unix

package folder

import "os/exec"

// endAsGroup does nothing: there are no process groups here.
func endAsGroup(*exec.Cmd) {}
