package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
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
Requests are made from the document, and the validator that the service itself
refuses requests with decides what each deserves. Objects are created under
ids of the run's own and deleted at the end, where the document has a DELETE.

--include and --exclude select operations by operationId (operation=shutdown),
method (method=DELETE), path (/users/*), tag (tag=admin), or method and path
('POST /__admin/*'); * stands for any characters. One that names nothing is an
error.

The report goes to stdout: one block for each kind of finding with a command
that reproduces it, then what was covered and what was not. An error breaks the
document or a standard; a warning breaks a convention and does not count, unless
--strict is given. The last line says whether the contract holds, is broken, or
that this is not known, since something was not validated or not tried.

It exits with 0 when no error was found, 1 when one was, and 2 when that cannot be
said: wrong usage, no server or one that went away, a token that is not accepted,
nothing but 401 and 404 behind the URL, or --max-time was over before everything
was tried. With --strict it also exits with 1 for warnings, and with 2 when
anything was not validated or not tried.`,
		Example: `  profilestatus check http://127.0.0.1:8080/beta
  profilestatus check http://127.0.0.1:8080/beta --only schema,state --seed 7
  profilestatus check http://127.0.0.1:8080 --spec admin.yaml --exclude 'POST /__admin/*'
  PROFILESTATUS_TOKEN=… profilestatus check https://test.example/v1 --spec api.yaml --junit check.xml`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return f.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.spec, "spec", "", "the OpenAPI 3.0 `file` to check against; default: the document of this API")
	flags.StringVar(&f.token, "token", "", "the `token` to send, better given by the environment; default: a made-up one")
	addHeaders(flags, &f.headers, "header", "a further `'Name: value'` to send with each request; may be repeated, is never shown")
	addPairs(flags, &f.params, "param", "the `name=value` of a path parameter, for servers where not any id exists; may be repeated")
	addSeed(flags, &f.seed, "seed", "the `number` that all chance comes from; 0 picks one, the report says which")
	addInt(flags, &f.cases, "cases", check.DefaultCases, 0, 1_000_000, "how many random `requests` are made for each operation, 0 to 1000000")
	addList(flags, &f.only, "only", nil, "the only `phases` to run, comma-separated: "+strings.Join(check.Phases(), ", "), check.Phases()...)
	flags.StringArrayVar(&f.include, "include", nil, "a `selector` of operations to check; may be repeated; default: all")
	flags.StringArrayVar(&f.exclude, "exclude", nil, "a `selector` of operations that get no request; may be repeated")
	addList(flags, &f.tolerate, "tolerate", nil, "`rules` that may be broken, comma-separated")
	flags.BoolVar(&f.strict, "strict", false, "let warnings count as errors, and fail when anything was not validated or not tried")
	addInt(flags, &f.concurrency, "concurrency", check.DefaultConcurrency, 1, 1000, "how many `requests` are under way at a time, 1 to 1000")
	addRate(flags, &f.rate, "rate", "the most `requests` a second, 0 to 1000000; 0 is no limit")
	addDuration(flags, &f.timeout, "timeout", check.DefaultTimeout, time.Millisecond, time.Hour, "how long an answer is waited for, 1ms to 1h")
	addDuration(flags, &f.maxTime, "max-time", 0, 0, 24*time.Hour, "how long the whole run may take, 0s to 24h; 0s is no limit")
	addDuration(flags, &f.maxLatency, "max-latency", 0, 0, time.Hour, "an answer that takes longer is a finding, 0s to 1h; 0s is no limit")
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
		Only: f.only, Include: f.include, Exclude: f.exclude, Tolerate: f.tolerate, Strict: f.strict, Token: f.token, Header: f.headers, Params: f.params,
	}
	if f.cases == 0 {
		cfg.Cases = -1 // 0 is the default there
	}
	document = "openapi.yaml"
	if f.spec != "" {
		document = filepath.ToSlash(f.spec)
		if cfg.Document, err = readDocument(f.spec); err != nil {
			return cfg, "", fileError("spec", f.spec, err)
		}
	}
	return cfg, document, nil
}

// run checks and reports. Whatever goes wrong besides a broken contract is a
// usageError, for its exit code: 1 says that the contract is broken.
func (f *checkFlags) run(ctx context.Context, base string, stdout, stderr io.Writer) error {
	r, err := f.report(ctx, base, stdout, stderr)
	switch {
	case err != nil:
		return usageError{err}
	case !r.Holds():
		return errBroken
	case r.Early:
		return usageError{errors.New("the contract was not checked to the end, since --max-time was over")}
	case f.strict && r.Verdict() == check.VerdictUnknown:
		return usageError{fmt.Errorf("it is not known whether the contract holds: %s", uncovered(r))}
	}
	return nil
}

// report checks and writes the report and the files.
func (f *checkFlags) report(ctx context.Context, base string, stdout, stderr io.Writer) (*check.Report, error) {
	cfg, document, err := f.config(base)
	if err != nil {
		return nil, err
	}
	bar := newProgress(stderr)
	cfg.Progress = bar.show
	r, err := f.work(ctx, cfg)
	bar.clear()
	if err != nil {
		return nil, err
	}
	if err := f.write(r, document); err != nil {
		return nil, err
	}
	if err := writeCheck(stdout, document, r); err != nil {
		return nil, fmt.Errorf("stdout: %w", err)
	}
	return r, nil
}

// work runs the check or the replay, and records it if asked to.
func (f *checkFlags) work(ctx context.Context, cfg check.Config) (*check.Report, error) {
	run := func(record io.Writer) (*check.Report, error) {
		cfg.Record = record
		if f.replay == "" {
			return check.Run(ctx, cfg)
		}
		old, err := os.Open(f.replay)
		if err != nil {
			return nil, fileError("replay", f.replay, err)
		}
		defer old.Close()
		return check.Replay(ctx, cfg, bufio.NewReader(old))
	}
	if f.json == "" {
		return run(nil)
	}
	file, err := os.Create(f.json)
	if err != nil {
		return nil, fileError("json", f.json, err)
	}
	w := bufio.NewWriter(file)
	r, err := run(w)
	if lost := errors.Join(w.Flush(), file.Close()); lost != nil {
		err = errors.Join(err, fileError("json", f.json, lost))
	}
	return r, err
}

// write writes the files for machines.
func (f *checkFlags) write(r *check.Report, document string) error {
	for _, output := range []struct {
		flag, file string
		write      func(io.Writer) error
	}{
		{"junit", f.junit, func(w io.Writer) error { return report.JUnit(w, "profilestatus check", r.Cases) }},
		{"sarif", f.sarif, func(w io.Writer) error { return report.SARIF(w, document, r.Findings, r.NotCovered...) }},
	} {
		if output.file == "" {
			continue
		}
		if err := writeFile(output.file, output.write); err != nil {
			return fileError(output.flag, output.file, err)
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
