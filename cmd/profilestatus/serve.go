package main

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	addr           string
	store          string
	maxRecords     int
	maxBody        int64
	profiles       []string
	allowedHosts   []string
	publicURL      string
	publicNoAuth   bool
	drain          time.Duration
	log            logFlags
	checkResponses bool
	admin          string
	adminEntries   int
}

func newServe() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Run the service",
		Long: `Run the service until it gets SIGINT or SIGTERM.

The base URL of the API is the one line on stdout, printed as soon as it can be
reached; logs go to stderr. Statuses are kept in a SQLite database, by default
profilestatus.db in the working folder, and a create is answered only when it
is safe on disk. Any bearer token is accepted, so the service listens only for
its own machine unless told otherwise in words.

It exits with 0 after a signal, 1 when it cannot run, 2 when it is called wrong.`,
		Example: `  profilestatus serve
  profilestatus serve --addr 127.0.0.1:0 --store memory
  PROFILESTATUS_STORE=sqlite:/var/lib/profilestatus/data.db profilestatus serve`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return serve(c.Context(), f, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "`host:port` to listen on; port 0 picks a free one")
	flags.StringVar(&f.store, "store", "sqlite:profilestatus.db", "where statuses are kept, `sqlite:FILE|memory`")
	flags.IntVar(&f.maxRecords, "max-records", memory.DefaultMaxRecords, "the most `statuses` that --store memory holds; further creates get 503")
	flags.Int64Var(&f.maxBody, "max-body", server.DefaultMaxBodyBytes, "the largest request body in `bytes`, unpacked, 1024 to 16777216")
	flags.StringSliceVar(&f.profiles, "profiles", nil, "the only profile `ids` that exist, parted by commas; default: all do")
	flags.StringSliceVar(&f.allowedHosts, "allowed-hosts", nil, "further host `names` that requests may be addressed to while listening on loopback")
	flags.StringVar(&f.publicURL, "public-url", "", "scheme and host that next links begin with, as in `https://mock.example`; default: the request's")
	flags.BoolVar(&f.publicNoAuth, "public-without-authentication", false, "listen on an address that other machines can reach although any token is accepted")
	flags.DurationVar(&f.drain, "drain", 10*time.Second, "how long a signal waits for requests in flight, 0s to 10m")
	f.log.add(c, "info", "requests are logged at info")
	flags.BoolVar(&f.checkResponses, "check-responses", false, "judge every response against the contract too, and log those that break it as errors")
	flags.StringVar(&f.admin, "admin", "", "`host:port` of a second listener for /__contract: the last exchanges, each with a verdict; default: none, and nothing is recorded")
	flags.IntVar(&f.adminEntries, "admin-entries", journal.DefaultMaxEntries, "the most `exchanges` that --admin keeps, 1 to 1000000")
	complete(c, "store", "sqlite:", "memory")
	return command(c)
}

// options turns the flags into options of the server.
func (f *serveFlags) options(log *slog.Logger, store store.Store, loopback bool, j *journal.Journal) []server.Option {
	options := []server.Option{server.WithLogger(log), server.WithStore(store), server.WithMaxBodyBytes(f.maxBody)}
	if f.profiles != nil {
		options = append(options, server.WithProfiles(f.profiles...))
	}
	if loopback {
		options = append(options, server.WithHosts(append(loopbackNames(f.addr), f.allowedHosts...)...))
	}
	if f.publicURL != "" {
		options = append(options, server.WithPublicURL(f.publicURL))
	}
	if f.checkResponses {
		options = append(options, server.WithResponseCheck(func(r *http.Request, found []contract.Violation) {
			log.Error("response breaks the contract", "method", r.Method, "path", r.URL.Path, "violation", found[0].String(), "violations", len(found))
		}))
	}
	if j != nil {
		options = append(options, server.WithJournal(j))
	}
	return options
}
