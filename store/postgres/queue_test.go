package postgres

import (
	"testing"
	"time"
)

// TestNextAfterOneWhoLeft: a writer that expects more waits for as long as it
// may, also when the first write that it takes is of a caller who has left. It
// once waited for another write that might never come.
func TestNextAfterOneWhoLeft(t *testing.T) {
	for name, second := range map[string]bool{"first writer": false, "second writer": true} {
		t.Run(name, func(t *testing.T) {
			q := newQueue()
			w := &writer{second: second, queue: q, answered: 8, took: time.Millisecond}
			left, stays := &write{done: make(chan struct{})}, &write{done: make(chan struct{})}
			left.taken.Store(true)
			q.waiting <- left
			got := make(chan []*write)
			go func() { got <- w.next(nil) }()
			q.askForHelp()
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
