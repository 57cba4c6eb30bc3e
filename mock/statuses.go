package mock

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

// statuses is a store with what a tenant makes of it: scenarios, and the most
// statuses that it may have.
type statuses struct {
	store.Store
	mock *Mock
}

// apiStore returns the store of the API: without test powers and a limit of statuses,
// tenants make nothing of it.
func (m *Mock) apiStore() store.Store {
	if !m.powers && m.limits.Statuses == 0 {
		return m.inner
	}
	return m.store
}

// A count is how many statuses a tenant has.
type count struct {
	gate sync.RWMutex // held for reading by a create, otherwise by what removes statuses

	mu       sync.Mutex
	known    bool
	profiles map[string]int64
	total    int64
	removed  int64 // by the store itself, when it was counted
}

// Create implements [store.Store].
func (s *statuses) Create(ctx context.Context, r store.Record) error {
	t := s.mock.tenants.get(r.Tenant)
	if t == nil { // it was reset in between
		return s.Store.Create(ctx, r)
	}
	t.count.gate.RLock()
	defer t.count.gate.RUnlock()
	if s.mock.limits.Statuses > 0 {
		if err := s.reserve(ctx, t, r.Profile); err != nil {
			return err
		}
	}
	if err := s.Store.Create(ctx, r); err != nil {
		if errors.Is(err, store.ErrUnknown) {
			t.count.reset()
		} else {
			t.count.add(r.Profile, -1)
		}
		return err
	}
	if r.Status == inProgress {
		t.runs.begin(r, t.clock.now())
	}
	return nil
}

// reserve counts one more status, or refuses it.
func (s *statuses) reserve(ctx context.Context, t *tenant, profile string) error {
	t.count.mu.Lock()
	defer t.count.mu.Unlock()
	if !t.count.known || t.count.total >= s.mock.limits.Statuses && t.count.removed != s.mock.removed() {
		if err := s.countAll(ctx, t); err != nil {
			return err
		}
	}
	if t.count.total >= s.mock.limits.Statuses {
		return &server.Error{Status: 429, RetryAfter: 60, Message: fmt.Sprintf("The tenant has %d statuses, the maximum number. Delete some, or reset it.", t.count.total)}
	}
	t.count.profiles[profile]++
	t.count.total++
	return nil
}

// countAll counts what the store has of a tenant. The lock of its count is held.
func (s *statuses) countAll(ctx context.Context, t *tenant) error {
	t.count.profiles, t.count.total, t.count.removed = make(map[string]int64), 0, s.mock.removed()
	err := s.each(ctx, t.name, func(profile string, records []store.Record) error {
		t.count.profiles[profile] += int64(len(records))
		t.count.total += int64(len(records))
		return nil
	})
	t.count.known = err == nil
	return err
}

func (c *count) add(profile string, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known {
		return
	}
	c.total += n
	if c.profiles[profile] += n; c.profiles[profile] == 0 {
		delete(c.profiles, profile)
	}
}

// reset counts anew when it is asked the next time.
func (c *count) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.profiles, c.total = false, nil, 0
}

// forget counts nothing any more of a profile.
func (c *count) forget(profile string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total -= c.profiles[profile]
	delete(c.profiles, profile)
}

// page is how many names or records are read from the store at a time.
const page = 1000

// each calls do with the records of every profile of a tenant, newest first, a
// page at a time.
func (s *statuses) each(ctx context.Context, tenant string, do func(profile string, records []store.Record) error) error {
	after := ""
	for {
		names, err := s.Profiles(ctx, tenant, after, page)
		if err != nil {
			return err
		}
		for _, name := range names {
			from := store.Position(0)
			for {
				records, next, err := s.List(ctx, store.Key{Tenant: tenant, Profile: name}, from, page)
				if err != nil {
					return err
				}
				if err := do(name, records); err != nil {
					return err
				}
				if from = next; next == 0 {
					break
				}
			}
			after = name
		}
		if len(names) < page {
			return nil
		}
	}
}

// Newest implements [store.Store].
func (s *statuses) Newest(ctx context.Context, k store.Key) (store.Record, error) {
	r, err := s.Store.Newest(ctx, k)
	s.apply(k.Tenant, &r)
	return r, err
}

// Find implements [store.Store].
func (s *statuses) Find(ctx context.Context, k store.Key, id string) (store.Record, error) {
	r, err := s.Store.Find(ctx, k, id)
	s.apply(k.Tenant, &r)
	return r, err
}

// List implements [store.Store].
func (s *statuses) List(ctx context.Context, k store.Key, from store.Position, limit int) ([]store.Record, store.Position, error) {
	records, next, err := s.Store.List(ctx, k, from, limit)
	for i := range records {
		s.apply(k.Tenant, &records[i])
	}
	return records, next, err
}

// apply turns a record into what it is by the clock of its tenant.
func (s *statuses) apply(tenant string, r *store.Record) {
	if t := s.mock.tenants.get(tenant); t != nil && r.Status == inProgress {
		t.runs.apply(t.clock.now(), r)
	}
}

// Delete implements [store.Store].
func (s *statuses) Delete(ctx context.Context, k store.Key) error {
	t := s.mock.tenants.get(k.Tenant)
	if t == nil { // it was reset in between
		return s.Store.Delete(ctx, k)
	}
	t.count.gate.Lock()
	defer t.count.gate.Unlock()
	err := s.Store.Delete(ctx, k)
	switch {
	case err == nil:
		t.runs.forget(k.Profile)
		t.count.forget(k.Profile)
	case errors.Is(err, store.ErrUnknown):
		t.count.reset()
	}
	return err
}
