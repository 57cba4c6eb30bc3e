package main

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// order returns the tests that pass a mutant, first those that take little time
// for each mutant of the same file that they have killed.
func (h *harness) order(m *mutant) []*test {
	h.mu.Lock()
	defer h.mu.Unlock()
	cost := make(map[*test]time.Duration)
	var all []*test
	for _, t := range h.tests {
		if t.passes[int64(m.number)] > 0 {
			cost[t] = t.took / time.Duration(1+t.kills[m.file])
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b *test) int { return cmp.Compare(cost[a], cost[b]) })
	return all
}

// credit remembers which tests of a batch have failed.
func (h *harness) credit(m *mutant, batch []*test, out string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range batch {
		if strings.Contains(out, "--- FAIL: "+t.name+" ") {
			t.kills[m.file]++
		}
	}
}
