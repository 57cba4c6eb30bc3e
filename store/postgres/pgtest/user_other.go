//go:build !unix

package pgtest

import (
	"fmt"
	"os/exec"
)

// RunAs returns an error wrapping [ErrMissing].
func RunAs(*exec.Cmd) error { return fmt.Errorf("%w: this system is not one of its own", ErrMissing) }

// Own does nothing.
func Own(string) error { return nil }
