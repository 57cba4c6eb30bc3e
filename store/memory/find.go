package memory

import (
	"hash/maphash"
	"math"

	"profilestatus.example/internal/ascii"
	"profilestatus.example/store"
)

// An ident is an ID as it is compared.
type ident struct {
	hash   [2]uint64 // a UUID, or the hash of text
	isText bool
	text   string // empty for a UUID
}

// ident returns the ID s in this form.
func (m *Store) ident(s string) ident {
	if id, ok := ascii.ParseUUID(s); ok {
		return ident{hash: id}
	}
	return ident{hash: [2]uint64{maphash.String(m.seed, s)}, isText: true, text: s}
}

// A large is what a history with many records has besides them.
//
// The IDs that the server makes grow with time, nearly, so most creates need no
// index to know that theirs is not taken: it is greater than all before, or
// greater than all but those of the last creates, which are looked through.
type large struct {
	oldest   uint32 // slot
	count    int
	greatest [2]uint64 // of the UUIDs

	// settled is the greatest but for the newest recent records, which are
	// smallHistory or more. What is pending becomes settled when they are twice
	// as many.
	settled, pending [2]uint64
	recent           int

	// index leads from the hash of an ID, or the next number that is not in
	// use, to its slot. It is made when it is first needed and holds what is
	// not newer than the slot indexed.
	index   map[uint64]uint32
	indexed uint32
}

// grown notes that the newest record of h, with this ID, was added.
func (m *Store) grown(h *history, id *ident) {
	l := h.large
	if l == nil {
		if oldest, count := m.extent(h); count > smallHistory {
			h.large = m.enlarge(h, oldest, count)
		}
		return
	}
	l.count++
	l.recent++
	if !id.isText && less(l.greatest, id.hash) {
		l.greatest = id.hash
	}
	if l.recent == 2*smallHistory {
		l.settled, l.pending, l.recent = l.pending, l.greatest, smallHistory
	}
}

// enlarge returns what h needs now that it is no longer small.
func (m *Store) enlarge(h *history, oldest uint32, count int) *large {
	l := &large{oldest: oldest, count: count, recent: count}
	for slot := h.newest; slot != 0; slot = m.entry(slot).prev {
		if e := m.entry(slot); !e.isText && less(l.greatest, e.id) {
			l.greatest = e.id
		}
	}
	l.pending = l.greatest
	return l
}

// extent returns the slot of the oldest record of h, and how many records it has.
func (m *Store) extent(h *history) (oldest uint32, count int) {
	if h.large != nil {
		return h.large.oldest, h.large.count
	}
	for slot := h.newest; slot != 0; slot = m.entry(slot).prev {
		oldest = slot
		count++
	}
	return oldest, count
}

func less(a, b [2]uint64) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// find returns the slot of the record of h with an ID, or 0. It may add to the
// index.
func (m *Store) find(h *history, id *ident) uint32 {
	l := h.large
	if l == nil {
		return m.walk(h.newest, smallHistory, id)
	}
	if !id.isText {
		if less(l.greatest, id.hash) {
			return 0
		}
		if less(l.settled, id.hash) {
			return m.walk(h.newest, l.recent, id)
		}
	}
	if l.index == nil {
		l.index = make(map[uint64]uint32, l.count)
	}
	for slot := h.newest; slot != l.indexed; slot = m.entry(slot).prev {
		e := m.entry(slot)
		key := maphash.Comparable(m.seed, e.id)
		for l.index[key] != 0 {
			key++
		}
		l.index[key] = slot
	}
	l.indexed = h.newest
	for key := maphash.Comparable(m.seed, id.hash); ; key++ {
		if slot := l.index[key]; slot == 0 || m.has(slot, id) {
			return slot
		}
	}
}

// walk returns the slot of the record with an ID among n of a chain, or 0.
func (m *Store) walk(slot uint32, n int, id *ident) uint32 {
	for ; slot != 0 && n > 0; n-- {
		if m.has(slot, id) {
			return slot
		}
		slot = m.entry(slot).prev
	}
	return 0
}

// has reports whether the record in a slot has this ID.
func (m *Store) has(slot uint32, id *ident) bool {
	e := m.entry(slot)
	return e.id == id.hash && e.isText == id.isText && (!e.isText || m.ids[slot/pageSize][slot%pageSize] == id.text)
}

// position returns the place of the record in a slot. It is never 0, since no
// slot is.
func (m *Store) position(slot uint32) store.Position {
	return store.Position(m.entry(slot).number&math.MaxInt32)<<32 | store.Position(slot)
}

// at returns the slot of the record of h at a place, or 0 if it is there no
// longer, or never was. A number comes again after 2,147,483,648 creates; no
// place is kept so long.
func (m *Store) at(h *history, p store.Position) uint32 {
	slot := uint32(p)
	if p <= 0 || slot == 0 || slot > m.used {
		return 0
	}
	if e := m.entry(slot); e.history != h.first || m.position(slot) != p {
		return 0
	}
	return slot
}
