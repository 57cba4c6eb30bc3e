package mock

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"profilestatus.example/mock/control"
	"profilestatus.example/store"
)

// TestRoomForRules: the rules of all tenants together are bounded, and a reset
// makes room.
func TestRoomForRules(t *testing.T) {
	m, err := New()
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Repeat("x", 64<<10)
	broken := true
	rules := make([]control.Rule, 100)
	for i := range rules {
		rules[i].Answer = &control.Answer{Status: 200, Body: &body, BreaksContract: &broken}
	}
	for i := range 10 {
		tenant, err := m.use(fmt.Sprintf("suite-%d", i), m.now())
		if err != nil {
			t.Fatal(err)
		}
		tenant.rules.Set(rules)
	}
	state := control.State{Rules: &rules}
	if err := m.checkState(&state); err == nil || !strings.Contains(err.Error(), "64 MiB") {
		t.Errorf("6.4 MB more than 64 MB: %v, want a refusal that names the bound", err)
	}
	if err := m.forget(t.Context(), m.tenants.get("suite-3")); err != nil {
		t.Fatal(err)
	}
	if err := m.checkState(&state); err != nil {
		t.Errorf("after a reset: %v", err)
	}
	last := m.tenants.get("suite-4")
	last.rules.Remove(last.rules.List()[0].ID)
	if got, want := last.rules.Size(), int64(99*(64<<10)); got < want || got > want+99*1024 {
		t.Errorf("99 rules take %d bytes, want little more than %d", got, want)
	}
}

// TestRunsOfAll: what tenants remember of runs is counted as they come and go.
func TestRunsOfAll(t *testing.T) {
	m, err := New()
	if err != nil {
		t.Fatal(err)
	}
	count := func(want int64, reason string) {
		t.Helper()
		if got := m.runs.Load(); got != want {
			t.Errorf("%d runs, want %d: %s", got, want, reason)
		}
	}
	begin := func(tenant, profile, id string) {
		t.Helper()
		a, err := m.use(tenant, m.now())
		if err != nil {
			t.Fatal(err)
		}
		if a.runs.get() == nil {
			a.runs.set(&control.Scenario{Becomes: "success", AfterSeconds: 60})
		}
		r := store.Record{Key: store.Key{Tenant: tenant, Profile: profile}, ID: id, Status: inProgress, LastSynchronization: time.Now().UTC()}
		if err := m.store.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	begin("a", "p", "1")
	begin("a", "p", "2")
	begin("a", "q", "1")
	begin("b", "p", "1")
	count(4, "each is remembered")
	if err := m.store.Delete(t.Context(), store.Key{Tenant: "a", Profile: "p"}); err != nil {
		t.Fatal(err)
	}
	count(2, "those of a profile are forgotten with it")
	m.tenants.get("b").runs.set(nil)
	count(1, "and those of a scenario that has ended")
	m.runs.Store(maxAllRuns)
	begin("a", "r", "1")
	count(maxAllRuns, "a new one takes the place of an old one of the tenant")
	if n := len(m.tenants.get("a").runs.began); n != 1 {
		t.Errorf("%d runs of the tenant, want 1", n)
	}
	begin("c", "p", "1")
	count(maxAllRuns, "a tenant that has none gets none")
	m.runs.Store(1)
	if err := m.forget(t.Context(), m.tenants.get("a")); err != nil {
		t.Fatal(err)
	}
	count(0, "a tenant takes its runs with it")
}
