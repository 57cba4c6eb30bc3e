package deadline

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// unit is long enough for the parts of a conversation to act at moments of their own
// within it, so that none depends on who is first.
const unit = 10 * time.Millisecond

// converse lets one side call and the other one answer at random moments, while
// deadlines are set and cleared, and returns how each call ended and when.
func converse(t *testing.T, seed uint64, cheap bool, call func(net.Conn) (int, error), answer func(net.Conn) error, set func(net.Conn, time.Time) error) (calls []string) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		c := ours
		if cheap {
			c = newConn(ours)
		}
		began := time.Now()
		at := func(n int, part time.Duration) time.Time {
			return began.Add(time.Duration(n)*unit + part*time.Millisecond)
		}
		const units = 60
		var group sync.WaitGroup
		group.Go(func() { // sets deadlines
			random := rand.New(rand.NewPCG(seed, 1))
			for n := 0; n < units; n += 1 + random.IntN(5) {
				time.Sleep(time.Until(at(n, 1)))
				deadline := at(n+random.IntN(12)-3, 3)
				if random.IntN(4) == 0 {
					deadline = time.Time{}
				}
				if err := set(c, deadline); err != nil {
					t.Error(err)
				}
			}
			time.Sleep(time.Until(at(units, 1)))
			c.Close()
		})
		group.Go(func() { // answers
			random := rand.New(rand.NewPCG(seed, 2))
			for n := 0; ; n += 1 + random.IntN(5) {
				time.Sleep(time.Until(at(n, 2)))
				if answer(theirs) != nil {
					return
				}
			}
		})
		for { // calls
			n, err := call(c)
			var timeout *net.OpError
			if !errors.As(err, &timeout) {
				calls = append(calls, fmt.Sprint(time.Since(began), n, err))
				if err != nil {
					break
				}
				continue
			}
			calls = append(calls, fmt.Sprint(time.Since(began), n, timeout.Op, timeout.Err, timeout.Timeout()))
			passed := time.Since(began) - 7*time.Millisecond
			time.Sleep(unit - (passed%unit+unit)%unit) // until the next moment of its own
		}
		theirs.Close()
		group.Wait()
	})
	return calls
}

// TestSame: whatever deadlines are set while a call waits or does not, it ends as it
// does with those of the connection itself.
func TestSame(t *testing.T) {
	byte1 := make([]byte, 1)
	tests := []struct {
		name, reason string
		call         func(net.Conn) (int, error)
		answer       func(net.Conn) error
		set          func(net.Conn, time.Time) error
	}{
		{"read", "what a server waits for", func(c net.Conn) (int, error) { return c.Read(make([]byte, 1)) },
			func(c net.Conn) error { _, err := c.Write(byte1); return err }, net.Conn.SetReadDeadline},
		{"write", "a part may be written before a deadline", func(c net.Conn) (int, error) { return c.Write(make([]byte, 3)) },
			func(c net.Conn) error { _, err := io.ReadFull(c, make([]byte, 2)); return err }, net.Conn.SetWriteDeadline},
		{"both", "one call sets them together", func(c net.Conn) (int, error) { return c.Read(make([]byte, 1)) },
			func(c net.Conn) error { _, err := c.Write(byte1); return err }, net.Conn.SetDeadline},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(100) {
				want := converse(t, seed, false, tt.call, tt.answer, tt.set)
				if got := converse(t, seed, true, tt.call, tt.answer, tt.set); !slices.Equal(got, want) {
					t.Fatalf("seed %d: calls ended\n%q, want\n%q\nreason: %s", seed, got, want, tt.reason)
				}
			}
		})
	}
}
