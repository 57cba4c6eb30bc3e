package mock

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"profilestatus.example/contract/journal"
	"profilestatus.example/mock/control"
	"profilestatus.example/server"
	"profilestatus.example/server/identity"
	"profilestatus.example/store"
)

// Defaults of [Limits].
const (
	DefaultMaxTenants   = 10_000
	DefaultJournalBytes = journal.DefaultMaxBytes
	// DefaultAllJournalBytes is of all tenants together.
	DefaultAllJournalBytes = 256 << 20 // 256 MiB
)

// Limits bound what tenants may hold and do. A number that is 0 is no limit,
// but for those of tenants and journals, of which it is the default.
type Limits struct {
	Tenants           int           // at a time, 1 to 1,000,000; a further one is refused with 503
	Statuses          int64         // of a tenant; a create beyond them is refused with 429
	RequestsPerSecond int           // of a tenant; those beyond are refused with 429
	JournalBytes      int64         // of the exchanges that a journal keeps, 64 KiB to 1 GiB
	JournalEntries    int           // exchanges that a journal keeps, 1 to 1,000,000
	AllJournalBytes   int64         // of all journals together, beside [journal.Share] for each; the oldest exchanges of the tenant that sends a request fall out first
	Idle              time.Duration // without a request, after which a tenant is forgotten
}

// Kinds of tokens that a mock accepts.
const (
	AnyTokens      = control.ServiceTokensAny
	BuiltInTokens  = control.ServiceTokensBuiltIn
	ProviderTokens = control.ServiceTokensProvider
)

// An Option configures a [Mock].
type Option func(*Mock) error

// WithServer passes options on to the servers of the API and of the control.
// Those for the store, the clock, the authenticator and the handlers belong to the mock.
func WithServer(options ...server.Option) Option {
	return func(m *Mock) error {
		m.options = append(m.options, options...)
		return nil
	}
}

// WithAPI passes options on to the server of the API alone, see [WithServer].
func WithAPI(options ...server.Option) Option {
	return func(m *Mock) error {
		m.apiOptions = append(m.apiOptions, options...)
		return nil
	}
}

// WithMiddleware puts a middleware in front of the API. The path of a request has
// no tenant there any more.
func WithMiddleware(middleware func(http.Handler) http.Handler) Option {
	return func(m *Mock) error {
		if middleware == nil {
			return errors.New("WithMiddleware: nil")
		}
		m.middleware = middleware
		return nil
	}
}

// WithStore keeps statuses in records, which name describes without a password.
// The default is a memory of the process, "memory".
func WithStore(records store.Store, name string) Option {
	return func(m *Mock) error {
		if records == nil {
			return errors.New("WithStore: nil")
		}
		m.inner, m.storeName = records, name
		return nil
	}
}

// WithRemovals says that the store removes statuses by itself. Removed returns how
// many it has removed so far; it is called at any time. A tenant that has as many
// statuses as it may is counted anew when there are more.
func WithRemovals(removed func() int64) Option {
	return func(m *Mock) error {
		if removed == nil {
			return errors.New("WithRemovals: nil")
		}
		m.removed = removed
		return nil
	}
}

// WithIssuer accepts the tokens of i alone, and makes them on request. The
// default takes any token, see [identity.Unverified].
func WithIssuer(i *identity.Issuer) Option {
	return func(m *Mock) error {
		if i == nil {
			return errors.New("WithIssuer: nil")
		}
		m.auth, m.issuer, m.tokens = i, i, BuiltInTokens
		return nil
	}
}

// WithProvider accepts the tokens that a accepts.
func WithProvider(a server.Authenticator) Option {
	return func(m *Mock) error {
		if a == nil {
			return errors.New("WithProvider: nil")
		}
		m.auth, m.tokens = a, ProviderTokens
		return nil
	}
}

// WithoutTestPowers refuses whatever would change answers: rules, scenarios, the
// clock, the state, and the preference code of a request. What remains are
// tenants and their journals.
func WithoutTestPowers() Option {
	return func(m *Mock) error {
		m.powers = false
		return nil
	}
}

// WithoutJournal records no exchange, which saves validating each a second time:
// for whoever wants the limits of tenants, or what else the mock is for, alone.
func WithoutJournal() Option {
	return func(m *Mock) error {
		m.unrecorded = true
		return nil
	}
}

// WithLimits bounds what tenants may hold and do.
func WithLimits(l Limits) Option {
	return func(m *Mock) error {
		if l.Tenants == 0 {
			l.Tenants = DefaultMaxTenants
		}
		if l.JournalEntries == 0 {
			l.JournalEntries = journal.DefaultMaxEntries
		}
		if l.JournalBytes == 0 {
			l.JournalBytes = DefaultJournalBytes
		}
		if l.AllJournalBytes == 0 {
			l.AllJournalBytes = DefaultAllJournalBytes
		}
		if l.Tenants < 1 || l.Tenants > 1_000_000 || l.Statuses < 0 || l.AllJournalBytes < 0 || l.RequestsPerSecond < 0 || l.Idle < 0 {
			return fmt.Errorf("WithLimits(%+v): a number is out of range", l)
		}
		m.limits = l
		return nil
	}
}

// WithMaxBodyBytes refuses larger bodies of the API, see
// [server.WithMaxBodyBytes].
func WithMaxBodyBytes(n int64) Option {
	return func(m *Mock) error {
		m.maxBody = n
		m.apiOptions = append(m.apiOptions, server.WithMaxBodyBytes(n))
		return nil
	}
}

// WithVersion tells the version of the program to those who ask.
func WithVersion(version string) Option {
	return func(m *Mock) error {
		m.version = version
		return nil
	}
}

// WithClock takes the real time from now, instead of [time.Now], for the servers of the
// API and of the control, too.
func WithClock(now func() time.Time) Option {
	return func(m *Mock) error {
		if now == nil {
			return errors.New("WithClock: nil")
		}
		m.now = now
		m.options = append(m.options, server.WithClock(now))
		return nil
	}
}
