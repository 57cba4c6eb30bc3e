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

	mu      sync.Mutex // of journal, which is made when it is needed
	journal *journal.Journal
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
		journal.WithMaxBodyBytes(m.maxBody))
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

// use returns a tenant, which begins if it is new.
func (m *Mock) use(name string) (*tenant, error) {
	now := m.now()
	t := m.tenants.get(name)
	if t == nil {
		var err error
		if t, err = m.begin(name, now); err != nil {
			return nil, err
		}
	}
	t.used.Store(now.UnixNano())
	return t, nil
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
	t := &tenant{name: name, created: now, clock: clock{real: m.now}}
	if m.limits.RequestsPerSecond > 0 {
		t.rate = rate.NewLimiter(rate.Limit(m.limits.RequestsPerSecond), m.limits.RequestsPerSecond)
	}
	m.tenants.byName[name] = t
	return t, nil
}

// forget removes everything that a tenant has.
func (m *Mock) forget(ctx context.Context, name string) error {
	if err := m.store.DeleteTenant(ctx, name); err != nil {
		return fmt.Errorf("reset: %w", err)
	}
	m.tenants.mu.Lock()
	defer m.tenants.mu.Unlock()
	delete(m.tenants.byName, name)
	return nil
}
