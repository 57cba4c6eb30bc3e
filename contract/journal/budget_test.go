package journal_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// refused returns an observation of a create that breaks the contract in n
// bytes, as one that names a test.
func refused(test, property string, n int) *journal.Observation {
	return &journal.Observation{Exchange: contract.Exchange{
		Method:         "POST",
		Target:         "/beta/education/synchronizationProfiles/p/profileStatus",
		RequestHeader:  http.Header{"Content-Type": {"application/json"}, journal.TestHeader: {test}},
		RequestBody:    []byte(`{"` + property + `":"` + strings.Repeat("x", n) + `"}`),
		Status:         400,
		ResponseHeader: http.Header{"Content-Type": {"application/json"}},
		ResponseBody:   []byte(`{}`),
	}}
}

// TestBudget: journals that share a budget keep no more than it has, whatever is
// recorded, and give it back.
func TestBudget(t *testing.T) {
	const total, journals = 1 << 20, 50
	budget := journal.NewBudget(total)
	c, _ := document()
	var all []*journal.Journal
	for range journals {
		j, err := journal.New(c, journal.WithBudget(budget))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, j)
	}
	var group sync.WaitGroup
	for i, j := range all {
		group.Go(func() {
			for n := range 40 {
				j.Record(refused(fmt.Sprintf("test %d of %d", n, i), fmt.Sprint("unknown", n), 4<<10))
			}
		})
	}
	group.Wait()
	if used := budget.Used(); used > total || used < total/2 {
		t.Errorf("%d of %d bytes are used", used, total)
	}
	for i, j := range all {
		if n := j.Counts("").Exchanges; n != 40 {
			t.Errorf("journal %d counts %d exchanges", i, n)
		}
		if held := j.Held(); held > total+journal.Share {
			t.Errorf("journal %d holds %d bytes", i, held)
		}
		if len(j.Entries("")) == 0 || len(j.Findings("")) == 0 {
			t.Errorf("journal %d has %d entries and %d findings, although each has a share", i, len(j.Entries("")), len(j.Findings("")))
		}
	}
	for _, j := range all[1:] {
		j.Close()
	}
	for n := range 40 { // what is counted afterwards takes nothing
		all[1].Record(refused("late", fmt.Sprint("unknown", n), 4<<10))
	}
	if n := len(all[1].Entries("")); n != 0 {
		t.Errorf("a closed journal keeps %d entries", n)
	}
	all[0].Reset()
	if used := budget.Used(); used != 0 {
		t.Errorf("%d bytes are used after all were given back", used)
	}
	for n := range 40 {
		all[0].Record(refused("again", fmt.Sprint("unknown", n), 4<<10))
	}
	if n := len(all[0].Entries("")); n != 40 {
		t.Errorf("%d of 40 exchanges are kept, although there is room again", n)
	}
}

// TestBudgetBounds: the last byte of a budget can be taken, and no more.
func TestBudgetBounds(t *testing.T) {
	b := journal.NewBudget(10)
	for _, tt := range []struct {
		n      int64
		want   bool
		reason string
	}{
		{11, false, "more than there is"},
		{10, true, "all of it"},
		{1, false, "nothing is left"},
		{-10, true, "it is given back"},
		{10, true, "and can be taken again"},
	} {
		if got := b.Take(tt.n); got != tt.want {
			t.Errorf("Take(%d) = %t, want %t\nreason: %s", tt.n, got, tt.want, tt.reason)
		}
	}
	if b := journal.NewBudget(0); b.Take(1) {
		t.Error("a budget of nothing gives a byte")
	}
	defer func() {
		if recover() == nil {
			t.Error("a negative budget is none")
		}
	}()
	journal.NewBudget(-1)
}
