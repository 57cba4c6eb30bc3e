package main

import (
	"errors"
	"net"

	"golang.org/x/sys/unix"
)

// ignoreNew lets the system ignore who wants to connect, while connections that have
// been made can be accepted. Clients ask again after a second, and are refused when the
// listener is closed by then.
func ignoreNew(ln *net.TCPListener) error {
	const flagsAt, syn, ack = 13, 0x02, 0x10 // of the header of TCP
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: flagsAt},
		{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: syn | ack},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: syn, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: 0},
		{Code: unix.BPF_RET | unix.BPF_K, K: 1<<32 - 1},
	}
	conn, err := ln.SyscallConn()
	if err != nil {
		return err
	}
	controlErr := conn.Control(func(fd uintptr) {
		err = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]})
	})
	return errors.Join(controlErr, err)
}
