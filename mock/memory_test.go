package mock_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"profilestatus.example/contract/journal"
	"profilestatus.example/mock"
)

// answer lets a handler answer a request in the process, and returns the status.
func answer(h http.Handler, method, path, body string) int {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer x")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// heap returns how many bytes are in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what the first one finalizes is free after the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestMemoryOfTenants: what a tenant costs beside its statuses, by a fifth of the
// most that there may be.
func TestMemoryOfTenants(t *testing.T) {
	const tenants = mock.DefaultMaxTenants / 5
	m, err := mock.New()
	if err != nil {
		t.Fatal(err)
	}
	before := heap()
	for i := range tenants {
		if status := answer(m, "GET", fmt.Sprintf("/tenants/suite-%d/beta%s", i, profile), ""); status != http.StatusNotFound {
			t.Fatalf("tenant %d: %d", i, status)
		}
	}
	if m.Tenants() != tenants+1 {
		t.Fatalf("there are %d tenants", m.Tenants())
	}
	used := heap() - before
	t.Logf("%d tenants with an exchange each: %.1f MiB, %d bytes a tenant", tenants, float64(used)/(1<<20), used/tenants)
	if limit := int64(20<<20) * allowance; used > limit {
		t.Errorf("%d tenants cost %d bytes, want at most %d", tenants, used, limit)
	}
	runtime.KeepAlive(m)
}

// TestMemoryOfJournals: a loop over made-up tenants does not fill the memory,
// whatever it sends.
func TestMemoryOfJournals(t *testing.T) {
	const tenants, exchanges, total = 200, 12, 1 << 20
	m, err := mock.New(mock.WithLimits(mock.Limits{AllJournalBytes: total}))
	if err != nil {
		t.Fatal(err)
	}
	control := m.Control()
	before := heap()
	for i := range tenants {
		base := fmt.Sprintf("/tenants/suite-%d", i)
		for n := range exchanges {
			body := fmt.Sprintf(`{"unknown-%d-%d":%q}`, i, n, strings.Repeat("x", 8<<10))
			if status := answer(m, "POST", base+"/beta"+profile, body); status != http.StatusBadRequest {
				t.Fatalf("%s: %d", base, status)
			}
		}
		if status := answer(control, "GET", base+"/__contract/assert", ""); status != http.StatusConflict {
			t.Fatalf("the assertion of %s: %d", base, status)
		}
	}
	used := heap() - before
	t.Logf("%d exchanges of %d tenants: %.1f MiB", tenants*exchanges, tenants, float64(used)/(1<<20))
	// Sizes are estimated: what is kept may take twice as much.
	if limit := int64(2*total+2*tenants*journal.Share+tenants*8<<10) * allowance; used > limit {
		t.Errorf("the journals cost %d bytes, want at most %d", used, limit)
	}
	if answer(control, "DELETE", "/__mock/tenants", "") != http.StatusNoContent {
		t.Error("the tenants cannot be reset")
	}
	if left := heap() - before; left > total*allowance {
		t.Errorf("%d bytes are left after a reset of everything", left)
	}
	runtime.KeepAlive(m)
}
