package server

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

// DefaultMaxRecords is how many records a [Memory] keeps unless told otherwise.
const DefaultMaxRecords = 1_000_000

// Memory is a [Store] that forgets everything with the process. Use
// [NewMemory].
type Memory struct {
	mu       sync.RWMutex
	max      int
	records  int
	last     Position // the highest position ever given
	profiles map[string]*history
	statuses map[string]string // one text for each, however often it is kept
}

// A history holds the records of one profile, oldest first.
type history struct {
	profileID string
	entries   []entry
	index     map[string]uint32 // by ID
}

// An entry is a record, without what its neighbours know too, at the position
// just behind it.
type entry struct {
	id, status  string
	seconds     int64 // since 1970
	nanoseconds int32
	position    Position
}

func (h *history) record(i int) Record {
	e := &h.entries[i]
	return Record{
		ProfileID:           h.profileID,
		ID:                  e.id,
		Status:              e.status,
		LastSynchronization: time.Unix(e.seconds, int64(e.nanoseconds)).UTC(),
	}
}

// NewMemory returns an empty store for up to maxRecords records. A create
// beyond them is refused with [ErrUnavailable] until something is deleted.
// It panics if maxRecords is not positive.
func NewMemory(maxRecords int) *Memory {
	if maxRecords < 1 {
		panic(fmt.Sprintf("server: NewMemory(%d): want at least 1", maxRecords))
	}
	return &Memory{max: maxRecords, profiles: make(map[string]*history), statuses: make(map[string]string)}
}

// Create implements [Store].
func (m *Memory) Create(_ context.Context, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.profiles[r.ProfileID]
	if h != nil {
		if _, taken := h.index[r.ID]; taken {
			return ErrConflict
		}
	}
	if m.records >= m.max {
		return m.full()
	}
	if h == nil {
		// What comes from a request may be part of a much longer text.
		h = &history{profileID: strings.Clone(r.ProfileID), index: make(map[string]uint32)}
		m.profiles[h.profileID] = h
	}
	status, ok := m.statuses[r.Status]
	if !ok {
		status = strings.Clone(r.Status)
		m.statuses[status] = status
	}
	m.last++
	m.records++
	h.index[r.ID] = uint32(len(h.entries))
	h.entries = append(h.entries, entry{
		id:          r.ID,
		status:      status,
		seconds:     r.LastSynchronization.Unix(),
		nanoseconds: int32(r.LastSynchronization.Nanosecond()),
		position:    m.last,
	})
	return nil
}

func (m *Memory) full() error {
	return fmt.Errorf("%w: %d records are the most it may hold", ErrUnavailable, m.max)
}

// Newest implements [Store].
func (m *Memory) Newest(_ context.Context, profileID string) (Record, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.profiles[profileID]
	if h == nil {
		return Record{}, ErrNotFound
	}
	return h.record(len(h.entries) - 1), nil
}

// Find implements [Store].
func (m *Memory) Find(_ context.Context, profileID, id string) (Record, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if h := m.profiles[profileID]; h != nil {
		if i, ok := h.index[id]; ok {
			return h.record(int(i)), nil
		}
	}
	return Record{}, ErrNotFound
}

// List implements [Store].
func (m *Memory) List(_ context.Context, profileID string, from Position, limit int) ([]Record, Position, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.profiles[profileID]
	if h == nil {
		return nil, 0, nil
	}
	end := len(h.entries)
	if from != 0 {
		end = sort.Search(end, func(i int) bool { return h.entries[i].position >= from })
	}
	start := max(0, end-limit)
	page := make([]Record, 0, end-start)
	for i := end - 1; i >= start; i-- {
		page = append(page, h.record(i))
	}
	if start == 0 {
		return page, 0, nil
	}
	return page, h.entries[start].position, nil
}

// Delete implements [Store].
func (m *Memory) Delete(_ context.Context, profileID string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if h := m.profiles[profileID]; h != nil {
		m.records -= len(h.entries)
		delete(m.profiles, profileID)
	}
	return nil
}

// Ping implements [Store].
func (m *Memory) Ping(context.Context) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.records >= m.max {
		return m.full()
	}
	return nil
}
