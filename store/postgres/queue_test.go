package postgres

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"profilestatus.example/store"
)

// newWrite returns a write of a caller who leaves when cancel is called, and came so
// long ago.
func newWrite(t *testing.T, ago time.Duration) (x *write, cancel context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	return &write{ctx: ctx, since: time.Now().Add(-ago), done: make(chan struct{}, 1)}, cancel
}

// outcome waits for what a write is answered with.
func outcome(t *testing.T, x *write) error {
	t.Helper()
	select {
	case <-x.done:
		return x.err
	case <-time.After(10 * time.Second):
		t.Fatal("nobody answers")
		return nil
	}
}

// TestNextAfterOneWhoLeft: a writer that expects more waits for as long as it
// may, also when the first write that it takes is of a caller who has left. It
// once waited for another write that might never come.
func TestNextAfterOneWhoLeft(t *testing.T) {
	for name, second := range map[string]bool{"first writer": false, "second writer": true} {
		t.Run(name, func(t *testing.T) {
			q := newQueue(time.Minute)
			w := &writer{second: second, queue: q, answered: 8, took: time.Millisecond}
			left, leave := newWrite(t, 0)
			stays, _ := newWrite(t, 0)
			leave()
			q.waiting <- left
			got := make(chan []*write)
			go func() { got <- w.next(nil) }()
			q.askForHelp()
			if err := outcome(t, left); !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, context.Canceled) {
				t.Errorf("the one who left got %v, want ErrUnavailable and the reason", err)
			}
			time.Sleep(5 * maxGatherWait) // by then it has waited for others
			q.waiting <- stays
			q.askForHelp()
			select {
			case batch := <-got:
				if len(batch) != 1 || batch[0] != stays {
					t.Errorf("a batch of %d writes, want the one whose caller waits", len(batch))
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the write of a caller who waits is held until another one comes")
			}
		})
	}
}

// While the writers are at work for long, those who wait and have left, or have waited
// for too long, are answered, and the others stay.
func TestLook(t *testing.T) {
	q := newQueue(time.Minute)
	stays, _ := newWrite(t, 0)
	late, _ := newWrite(t, time.Hour)
	left, leave := newWrite(t, 0)
	leaves, leaveLater := newWrite(t, 0)
	for _, x := range []*write{stays, late, left, leaves} {
		if err := q.put(x); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	q.begin()
	defer q.end()
	if err := outcome(t, left); !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("the one who left got %v, want ErrUnavailable and the reason", err)
	}
	if err := outcome(t, late); !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "not answered for 1m") {
		t.Errorf("the one who came an hour ago got %v, want ErrUnavailable and the reason", err)
	}
	<-q.help
	leaveLater()
	if err := outcome(t, leaves); !errors.Is(err, context.Canceled) {
		t.Errorf("the one who left later got %v, want the reason", err)
	}
	<-q.help // the second writer is asked again
	q.end()
	if got := <-q.waiting; got != stays || len(q.waiting) > 0 {
		t.Error("the one who stays is not the only one who waits")
	}
}

// A queue without room lets a write in when there is some, unless its caller leaves or
// too much time passes.
func TestFullQueue(t *testing.T) {
	q := newQueue(50 * time.Millisecond)
	other, _ := newWrite(t, 0)
	for range maxWaiting {
		q.waiting <- other
	}
	late, _ := newWrite(t, 0)
	if err := q.put(late); !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "not answered for 50ms") {
		t.Errorf("put() = %v, want ErrUnavailable and the reason", err)
	}
	q.maxWait = time.Minute
	left, leave := newWrite(t, 0)
	time.AfterFunc(10*time.Millisecond, leave)
	if err := q.put(left); !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("put() = %v, want ErrUnavailable and the reason", err)
	}
	time.AfterFunc(10*time.Millisecond, func() { <-q.waiting })
	stays, _ := newWrite(t, 0)
	if err := q.put(stays); err != nil {
		t.Errorf("put() = %v, want nil", err)
	}
}
