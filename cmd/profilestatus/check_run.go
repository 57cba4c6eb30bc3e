package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// config turns the flags into a configuration. The document's name is for the
// report.
func (f *checkFlags) config(base string) (cfg check.Config, document string, err error) {
	cfg = check.Config{
		Base: base, Seed: f.seed, Cases: f.cases, Rate: f.rate,
		MaxTime: f.maxTime, Timeout: f.timeout, MaxLatency: f.maxLatency, Concurrency: f.concurrency,
		Only: f.only, Include: f.include, Exclude: f.exclude, Tolerate: f.tolerate, Strict: f.strict, Token: f.token, Header: f.headers, Params: f.params,
	}
	if f.cases == 0 {
		cfg.Cases = -1 // 0 is the default there
	}
	document = "openapi.yaml"
	if f.document.spec != "" {
		document = filepath.ToSlash(f.document.spec)
	}
	if f.ca != "" {
		pem, err := readCA(f.ca)
		if err != nil {
			return cfg, "", err
		}
		cfg.RootCAs = x509.NewCertPool()
		cfg.RootCAs.AppendCertsFromPEM(pem)
	}
	cfg.Document, cfg.Options, err = f.document.read(profilestatus.OpenAPI())
	return cfg, document, err
}

// configInTime is config in no more time than the whole run may take: the document
// may have to be fetched. The configuration has the rest of the time.
func (f *checkFlags) configInTime(ctx context.Context, base string) (check.Config, string, error) {
	begin := time.Now()
	if f.maxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.maxTime)
		defer cancel()
	}
	type made struct {
		cfg      check.Config
		document string
		err      error
	}
	done := make(chan made, 1)
	go func() {
		cfg, document, err := f.config(base)
		done <- made{cfg, document, err}
	}()
	select {
	case m := <-done:
		if f.maxTime > 0 {
			m.cfg.MaxTime = max(f.maxTime-time.Since(begin), 1)
		}
		return m.cfg, m.document, m.err
	case <-ctx.Done():
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return check.Config{}, "", errors.New("--max-time was over before the document was read")
	}
	return check.Config{}, "", errors.New("the run was interrupted while the document was read")
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
		return usageError{fmt.Errorf("it is not known whether the contract holds: %s", r.Result("", nil).Uncovered())}
	}
	return nil
}

// report checks and writes the report and the files.
func (f *checkFlags) report(ctx context.Context, base string, stdout, stderr io.Writer) (*check.Report, error) {
	cfg, document, err := f.configInTime(ctx, base)
	if err != nil {
		return nil, err
	}
	known, err := f.files.known()
	if err != nil {
		return nil, err
	}
	if err := waitFor(ctx, base, f.wait); err != nil {
		return nil, err
	}
	bar := newProgress(stderr, nil)
	cfg.Progress = bar.set
	r, err := f.work(ctx, cfg)
	bar.end()
	if err != nil {
		return nil, err
	}
	result := r.Result(document, cfg.Document)
	result.Version = release(buildInfo())
	f.files.update = f.files.update && !r.Early // the baseline would lack what was not tried
	f.files.compare(result, known)
	result.Verdict = r.Verdict() // without what is known
	if err := f.files.write(result); err != nil {
		return nil, err
	}
	if err := report.Text(stdout, result, styleOf(stdout)); err != nil {
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
