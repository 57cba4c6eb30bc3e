package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/mock"
	"profilestatus.example/mock/control"
	"profilestatus.example/mock/page"
	"profilestatus.example/server"
	"profilestatus.example/server/identity"
	"profilestatus.example/store"
)

// mockFlags say what a test double may do.
type mockFlags struct {
	powers   bool
	seeds    []string
	tenants  int
	statuses int
	rate     int
	idle     time.Duration
	entries  int
}

func (f *mockFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&f.powers, "test-powers", false, "let tests control the service through the operations under /__mock/: tenants in the path, rules that change responses, the clock, scenarios and the state. They are served at --admin, and also at --addr if it is a loopback address")
	addList(flags, &f.seeds, "seed", nil, "`files` with the initial state, comma-separated: FILE for the tenant default, contoso=FILE for another one")
	addInt(flags, &f.tenants, "max-tenants", mock.DefaultMaxTenants, 1, 1_000_000, "the maximum number of `tenants` at the same time, 1 to 1000000")
	addInt(flags, &f.statuses, "tenant-statuses", 0, 0, 1_000_000_000, "the maximum number of `statuses` of a tenant; 0 is no limit")
	addInt(flags, &f.rate, "tenant-rate", 0, 0, 1_000_000, "the maximum number of `requests` of a tenant per second; 0 is no limit")
	addDuration(flags, &f.idle, "tenant-idle", 0, 0, 8760*time.Hour, "delete a tenant and its statuses after this time without a request; 0s: never delete")
	addInt(flags, &f.entries, "admin-entries", journal.DefaultMaxEntries, 0, 1_000_000, "the maximum number of `exchanges` in the journal of a tenant, 0 to 1000000; with 0 nothing is recorded and --admin serves only metrics and probes")
}

// wantsMock reports whether the service is more than the API.
func (f *serveFlags) wantsMock() bool {
	return f.mock.powers || f.admin != "" || f.mock.statuses > 0 || f.mock.rate > 0 || f.mock.idle > 0
}

// records reports whether there is a journal, and somewhere to read it.
func (f *serveFlags) records() bool { return f.mock.entries > 0 && (f.mock.powers || f.admin != "") }

// checkMock refuses flags that would do nothing.
func (f *serveFlags) checkMock() error {
	without := func(flag, value string) error {
		return usageError{&flagError{flag: flag, value: value, problem: errors.New("it needs --test-powers")}}
	}
	if f.mock.seeds != nil && !f.mock.powers {
		return without("seed", strings.Join(f.mock.seeds, ","))
	}
	if f.mock.idle > 0 && strings.HasPrefix(f.store, "postgres:") {
		// A replica that has lost a tenant to another one would delete what is in use.
		return usageError{&flagError{flag: "tenant-idle", value: f.mock.idle.String(), problem: errors.New("it needs a store that no other replica shares; with PostgreSQL, use --keep to delete old statuses")}}
	}
	return nil
}

// newMock makes the service with tenants, journals and, if asked for, test
// powers.
func (f *serveFlags) newMock(ctx context.Context, records store.Store, auth server.Authenticator, common, api []server.Option, log *slog.Logger) (*mock.Mock, error) {
	kind, _, _ := strings.Cut(f.store, ":")
	options := []mock.Option{
		mock.WithServer(common...), mock.WithAPI(api...), mock.WithMaxBodyBytes(f.maxBody), mock.WithStore(records, kind), mock.WithVersion(release(buildInfo())),
		mock.WithLimits(mock.Limits{Tenants: f.mock.tenants, Statuses: int64(f.mock.statuses), RequestsPerSecond: f.mock.rate, JournalEntries: f.mock.entries, Idle: f.mock.idle}),
	}
	switch a := auth.(type) {
	case identity.Unverified:
	case *identity.Issuer:
		options = append(options, mock.WithIssuer(a))
	default:
		options = append(options, mock.WithProvider(a))
	}
	if f.pruner != nil {
		options = append(options, mock.WithRemovals(f.pruner.Removed))
	}
	if !f.mock.powers {
		options = append(options, mock.WithoutTestPowers())
	}
	if !f.records() {
		options = append(options, mock.WithoutJournal())
	}
	if f.checkResponses {
		check, err := checkResponses(log)
		if err != nil {
			return nil, err
		}
		options = append(options, mock.WithMiddleware(check))
	}
	m, err := mock.New(options...)
	if err != nil {
		return nil, usageError{err}
	}
	for _, seed := range f.mock.seeds {
		if err := seedTenant(ctx, m, seed); err != nil {
			return nil, usageError{&flagError{flag: "seed", value: seed, problem: err}}
		}
	}
	return m, nil
}

// mockService is service with what a mock adds to the API.
func (f *serveFlags) mockService(ctx context.Context, records store.Store, auth server.Authenticator, probes *probes, common, api []server.Option, loopback bool, log *slog.Logger) (http.Handler, func(), error) {
	m, err := f.newMock(ctx, records, auth, common, api, log)
	if err != nil {
		return nil, nil, err
	}
	f.telemetry.watchMock(m)
	admin := page.New(ctx, m, m.Control(), func() string { return f.origin.Load().(string) })
	stopAdmin, err := f.startAdmin(probes.before(admin, probes.handler(true)), log)
	if err != nil {
		m.Close()
		return nil, nil, err
	}
	var service http.Handler = m
	if f.mock.powers && loopback {
		service = guardPages(page.New(ctx, m, m.WithControl(), nil), f.hosts())
	}
	return service, func() { stopAdmin(); m.Close() }, nil
}

// plainPages puts the pages of a service that is no mock in front of it.
func (f *serveFlags) plainPages(service http.Handler) http.Handler {
	kind, _, _ := strings.Cut(f.store, ":")
	about := control.Service{Version: release(buildInfo()), Store: kind, Tokens: mock.AnyTokens}
	switch f.identity.issuer {
	case "":
	case builtIn:
		about.Tokens = mock.BuiltInTokens
	default:
		about.Tokens = mock.ProviderTokens
	}
	return guardPages(page.NewPlain(about, basePath, service), f.hosts())
}

// seedTenant reads a state from a file, "FILE" or "TENANT=FILE".
func seedTenant(ctx context.Context, m *mock.Mock, seed string) error {
	tenant, file, ok := strings.Cut(seed, "=")
	if !ok {
		tenant, file = store.DefaultTenant, seed
	}
	if _, err := parseTenant(tenant); err != nil {
		return err
	}
	state, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return m.Seed(ctx, tenant, state)
}

// checkResponses returns a middleware that logs answers that break the contract.
func checkResponses(log *slog.Logger) (func(http.Handler) http.Handler, error) {
	c, err := contract.LoadOnce(profilestatus.OpenAPI())
	if err != nil {
		return nil, err
	}
	return c.CheckResponses(func(r *http.Request, found []contract.Violation) {
		log.Error("response breaks the contract", "method", r.Method, "path", r.URL.Path, "violation", found[0].String(), "violations", len(found))
	}), nil
}
