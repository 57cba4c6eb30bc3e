package journal_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract/journal"
)

func TestBounds(t *testing.T) {
	j := open(t, journal.WithMaxEntries(3), journal.WithKeptBodyBytes(10))
	for i := range 10 {
		o := create()
		o.Target = strings.Replace(statusPath, "p1", fmt.Sprint("p", i), 1)
		j.Record(o)
	}
	entries := j.Entries("")
	if len(entries) != 3 || entries[0].Number != 8 || !strings.Contains(entries[2].Target, "/p9/") {
		t.Errorf("%d entries from number %d, want the last 3 of 10", len(entries), entries[0].Number)
	}
	if e := entries[0]; e.Start.IsZero() || string(e.RequestBody) != valid[:10] || e.RequestBytes != int64(len(valid)) || len(e.Violations) > 0 {
		t.Errorf("body %q of %d bytes, %v, want 10 bytes kept and all validated", e.RequestBody, e.RequestBytes, e.Violations)
	}
	j = open(t, journal.WithMaxBytes(64<<10))
	for range 100 {
		o := create()
		o.RequestHeader.Set("User-Agent", strings.Repeat("x", 7<<10))
		j.Record(o)
	}
	if n := len(j.Entries("")); n < 6 || n > 8 || j.Counts("").Exchanges != 100 {
		t.Errorf("%d entries of 8 KiB in 64 KiB, %+v", n, j.Counts(""))
	}
	o := create()
	o.RequestHeader.Set("User-Agent", strings.Repeat("x", 17<<10))
	j.Record(o)
	if h := j.Entries("")[len(j.Entries(""))-1].RequestHeader; h.Get("User-Agent") != "" || h.Get("Content-Type") == "" {
		t.Errorf("headers %v, want the ones beyond 8 KiB left out", h)
	}
}

// TestMemory records far more than is kept, of ever new kinds and tests, from
// two goroutines, and looks whether memory stays as it is.
func TestMemory(t *testing.T) {
	j := open(t, journal.WithMaxEntries(100))
	record := func(from, n int) {
		for i := from; i < from+n; i++ {
			o := create()
			o.RequestHeader.Set(journal.TestHeader, fmt.Sprint("test ", i))
			if i%2 == 0 {
				o.RequestBody = fmt.Appendf(nil, `{"unknown-%d":1}`, i)
			}
			j.Record(o)
		}
	}
	fill := journal.MaxTests
	both := func(from, n int) {
		var wg sync.WaitGroup
		for k := range 2 {
			wg.Go(func() { record(from+k*n, n) })
		}
		wg.Wait()
	}
	both(0, fill/2+500)
	before := heap()
	both(2*fill, fill/2)
	after := heap()
	if grown := int64(after) - int64(before); grown > 1<<20 {
		t.Errorf("%d further exchanges made the heap grow by %d bytes, from %d", fill, grown, before)
	}
	if got := j.Counts("").Exchanges; got != int64(2*fill+1000) {
		t.Errorf("%d exchanges counted, want %d", got, 2*fill+1000)
	}
}

// heap returns how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkRecord also shows how large the heap is at the end, which does not
// depend on how many exchanges were recorded.
func BenchmarkRecord(b *testing.B) {
	j := open(b)
	o := create()
	b.ReportAllocs()
	for b.Loop() {
		if v, _ := j.Record(o); len(v.Violations) > 0 {
			b.Fatal(v)
		}
	}
	b.ReportMetric(float64(heap())/(1<<20), "heap-MiB")
	runtime.KeepAlive(j)
}

func TestAfter(t *testing.T) {
	j := open(t, journal.WithMaxEntries(3))
	for range 5 {
		j.Record(create())
	}
	tests := []struct {
		number int64
		want   string
		reason string
	}{
		{0, "3 4 5", "older ones have fallen out"},
		{3, "4 5", "those with a higher number"},
		{5, "", "nothing is newer than the last one"},
		{6, "3 4 5", "a number of another journal"},
		{-7, "3 4 5", "of no journal at all"},
	}
	for _, tt := range tests {
		var numbers []string
		for _, e := range j.After(tt.number) {
			numbers = append(numbers, strconv.FormatInt(e.Number, 10))
		}
		if got := strings.Join(numbers, " "); got != tt.want {
			t.Errorf("after %d: %s, want %s\nreason: %s", tt.number, got, tt.want, tt.reason)
		}
	}
	if j.Reset(); len(j.After(2)) > 0 {
		t.Error("a reset leaves entries")
	}
}

// TestExactBounds: what just fits is kept.
func TestExactBounds(t *testing.T) {
	j, o := open(t), create()
	const agent = 8<<10 - len("User-Agent")
	o.RequestHeader = http.Header{"User-Agent": {strings.Repeat("x", agent)}, "Z": {""}}
	j.Record(o)
	if h := j.Entries("")[0].RequestHeader; len(h.Get("User-Agent")) != agent || len(h) != 1 {
		t.Errorf("headers of %d names are kept, want 8 KiB of them", len(h))
	}
	j = open(t)
	j.Record(create())
	size := j.Held()
	j.Record(create())
	size = j.Held() - size
	const n = 50
	j = open(t, journal.WithMaxBytes(n*size))
	for range n + 1 {
		j.Record(create())
	}
	if got := len(j.Entries("")); got != n {
		t.Errorf("%d entries, want the %d that fit", got, n)
	}
}
