package mocktest

import (
	"context"
	"net/http"
	"time"

	"profilestatus.example/mock/control/client"
)

// An answer is what the generated client returns of any operation.
type answer interface {
	Status() string
	StatusCode() int
	GetBody() []byte
}

// need ends the test unless an operation was answered as it should be.
func (m *Tenant) need(what string, want int, a answer, err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("mocktest: %s: %v", what, err)
	}
	if a.StatusCode() != want {
		m.t.Fatalf("mocktest: %s: %s\n%s", what, a.Status(), a.GetBody())
	}
}

// Rule adds a rule after those that the tenant has, and returns its id. A tenant can
// have 100 rules.
func (m *Tenant) Rule(r Rule) (id string) {
	m.t.Helper()
	resp, err := m.Control.CreateRuleWithResponse(context.Background(), r.Value())
	m.need("rule", http.StatusCreated, resp, err)
	return resp.JSON201.ID
}

// Fired returns the number of requests that a rule has answered, delayed or cut off.
func (m *Tenant) Fired(id string) int64 {
	m.t.Helper()
	resp, err := m.Control.GetRuleWithResponse(context.Background(), id)
	m.need("rule "+id, http.StatusOK, resp, err)
	return resp.JSON200.Fired
}

// SetClock sets the clock of the tenant, which then continues to run. The time must be
// in the years 1 to 9999, in UTC.
func (m *Tenant) SetClock(now time.Time) {
	m.t.Helper()
	resp, err := m.Control.PutClockWithResponse(context.Background(), client.Clock{Now: now})
	m.need("clock", http.StatusOK, resp, err)
}

// Advance advances the clock of the tenant and returns its new time.
func (m *Tenant) Advance(by time.Duration) time.Time {
	m.t.Helper()
	resp, err := m.Control.AdvanceClockWithResponse(context.Background(), client.Advance{Seconds: by.Seconds()})
	m.need("clock", http.StatusOK, resp, err)
	return resp.JSON200.Now
}

// Scenario lets every status that is created as inProgress from now on change to
// another status, such as success or error, after a time on the tenant's clock.
func (m *Tenant) Scenario(becomes string, after time.Duration) {
	m.t.Helper()
	s := client.Scenario{Becomes: client.EducationSynchronizationStatus(becomes), AfterSeconds: after.Seconds()}
	resp, err := m.Control.PutScenarioWithResponse(context.Background(), s)
	m.need("scenario", http.StatusOK, resp, err)
}

// State returns the state of the tenant: statuses, rules, scenario and clock.
func (m *Tenant) State() client.State {
	m.t.Helper()
	resp, err := m.Control.GetStateWithResponse(context.Background())
	m.need("state", http.StatusOK, resp, err)
	return *resp.JSON200
}

// SetState replaces the state of the tenant. Parts that s does not have are reset.
func (m *Tenant) SetState(s client.State) {
	m.t.Helper()
	resp, err := m.Control.PutStateWithResponse(context.Background(), s)
	m.need("state", http.StatusNoContent, resp, err)
}

// Exchanges returns the latest requests to the API with their responses, oldest first,
// at most 1 MiB.
func (m *Tenant) Exchanges() []client.Exchange {
	m.t.Helper()
	resp, err := m.Control.GetViolationsWithResponse(context.Background(), nil)
	m.need("journal", http.StatusOK, resp, err)
	return resp.JSON200.Exchanges
}
