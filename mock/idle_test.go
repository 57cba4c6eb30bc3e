package mock_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/mock"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

// A slowStore waits where a test wants it to.
type slowStore struct {
	store.Store
	newest, deleteTenant func()
	err                  atomic.Pointer[error] // of DeleteTenant
}

func (s *slowStore) Newest(ctx context.Context, k store.Key) (store.Record, error) {
	if s.newest != nil {
		s.newest()
	}
	return s.Store.Newest(ctx, k)
}

func (s *slowStore) DeleteTenant(ctx context.Context, tenant string) error {
	if s.deleteTenant != nil {
		s.deleteTenant()
	}
	if err := s.err.Load(); err != nil {
		return *err
	}
	return s.Store.DeleteTenant(ctx, tenant)
}

const idle = time.Minute

// startIdle serves a mock that forgets tenants. Its store is not to be told apart
// from s.
func startIdle(t *testing.T, s *slowStore) (*mock.Mock, string, *fakeClock) {
	t.Helper()
	clock := newFakeClock()
	s.Store = memory.New(1000)
	m, err := mock.New(mock.WithClock(clock.now), mock.WithStore(s, "slow"), mock.WithLimits(mock.Limits{Idle: idle}))
	if err != nil {
		t.Fatal(err)
	}
	return m, serve(t, m), clock
}

var (
	createInA = step{"POST", "/tenants/a/beta" + profile, statusOf("1"), 201, "", "there was none"}
	readInA   = step{"GET", "/tenants/a/beta" + profile, "", 200, `"1"`, "it is there"}
	nothingIn = step{"GET", "/tenants/a/beta" + profile, "", 404, "no status", "it was forgotten with the tenant"}
)

func TestIdle(t *testing.T) {
	m, base, clock := startIdle(t, new(slowStore))
	take(t, base, []step{createInA})
	for range 3 {
		clock.advance(idle - time.Second)
		m.RemoveIdle()
		take(t, base, []step{readInA})
	}
	clock.advance(idle + time.Second)
	m.RemoveIdle()
	if n := m.Tenants(); n != 0 {
		t.Errorf("%d tenants are left", n)
	}
	take(t, base, []step{nothingIn, createInA})
}

// TestIdleInFlight: no tenant is forgotten under a request, however long it takes.
func TestIdleInFlight(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	var slow atomic.Bool
	s := &slowStore{newest: func() {
		if slow.Load() {
			begun <- struct{}{}
			<-goOn
		}
	}}
	m, base, clock := startIdle(t, s)
	take(t, base, []step{createInA})
	slow.Store(true)
	status := make(chan int)
	go func() {
		code, _ := send(t, "GET", base+"/tenants/a/beta"+profile, "", "Authorization", "Bearer x")
		status <- code
	}()
	<-begun
	clock.advance(2 * idle)
	m.RemoveIdle()
	if n := m.Tenants(); n != 1 {
		t.Errorf("%d tenants are left while a request is in flight, want the one that it is of", n)
	}
	slow.Store(false)
	close(goOn)
	if code := <-status; code != http.StatusOK {
		t.Errorf("the request got %d", code)
	}
	m.RemoveIdle()
	if n := m.Tenants(); n != 0 {
		t.Errorf("%d tenants are left after the request", n)
	}
	take(t, base, []step{nothingIn})
}

// TestIdleBegins: a request that comes while its tenant is being forgotten waits,
// and what it stores is not lost.
func TestIdleBegins(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	s := &slowStore{deleteTenant: func() {
		begun <- struct{}{}
		<-goOn
	}}
	m, base, clock := startIdle(t, s)
	take(t, base, []step{{"DELETE", "/tenants/default/__mock/clock", "", 204, "", "the only tenant is the one from the start"}})
	clock.advance(2 * idle)
	take(t, base, []step{createInA})
	clock.advance(idle / 2)
	take(t, base, []step{{"GET", "/beta" + profile, "", 404, "", "default is used later than a"}})
	clock.advance(idle/2 + time.Second)
	removed := make(chan struct{})
	go func() {
		m.RemoveIdle()
		close(removed)
	}()
	<-begun
	status := make(chan int)
	go func() {
		code, _ := send(t, "POST", base+"/tenants/a/beta"+profile, statusOf("1"), "Authorization", "Bearer x")
		status <- code
	}()
	select {
	case code := <-status:
		t.Errorf("the request was answered with %d before its tenant was forgotten", code)
	case goOn <- struct{}{}:
		if code := <-status; code != http.StatusCreated {
			t.Errorf("the create got %d, want 201 in a new tenant", code)
		}
	}
	<-removed
	take(t, base, []step{readInA})
}

// TestIdleStays: a tenant that the store cannot delete stays as it is.
func TestIdleStays(t *testing.T) {
	s := new(slowStore)
	m, base, clock := startIdle(t, s)
	take(t, base, []step{createInA})
	failure := errors.New("no")
	s.err.Store(&failure)
	clock.advance(2 * idle)
	m.RemoveIdle()
	if m.Tenants() == 0 {
		t.Error("it is gone")
	}
	take(t, base, []step{readInA, {"GET", "/tenants/a/__contract/assert", "", 200, `"exchanges": 2`, "so is its journal"}})
	s.err.Store(nil)
	clock.advance(2 * idle)
	m.RemoveIdle()
	take(t, base, []step{nothingIn})
}
