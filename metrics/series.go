package metrics

import (
	"sync"
	"sync/atomic"
	"time"
)

// maxSeries is how many sets of labels a family has at most. The document and the
// program have fewer.
const maxSeries = 256

// A counter only grows.
type counter = atomic.Uint64

// bounds are the upper ends of the buckets of every histogram. A create in memory
// takes less than the first, and nothing takes longer than the last for long.
var bounds = [...]time.Duration{
	250 * time.Microsecond, 500 * time.Microsecond,
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond,
	10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second, 25 * time.Second,
}

// A histogram counts durations by size.
type histogram struct {
	sum    atomic.Int64                   // nanoseconds; beside the counts of what is fast, which change with it
	counts [len(bounds) + 1]atomic.Uint64 // not cumulative; the last is of those beyond all bounds
}

func (h *histogram) observe(d time.Duration) {
	i := 0
	for i < len(bounds) && d > bounds[i] {
		i++
	}
	h.counts[i].Add(1)
	h.sum.Add(int64(d))
}

// add adds what another one has counted.
func (h *histogram) add(other *histogram) {
	for i := range h.counts {
		h.counts[i].Add(other.counts[i].Load())
	}
	h.sum.Add(other.sum.Load())
}

// total returns how many durations were counted.
func (h *histogram) total() (n uint64) {
	for i := range h.counts {
		n += h.counts[i].Load()
	}
	return n
}

// labels are the values of the labels of a series.
type labels interface {
	comparable
	values() []string
}

// A vec holds the series of a family by their labels. To look up one that is there
// takes no lock.
type vec[L labels, S any] struct {
	other L // takes what is beyond maxSeries

	all atomic.Pointer[map[L]*S]
	mu  sync.Mutex // of those that add
}

// get returns the series with these labels.
func (v *vec[L, S]) get(l L) *S {
	if all := v.all.Load(); all != nil {
		if s := (*all)[l]; s != nil {
			return s
		}
	}
	return v.add(l)
}

func (v *vec[L, S]) add(l L) *S {
	v.mu.Lock()
	defer v.mu.Unlock()
	old := v.series()
	if _, known := old[l]; !known && len(old) >= maxSeries-1 {
		l = v.other
	}
	if s := old[l]; s != nil {
		return s
	}
	all := make(map[L]*S, len(old)+1) // those that read have the old one
	for k, s := range old {
		all[k] = s
	}
	all[l] = new(S)
	v.all.Store(&all)
	return all[l]
}

// series returns those that there are. Nobody may change the map.
func (v *vec[L, S]) series() map[L]*S {
	if all := v.all.Load(); all != nil {
		return *all
	}
	return nil
}
