package deadline

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// A system is a connection whose calls end as it says.
type system struct {
	net.Conn
	n       int
	err     error
	refuses error // to set a deadline
	calls   int
}

func (s *system) Read([]byte) (int, error)         { s.calls++; return s.n, s.err }
func (s *system) Write([]byte) (int, error)        { s.calls++; return s.n, s.err }
func (s *system) SetReadDeadline(time.Time) error  { return s.refuses }
func (s *system) SetWriteDeadline(time.Time) error { return s.refuses }
func (s *system) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (s *system) RemoteAddr() net.Addr             { return &net.TCPAddr{} }

// TestEnds: which ends of a call are passed on at once.
func TestEnds(t *testing.T) {
	refused := errors.New("refused")
	tests := []struct {
		name, reason string
		system       system
		deadline     time.Time // none if zero
		n            int
		err          error
		calls        int
	}{
		{"a byte", "the usual end", system{n: 1}, time.Time{}, 1, nil, 1},
		{"the end of the stream", "only a timeout may come early", system{err: io.EOF}, time.Time{}, 0, io.EOF, 1},
		{"a byte with a timeout", "it must not be lost, though the timeout is early", system{n: 1, err: os.ErrDeadlineExceeded}, time.Time{}, 1, os.ErrDeadlineExceeded, 1},
		{"an early timeout", "the call cannot go on where the system takes no other deadline", system{err: os.ErrDeadlineExceeded, refuses: refused}, time.Time{}, 0, os.ErrDeadlineExceeded, 1},
		{"no deadline", "without one the call must not begin", system{refuses: refused}, time.Now().Add(time.Hour), 0, refused, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newConn(&tt.system)
			if err := c.SetReadDeadline(tt.deadline); err != nil {
				t.Fatal(err)
			}
			if n, err := c.Read(make([]byte, 1)); n != tt.n || !errors.Is(err, tt.err) || tt.system.calls != tt.calls {
				t.Errorf("Read() = %d, %v after %d calls, want %d, %v, %d\nreason: %s", n, err, tt.system.calls, tt.n, tt.err, tt.calls, tt.reason)
			}
		})
	}
}

// TestRefused: a deadline that the system refuses while calls wait is no deadline.
func TestRefused(t *testing.T) {
	refused := errors.New("refused")
	c := newConn(&system{refuses: refused})
	c.reads.calls, c.writes.calls = 1, 1
	for name, set := range map[string]func(time.Time) error{"read": c.SetReadDeadline, "write": c.SetWriteDeadline, "both": c.SetDeadline} {
		c.reads.armed, c.writes.armed = time.Time{}, time.Time{}
		if err := set(time.Now().Add(time.Hour)); !errors.Is(err, refused) {
			t.Errorf("%s: got %v, want the error of the system", name, err)
		}
	}
}
