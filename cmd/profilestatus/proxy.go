package main

import (
	"cmp"
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// proxyFlags are the flags of proxy.
type proxyFlags struct {
	addr         string
	to           string
	document     documentFlags
	enforce      bool
	exec         string
	failOn       []string
	strict       bool
	wait         time.Duration
	files        reportFiles
	json         string
	maxBody      int64
	timeout      time.Duration
	limits       limits
	keepHost     bool
	publicNoAuth bool
	way          proxyWay
	tolerance    proxyTolerance
	log          logFlags
}

func newProxy() *cobra.Command {
	var f proxyFlags
	c := &cobra.Command{
		Use:   "proxy --to URL [flags]",
		Short: "Validate the traffic between a client and a server",
		Long: `Forward requests from any client to any server of the API, and validate requests and
responses against the document, until SIGINT or SIGTERM, or until the command of
--exec ends.

The base URL for the client is printed to stdout, as its only line, once the proxy
accepts connections. With --exec it is printed to stderr and is in the command's
environment as PROFILESTATUS_URL. Each exchange that breaks the contract is
logged, and responses have the header X-Contract-Violations. While the proxy runs,
tests can request:

  GET    /__contract/assert      200 if nothing is wrong, otherwise 409
  GET    /__contract/violations  the recorded exchanges and findings
  DELETE /__contract/violations  delete them

Both GETs take ?test=NAME, to select the requests with the header X-Test-Name: NAME.

A test that breaks the contract on purpose declares it with a header, such as
X-Contract-Expect: enum /status, which is not forwarded, or with --expect. An expected
violation that does not happen is a finding. --tolerate allows all requests to break a
rule. If the URL of --to ends with /, as in http://host/, the server has the
operations at its root and not under the document's base path.
`,
		Example: `  profilestatus proxy --to http://127.0.0.1:8080/beta
  profilestatus proxy --to http://127.0.0.1:8080/beta --exec 'npm test' --junit contract.xml
  profilestatus proxy --to https://mock.example/beta --enforce --fail-on request`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return runProxy(c.Context(), &f, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f.add(c)
	return command(c)
}

// add adds the flags.
func (f *proxyFlags) add(c *cobra.Command) {
	flags := c.Flags()
	addText(flags, &f.to, "to", "", "the base `URL` of the server, or unix: and the path of a socket; a URL without a path, not even /, gets the base path of the document", parseTo)
	addText(flags, &f.addr, "addr", "127.0.0.1:8081", "`host:port` to listen on, or unix: and the path of a socket; port 0 picks a free port", parseListener)
	f.document.add(flags, "the OpenAPI document, a `file` or URL; default: the document of this API")
	flags.BoolVar(&f.enforce, "enforce", false, "answer requests that break the contract with 400, and replace responses that do with 502")
	flags.StringVar(&f.exec, "exec", "", "run a `command` with sh, and stop when it ends")
	addList(flags, &f.failOn, "fail-on", []string{"request", "response"}, "which violations make the exit code 1: those of the `request,response`, of only one of them, or none; with none it is no error either if there was no request", "request", "response", "none")
	flags.BoolVar(&f.strict, "strict", false, "treat warnings as errors, and exit with 1 when anything was not validated")
	f.files.add(flags)
	flags.StringVar(&f.json, "json", "", "write the response of /__contract/violations to this `file` at the end")
	addSize(flags, &f.maxBody, "max-body", journal.DefaultMaxBodyBytes, minBody, maxBody, "the maximum `size` of a decompressed request body that is validated, 1KiB to 16MiB; for responses it is at least 1MiB; larger bodies are forwarded without validation")
	addDuration(flags, &f.timeout, "timeout", proxy.DefaultTimeout, time.Millisecond, time.Hour, "how long to wait for a response of the server, 1ms to 1h")
	addDuration(flags, &f.wait, "wait", 0, 0, time.Hour, "how long to wait for the server to respond before anything else, 0s to 1h")
	f.limits.addConnections(flags)
	flags.BoolVar(&f.keepHost, "keep-host", false, "forward the client's Host header; default: only between loopback addresses, otherwise send the host of --to")
	flags.BoolVar(&f.publicNoAuth, "public-without-authentication", false, "allow an address that other machines can reach although anyone may use it")
	f.way.add(flags)
	f.tolerance.add(flags)
	f.log.add(c, "info", "exchanges that break the contract are logged at warn, others at debug")
	group(c, "Proxy", "to", "addr", "spec", "server", "enforce", "exec", "wait", "max-body", "timeout", "max-connections")
	group(c, "Connections", "tls-cert", "tls-key", "ca", "forwarded", "keep-host", "public-without-authentication")
	group(c, "Verdict", "fail-on", "strict", "tolerate", "expect", "baseline", "update-baseline")
	group(c, "Reports", "junit", "sarif", "html", "json")
	group(c, "Log", "log-level", "log-format")
	exitCodes(c, `  0  there were requests, and no violation that counts
  1  there was a violation or no request, the command failed, or the proxy could not run; with
     --strict also: there was a warning, or something was not validated
  2  wrong usage, or a result could not be written`)
	complete(c, "fail-on", "request,response", "request", "response", "none")
}

// load returns the document that the flags name, its file's name and text.
func (f *proxyFlags) load() (c *contract.Contract, name string, text []byte, err error) {
	name = cmp.Or(f.document.spec, "openapi.yaml")
	text, options, err := f.document.read(profilestatus.OpenAPI())
	if err != nil {
		return nil, "", nil, usageError{err}
	}
	if c, err = contract.Load(text, options...); err != nil {
		return nil, "", nil, usageError{&flagError{flag: "spec", value: name, problem: err}}
	}
	return c, name, text, nil
}

// options turns the flags into options of the proxy.
func (f *proxyFlags) options() ([]proxy.Option, error) {
	options, err := f.way.options()
	options = append(options, proxy.WithTimeout(f.timeout))
	if f.enforce {
		options = append(options, proxy.WithEnforcement())
	}
	if f.keepHost {
		options = append(options, proxy.WithKeptHost())
	}
	return options, err
}

// failing returns the sides of --fail-on.
func (f *proxyFlags) failing() ([]contract.Side, error) {
	if slices.Equal(f.failOn, []string{"none"}) {
		return nil, nil
	}
	list := strings.Join(f.failOn, ",")
	sides, err := journal.Sides(list)
	if err != nil {
		return nil, usageError{&flagError{flag: "fail-on", value: list, problem: errors.New("want request, response, both comma-separated, or none alone")}}
	}
	return sides, nil
}

// checkFiles makes sure that the results can be written, before anything is
// waited for, and that no old ones are left if the proxy is killed.
func (f *proxyFlags) checkFiles() error {
	var errs []error
	for _, to := range append(f.files.written(), writtenFile{"json", f.json}) {
		if to.file == "" {
			continue
		}
		file, err := os.OpenFile(to.file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
		if err != nil {
			errs = append(errs, fileError(to.flag, to.file, err))
			continue
		}
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}

// origin returns what stands before the targets of requests at the server, or
// a variable of the shell if the base path is another one there.
func (f *proxyFlags) origin(basePath string) string {
	u, err := url.Parse(f.to)
	if err != nil || u.Host == "" || u.Path != "" && strings.TrimSuffix(u.Path, "/") != basePath {
		return "$BASE"
	}
	return u.Scheme + "://" + u.Host
}
