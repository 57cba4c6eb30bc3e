package rule

import (
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"profilestatus.example/mock/control"
)

// Max is how many rules a [Set] holds at most.
const Max = 100

// A Set holds the rules of a tenant in the order in which they are tried. It is
// safe for concurrent use, and empty as its zero value. An id is never given
// twice.
type Set struct {
	mu   sync.Mutex // of those that change it
	last int64      // number of the last id
	all  atomic.Pointer[[]*entry]
	size atomic.Int64 // see Size
}

// Size returns about how many bytes the rules take.
func (s *Set) Size() int64 { return s.size.Load() }

// store makes these the rules. The lock is held.
func (s *Set) store(all []*entry) {
	s.all.Store(&all)
	size := 0
	for _, e := range all {
		size += e.size
	}
	s.size.Store(int64(size))
}

// SizeOf returns about how many bytes a rule takes.
func SizeOf(r *control.Rule) int { return 512 + len(r.AppendJSON(nil)) }

// entries returns the rules, which nobody may change.
func (s *Set) entries() []*entry {
	if all := s.all.Load(); all != nil {
		return *all
	}
	return nil
}

// Decide returns what becomes of a request, nil if no rule is for it. The first
// rule decides that matches and has something left to do.
func (s *Set) Decide(r *Request) *Effect {
	for _, e := range s.entries() {
		if !e.matches(r) {
			continue
		}
		if effect := e.meet(); effect != nil {
			return effect
		}
	}
	return nil
}

// Len returns how many rules there are.
func (s *Set) Len() int { return len(s.entries()) }

// List returns the rules in order.
func (s *Set) List() []control.RuleStatus {
	list := []control.RuleStatus{}
	for _, e := range s.entries() {
		list = append(list, e.status())
	}
	return list
}

// Get returns one rule. It reports false if there is none with this id.
func (s *Set) Get(id string) (control.RuleStatus, bool) {
	all := s.entries()
	if i := find(all, id); i >= 0 {
		return all[i].status(), true
	}
	return control.RuleStatus{}, false
}

func find(all []*entry, id string) int {
	return slices.IndexFunc(all, func(e *entry) bool { return e.id == id })
}

// nextID returns a new id. The lock is held.
func (s *Set) nextID() string {
	s.last++
	return "r" + strconv.FormatInt(s.last, 10)
}

// Add adds a rule behind the others. It reports false if there are [Max].
func (s *Set) Add(r control.Rule) (control.RuleStatus, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.entries()
	if len(all) >= Max {
		return control.RuleStatus{}, false
	}
	e := newEntry(s.nextID(), r)
	all = append(slices.Clip(all), e) // others may be reading it
	s.store(all)
	return e.status(), true
}

// Replace replaces a rule at its place, with counts of its own. It reports false
// if there is none with this id.
func (s *Set) Replace(id string, r control.Rule) (control.RuleStatus, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.entries())
	i := find(all, id)
	if i < 0 {
		return control.RuleStatus{}, false
	}
	all[i] = newEntry(id, r)
	s.store(all)
	return all[i].status(), true
}

// Remove removes a rule, if it is there.
func (s *Set) Remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.DeleteFunc(slices.Clone(s.entries()), func(e *entry) bool { return e.id == id })
	s.store(all)
}

// Set replaces all rules by others with new ids. There must be at most [Max].
func (s *Set) Set(rules []control.Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*entry, len(rules))
	for i, r := range rules {
		all[i] = newEntry(s.nextID(), r)
	}
	s.store(all)
}
