package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
	"profilestatus.example/contract/report"
)

// A result is what became of a server.
type result struct {
	skipped    string // why nothing was done
	report     *check.Report
	kinds      map[verdict]int // findings by what a person says of them
	proxied    int64           // exchanges
	cpu        time.Duration   // of the check, in this process
	reached    int             // operations that a request succeeded for
	operations int
	problems   []string // findings that are not classified, and the reverse
	err        error
}

// try installs, starts and checks a server.
func (t *site) try(ctx context.Context, s *server) *result {
	r := &result{kinds: make(map[verdict]int)}
	dir, missing, err := t.install(ctx, s)
	if r.skipped, r.err = missing, err; err != nil || missing != "" {
		return r
	}
	running, err := t.start(ctx, s, dir)
	if err != nil {
		r.err = err
		return r
	}
	defer running.stop()
	text, err := t.read(ctx, s, running.url)
	if err != nil {
		r.err = fmt.Errorf("read the document: %w", err)
		return r
	}
	if r.err = t.check(ctx, s, r, running.url, text); r.err == nil {
		r.err = t.proxy(ctx, s, r, running.url, text)
	}
	if r.err == nil && len(r.problems) > 0 {
		r.err = errors.New(strings.Join(r.problems, "\n"))
	}
	return r
}

// config returns how a server is checked.
func (t *site) config(s *server, base string, text []byte) check.Config {
	header := make(http.Header)
	for name, value := range s.Header {
		header.Set(name, value)
	}
	return check.Config{
		Base: base + cmp.Or(s.Base, "/"), Document: text, Options: t.options(s), Seed: t.seed, Cases: 20, Header: header, Token: s.Token, Params: s.Params,
		Include: s.Include, Exclude: s.Exclude, Only: s.Only, MaxTime: time.Duration(cmp.Or(s.Seconds, 60)) * time.Second,
	}
}

// check checks a server and classifies what is found.
func (t *site) check(ctx context.Context, s *server, r *result, base string, text []byte) error {
	before := processorTime()
	found, err := check.Run(ctx, t.config(s, base, text))
	r.cpu = processorTime() - before
	if err != nil {
		return err
	}
	r.report = found
	if err := t.write(s, found, text); err != nil {
		return err
	}
	if found.Early {
		return errors.New("the time was over before everything was tried")
	}
	for _, c := range found.Coverage {
		if c.Operation != "" {
			r.operations++
		}
		for status := range c.Statuses {
			if status < 300 && c.Operation != "" {
				r.reached++
				break
			}
		}
	}
	for _, f := range found.Findings {
		if e := s.classify(f); e != nil {
			e.seen++
			r.kinds[e.Verdict]++
		} else {
			r.problems = append(r.problems, unclassified("check", f))
		}
	}
	for _, e := range s.Findings {
		if e.seen == 0 && !e.Sometimes {
			r.problems = append(r.problems, fmt.Sprintf("expected and not found: %s %s %s %s", e.Level, e.Rule, e.Operation, e.Target))
		}
	}
	return nil
}

// classify returns the expectation of a finding, nil if there is none.
func (s *server) classify(f report.Finding) *expectation {
	level := cmp.Or(string(f.Level), "error")
	i := slices.IndexFunc(s.Findings, func(e *expectation) bool {
		return e.fits(level, f.Violation.Rule, f.Operation, f.Violation.Target)
	})
	if i < 0 {
		return nil
	}
	return s.Findings[i]
}

// explains reports whether a finding of the proxy is one that was classified for
// the check. What a request deserved is at the status, for the proxy.
func (s *server) explains(operation string, v contract.Violation) bool {
	return slices.ContainsFunc(s.Findings, func(e *expectation) bool {
		deserved := v.Rule == "accepted" || v.Rule == "refused"
		return e.Rule == v.Rule && matches(e.Operation, operation) && (deserved || matches(e.Target, v.Target))
	})
}

// unclassified words a finding that a person has to look at.
func unclassified(by string, f report.Finding) string {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s found, and nobody classified:\n  - {level: %s, rule: %s, operation: %q, target: %q, verdict: , reason: }\n",
		by, cmp.Or(string(f.Level), "error"), f.Violation.Rule, f.Operation, f.Violation.Target)
	x := f.Example
	const most = 300 // bytes of a body
	fmt.Fprintf(&text, "    %d times: %s\n    %s %s %.*q\n    %d %.*q", f.Count, f.Violation.Message, x.Method, x.Target, most, x.RequestBody, x.Status, most, x.ResponseBody)
	return text.String()
}

// write keeps the report in the folder of the server, for a person.
func (t *site) write(s *server, r *check.Report, document []byte) error {
	var text bytes.Buffer
	if err := report.Text(&text, r.Result(s.Document, document), report.Style{Width: 120}); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(t.folder(s), "report.txt"), text.Bytes(), 0o644)
}

// proxy sends right and wrong requests through a proxy to the server: what the
// proxy says of the server must be classified too.
func (t *site) proxy(ctx context.Context, s *server, r *result, base string, text []byte) error {
	doc, err := contract.Load(text, t.options(s)...)
	if err != nil {
		return err
	}
	// The check sends properties that it has made up, and a server whose schema
	// leaves room for others may keep them and give them back.
	j, err := journal.New(doc, journal.WithTolerated("unknownProperty"))
	if err != nil {
		return err
	}
	p, err := proxy.New(j, base+cmp.Or(s.Base, "/"))
	if err != nil {
		return err
	}
	front := httptest.NewServer(p)
	defer front.Close()
	cfg := t.config(s, front.URL, text)
	cfg.Cases, cfg.Only = 5, []string{"examples", "schema", "random"}
	if base, err := url.Parse(cfg.Base); err == nil && base.Path == "/" {
		cfg.Base = front.URL + doc.BasePath()
	}
	if _, err := check.Run(ctx, cfg); err != nil {
		return fmt.Errorf("through the proxy: %w", err)
	}
	r.proxied = j.Counts("").Exchanges
	for _, f := range j.Findings("") {
		side := f.Violation.Side
		if side == contract.InRequest && f.Violation.Rule != "accepted" && f.Violation.Rule != "refused" {
			continue // the client's, as it was meant to be
		}
		if !s.explains(f.Operation, f.Violation) {
			r.problems = append(r.problems, unclassified("proxy", f))
		}
	}
	return nil
}

// summary is the result in one line, or more after a failure.
func (r *result) summary() string {
	switch {
	case r.err != nil:
		return "FAILED: " + r.err.Error()
	case r.skipped != "":
		return "skipped: " + r.skipped
	}
	return fmt.Sprintf("%d of %d operations succeeded, %d requests, %.2f s of CPU, %d of its document and %d of a standard broken, %d warnings; %d exchanges through the proxy",
		r.reached, r.operations, r.report.Requests, r.cpu.Seconds(), r.kinds[document], r.kinds[standard], r.kinds[convention], r.proxied)
}
