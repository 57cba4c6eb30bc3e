package memory

import (
	"context"
	"slices"
	"strings"
	"time"

	"profilestatus.example/internal/ascii"
	"profilestatus.example/store"
)

// Newest implements [store.Store].
func (m *Store) Newest(_ context.Context, k store.Key) (store.Record, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.history(k)
	if h == nil {
		return store.Record{}, store.ErrNotFound
	}
	return m.record(k, h.newest, new(strings.Builder)), nil
}

// Find implements [store.Store].
func (m *Store) Find(_ context.Context, k store.Key, id string) (store.Record, error) {
	want := m.ident(id)
	m.mu.Lock() // find may add to an index
	defer m.mu.Unlock()
	if h := m.history(k); h != nil {
		if slot := m.find(h, &want); slot != 0 {
			return m.record(k, slot, new(strings.Builder)), nil
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
	slot := h.newest
	if from != 0 {
		slot = m.at(h, from)
	}
	_, count := m.extent(h)
	limit = min(limit, count)
	page := make([]store.Record, 0, limit)
	var ids strings.Builder
	ids.Grow(limit * ascii.UUIDLength)
	for ; slot != 0 && len(page) < limit; slot = m.entry(slot).prev {
		page = append(page, m.record(k, slot, &ids))
	}
	if slot == 0 {
		return page, 0, nil
	}
	return page, m.position(slot), nil
}

// Profiles implements [store.Store]. It takes time proportional to the number of
// profiles of the tenant, since keeping them sorted would make creates slower.
func (m *Store) Profiles(_ context.Context, tenant, after string, limit int) ([]string, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return behind(m.tenants[tenant], after, limit), nil
}

// Tenants implements [store.Store]. It takes time proportional to the number of
// tenants.
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

// Ping implements [store.Store].
func (m *Store) Ping(context.Context) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.records >= m.max {
		return m.full()
	}
	return nil
}

// record returns the record of k in a slot. An ID that has to be written is
// written to ids.
func (m *Store) record(k store.Key, slot uint32, ids *strings.Builder) store.Record {
	e := m.entry(slot)
	r := store.Record{
		Key:                 k,
		Status:              m.texts[e.status],
		LastSynchronization: time.Unix(int64(e.high)<<32+int64(e.seconds)+yearOne, int64(e.nanos)).UTC(),
	}
	if e.isText {
		r.ID = m.ids[slot/pageSize][slot%pageSize]
	} else {
		text := ascii.UUID(e.id)
		ids.Write(text[:])
		r.ID = ids.String()[ids.Len()-len(text):]
	}
	return r
}
