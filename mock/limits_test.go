package mock_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/mock"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
	"profilestatus.example/store/sqlite"
)

// A step is a request and what is answered.
type step struct {
	method, path, body string
	status             int
	has                string // in the body
	reason             string
}

// take sends requests one after the other. Answers of 429 and 503 must say when
// to come again.
func take(t *testing.T, base string, steps []step) {
	t.Helper()
	for _, s := range steps {
		resp, body := exchange(t, s.method, base+s.path, s.body, "Authorization", "Bearer x")
		if resp.StatusCode != s.status || !strings.Contains(body, s.has) {
			t.Fatalf("%s %s: %d %s, want %d with %q\nreason: %s", s.method, s.path, resp.StatusCode, body, s.status, s.has, s.reason)
		}
		refused := s.status == http.StatusTooManyRequests || s.status == http.StatusServiceUnavailable
		if after := resp.Header.Get("Retry-After"); (after != "") != refused {
			t.Fatalf("%s %s: Retry-After: %q\nreason: %s", s.method, s.path, after, s.reason)
		}
	}
}

func statusOf(id string) string {
	return fmt.Sprintf(`{"id":%q,"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`, id)
}

func profileOf(id string) string {
	return "/education/synchronizationProfiles/" + id + "/profileStatus"
}

func TestMaxTenants(t *testing.T) {
	take(t, start(t, mock.WithLimits(mock.Limits{Tenants: 2})), []step{
		{"GET", "/tenants/a/beta" + profile, "", 404, "no status", "the second one, since default is there from the start"},
		{"GET", "/tenants/b/beta" + profile, "", 503, "the maximum number", "one too many"},
		{"GET", "/tenants/b/__mock/tenant", "", 503, "the maximum number", "for the control, too"},
		{"GET", "/beta" + profile, "", 404, "no status", "those that are there go on"},
		{"DELETE", "/tenants/a/__mock/tenant", "", 204, "", "a place becomes free"},
		{"GET", "/tenants/b/beta" + profile, "", 404, "no status", "and is taken"},
		{"GET", "/tenants/a/beta" + profile, "", 503, "the maximum number", "by one"},
		{"DELETE", "/__mock/tenants", "", 204, "", "all of them"},
		{"GET", "/tenants/c/beta" + profile, "", 404, "no status", "there is room again"},
	})
}

func TestMaxStatuses(t *testing.T) {
	tests := []struct {
		name   string
		open   func(t *testing.T) store.Store
		reason string
	}{
		{"memory", func(*testing.T) store.Store { return memory.New(1000) }, "the default"},
		{"sqlite", func(t *testing.T) store.Store { return openSQLite(t, t.TempDir()+"/statuses.db") }, "the one that stays"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := mock.New(mock.WithLimits(mock.Limits{Statuses: 3}), mock.WithStore(tt.open(t), tt.name))
			if err != nil {
				t.Fatal(err)
			}
			const a, b = "/tenants/a/beta", "/tenants/a/__mock"
			take(t, serve(t, m), []step{
				{"POST", a + profileOf("p"), statusOf("1"), 201, "", "within the limit"},
				{"POST", a + profileOf("p"), statusOf("1"), 409, "", "what was refused does not count"},
				{"POST", a + profileOf("p"), statusOf("2"), 201, "", "within the limit"},
				{"POST", a + profileOf("q"), statusOf("1"), 201, "", "profiles count together"},
				{"POST", a + profileOf("r"), statusOf("1"), 429, "3 statuses", "one too many"},
				{"POST", "/beta" + profileOf("p"), statusOf("1"), 201, "", "of another tenant"},
				{"DELETE", a + profileOf("p"), "", 204, "", "two places become free"},
				{"POST", a + profileOf("p"), statusOf("1"), 201, "", "the first"},
				{"POST", a + profileOf("p"), statusOf("2"), 201, "", "the second"},
				{"POST", a + profileOf("p"), statusOf("3"), 429, "3 statuses", "no third"},
				{"DELETE", a + profileOf("nobody"), "", 204, "", "frees nothing"},
				{"POST", a + profileOf("p"), statusOf("3"), 429, "3 statuses", "as before"},
				{"PUT", b + "/state", `{"profiles":[{"id":"p","statuses":[` + statusOf("1") + `,` + statusOf("2") + `]}]}`, 204, "", "another state"},
				{"POST", a + profileOf("q"), statusOf("1"), 201, "", "it has two"},
				{"POST", a + profileOf("q"), statusOf("2"), 429, "3 statuses", "and one"},
				{"PUT", b + "/state", `{"profiles":[{"id":"p","statuses":[` + statusOf("1") + `,` + statusOf("2") + `]},{"id":"q","statuses":[` + statusOf("1") + `,` + statusOf("2") + `]}]}`, 400, "4 statuses", "a state is no way around it"},
				{"GET", b + "/profiles", "", 200, `"id":"q"`, "what was refused changed nothing"},
				{"DELETE", b + "/tenant", "", 204, "", "a reset"},
				{"POST", a + profileOf("p"), statusOf("1"), 201, "", "begins at nothing"},
				{"POST", a + profileOf("p"), statusOf("2"), 201, "", "begins at nothing"},
				{"POST", a + profileOf("p"), statusOf("3"), 201, "", "begins at nothing"},
				{"POST", a + profileOf("p"), statusOf("4"), 429, "3 statuses", "and ends where it did"},
			})
		})
	}
}

func openSQLite(t *testing.T, file string) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestMaxStatusesAfterRestart: what a durable store has counts.
func TestMaxStatusesAfterRestart(t *testing.T) {
	records := openSQLite(t, t.TempDir()+"/statuses.db")
	restarted := func() string {
		m, err := mock.New(mock.WithLimits(mock.Limits{Statuses: 2}), mock.WithStore(records, "sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		return serve(t, m)
	}
	take(t, restarted(), []step{{"POST", "/beta" + profile, statusOf("1"), 201, "", "the first"}})
	take(t, restarted(), []step{{"POST", "/beta" + profile, statusOf("2"), 201, "", "the second"}})
	take(t, restarted(), []step{
		{"POST", "/beta" + profile, statusOf("3"), 429, "2 statuses", "those of the process before count"},
		{"DELETE", "/beta" + profile, "", 204, "", "they can be deleted"},
		{"POST", "/beta" + profile, statusOf("1"), 201, "", "and make room"},
	})
}

// TestMaxStatusesAtOnce: of many creates at the same time, exactly as many succeed
// as there is room for, also while others delete.
func TestMaxStatusesAtOnce(t *testing.T) {
	const limit, creates = 10, 40
	base := start(t, mock.WithLimits(mock.Limits{Statuses: limit}))
	var created atomic.Int64
	var group sync.WaitGroup
	for i := range creates {
		group.Go(func() {
			if status, _ := send(t, "POST", base+"/beta"+profileOf(fmt.Sprint("p", i%4)), statusOf(fmt.Sprint(i)), "Authorization", "Bearer x"); status == http.StatusCreated {
				created.Add(1)
			}
			if i%8 == 0 {
				send(t, "DELETE", base+"/beta"+profileOf("other"), "", "Authorization", "Bearer x")
			}
		})
	}
	group.Wait()
	if n := created.Load(); n != limit {
		t.Errorf("%d creates succeeded, want %d", n, limit)
	}
}

// A fakeClock stands until it is moved.
type fakeClock struct{ nanoseconds atomic.Int64 }

func newFakeClock() *fakeClock {
	c := new(fakeClock)
	c.nanoseconds.Store(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *fakeClock) now() time.Time          { return time.Unix(0, c.nanoseconds.Load()) }
func (c *fakeClock) advance(d time.Duration) { c.nanoseconds.Add(int64(d)) }

func TestRequestsPerSecond(t *testing.T) {
	clock := newFakeClock()
	base := start(t, mock.WithClock(clock.now), mock.WithLimits(mock.Limits{RequestsPerSecond: 2}))
	within := []step{
		{"GET", "/tenants/a/beta" + profile, "", 404, "", "the first in this second"},
		{"GET", "/tenants/a/beta" + profile, "", 404, "", "the second"},
		{"GET", "/tenants/a/beta" + profile, "", 429, "2 requests per second", "the third"},
		{"POST", "/tenants/a/beta" + profile, statusOf("1"), 429, "2 requests per second", "whatever it is"},
		{"GET", "/tenants/a/__mock/tenant", "", 200, `"requestsPerSecond":2`, "the control is free"},
	}
	take(t, base, within)
	take(t, base, []step{{"GET", "/tenants/b/beta" + profile, "", 404, "", "another tenant has its own"}})
	clock.advance(time.Second)
	take(t, base, within)
}
