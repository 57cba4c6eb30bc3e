package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"

	"profilestatus.example/internal/address"
	"profilestatus.example/internal/deadline"
	"profilestatus.example/mock"
	"profilestatus.example/server"
	"profilestatus.example/store"
	"profilestatus.example/store/retention"
	"profilestatus.example/tracing"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	addr           string
	store          string
	limits         limits
	keep           keepFlags
	pruner         *retention.Pruner // nil: all statuses are kept
	maxBody        int64
	profiles       []string
	allowedHosts   []string
	corsOrigins    []string
	publicURL      string
	publicNoAuth   bool
	identity       identityFlags
	drain          time.Duration
	drainDelay     time.Duration
	log            logFlags
	checkResponses bool
	admin          string
	mock           mockFlags

	sockets   sockets      // that systemd has opened
	origin    atomic.Value // of the API, a string, once it is known
	telemetry telemetry
}

func newServe() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Run the service",
		Long: `Run the service until it gets SIGINT or SIGTERM.

The base URL of the API is printed to stdout, as its only line, once the service
accepts connections; logs go to stderr. Statuses are stored in a SQLite database,
by default profilestatus.db in the working directory, or in a PostgreSQL database
that replicas share. A create is answered only after its commit is on disk.
Without --issuer any bearer token is accepted, and the service then listens only
on a loopback address, unless --public-without-authentication is given. The
tenant, the permissions and the expiry in a token are always enforced.

Traces are exported if an environment variable of OpenTelemetry asks for it, such as
OTEL_EXPORTER_OTLP_ENDPOINT.`,
		Example: `  profilestatus serve
  profilestatus serve --addr 127.0.0.1:0 --store memory
  profilestatus serve --store memory --test-powers
  profilestatus serve --issuer built-in --tls self-signed
  PROFILESTATUS_STORE=sqlite:/var/lib/profilestatus/data.db profilestatus serve`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return serve(c.Context(), &f, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	flags := c.Flags()
	addText(flags, &f.addr, "addr", "127.0.0.1:8080", "`host:port` to listen on; port 0 picks a free port", parseAddr)
	addText(flags, &f.store, "store", "sqlite:profilestatus.db", "the `store` of the statuses: "+storeForms("|"), parseStore)
	f.limits.add(flags)
	f.keep.add(flags)
	addSize(flags, &f.maxBody, "max-body", server.DefaultMaxBodyBytes, minBody, maxBody, "the maximum `size` of a request body, compressed and decompressed, 1KiB to 16MiB")
	addList(flags, &f.profiles, "profiles", nil, "the `ids` of the profiles that exist, comma-separated; default: every id exists")
	addList(flags, &f.allowedHosts, "allowed-hosts", nil, "additional `names` to accept in the Host header while listening on a loopback address, comma-separated")
	addList(flags, &f.corsOrigins, "cors-origins", nil, "`origins` that CORS allows, comma-separated: such as https://app.example, * for all, loopback for those on this machine, or none. Default: loopback while listening on a loopback address, otherwise none")
	addText(flags, &f.publicURL, "public-url", "", "scheme and host of the next links of pages, as in `https://mock.example`; default: those of the request", parseOrigin)
	flags.BoolVar(&f.publicNoAuth, "public-without-authentication", false, "allow an address that other machines can reach although any token is accepted")
	f.identity.add(flags)
	addDuration(flags, &f.drain, "drain", 10*time.Second, 0, 10*time.Minute, "how long to wait, after a signal, for requests in flight to finish, 0s to 10m")
	addDuration(flags, &f.drainDelay, "drain-delay", 0, 0, 10*time.Minute, "how long to keep serving after a signal while /readyz answers 503, so that load balancers stop sending requests, 0s to 10m")
	f.log.add(c, "info", "requests are logged at info")
	flags.BoolVar(&f.checkResponses, "check-responses", false, "also validate responses against the contract, and log violations as errors")
	addText(flags, &f.admin, "admin", "", "`host:port` of a second listener with /metrics for Prometheus, the journal of each tenant's latest exchanges under /__contract/ and, with --test-powers, /__mock/; default: none, and there are no metrics", parseAddr)
	f.mock.add(flags)
	group(c, "Service", "addr", "store", "profiles", "allowed-hosts", "public-url", "public-without-authentication", "cors-origins", "check-responses")
	group(c, "Tokens and TLS", "issuer", "audience", "tls", "tls-cert", "tls-key", "keys")
	group(c, "Mock server", "test-powers", "seed", "admin", "admin-entries", "max-tenants", "tenant-statuses", "tenant-rate", "tenant-idle")
	group(c, "Limits", "keep", "keep-last", "max-records", "max-connections", "max-body", "drain", "drain-delay")
	group(c, "Log", "log-level", "log-format")
	exitCodes(c, `  0  the service was stopped by a signal
  1  the service could not start or failed
  2  wrong usage`)
	complete(c, "store", "sqlite:", "postgres://", "memory")
	complete(c, "cors-origins", server.LoopbackOrigins, server.AnyOrigin, noOrigins)
	complete(c, "issuer", builtIn, "https://")
	complete(c, "tls", selfSigned)
	return command(c)
}

// options turns the flags into options of every server and into those of the
// API alone.
func (f *serveFlags) options(log *slog.Logger, loopback bool, origins []string) (common, api []server.Option) {
	common = []server.Option{server.WithLogger(log)}
	if origins != nil {
		common = append(common, server.WithCORS(origins...))
	}
	if f.publicURL != "" {
		common = append(common, server.WithPublicURL(f.publicURL))
	}
	if f.profiles != nil {
		api = append(api, server.WithProfiles(f.profiles...))
	}
	if loopback {
		api = append(api, server.WithHosts(f.hosts()...))
	}
	return common, append(api, f.telemetry.options()...)
}

// hosts are those that requests may be addressed to on a loopback address.
func (f *serveFlags) hosts() []string { return append(loopbackNames(f.addr), f.allowedHosts...) }

// isPublic reports whether other machines may reach the service.
func (f *serveFlags) isPublic() bool { return f.publicNoAuth || f.identity.issuer != "" }

// noOrigins is what --cors-origins is for no page at all.
const noOrigins = "none"

// origins are those of pages that may use the API, nil for none.
func (f *serveFlags) origins(loopback bool) ([]string, error) {
	switch {
	case f.corsOrigins == nil && loopback:
		return []string{server.LoopbackOrigins}, nil
	case len(f.corsOrigins) == 1 && f.corsOrigins[0] == noOrigins:
		return nil, nil
	}
	for _, origin := range f.corsOrigins {
		if err := address.CheckOrigin(origin); err != nil {
			return nil, usageError{&flagError{flag: "cors-origins", value: strings.Join(f.corsOrigins, ","), problem: err}}
		}
	}
	return f.corsOrigins, nil
}

// reach looks for the sockets of systemd, and returns whether the API is for this
// machine alone, and the origins of pages that may use it.
func (f *serveFlags) reach() (loopback bool, origins []string, err error) {
	if err = f.useSockets(); err != nil {
		return false, nil, err
	}
	if loopback, err = checkAddr("addr", f.addr, f.isPublic()); err == nil {
		origins, err = f.origins(loopback)
	}
	return loopback, origins, err
}

// service returns what answers requests, and how to end it.
func (f *serveFlags) service(ctx context.Context, records store.Store, auth server.Authenticator, probes *probes, loopback bool, origins []string, log *slog.Logger) (http.Handler, func(), error) {
	common, api := f.options(log, loopback, origins)
	if f.wantsMock() {
		return f.mockService(ctx, records, auth, probes, common, api, loopback, log)
	}
	options := append(slices.Concat(common, api), server.WithStore(records), server.WithAuthenticator(auth), server.WithMaxBodyBytes(f.maxBody), server.WithCheck(mock.RefusePreference), server.WithNotFound(mock.ExplainNotFound))
	srv, err := server.New(options...)
	if err != nil {
		return nil, nil, usageError{err}
	}
	var service http.Handler = srv
	if f.checkResponses {
		check, err := checkResponses(log)
		if err != nil {
			return nil, nil, err
		}
		service = check(srv)
	}
	if loopback {
		service = f.plainPages(service)
	}
	return service, func() {}, nil
}

// serve runs the service until ctx ends.
func serve(ctx context.Context, f *serveFlags, stdout, stderr io.Writer) (err error) {
	server.Prepare() // while the store is opened
	log := slog.New(tracing.LogHandler(f.log.logger(stderr).Handler()))
	loopback, origins, err := f.reach()
	if err != nil {
		return err
	}
	probes := &probes{log: log}
	serving, cancel := probes.stopAfter(ctx, f.drainDelay)
	defer cancel()
	auth, endpoints, err := f.authenticator(serving, log)
	if err != nil {
		return err
	}
	if err := f.checkMock(); err != nil {
		return err
	}
	tlsConfig, err := f.tlsConfig(log)
	if err != nil {
		return err
	}
	f.limits.choose(limitMemory(), perConnection)
	store, closeStore, err := openStore(ctx, f, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	f.pruner = f.keep.pruner(store, log)
	defer prune(ctx, f.pruner)()
	f.origin.Store("")
	stopTelemetry, err := f.startTelemetry(auth, log)
	if err != nil {
		return err
	}
	defer stopTelemetry()
	probes.watch(store, auth)
	service, stop, err := f.service(serving, f.telemetry.store(f.store, store), auth, probes, loopback, origins, log)
	if err != nil {
		return err
	}
	defer stop()
	accepted, err := f.sockets.listen("addr", f.addr, f.limits.connections)
	if err != nil {
		return err
	}
	ln := deadline.Listener{Listener: accepted}
	f.origin.Store(baseURL(scheme(tlsConfig), ln.Addr(), ""))
	f.limits.log(log, "max_records", f.limits.records) // which SQLite does not have
	web := newWeb(probes.before(f.telemetry.service(f.guard(endpoints, service, loopback, origins)), f.probe(probes, loopback)), log)
	web.TLSConfig = tlsConfig
	return runUntil(serving, web, ln, settle(accepted, f.drainDelay), f.drain, log, func() error {
		defer notifySystemd(log, daemon.SdNotifyReady)
		return printText(stdout, baseURL(scheme(tlsConfig), ln.Addr(), basePath)+"\n")
	})
}
