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
	used    atomic.Int64 // Unix time in nanoseconds of the last request
	clock   clock
	rules   rule.Set
	runs    runs
	retries retries
	count   count
	rate    *rate.Limiter // nil: no limit

	mu       sync.Mutex       // of what follows
	journal  *journal.Journal // nil until it is needed
	inFlight int              // requests
	leaving  chan struct{}    // nil, or closed once it is known whether the tenant is forgotten
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

// tenants are those that were used since the process began.
type tenants struct {
	mu     sync.RWMutex
	byName map[string]*tenant
}

// get returns a tenant, or nil.
func (s *tenants) get(name string) *tenant {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byName[name]
}

// use returns a tenant, which begins if it is new. It is kept until it is
// released.
func (m *Mock) use(name string) (*tenant, error) {
	for {
		now := m.now()
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
	}
}

// acquire counts a request that was sent now. If the tenant is leaving, it
// returns what to wait for.
func (t *tenant) acquire(now time.Time) (leaving <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.leaving != nil {
		return t.leaving
	}
	t.inFlight++
	t.used.Store(now.UnixNano())
	return nil
}

// release ends a request.
func (t *tenant) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inFlight--
}

// leaveIfIdle begins to forget a tenant without a request since then. It reports
// false if there was one or somebody else does it.
func (t *tenant) leaveIfIdle(since time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.inFlight > 0 || t.leaving != nil || t.used.Load() >= since.UnixNano() {
		return false
	}
	t.leaving = make(chan struct{})
	return true
}

// leave begins to forget a tenant whatever it does. If somebody else does it, it
// returns what to wait for.
func (t *tenant) leave() (leaving <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.leaving != nil {
		return t.leaving
	}
	t.leaving = make(chan struct{})
	return nil
}

func (m *Mock) begin(name string, now time.Time) (*tenant, error) {
	m.tenants.mu.Lock()
	defer m.tenants.mu.Unlock()
	if t := m.tenants.byName[name]; t != nil {
		return t, nil
	}
	if len(m.tenants.byName) >= m.limits.Tenants {
		return nil, &server.Error{Status: 503, RetryAfter: 60, Message: fmt.Sprintf("There are %d tenants, the most that this service has at a time. Reset those that are done.", m.limits.Tenants)}
	}
	t := &tenant{name: name, created: now, clock: clock{real: m.now}, runs: runs{all: &m.runs}}
	if m.limits.RequestsPerSecond > 0 {
		t.rate = rate.NewLimiter(rate.Limit(m.limits.RequestsPerSecond), m.limits.RequestsPerSecond)
	}
	m.tenants.byName[name] = t
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
	if err == nil {
		m.tenants.mu.Lock()
		delete(m.tenants.byName, t.name)
		m.tenants.mu.Unlock()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.leaving)
	if err != nil {
		t.leaving = nil
		return fmt.Errorf("reset: %w", err)
	}
	if t.journal != nil {
		t.journal.Close()
	}
	t.runs.set(nil)
	return nil
}
