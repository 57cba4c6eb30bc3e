//go:build !linux

package main

import (
	"errors"
	"net"
)

// ignoreNew is not possible on this system.
func ignoreNew(*net.TCPListener) error { return errors.ErrUnsupported }
