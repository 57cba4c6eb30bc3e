// Package memory keeps records in the memory of the process.
package memory

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"profilestatus.example/store"
)

// DefaultMaxRecords is how many records a [Store] keeps unless told otherwise.
const DefaultMaxRecords = 1_000_000

// A Store is a [store.Store] that forgets everything with the process. Use
// [New].
type Store struct {
	mu       sync.RWMutex
	max      int
	records  int
	last     store.Position // the highest position ever given
	tenants  map[string]tenant
	statuses map[string]string // one text for each, however often it is kept
}

// A tenant holds the histories with records by the names of their profiles.
type tenant map[string]*history

// A history holds the records of one key, oldest first.
type history struct {
	key     store.Key
	entries []entry
	index   map[string]uint32 // by ID
}

// An entry is a record, without what its neighbours know too, at the position
// just behind it.
type entry struct {
	id, status  string
	seconds     int64 // since 1970
	nanoseconds int32
	position    store.Position
}

func (h *history) record(i int) store.Record {
	e := &h.entries[i]
	return store.Record{
		Key:                 h.key,
		ID:                  e.id,
		Status:              e.status,
		LastSynchronization: time.Unix(e.seconds, int64(e.nanoseconds)).UTC(),
	}
}

// New returns an empty store for up to maxRecords records. A create
// beyond them is refused with [store.ErrUnavailable] until something is deleted.
// It panics if maxRecords is not positive.
func New(maxRecords int) *Store {
	if maxRecords < 1 {
		panic(fmt.Sprintf("memory: New(%d): want at least 1", maxRecords))
	}
	return &Store{max: maxRecords, tenants: make(map[string]tenant), statuses: make(map[string]string)}
}

// Create implements [store.Store].
func (m *Store) Create(ctx context.Context, r store.Record) error {
	if err := ended(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.history(r.Key)
	if h != nil {
		if _, taken := h.index[r.ID]; taken {
			return store.ErrConflict
		}
	}
	if m.records >= m.max {
		return m.full()
	}
	if h == nil {
		// What comes from a request may be part of a much longer text.
		h = &history{key: store.Key{Tenant: strings.Clone(r.Tenant), Profile: strings.Clone(r.Profile)}, index: make(map[string]uint32)}
		if m.tenants[h.key.Tenant] == nil {
			m.tenants[h.key.Tenant] = make(tenant)
		}
		m.tenants[h.key.Tenant][h.key.Profile] = h
	}
	status, ok := m.statuses[r.Status]
	if !ok {
		status = strings.Clone(r.Status)
		m.statuses[status] = status
	}
	m.last++
	m.records++
	id := strings.Clone(r.ID)
	h.index[id] = uint32(len(h.entries))
	h.entries = append(h.entries, entry{
		id:          id,
		status:      status,
		seconds:     r.LastSynchronization.Unix(),
		nanoseconds: int32(r.LastSynchronization.Nanosecond()),
		position:    m.last,
	})
	return nil
}

// history returns that of k, or nil if it has no records.
func (m *Store) history(k store.Key) *history { return m.tenants[k.Tenant][k.Profile] }

// ended returns an error when ctx has ended: nobody waits for the outcome.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return nil
}

func (m *Store) full() error {
	return fmt.Errorf("%w: %d records are the most it may hold", store.ErrUnavailable, m.max)
}

// Newest implements [store.Store].
func (m *Store) Newest(_ context.Context, k store.Key) (store.Record, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.history(k)
	if h == nil {
		return store.Record{}, store.ErrNotFound
	}
	return h.record(len(h.entries) - 1), nil
}

// Find implements [store.Store].
func (m *Store) Find(_ context.Context, k store.Key, id string) (store.Record, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if h := m.history(k); h != nil {
		if i, ok := h.index[id]; ok {
			return h.record(int(i)), nil
		}
	}
	return store.Record{}, store.ErrNotFound
}

// List implements [store.Store].
func (m *Store) List(_ context.Context, k store.Key, from store.Position, limit int) ([]store.Record, store.Position, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.history(k)
	if h == nil {
		return nil, 0, nil
	}
	end := len(h.entries)
	if from != 0 {
		end = sort.Search(end, func(i int) bool { return h.entries[i].position >= from })
	}
	start := max(0, end-limit)
	page := make([]store.Record, 0, end-start)
	for i := end - 1; i >= start; i-- {
		page = append(page, h.record(i))
	}
	if start == 0 {
		return page, 0, nil
	}
	return page, h.entries[start].position, nil
}

// Delete implements [store.Store].
func (m *Store) Delete(ctx context.Context, k store.Key) error {
	if err := ended(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if h := m.history(k); h != nil {
		m.records -= len(h.entries)
		delete(m.tenants[k.Tenant], k.Profile)
		if len(m.tenants[k.Tenant]) == 0 {
			delete(m.tenants, k.Tenant)
		}
	}
	return nil
}

// Profiles implements [store.Store]. It looks at all profiles of the tenant each
// time: to keep them in order would make creates slower.
func (m *Store) Profiles(_ context.Context, tenant, after string, limit int) ([]string, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return behind(m.tenants[tenant], after, limit), nil
}

// Tenants implements [store.Store]. It looks at all tenants each time.
func (m *Store) Tenants(_ context.Context, after string, limit int) ([]string, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return behind(m.tenants, after, limit), nil
}

// behind returns up to limit names behind after, in order.
func behind[T any](all map[string]T, after string, limit int) []string {
	var names []string
	for name := range all {
		if name > after {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names[:min(limit, len(names))]
}

// DeleteTenant implements [store.Store].
func (m *Store) DeleteTenant(ctx context.Context, tenant string) error {
	if err := ended(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, h := range m.tenants[tenant] {
		m.records -= len(h.entries)
	}
	delete(m.tenants, tenant)
	return nil
}

// Ping implements [store.Store].
func (m *Store) Ping(context.Context) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.records >= m.max {
		return m.full()
	}
	return nil
}
