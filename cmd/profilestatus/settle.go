package main

import (
	"net"
	"time"
)

// settleTime is how long a request may take to arrive on a connection that its client
// has just opened.
const settleTime = 200 * time.Millisecond

// An ownListener is one that no other process listens on, and that limits connections.
type ownListener struct {
	net.Listener
	tcp *net.TCPListener
}

// settle returns what lets a listener take no new connections, and waits until those
// that it has taken have had the time to send their request. It is to be called before a
// server is shut down: Shutdown cuts requests that it finds unread, and the system those of
// connections that nobody has accepted. A balancer that does not follow /readyz, such
// as nginx, goes on opening connections until the end.
//
// Where the system cannot ignore new connections, or another process has the listener,
// too, it is closed first. Without a delay of draining nothing is done.
func settle(ln net.Listener, drainDelay time.Duration) func() {
	return func() {
		if drainDelay == 0 {
			return
		}
		if own, ok := ln.(ownListener); !ok || ignoreNew(own.tcp) != nil {
			_ = ln.Close() // the server ends, or notices it as well
		}
		time.Sleep(settleTime)
	}
}
