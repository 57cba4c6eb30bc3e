package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// checkFlags are the flags of check.
type checkFlags struct {
	spec        string
	token       string
	headers     []string
	params      []string
	seed        uint64
	cases       int
	only        []string
	tolerate    []string
	concurrency int
	rate        float64
	timeout     time.Duration
	maxTime     time.Duration
	maxLatency  time.Duration
	junit       string
	sarif       string
	json        string
	replay      string
}

func newCheck() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check BASE_URL [flags]",
		Short: "Test whether a server keeps the contract",
		Long: `Test whether a server keeps the contract: this one, another implementation of
the API, a gateway in front of either, or with --spec the server of any other
OpenAPI 3.0 document with JSON bodies.

BASE_URL stands for the server that the document names first, as in
http://127.0.0.1:8080/beta; without any path it gets the path of that one.
Requests are made from the document, and what each deserves is decided by the
judge that the service itself refuses requests with. Objects are created under
ids of the run's own and deleted at the end, where the document has a DELETE.

The report goes to stdout: one block for each kind of finding with a command
that reproduces it, then what was covered and what was not.

It exits with 0 when the contract holds, 1 when it does not, and 2 when that
cannot be said: wrong usage, no server, a token that is not accepted, or nothing
but 401 and 404 behind the URL.`,
		Example: `  profilestatus check http://127.0.0.1:8080/beta
  profilestatus check http://127.0.0.1:8080/beta --only schema,state --seed 7
  PROFILESTATUS_TOKEN=… profilestatus check https://test.example/v1 --spec api.yaml --junit check.xml`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.spec, "spec", "", "the OpenAPI 3.0 `file` to check against; default: the document of this API")
	flags.StringVar(&f.token, "token", "", "the `token` to send, better given by the environment; default: a made-up one")
	flags.StringArrayVar(&f.headers, "header", nil, "a further `'Name: value'` to send with each request; may be repeated, is never shown")
	flags.StringArrayVar(&f.params, "param", nil, "the `name=value` of a path parameter, for servers where not any id exists; may be repeated")
	flags.Uint64Var(&f.seed, "seed", 0, "the `number` that all chance comes from; 0 picks one, the report says which")
	flags.IntVar(&f.cases, "cases", check.DefaultCases, "how many random `requests` are made for each operation, 0 to 1000000")
	flags.StringSliceVar(&f.only, "only", nil, "the only `phases` to run, parted by commas: "+strings.Join(check.Phases(), ", "))
	flags.StringSliceVar(&f.tolerate, "tolerate", nil, "`rules` that may be broken, parted by commas")
	flags.IntVar(&f.concurrency, "concurrency", check.DefaultConcurrency, "how many `requests` are under way at a time, 1 to 1000")
	flags.Float64Var(&f.rate, "rate", 0, "the most `requests` a second; 0 is no limit")
	flags.DurationVar(&f.timeout, "timeout", check.DefaultTimeout, "how long an answer is waited for")
	flags.DurationVar(&f.maxTime, "max-time", 0, "how long the whole run may take; 0s is no limit")
	flags.DurationVar(&f.maxLatency, "max-latency", 0, "an answer that takes longer is a finding; 0s is no limit")
	flags.StringVar(&f.junit, "junit", "", "write the result as JUnit XML to this `file`")
	flags.StringVar(&f.sarif, "sarif", "", "write the findings as SARIF 2.1.0 to this `file`; they point at lines of the document")
	flags.StringVar(&f.json, "json", "", "write every exchange as a line of JSON to this `file`, without credentials")
	flags.StringVar(&f.replay, "replay", "", "send the requests of such a `file` again instead of making new ones")
	complete(c, "only", check.Phases()...)
	return command(c)
}

// config turns the flags into a configuration. The document's name is for the
// report.
func (f *checkFlags) config(base string) (cfg check.Config, document string, err error) {
	cfg = check.Config{
		Base: base, Document: []byte(profilestatus.OpenAPI()), Seed: f.seed, Cases: f.cases, Rate: f.rate,
		MaxTime: f.maxTime, Timeout: f.timeout, MaxLatency: f.maxLatency, Concurrency: f.concurrency,
		Only: f.only, Tolerate: f.tolerate, Token: f.token, Header: make(http.Header), Params: make(map[string]string),
	}
	document = "openapi.yaml"
	if f.spec != "" {
		document = filepath.ToSlash(f.spec)
		if cfg.Document, err = os.ReadFile(f.spec); err != nil {
			return cfg, "", fmt.Errorf("--spec: %w", err)
		}
	}
	switch {
	case f.cases < 0:
		return cfg, "", fmt.Errorf("--cases %d: want 0 to 1000000", f.cases)
	case f.cases == 0:
		cfg.Cases = -1
	}
	if f.concurrency == 0 {
		return cfg, "", errors.New("--concurrency 0: want 1 to 1000")
	}
	for _, line := range f.headers {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name+value, "\r\n") {
			return cfg, "", fmt.Errorf("--header: want 'Name: value', not %d bytes without a colon", len(line))
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		cfg.Header[name] = append(cfg.Header[name], strings.TrimSpace(value))
	}
	for _, pair := range f.params {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" || value == "" {
			return cfg, "", fmt.Errorf("--param %q: want name=value", pair)
		}
		cfg.Params[name] = value
	}
	return cfg, document, nil
}

// run checks and reports.
func (f *checkFlags) run(ctx context.Context, base string, stdout, stderr io.Writer) (err error) {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg, document, err := f.config(base)
	if err != nil {
		return usageError{err}
	}
	bar := newProgress(stderr)
	cfg.Progress = bar.show
	r, err := f.work(ctx, cfg)
	bar.clear()
	if errors.Is(err, check.ErrNotRun) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if err := f.write(r, document); err != nil {
		return usageError{err}
	}
	if err := writeCheck(stdout, document, r); err != nil {
		return fmt.Errorf("stdout: %w", err)
	}
	if !r.Holds() {
		return errBroken
	}
	return nil
}

// work runs the check or the replay, and records it if asked to.
func (f *checkFlags) work(ctx context.Context, cfg check.Config) (r *check.Report, err error) {
	if f.json != "" {
		file, err := os.Create(f.json)
		if err != nil {
			return nil, usageError{fmt.Errorf("--json: %w", err)}
		}
		w := bufio.NewWriter(file)
		cfg.Record = w
		defer func() { err = errors.Join(err, w.Flush(), file.Close()) }()
	}
	if f.replay == "" {
		return check.Run(ctx, cfg)
	}
	record, err := os.Open(f.replay)
	if err != nil {
		return nil, usageError{fmt.Errorf("--replay: %w", err)}
	}
	defer record.Close()
	return check.Replay(ctx, cfg, bufio.NewReader(record))
}

// write writes the files for machines.
func (f *checkFlags) write(r *check.Report, document string) error {
	for _, output := range []struct {
		flag, file string
		write      func(io.Writer) error
	}{
		{"junit", f.junit, func(w io.Writer) error { return report.JUnit(w, "profilestatus check", r.Cases) }},
		{"sarif", f.sarif, func(w io.Writer) error { return report.SARIF(w, document, r.Findings) }},
	} {
		if output.file == "" {
			continue
		}
		if err := writeFile(output.file, output.write); err != nil {
			return fmt.Errorf("--%s: %w", output.flag, err)
		}
	}
	return nil
}

func writeFile(name string, write func(io.Writer) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
