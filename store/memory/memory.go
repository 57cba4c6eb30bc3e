// Package memory keeps records in the memory of the process.
package memory

import (
	"context"
	"fmt"
	"hash/maphash"
	"math"
	"strings"
	"sync"

	"profilestatus.example/store"
)

const (
	// DefaultMaxRecords is the usual maximum number of records of a [Store].
	DefaultMaxRecords = 1_000_000

	// maxStatuses bounds how many different statuses a store ever meets.
	// Documents have a handful.
	maxStatuses = math.MaxUint16

	// smallHistory is how many records are looked through one by one before a
	// history gets what helps with more.
	smallHistory = 16

	pageSize = 1024 // entries

	// yearOne is 0001-01-01T00:00:00Z in seconds since 1970.
	yearOne = -62_135_596_800
)

// A Store is a [store.Store] that is lost when the process ends. Use [New].
//
// Its entries are without pointers and in pages, so that the garbage collector
// does not look at them and nothing is copied when there are more. A place among
// them is a slot; slot 0 is none.
type Store struct {
	mu       sync.RWMutex
	max      int
	records  int
	number   uint32 // of the newest record
	tenants  map[string]tenant
	statuses map[string]uint16 // where in texts a status is
	texts    []string
	pages    []*[pageSize]entry
	ids      []*[pageSize]string // of the entries whose ID is no UUID; nil: a page has none
	used     uint32              // the highest slot ever used
	free     uint32              // a slot that is free again; its prev is the next one
	seed     maphash.Seed
	expiry   expiry
}

// A tenant holds the histories with records by the names of their profiles.
type tenant map[string]*history

// A history is the chain of the records of one key. It is as small as can be,
// for there may be one for each record.
type history struct {
	newest uint32
	first  uint32 // the number of the first record, which names the history
	large  *large // nil: it has at most smallHistory records
}

// An entry is a record without what its neighbours know too.
type entry struct {
	id      [2]uint64 // a UUID, or the hash of the text in ids
	seconds uint32    // since the year 1, the lower bits
	nanos   uint32
	prev    uint32 // the slot of the record before it in its history
	number  uint32 // of the record, in the order of creation
	history uint32 // the first of its history
	status  uint16
	high    uint8 // the upper bits of seconds
	isText  bool  // the ID is no UUID
}

// New returns an empty store for up to maxRecords records, at most 2,147,483,647.
// Further creates fail with [store.ErrUnavailable] until records are deleted, and so do
// creates with more than 65,535 different statuses. It panics if maxRecords is not
// positive.
func New(maxRecords int) *Store {
	if maxRecords < 1 {
		panic(fmt.Sprintf("memory: New(%d): want at least 1", maxRecords))
	}
	return &Store{
		max:      min(maxRecords, math.MaxInt32),
		tenants:  make(map[string]tenant),
		statuses: make(map[string]uint16),
		seed:     maphash.MakeSeed(),
	}
}

// Create implements [store.Store].
func (m *Store) Create(ctx context.Context, r store.Record) error {
	if err := ended(ctx); err != nil {
		return err
	}
	id := m.ident(r.ID)
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.history(r.Key)
	if h != nil && m.find(h, &id) != 0 {
		return store.ErrConflict
	}
	if m.records >= m.max {
		return m.full()
	}
	status, ok := m.statuses[r.Status]
	if !ok {
		if len(m.texts) == maxStatuses {
			return fmt.Errorf("%w: %d different statuses are the most it may meet", store.ErrUnavailable, maxStatuses)
		}
		// What comes from a request may be part of a much longer text.
		status = uint16(len(m.texts))
		m.texts = append(m.texts, strings.Clone(r.Status))
		m.statuses[m.texts[status]] = status
	}
	m.number++
	if h == nil {
		h = m.add(r.Key)
	}
	slot := m.allocate()
	seconds := uint64(r.LastSynchronization.Unix() - yearOne)
	*m.entry(slot) = entry{
		id:      id.hash,
		isText:  id.isText,
		seconds: uint32(seconds),
		high:    uint8(seconds >> 32),
		nanos:   uint32(r.LastSynchronization.Nanosecond()),
		prev:    h.newest,
		number:  m.number,
		history: h.first,
		status:  status,
	}
	m.keepText(slot, &id)
	h.newest = slot
	m.records++
	m.grown(h, &id)
	return nil
}

// history returns that of k, or nil if it has no records.
func (m *Store) history(k store.Key) *history { return m.tenants[k.Tenant][k.Profile] }

// add makes a history whose first record has the newest number.
func (m *Store) add(k store.Key) *history {
	profiles := m.tenants[k.Tenant]
	if profiles == nil {
		profiles = make(tenant)
		m.tenants[strings.Clone(k.Tenant)] = profiles
	}
	h := &history{first: m.number}
	profiles[strings.Clone(k.Profile)] = h
	return h
}

// allocate returns a slot that is not in use.
func (m *Store) allocate() uint32 {
	if slot := m.free; slot != 0 {
		m.free = m.entry(slot).prev
		return slot
	}
	m.used++
	if int(m.used/pageSize) == len(m.pages) {
		m.pages = append(m.pages, new([pageSize]entry))
		m.ids = append(m.ids, nil)
	}
	return m.used
}

func (m *Store) entry(slot uint32) *entry { return &m.pages[slot/pageSize][slot%pageSize] }

// keepText keeps the text of an ID that is no UUID, and nothing in place of
// another one.
func (m *Store) keepText(slot uint32, id *ident) {
	texts := &m.ids[slot/pageSize]
	if *texts == nil {
		if !id.isText {
			return
		}
		*texts = new([pageSize]string)
	}
	(*texts)[slot%pageSize] = strings.Clone(id.text)
}

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

// Delete implements [store.Store].
func (m *Store) Delete(ctx context.Context, k store.Key) error {
	if err := ended(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if h := m.history(k); h != nil {
		m.drop(k, h)
	}
	return nil
}

// drop removes a history.
func (m *Store) drop(k store.Key, h *history) {
	m.release(h)
	delete(m.tenants[k.Tenant], k.Profile)
	if len(m.tenants[k.Tenant]) == 0 {
		delete(m.tenants, k.Tenant)
	}
}

// DeleteTenant implements [store.Store].
func (m *Store) DeleteTenant(ctx context.Context, tenant string) error {
	if err := ended(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, h := range m.tenants[tenant] {
		m.release(h)
	}
	delete(m.tenants, tenant)
	return nil
}

// release makes the slots of a history free. The whole chain becomes the
// beginning of the chain of those that are.
func (m *Store) release(h *history) {
	oldest, count := m.extent(h)
	m.entry(oldest).prev = m.free
	m.free = h.newest
	if m.records -= count; m.records == 0 {
		m.pages, m.ids, m.used, m.free = nil, nil, 0, 0
	}
}
