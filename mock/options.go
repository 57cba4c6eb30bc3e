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
	// DefaultAllJournalBytes is the limit for all tenants together.
	DefaultAllJournalBytes = 256 << 20 // 256 MiB
)

// Limits are the limits of tenants. For Tenants and journals 0 means the default,
// otherwise 0 means no limit.
type Limits struct {
	Tenants           int           // at a time, 1 to 1,000,000; requests of further ones get 503
	Statuses          int64         // of a tenant; further creates get 429
	RequestsPerSecond int           // of a tenant; further requests get 429
	JournalBytes      int64         // of the exchanges in the journal of a tenant, 64 KiB to 1 GiB
	JournalEntries    int           // exchanges in the journal of a tenant, 1 to 1,000,000
	AllJournalBytes   int64         // of all journals together, in addition to [journal.Share] for each; if exceeded, the oldest exchanges of the tenant that sends a request are dropped
	Idle              time.Duration // time without a request after which a tenant is deleted with its statuses
}

// Kinds of tokens that a mock can accept.
const (
	AnyTokens      = control.ServiceTokensAny
	BuiltInTokens  = control.ServiceTokensBuiltIn
	ProviderTokens = control.ServiceTokensProvider
)

// An Option configures a [Mock].
type Option func(*Mock) error

// WithServer passes options to the servers of the API and of the control API. Do not
// set the store, the clock, the authenticator and the handlers, which the mock sets
// itself.
func WithServer(options ...server.Option) Option {
	return func(m *Mock) error {
		m.options = append(m.options, options...)
		return nil
	}
}

// WithAPI passes options to the server of the API, but not to that of the control API,
// see [WithServer].
func WithAPI(options ...server.Option) Option {
	return func(m *Mock) error {
		m.apiOptions = append(m.apiOptions, options...)
		return nil
	}
}

// WithMiddleware adds a middleware in front of the API. Request paths no longer have
// the tenant there.
func WithMiddleware(middleware func(http.Handler) http.Handler) Option {
	return func(m *Mock) error {
		if middleware == nil {
			return errors.New("WithMiddleware: nil")
		}
		m.middleware = middleware
		return nil
	}
}

// WithStore sets the store. Name describes it without a password. The default is a
// memory store named "memory".
func WithStore(records store.Store, name string) Option {
	return func(m *Mock) error {
		if records == nil {
			return errors.New("WithStore: nil")
		}
		m.inner, m.storeName = records, name
		return nil
	}
}

// WithRemovals says that statuses are deleted by retention. Removed returns the number
// deleted so far; it may be called at any time. When it increases, the statuses of
// tenants at their limit are counted again.
func WithRemovals(removed func() int64) Option {
	return func(m *Mock) error {
		if removed == nil {
			return errors.New("WithRemovals: nil")
		}
		m.removed = removed
		return nil
	}
}

// WithIssuer accepts only tokens of i, and can issue them. By default any token is
// accepted, see [identity.Unverified].
func WithIssuer(i *identity.Issuer) Option {
	return func(m *Mock) error {
		if i == nil {
			return errors.New("WithIssuer: nil")
		}
		m.auth, m.issuer, m.tokens = i, i, BuiltInTokens
		return nil
	}
}

// WithProvider accepts only the tokens that a accepts.
func WithProvider(a server.Authenticator) Option {
	return func(m *Mock) error {
		if a == nil {
			return errors.New("WithProvider: nil")
		}
		m.auth, m.tokens = a, ProviderTokens
		return nil
	}
}

// WithoutTestPowers refuses everything that can change responses: rules, scenarios, the
// clock, the state, and Prefer: code=. Only tenants and their journals remain.
func WithoutTestPowers() Option {
	return func(m *Mock) error {
		m.powers = false
		return nil
	}
}

// WithoutJournal disables the journal, which saves validating each exchange a second
// time.
func WithoutJournal() Option {
	return func(m *Mock) error {
		m.unrecorded = true
		return nil
	}
}

// WithLimits sets the limits of tenants.
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

// WithMaxBodyBytes sets the maximum size of request bodies of the API, see
// [server.WithMaxBodyBytes].
func WithMaxBodyBytes(n int64) Option {
	return func(m *Mock) error {
		m.maxBody = n
		m.apiOptions = append(m.apiOptions, server.WithMaxBodyBytes(n))
		return nil
	}
}

// WithVersion sets the version of the program that the control API returns.
func WithVersion(version string) Option {
	return func(m *Mock) error {
		m.version = version
		return nil
	}
}

// WithClock sets the clock of the mock and of the servers of the API and the control
// API. The default is time.Now. Clocks of tenants are relative to it.
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
