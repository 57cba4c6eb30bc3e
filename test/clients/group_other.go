//go:build !unix

package main

import "os/exec"

// endAsGroup does nothing: there are no process groups here.
func endAsGroup(*exec.Cmd) {}
