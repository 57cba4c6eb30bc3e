// Package deadline makes the deadlines of connections cheap to set. Go's HTTP server
// sets eight of them for each request, and each moves a timer of the runtime. Nearly
// all are moved on before they are reached.
//
// A connection of a [Listener] remembers the deadline that is wanted, and gives it to
// the system only where that would otherwise ring too late. If the system rings too
// early, the call that was waiting goes on. So every call ends when it would have
// ended by the system's own deadlines.
package deadline

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// A Listener accepts connections whose deadlines are cheap.
type Listener struct{ net.Listener }

// Accept implements [net.Listener].
func (l Listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return newConn(c), nil
}

type conn struct {
	net.Conn
	reads, writes limit
}

func newConn(c net.Conn) *conn {
	expired := func(op string) error { // as the system says it
		local := c.LocalAddr()
		return &net.OpError{Op: op, Net: local.Network(), Source: local, Addr: c.RemoteAddr(), Err: os.ErrDeadlineExceeded}
	}
	return &conn{
		Conn:   c,
		reads:  limit{arm: c.SetReadDeadline, expired: expired("read")},
		writes: limit{arm: c.SetWriteDeadline, expired: expired("write")},
	}
}

// Read implements [net.Conn].
func (c *conn) Read(p []byte) (int, error) {
	for {
		if err := c.reads.begin(); err != nil {
			return 0, err
		}
		n, err := c.Conn.Read(p)
		if early := c.reads.end(err); n > 0 || !early {
			return n, err
		}
	}
}

// Write implements [net.Conn].
func (c *conn) Write(p []byte) (written int, err error) {
	for {
		if err := c.writes.begin(); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(p[written:])
		written += n
		if early := c.writes.end(err); !early {
			return written, err
		}
	}
}

// SetReadDeadline implements [net.Conn].
func (c *conn) SetReadDeadline(t time.Time) error { return c.reads.want(t) }

// SetWriteDeadline implements [net.Conn].
func (c *conn) SetWriteDeadline(t time.Time) error { return c.writes.want(t) }

// SetDeadline implements [net.Conn].
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// A limit is the deadline of the calls in one direction. The zero time is none.
type limit struct {
	arm     func(time.Time) error // gives the system a deadline
	expired error                 // of a call that begins after the deadline

	mu     sync.Mutex
	wanted time.Time
	armed  time.Time // what the system has
	calls  int       // that are in flight
}

// want sets the deadline that is wanted, for calls in flight too.
func (l *limit) want(t time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted = t
	if l.calls == 0 || !l.late() {
		return nil
	}
	return l.set()
}

// begin is called before a call. It returns an error if the deadline has passed.
func (l *limit) begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.late() {
		if !l.wanted.After(time.Now()) {
			return l.expired
		}
		if err := l.set(); err != nil {
			return err
		}
	}
	l.calls++
	return nil
}

// end is called after a call with its error. It reports whether the system's
// deadline was reached before the wanted one, so that the call has to go on.
func (l *limit) end(err error) (early bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls--
	if err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	return (l.wanted.IsZero() || l.wanted.After(time.Now())) && l.set() == nil
}

// late reports whether the system would ring after the wanted deadline.
func (l *limit) late() bool {
	return !l.wanted.IsZero() && (l.armed.IsZero() || l.wanted.Before(l.armed))
}

func (l *limit) set() error {
	l.armed = l.wanted
	return l.arm(l.wanted)
}
