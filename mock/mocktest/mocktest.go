package mocktest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"profilestatus.example/mock"
	"profilestatus.example/mock/control/client"
)

// A TB has the methods of [testing.TB] that this package needs.
type TB interface {
	Helper()
	Name() string
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// A Tenant is a tenant of a mock for one test. Its methods may be called while requests
// are answered. If they fail, they end the test with Fatalf, so call them only from the
// goroutine of the test.
type Tenant struct {
	// URL is the base URL of the API, without a trailing slash.
	URL string
	// Name is the name of the tenant, derived from that of the test.
	Name string
	// Control is the client of the control API of the tenant. Its operations are those
	// of [mock.OpenAPI].
	Control *client.ClientWithResponses

	t      TB
	server *httptest.Server
	config config
}

// config is what options choose.
type config struct {
	tls     bool
	mock    []mock.Option
	ownMock bool
	sides   []client.Side // nil: nothing is asserted
}

// An Option configures [New].
type Option func(*config)

// WithTLS serves HTTPS. [Tenant.Client] trusts the certificate. The default is HTTP.
func WithTLS() Option { return func(c *config) { c.tls = true } }

// WithMock starts a separate mock for the test, which is stopped when the test ends. It
// must accept any token, as by default.
func WithMock(options ...mock.Option) Option {
	return func(c *config) { c.ownMock, c.mock = true, options }
}

// WithSides sets the sides that must have kept the contract when the test ends; the
// default is the client, [client.SideRequest]. Without sides nothing is asserted, and
// the test may end without a request.
func WithSides(sides ...client.Side) Option { return func(c *config) { c.sides = sides } }

// Servers of mocks that tests share, each started by the first that needs it.
var (
	shared    = sync.OnceValues(func() (*httptest.Server, error) { return startShared(false) })
	sharedTLS = sync.OnceValues(func() (*httptest.Server, error) { return startShared(true) })
)

func startShared(tls bool) (*httptest.Server, error) {
	m, err := mock.New()
	if err != nil {
		return nil, err
	}
	return serve(m, tls), nil
}

// serve serves a mock with its control.
func serve(m *mock.Mock, tls bool) *httptest.Server {
	s := httptest.NewUnstartedServer(m.WithControl())
	if s.EnableHTTP2 = tls; tls {
		s.StartTLS()
	} else {
		s.Start()
	}
	return s
}

// startOwn serves a mock that ends with the test.
func startOwn(t TB, c config) (*httptest.Server, error) {
	m, err := mock.New(c.mock...)
	if err != nil {
		return nil, err
	}
	s := serve(m, c.tls)
	t.Cleanup(func() {
		s.CloseClientConnections() // ends requests that a rule lets hang
		s.Close()
		m.Close()
	})
	return s, nil
}

// New returns a new tenant for a test. When the test ends, the tenant is deleted, and
// the test fails if the contract was broken, or if no request was recorded. A test may
// call New several times to get several tenants.
func New(t TB, options ...Option) *Tenant {
	t.Helper()
	m := &Tenant{t: t, config: config{sides: []client.Side{client.SideRequest}}}
	for _, option := range options {
		option(&m.config)
	}
	var err error
	switch {
	case m.config.ownMock:
		m.server, err = startOwn(t, m.config)
	case m.config.tls:
		m.server, err = sharedTLS()
	default:
		m.server, err = shared()
	}
	if err != nil {
		t.Fatalf("mocktest: %v", err)
	}
	name, release := names.take(t.Name())
	m.Name = name
	base := m.server.URL + "/tenants/" + name
	m.URL = base + "/beta"
	if m.Control, err = client.NewClientWithResponses(base, client.WithHTTPClient(m.Client())); err != nil {
		t.Fatalf("mocktest: %v", err)
	}
	t.Cleanup(func() {
		defer release()
		m.end()
	})
	return m
}

// timeout bounds every request of [Tenant.Client].
const timeout = time.Minute

// Client returns a new client that trusts the certificate of the mock, with a timeout
// of a minute. It may be modified, except for its transport, which is shared.
func (m *Tenant) Client() *http.Client {
	c := *m.server.Client()
	c.Timeout = timeout
	return &c
}

// end asserts the contract and removes the tenant.
func (m *Tenant) end() {
	m.t.Helper()
	ctx := context.Background() // that of the test has ended
	if len(m.config.sides) > 0 {
		resp, err := m.Control.AssertContractWithResponse(ctx, &client.AssertContractParams{Side: &m.config.sides})
		switch {
		case err != nil:
			m.t.Errorf("mocktest: %v", err)
		case resp.JSON409 != nil:
			m.t.Errorf("%s", describe(resp.JSON409))
		case resp.JSON200 == nil:
			m.t.Errorf("mocktest: assert: %s\n%s", resp.Status(), resp.Body)
		}
	}
	resp, err := m.Control.DeleteTenantWithResponse(ctx)
	if err != nil {
		m.t.Errorf("mocktest: %v", err)
	} else if resp.StatusCode() != http.StatusNoContent {
		m.t.Errorf("mocktest: reset: %s\n%s", resp.Status(), resp.Body)
	}
}

// describe returns what was broken, with a command that shows it.
func describe(a *client.AssertionFailed) string {
	var b strings.Builder
	b.WriteString(a.Message)
	for _, f := range a.Findings {
		fmt.Fprintf(&b, "\n%d × %s: %s %s: %s", f.Count, f.Side, f.Rule, f.Target, f.Message)
		if f.Curl != "" {
			b.WriteString("\n\t" + f.Curl)
		}
	}
	return b.String()
}
