package main

import (
	"fmt"
	"log/slog"
	"net"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/net/netutil"
)

// sockets are listeners by the flag whose address they take the place of.
type sockets map[string]net.Listener

// inheritedSockets returns the listeners that systemd has opened for the service
// (sd_listen_fds(3)): those of socket units with FileDescriptorName=admin are for
// --admin, others for --addr. Each may be there once and has to be one of TCP.
func inheritedSockets() (sockets, error) {
	named, err := activation.ListenersWithNames()
	if err != nil {
		return nil, fmt.Errorf("sockets of systemd: %w", err)
	}
	all := make(sockets)
	for name, listeners := range named {
		flag := "addr"
		if name == "admin" {
			flag = name
		}
		for _, ln := range listeners {
			if _, ok := ln.Addr().(*net.TCPAddr); !ok {
				return nil, fmt.Errorf("socket %s of systemd: %s is no address of TCP; want ListenStream=host:port", name, ln.Addr())
			}
			if all[flag] != nil {
				return nil, fmt.Errorf("socket %s of systemd: --%s has one already; want one ListenStream", name, flag)
			}
			all[flag] = ln
		}
	}
	return all, nil
}

// useSockets lets the addresses of the listeners be those that systemd listens on.
func (f *serveFlags) useSockets() (err error) {
	if f.sockets, err = inheritedSockets(); err != nil {
		return err
	}
	if ln := f.sockets["addr"]; ln != nil {
		f.addr = ln.Addr().String()
	}
	if ln := f.sockets["admin"]; ln != nil {
		f.admin = ln.Addr().String()
	}
	return nil
}

// listen is the function listen, unless systemd listens for the flag already.
func (s sockets) listen(flag, addr string, most int) (net.Listener, error) {
	if ln := s[flag]; ln != nil {
		return netutil.LimitListener(ln, most), nil
	}
	return listen(flag, addr, most)
}

// notifySystemd tells systemd a state of the service (sd_notify(3)), if it asked
// for it.
func notifySystemd(log *slog.Logger, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		log.Warn("systemd cannot be notified", "state", state, "error", err.Error())
	}
}
