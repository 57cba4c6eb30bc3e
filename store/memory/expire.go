package memory

import (
	"context"
	"slices"
	"time"

	"profilestatus.example/store"
)

var _ store.Expirer = (*Store)(nil)

// maxMarks is how many intervals a mark is kept.
const maxMarks = 20_000

// An expiry is what Mark has noted, and how far Expire has come.
type expiry struct {
	marks []mark      // oldest first
	left  []store.Key // the histories that are still to be looked at
}

// A mark tells that the records up to the number last were created by at.
type mark struct {
	at   time.Time
	last uint32
}

// Mark implements [store.Expirer].
func (m *Store) Mark(_ context.Context, now time.Time, interval time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := &m.expiry
	if slices.ContainsFunc(e.marks, func(k mark) bool { return k.at.After(now.Add(-interval)) && !k.at.After(now) }) {
		return false, nil
	}
	e.marks = slices.DeleteFunc(e.marks, func(k mark) bool { return k.at.Before(now.Add(-maxMarks * interval)) })
	e.marks = append(e.marks, mark{now, m.number})
	return true, nil
}

// Expire implements [store.Expirer].
func (m *Store) Expire(ctx context.Context, r store.Retention, limit int) (removed int, more bool, err error) {
	if err := ended(ctx); err != nil {
		return 0, false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var old *mark
	for i, k := range m.expiry.marks {
		if !r.Before.IsZero() && !k.at.After(r.Before) {
			old = &m.expiry.marks[i]
		}
	}
	e := &m.expiry
	if len(e.left) == 0 {
		e.left = m.keys()
	}
	for ; len(e.left) > 0 && removed < limit; e.left = e.left[1:] {
		k := e.left[0]
		h := m.history(k)
		if h == nil {
			continue
		}
		kept, count := m.kept(h, old, r.Last)
		n := count - kept
		if removed+n > limit { // and the rest the next time
			m.cut(h, count-(limit-removed), limit-removed)
			return limit, true, nil
		}
		if removed += n; kept == 0 {
			m.drop(k, h)
		} else if n > 0 {
			m.cut(h, kept, n)
		}
	}
	return removed, len(e.left) > 0, nil
}

// keys returns those of all histories.
func (m *Store) keys() []store.Key {
	var all []store.Key
	for name, profiles := range m.tenants {
		for profile := range profiles {
			all = append(all, store.Key{Tenant: name, Profile: profile})
		}
	}
	return all
}

// kept returns how many of its count records a history keeps: those that are newer
// than old, which may be nil, and among the newest last.
func (m *Store) kept(h *history, old *mark, last int) (n, count int) {
	_, count = m.extent(h)
	for slot := h.newest; slot != 0; slot = m.entry(slot).prev {
		// Numbers begin anew after 4,294,967,295.
		if n == last && last > 0 || old != nil && int32(m.entry(slot).number-old.last) <= 0 {
			break
		}
		n++
	}
	return n, count
}

// cut removes the oldest n records of a history and leaves it the newest kept,
// which are at least one.
func (m *Store) cut(h *history, kept, n int) {
	oldest := h.newest
	for range kept - 1 {
		oldest = m.entry(oldest).prev
	}
	gone := m.entry(oldest).prev
	m.entry(oldest).prev = 0
	for slot, next := gone, gone; slot != 0; slot = next {
		e := m.entry(slot)
		next = e.prev
		e.history = h.first - 1 // no place in this history leads to it any more
		if next == 0 {
			e.prev = m.free
		}
	}
	m.free = gone
	m.records -= n
	h.large = nil
	if kept > smallHistory {
		h.large = m.enlarge(h, oldest, kept)
		h.large.settled, h.large.recent = h.large.greatest, smallHistory
	}
}
