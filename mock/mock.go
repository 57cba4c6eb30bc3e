package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/gen"
	"profilestatus.example/mock/control"
	"profilestatus.example/server"
	"profilestatus.example/server/identity"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

// A Mock serves the API of many tenants, and its control API. It is safe for concurrent
// use. It starts a goroutine only if [Limits] has Idle, see [Mock.Close]. The caller
// closes the store.
type Mock struct {
	contract *contract.Contract
	api      *server.Server
	control  *server.Server
	watched  http.Handler // the API behind the journals

	inner      store.Store
	store      *statuses // inner, with what a tenant makes of it
	storeName  string
	auth       server.Authenticator
	issuer     *identity.Issuer // nil unless it is the built-in one
	tokens     control.ServiceTokens
	powers     bool
	unrecorded bool // there is no journal
	limits     Limits
	maxBody    int64
	version    string
	now        func() time.Time
	removed    func() int64 // how many statuses the store has removed by itself

	options    []server.Option // of both servers
	apiOptions []server.Option
	middleware func(http.Handler) http.Handler

	tenants tenants
	runs    atomic.Int64 // that are in progress, of all tenants
	fired   atomic.Uint64
	budget  *journal.Budget
	stop    chan struct{}

	shutdowns sync.Map // of *http.Server: a channel that is closed when it shuts down
}

var _ http.Handler = (*Mock)(nil)

// maxControlBody is how large a body of the control may be: a state has many
// statuses.
const maxControlBody = 16 << 20

// New returns a mock. It fails only if an option is invalid.
func New(options ...Option) (*Mock, error) {
	c, err := contract.LoadOnce(profilestatus.OpenAPI())
	if err != nil {
		return nil, err // a broken document does not pass the tests
	}
	m := &Mock{
		contract:  c,
		inner:     memory.New(memory.DefaultMaxRecords),
		storeName: "memory",
		auth:      identity.Unverified{},
		tokens:    AnyTokens,
		powers:    true,
		limits:    Limits{Tenants: DefaultMaxTenants, JournalBytes: DefaultJournalBytes, JournalEntries: journal.DefaultMaxEntries, AllJournalBytes: DefaultAllJournalBytes},
		maxBody:   server.DefaultMaxBodyBytes,
		version:   "devel",
		now:       time.Now,
		removed:   func() int64 { return 0 },
		stop:      make(chan struct{}),

		middleware: func(h http.Handler) http.Handler { return h },
	}
	for _, option := range options {
		if err := option(m); err != nil {
			return nil, fmt.Errorf("mock: %w", err)
		}
	}
	m.store = &statuses{Store: m.inner, mock: m}
	m.budget = journal.NewBudget(m.limits.AllJournalBytes)
	if err := m.servers(); err != nil {
		return nil, err
	}
	t, err := m.use(store.DefaultTenant, m.now()) // so that it records from the start
	if err != nil {
		return nil, err
	}
	t.release()
	j, err := m.newJournal()
	if err != nil {
		return nil, fmt.Errorf("mock: %w", err)
	}
	m.watched = m.middleware(m.api)
	if !m.unrecorded {
		next := m.watched
		m.watched = journal.MiddlewareFunc(j.Limits(), m.observed)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			callOf(r.Context()).body = r.Body
			next.ServeHTTP(w, r)
		}))
	}
	m.forgetIdle()
	return m, nil
}

// servers makes the server of the API and that of the control.
func (m *Mock) servers() (err error) {
	powers := server.WithCheck(func(r *http.Request) error {
		callOf(r.Context()).valid = true
		return RefusePreference(r)
	})
	if m.powers {
		powers = server.WithHandler(func(h gen.StrictServerInterface) gen.StrictServerInterface { return ruled{m, h} })
	}
	m.api, err = server.New(append(slices.Concat(m.options, m.apiOptions),
		server.WithAuthenticator(&admission{m, m.auth, true}),
		server.WithStore(m.apiStore()),
		powers)...)
	if err != nil {
		return err
	}
	admission := &admission{m, m.auth, false}
	options := append(slices.Clone(m.options), server.WithAuthenticator(admission), server.WithMaxBodyBytes(maxControlBody))
	if m.tokens == AnyTokens {
		options = append(options, server.WithAnonymous(admission.anonymous))
	}
	m.control, err = server.NewFor(document, controlPrefix+"openapi.yaml", func(e *echo.Echo, basePath string) {
		control.RegisterHandlersWithBaseURL(e, control.NewStrictHandler(controller{m}), basePath)
	}, options...)
	return err
}

// ServeHTTP serves the API of every tenant without the control API, see
// [Mock.WithControl].
func (m *Mock) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.serve(w, r, m.watched) }

// Control serves only the control API.
func (m *Mock) Control() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.serve(w, r, m.control) })
}

// WithControl serves the API and the control API. Use it only on a listener that others
// cannot reach.
func (m *Mock) WithControl() http.Handler {
	control := m.Control()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, path, _ := cutTenant(r.URL.Path)
		if strings.HasPrefix(path, controlPrefix) || strings.HasPrefix(path, journal.Prefix) {
			control.ServeHTTP(w, r)
			return
		}
		m.ServeHTTP(w, r)
	})
}

// controlPrefix is the beginning of the paths of the control, but for those of
// the journal.
const controlPrefix = "/__mock/"

// Quiet serves the API of every tenant without rules and journals, for observers of a
// test.
func (m *Mock) Quiet() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.answer(&call{quiet: true}, w, r, m.api) })
}

// serve lets h answer a request of the tenant that its path names.
func (m *Mock) serve(w http.ResponseWriter, r *http.Request, h http.Handler) {
	m.answer(new(call), w, r, h)
}

func (m *Mock) answer(c *call, w http.ResponseWriter, r *http.Request, h http.Handler) {
	c.writer = w
	if name, _, ok := cutTenant(r.URL.Path); ok {
		c.name = name
		r = server.Mount(tenantsPrefix+name, r)
	}
	c.Context = r.Context()
	c.request = r.WithContext(c)
	defer c.hangUp()
	defer c.release()
	h.ServeHTTP(w, c.request)
}

// tenantsPrefix is the beginning of the paths that name a tenant.
const tenantsPrefix = "/tenants/"

// cutTenant returns the tenant that a path names, and the path without it. It
// reports false if there is none.
func cutTenant(path string) (name, rest string, ok bool) {
	after, ok := strings.CutPrefix(path, tenantsPrefix)
	if !ok {
		return "", path, false
	}
	name, rest, ok = strings.Cut(after, "/")
	if !ok || !identity.IsTenant(name) {
		return "", path, false
	}
	return name, "/" + rest, true
}

// observed returns the journal for an exchange that is over.
func (m *Mock) observed(r *http.Request, o *journal.Observation) *journal.Journal {
	c := callOf(r.Context())
	t := c.tenant
	if t == nil && !c.foreign && (c.name == "" || m.tokens == AnyTokens) { // refused before the caller was known
		t = m.tenants.get(c.nameOrDefault())
	}
	if t == nil {
		return nil // a path alone lets nobody write into a journal where tokens count
	}
	o.Rule, o.Deliberate = c.rule, c.deliberate
	o.Asked = c.asked(m.contract, o)
	if c.tenant != nil {
		t.retries.see(o, c.arrived, t.clock.now())
	}
	return m.recorded(t)
}

// BasePath returns the base path of the API without a tenant, "/beta".
func (m *Mock) BasePath() string { return m.api.BasePath() }

// Contract returns the contract of the API.
func (m *Mock) Contract() *contract.Contract { return m.contract }

// Journal returns the journal of a tenant, an empty one if it has none.
func (m *Mock) Journal(name string) *journal.Journal {
	t := m.tenants.get(name)
	if t == nil {
		t = new(tenant)
	}
	return m.recorded(t)
}

// Done returns a channel that [Mock.Close] closes.
func (m *Mock) Done() <-chan struct{} { return m.stop }
