package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"profilestatus.example/contract/check"
)

// checkFlags are the flags of check.
type checkFlags struct {
	document    documentFlags
	token       string
	headers     http.Header
	params      map[string]string
	seed        uint64
	cases       int
	only        []string
	include     []string
	exclude     []string
	tolerate    []string
	strict      bool
	concurrency int
	rate        float64
	timeout     time.Duration
	maxTime     time.Duration
	maxLatency  time.Duration
	wait        time.Duration
	ca          string
	files       reportFiles
	json        string
	replay      string
}

func newCheck() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check BASE_URL [flags]",
		Short: "Test whether a server keeps the contract",
		Long: `Test whether a server keeps the contract: this service, another implementation of
the API, a gateway in front of either, or with --spec the server of any other
OpenAPI 3 or Swagger 2.0 document. The document may consist of several files,
and may be fetched over https, or over http from this machine.

BASE_URL is where the server is reached, as in http://127.0.0.1:8080/beta. It
replaces the URL of the document's first server, or of the one that --server
selects; a BASE_URL without a path gets the path of that server.

Requests are generated from the document. Which responses are correct is decided by
the validator that the service itself uses. Objects are created under ids that are
unique to the run, and deleted at the end if the document has a DELETE for them.

--include and --exclude select operations by operationId (operation=shutdown),
method (method=DELETE), path (/users/*), tag (tag=admin), or method and path
('POST /__admin/*'); * matches any characters. A selector that matches no operation
is an error.

The report goes to stdout: one block for each kind of finding, with a command
that reproduces it, then what was covered and what was not. An error violates the
document or a standard; a warning violates a convention and does not fail the run,
unless --strict is given. The last line says whether the contract holds, is broken,
or that this is not known because something was not validated or not tried.

--baseline FILE lists known findings. They are counted but do not fail the run, so
that a team can start with a server that has violations and fail on new ones only.
--update-baseline writes the findings of this run to the file.`,
		Example: `  profilestatus check http://127.0.0.1:8080/beta
  profilestatus check http://127.0.0.1:8080/beta --only schema,state --seed 7
  profilestatus check http://127.0.0.1:8080 --spec admin.yaml --exclude 'POST /__admin/*'
  PROFILESTATUS_TOKEN=… profilestatus check https://test.example/v1 --spec api.yaml --junit j.xml`,
		Args: countArgs(1, 1, "one BASE_URL, such as http://127.0.0.1:8080/beta"),
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	flags := c.Flags()
	f.document.add(flags, "the OpenAPI document to check against, a `file` or URL; default: the document of this API")
	flags.StringVar(&f.token, "token", "", "the bearer `token` to send, preferably set by the environment variable; default: a made-up one")
	addHeaders(flags, &f.headers, "header", "a header to send with each request, as `'Name: value'`; may be repeated; reports never show its value")
	addPairs(flags, &f.params, "param", "the value of a path parameter, as `name=value`, for servers where only some ids exist; may be repeated")
	addSeed(flags, &f.seed, "seed", "the seed of all random values, a `number`; 0 picks one, which the report shows")
	addInt(flags, &f.cases, "cases", check.DefaultCases, 0, 1_000_000, "how many random `requests` are made for each operation, 0 to 1000000")
	addList(flags, &f.only, "only", nil, "the only `phases` to run, comma-separated: "+strings.Join(check.Phases(), ", "), check.Phases()...)
	flags.StringArrayVar(&f.include, "include", nil, "a `selector` of operations to check; may be repeated; default: all")
	flags.StringArrayVar(&f.exclude, "exclude", nil, "a `selector` of operations that are sent no request; may be repeated")
	addList(flags, &f.tolerate, "tolerate", nil, "`rules` that may be broken, comma-separated")
	flags.BoolVar(&f.strict, "strict", false, "treat warnings as errors, and exit with 2 when anything was not validated or not tried")
	addInt(flags, &f.concurrency, "concurrency", check.DefaultConcurrency, 1, 1000, "the maximum number of `requests` in flight, 1 to 1000")
	addRate(flags, &f.rate, "rate", "the maximum number of `requests` per second, 0 to 1000000; 0 is no limit")
	addDuration(flags, &f.timeout, "timeout", check.DefaultTimeout, time.Millisecond, time.Hour, "how long to wait for a response, 1ms to 1h")
	addDuration(flags, &f.maxTime, "max-time", 0, 0, 24*time.Hour, "how long the whole run may take, 0s to 24h; 0s is no limit")
	addDuration(flags, &f.maxLatency, "max-latency", 0, 0, time.Hour, "the response time above which a response is a finding, 0s to 1h; 0s is no limit")
	addDuration(flags, &f.wait, "wait", 0, 0, time.Hour, "how long to wait for the server to respond before the run starts, 0s to 1h")
	f.files.add(flags)
	flags.StringVar(&f.json, "json", "", "write every exchange as a line of JSON to this `file`, with credentials redacted")
	flags.StringVar(&f.replay, "replay", "", "send the requests of a `file` written by --json again, instead of generating new ones")
	complete(c, "only", check.Phases()...)
	addCA(flags, &f.ca)
	group(c, "Server", "spec", "server", "token", "header", "param", "wait", "ca")
	group(c, "Requests", "seed", "cases", "only", "include", "exclude", "concurrency", "rate", "timeout", "max-time", "max-latency")
	group(c, "Verdict", "tolerate", "strict", "baseline", "update-baseline")
	group(c, "Reports", "junit", "sarif", "html", "json", "replay")
	exitCodes(c, `  0  no error was found
  1  an error was found; with --strict also: a warning was found
  2  no verdict: wrong usage, the server cannot be reached or went away, the token is not accepted
     or lacks a permission, all responses are 401, 403 or 404, or --max-time ended the run before
     everything was tried; with --strict also: something was not validated or not tried`)
	return command(c)
}
