package sqlite_test

import (
	"cmp"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// errDisk is what a broken disk says.
var errDisk = errors.New("the disk is broken")

// A faultyDisk makes statements fail or wait.
type faultyDisk struct {
	mu    sync.Mutex
	fails string // statements that contain this fail; empty: none
	times int    // so often; negative: always
	with  error  // nil: errDisk
	stops string // statements that contain this wait until the disk goes on
	goOn  chan struct{}
	seen  []string
}

// hook is what the store calls before each statement.
func (d *faultyDisk) hook(query string) error {
	d.mu.Lock()
	d.seen = append(d.seen, query)
	var wait chan struct{}
	if d.stops != "" && strings.Contains(query, d.stops) {
		wait = d.goOn
	}
	var err error
	if d.fails != "" && d.times != 0 && strings.Contains(query, d.fails) {
		d.times--
		err = cmp.Or(d.with, errDisk)
	}
	d.mu.Unlock()
	if wait != nil {
		<-wait
	}
	return err
}

// fail makes statements fail from now on.
func (d *faultyDisk) fail(statement string, times int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails, d.times, d.seen = statement, times, nil
}

// stop makes statements wait until the returned function is called. It forgets
// those that were seen.
func (d *faultyDisk) stop(t *testing.T, statement string) (goOn func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stops, d.goOn, d.seen = statement, make(chan struct{}), nil
	goOn = sync.OnceFunc(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.stops = ""
		close(d.goOn)
	})
	t.Cleanup(goOn)
	return goOn
}

// statements returns those seen since fail was called that contain one of the
// words.
func (d *faultyDisk) statements(words ...string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []string
	for _, s := range d.seen {
		for _, word := range words {
			if strings.Contains(s, word) {
				found = append(found, word)
			}
		}
	}
	return found
}

const (
	shortWait = 300 * time.Millisecond // for tests in which somebody waits in vain
	longWait  = time.Minute            // for all others
)

// openFaulty opens a store on a faulty disk that waits no longer than wait.
func openFaulty(t *testing.T, path string, wait time.Duration) (*sqlite.Store, *faultyDisk) {
	t.Helper()
	d := new(faultyDisk)
	s, err := sqlite.OpenWithHook(t.Context(), path, wait, d.hook)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, d
}

// expectOutcome fails the test when err is not of the kind that the word names.
func expectOutcome(t *testing.T, call string, err error, want string) {
	t.Helper()
	if got := outcome(err); got != want {
		t.Errorf("%s = %v, want %s", call, err, want)
	}
}

// eventually waits until done returns true, and fails the test when it never
// does.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 1000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}

// outcome returns a word for the kind of an error.
func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, store.ErrConflict):
		return "conflict"
	case errors.Is(err, store.ErrNotFound):
		return "missing"
	case errors.Is(err, store.ErrUnavailable):
		return "unavailable"
	case errors.Is(err, store.ErrUnknown):
		return "unknown"
	}
	return "other: " + err.Error()
}
