package mock

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"profilestatus.example/contract/journal"
	"profilestatus.example/mock/rule"
	"profilestatus.example/server"
)

// A tenant is who shares the mock with others, and what belongs to it but its
// statuses, which are in the store.
type tenant struct {
	name    string
	created time.Time
	clock   clock
	rules   rule.Set
	runs    runs
	retries retries
	count   count
	rate    *rate.Limiter // nil: no limit

	mu      sync.Mutex       // of the journal
	journal *journal.Journal // nil until it is needed

	leaving  atomic.Pointer[chan struct{}] // nil, or closed once it is known whether the tenant is forgotten
	idles    bool                          // the tenant is forgotten when it is idle
	inFlight atomic.Int64                  // requests, counted if it idles
	used     atomic.Int64                  // Unix time in nanoseconds of the last request, to a millisecond unless it idles
}

// recorded returns the journal of the tenant.
func (m *Mock) recorded(t *tenant) *journal.Journal {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.journal == nil {
		j, err := m.newJournal()
		if err != nil {
			panic(err) // New has made one with the same options
		}
		t.journal = j
	}
	return t.journal
}

func (m *Mock) newJournal() (*journal.Journal, error) {
	return journal.New(m.contract,
		journal.WithMaxEntries(m.limits.JournalEntries),
		journal.WithMaxBytes(m.limits.JournalBytes),
		journal.WithMaxBodyBytes(m.maxBody),
		journal.WithBudget(m.budget))
}

// journalOrNil returns the journal if there is one.
func (t *tenant) journalOrNil() *journal.Journal {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.journal
}

// tenants are those that were used since the process began. To find one takes no lock
// and writes nothing, so that processors do not wait for each other.
type tenants struct {
	byName sync.Map   // of *tenant
	mu     sync.Mutex // of those who add and remove
	count  atomic.Int64
}

// get returns a tenant, or nil.
func (s *tenants) get(name string) *tenant {
	found, _ := s.byName.Load(name)
	t, _ := found.(*tenant)
	return t
}

// all returns the tenants in any order.
func (s *tenants) all() (all []*tenant) {
	s.byName.Range(func(_, t any) bool {
		all = append(all, t.(*tenant))
		return true
	})
	return all
}

// use returns a tenant that is used now, and which begins if it is new. It is kept
// until it is released.
func (m *Mock) use(name string, now time.Time) (*tenant, error) {
	for {
		t := m.tenants.get(name)
		if t == nil {
			var err error
			if t, err = m.begin(name, now); err != nil {
				return nil, err
			}
		}
		leaving := t.acquire(now)
		if leaving == nil {
			return t, nil
		}
		<-leaving // the store bounds how long it takes
		now = m.now()
	}
}

// acquire counts a request that was sent now. If the tenant is leaving, it
// returns what to wait for.
func (t *tenant) acquire(now time.Time) (leaving <-chan struct{}) {
	if t.idles {
		t.inFlight.Add(1) // before leaving is looked at: leaveIfIdle does it the other way round
	}
	if leaving := t.leaving.Load(); leaving != nil {
		t.release()
		return *leaving
	}
	if at := now.UnixNano(); t.idles || at-t.used.Load() >= int64(time.Millisecond) {
		t.used.Store(at)
	}
	return nil
}

// release ends a request.
func (t *tenant) release() {
	if t.idles {
		t.inFlight.Add(-1)
	}
}

// isIdle reports whether there was no request since then, nor is one in flight.
func (t *tenant) isIdle(since time.Time) bool {
	return t.inFlight.Load() == 0 && t.used.Load() < since.UnixNano()
}

// leaveIfIdle begins to forget a tenant without a request since then. It reports
// false if there was one or somebody else does it.
func (t *tenant) leaveIfIdle(since time.Time) bool {
	if !t.isIdle(since) || t.leave() != nil {
		return false
	}
	if t.isIdle(since) {
		return true
	}
	t.stay() // a request came in between
	return false
}

// leave begins to forget a tenant whatever it does. If somebody else does it, it
// returns what to wait for.
func (t *tenant) leave() (leaving <-chan struct{}) {
	own := make(chan struct{})
	for !t.leaving.CompareAndSwap(nil, &own) {
		if other := t.leaving.Load(); other != nil {
			return *other
		}
	}
	return nil
}

// stay ends what leave has begun, and the tenant is as before.
func (t *tenant) stay() { close(*t.leaving.Swap(nil)) }

func (m *Mock) begin(name string, now time.Time) (*tenant, error) {
	m.tenants.mu.Lock()
	defer m.tenants.mu.Unlock()
	if t := m.tenants.get(name); t != nil {
		return t, nil
	}
	if m.tenants.count.Load() >= int64(m.limits.Tenants) {
		return nil, &server.Error{Status: 503, RetryAfter: 60, Message: fmt.Sprintf("There are %d tenants, the maximum number. Reset those that are no longer used.", m.limits.Tenants)}
	}
	t := &tenant{name: name, created: now, clock: clock{real: m.now}, runs: runs{all: &m.runs}, idles: m.limits.Idle > 0}
	if m.limits.RequestsPerSecond > 0 {
		t.rate = rate.NewLimiter(rate.Limit(m.limits.RequestsPerSecond), m.limits.RequestsPerSecond)
	}
	m.tenants.byName.Store(name, t)
	m.tenants.count.Add(1)
	return t, nil
}

// forget removes everything that a tenant has. Requests that come meanwhile wait
// for the end of it.
func (m *Mock) forget(ctx context.Context, t *tenant) error {
	for {
		leaving := t.leave()
		if leaving == nil {
			return m.end(ctx, t)
		}
		<-leaving
		if m.tenants.get(t.name) != t {
			return nil
		}
	}
}

// end forgets a tenant that is leaving. If the store cannot, it stays.
func (m *Mock) end(ctx context.Context, t *tenant) error {
	t.count.gate.Lock() // creates that have begun come first
	err := m.store.DeleteTenant(ctx, t.name)
	t.count.gate.Unlock()
	if err != nil {
		t.stay()
		return fmt.Errorf("reset: %w", err)
	}
	m.tenants.mu.Lock()
	m.tenants.byName.Delete(t.name)
	m.tenants.count.Add(-1)
	m.tenants.mu.Unlock()
	close(*t.leaving.Load())
	if j := t.journalOrNil(); j != nil {
		j.Close()
	}
	t.runs.set(nil)
	return nil
}
