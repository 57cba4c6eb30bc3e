package mocktest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract/journal"
	"profilestatus.example/mock"
	"profilestatus.example/mock/control/client"
	"profilestatus.example/mock/mocktest"
)

// send sends a request under a profile and returns the status.
func send(t mocktest.TB, m *mocktest.Tenant, method, body string, headers ...string) int {
	t.Helper()
	r, err := http.NewRequest(method, m.URL+"/education/synchronizationProfiles/school-1/profileStatus", strings.NewReader(body))
	if err != nil {
		t.Fatalf("%v", err)
	}
	if body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer any-token")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := m.Client().Do(r)
	if err != nil {
		t.Fatalf("%v", err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

const (
	running = `{"id":"run-1","status":"inProgress","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
	wrong   = `{"status":"finished","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
)

// TestEnd: a test fails at its end for what its client did, and says what.
func TestEnd(t *testing.T) {
	t.Parallel()
	broken := mocktest.Custom(client.Rule{Answer: &client.Answer{Status: 201, Body: new("{}"), BreaksContract: new(true)}})
	tests := []struct {
		name    string
		options []mocktest.Option
		test    func(*fake, *mocktest.Tenant)
		want    string // in the failure; "" for none
		reason  string
	}{
		{"kept", nil, func(f *fake, m *mocktest.Tenant) { send(f, m, "POST", running) }, "", "the client kept the contract"},
		{"broken", nil, func(f *fake, m *mocktest.Tenant) { send(f, m, "POST", wrong) }, "enum /status", "the client broke it"},
		{"curl", nil, func(f *fake, m *mocktest.Tenant) { send(f, m, "POST", wrong) }, "curl ", "the failure can be tried by hand"},
		{"expected", nil, func(f *fake, m *mocktest.Tenant) {
			send(f, m, "POST", wrong, journal.ExpectHeader, "enum /status")
		}, "", "the test breaks it on purpose"},
		{"nothing", nil, func(*fake, *mocktest.Tenant) {}, "Nothing was seen", "the client mostly talked to another address"},
		{"nothing, and that is right", []mocktest.Option{mocktest.WithSides()}, func(*fake, *mocktest.Tenant) {}, "", "nothing is asserted"},
		{"broken by the mock", nil, func(f *fake, m *mocktest.Tenant) { m.Rule(broken); send(f, m, "POST", running) }, "", "by default the client alone is looked at"},
		{"broken by the mock, both asserted", []mocktest.Option{mocktest.WithSides(client.SideRequest, client.SideResponse)},
			func(f *fake, m *mocktest.Tenant) { m.Rule(broken); send(f, m, "POST", running) }, "", "what a rule breaks on purpose is no finding"},
		{"broken, the other side asserted", []mocktest.Option{mocktest.WithSides(client.SideResponse)},
			func(f *fake, m *mocktest.Tenant) { send(f, m, "POST", wrong) }, "", "the options name the sides"},
		{"wrong rule", []mocktest.Option{mocktest.WithSides()}, func(_ *fake, m *mocktest.Tenant) { m.Rule(mocktest.Answer(418)) }, "400", "a mistake of the test ends it"},
		{"wrong option", []mocktest.Option{mocktest.WithMock(mock.WithLimits(mock.Limits{Tenants: -1}))}, func(*fake, *mocktest.Tenant) {}, "WithLimits", "a mistake of the test ends it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := (&fake{name: t.Name()}).run(func(f *fake) { tt.test(f, mocktest.New(f, tt.options...)) })
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("the test fails with %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestNew: parallel tests share a mock and see nothing of each other, and nothing
// is left of a test that was run before.
func TestNew(t *testing.T) {
	t.Parallel()
	for _, options := range [][]mocktest.Option{nil, {mocktest.WithTLS()}, {mocktest.WithMock()}} {
		for i := range 8 {
			t.Run(fmt.Sprintf("%d options, suite %d", len(options), i), func(t *testing.T) {
				t.Parallel()
				for range 2 {
					a := &fake{name: t.Name()}
					if failures := a.run(func(f *fake) {
						m, other := mocktest.New(f, options...), mocktest.New(f, append(options, mocktest.WithSides())...)
						if got := send(f, m, "POST", running); got != 201 {
							f.Errorf("%d, want 201", got)
						}
						if got := send(f, other, "GET", ""); got != 404 {
							f.Errorf("another tenant: %d, want 404", got)
						}
						if n := len(m.Exchanges()); n != 1 {
							f.Errorf("%d exchanges, want 1", n)
						}
					}); failures != "" {
						t.Error(failures)
					}
				}
			})
		}
	}
}

// TestTLS: the address is one of HTTPS, and the client trusts it.
func TestTLS(t *testing.T) {
	t.Parallel()
	m := mocktest.New(t, mocktest.WithTLS())
	if !strings.HasPrefix(m.URL, "https://") {
		t.Errorf("the address is %s", m.URL)
	}
	if got := send(t, m, "POST", running); got != 201 {
		t.Errorf("%d, want 201", got)
	}
}

// TestTime: a run ends when the clock of the tenant says so, and a state can be
// given to another tenant.
func TestTime(t *testing.T) {
	t.Parallel()
	m := mocktest.New(t)
	start := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	m.SetClock(start)
	m.Scenario("error", 5*time.Minute)
	if got := send(t, m, "POST", running); got != 201 {
		t.Fatalf("%d, want 201", got)
	}
	if got := status(t, m); got != "inProgress" {
		t.Errorf("at first the run is %s", got)
	}
	if now := m.Advance(6 * time.Minute); now.Before(start.Add(6*time.Minute)) || now.Year() != 2026 {
		t.Errorf("the clock is at %v", now)
	}
	if got := status(t, m); got != "error" {
		t.Errorf("six minutes later the run is %s", got)
	}
	copied := mocktest.New(t, mocktest.WithSides())
	copied.SetState(m.State())
	if got := status(t, copied); got != "error" {
		t.Errorf("in the copy the run is %s", got)
	}
}

// status returns that of the only status of a tenant.
func status(t *testing.T, m *mocktest.Tenant) string {
	t.Helper()
	profiles := m.State().Profiles
	if profiles == nil || len(*profiles) != 1 || len((*profiles)[0].Statuses) != 1 {
		t.Fatalf("the state has the profiles %+v", profiles)
	}
	return string((*profiles)[0].Statuses[0].Status)
}

// TestFired: a rule answers as often as it says, and counts.
func TestFired(t *testing.T) {
	t.Parallel()
	m := mocktest.New(t)
	id := m.Rule(mocktest.Answer(503).RetryAfter(0).Times(2))
	for i, want := range []int{503, 503, 201} {
		if got := send(t, m, "POST", running); got != want {
			t.Errorf("request %d: %d, want %d", i, got, want)
		}
	}
	if n := m.Fired(id); n != 2 {
		t.Errorf("it fired %d times, want 2", n)
	}
}

// BenchmarkNew measures what a test pays for a tenant, and for a mock of its own.
func BenchmarkNew(b *testing.B) {
	for name, options := range map[string][]mocktest.Option{"tenant": {mocktest.WithSides()}, "mock": {mocktest.WithSides(), mocktest.WithMock()}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f := &fake{name: b.Name()}
				mocktest.New(f, options...)
				f.end()
			}
		})
	}
}

// TestHang: a mock of its own ends with its test, also while a rule lets a request
// hang.
func TestHang(t *testing.T) {
	t.Parallel()
	f := &fake{name: t.Name()}
	m := mocktest.New(f, mocktest.WithMock(), mocktest.WithSides())
	id := m.Rule(mocktest.Hang())
	r, err := http.NewRequestWithContext(t.Context(), "GET", m.URL+"/education/synchronizationProfiles/school-1/profileStatus", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer any-token")
	done := make(chan error, 1)
	go func() {
		resp, err := m.Client().Do(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		done <- err
	}()
	for m.Fired(id) == 0 && len(done) == 0 {
		time.Sleep(time.Millisecond)
	}
	f.end()
	if err := <-done; err == nil {
		t.Error("a request that hangs was answered")
	}
}
