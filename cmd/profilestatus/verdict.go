package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/report"
)

// A verdict is what a run of the proxy comes to.
type verdict struct {
	journal  *journal.Journal
	sides    []contract.Side // whose violations count; none: nothing does
	strict   bool            // warnings and what was not validated count, too
	document string          // the file's name
	source   []byte          // its text
	to       string          // the base URL of the server
	origin   string          // of the server, for commands that send a request again
	files    *reportFiles
	known    []report.Known // of its baseline
	command  string         // of --exec, or ""
	failed   error          // of the command
}

// err returns what is wrong, nil if nothing is.
func (v *verdict) err() error {
	var errs []error
	if v.failed != nil {
		errs = append(errs, fmt.Errorf("the command failed: %w", v.failed))
	}
	var broken *journal.BrokenError
	switch err := v.contract(); {
	case errors.As(err, &broken):
		n := broken.Counts
		errs = append(errs, fmt.Errorf("the contract was broken, by %d of %d requests and by %d of %d responses", n.RequestBroken, n.Exchanges, n.ResponseBroken, n.Exchanges))
	case err != nil:
		errs = append(errs, fmt.Errorf("%w: no request came through the proxy", err))
	case v.strict && slices.ContainsFunc(v.result().Findings, report.Finding.Fails):
		errs = append(errs, errors.New("there are warnings, which count with --strict"))
	case v.strict && len(v.journal.NotValidated()) > 0:
		errs = append(errs, fmt.Errorf("it is not known whether the contract was kept: %s", v.result().Uncovered()))
	}
	return errors.Join(errs...)
}

// contract returns what is wrong with the exchanges. What the baseline knows is
// not.
func (v *verdict) contract() error {
	if len(v.sides) == 0 {
		return nil
	}
	err := v.journal.Assert("", v.sides...)
	if errors.Is(err, journal.ErrNothingSeen) || v.files.baseline == "" || v.journal.More("") > 0 {
		return err
	}
	if slices.ContainsFunc(v.result().Findings, report.Finding.Fails) {
		return err
	}
	return nil
}

// result returns what was found in the form that reports are written from.
// Findings that do not count are warnings, and with strict the others are errors.
func (v *verdict) result() *report.Result {
	r := &report.Result{
		Command: "proxy", Version: release(buildInfo()), Verdict: v.journal.Verdict(), Base: v.to, Origin: v.origin,
		Document: v.document, Source: v.source, Requests: int(v.journal.Counts("").Exchanges),
		Findings: v.journal.Findings(""), Coverage: v.journal.Coverage(), Cases: v.cases(),
		Faults: v.journal.Contract().Warnings(), NotCovered: v.journal.NotValidated(),
	}
	for i, f := range r.Findings {
		switch {
		case !slices.Contains(v.sides, f.Violation.Side):
			r.Findings[i].Level = report.Warning
		case v.strict:
			r.Findings[i].Level = report.Error
		}
	}
	v.files.compare(r, v.known)
	failing := slices.ContainsFunc(r.Findings, report.Finding.Fails)
	switch {
	case r.Verdict == report.Broken && !failing && len(r.NotCovered) > 0:
		r.Verdict = report.Unknown
	case r.Verdict == report.Broken && !failing:
		r.Verdict = report.Holds
	case failing:
		r.Verdict = report.Broken
	}
	return r
}

// tell writes the findings for people, and returns what is wrong.
func (v *verdict) tell(stderr io.Writer, log *slog.Logger) error {
	r := v.result()
	for _, n := range r.Gone {
		log.Info("finding of the baseline not found again", "baseline", v.files.baseline, "finding", n.String())
	}
	r.Findings = v.counting(r.Findings)
	if err := report.Blocks(stderr, r, styleOf(stderr)); err != nil {
		return err
	}
	for _, n := range r.NotCovered {
		log.Warn("not validated", "what", n.String())
	}
	err := v.err()
	if err == nil {
		n, message := v.journal.Counts(""), "nothing is wrong"
		switch {
		case n.RequestBroken+n.ResponseBroken > 0 && v.files.baseline != "":
			message = "nothing is wrong that the baseline does not know"
		case n.RequestBroken+n.ResponseBroken > 0:
			message = "nothing is wrong that counts for --fail-on"
		case len(r.Findings) > 0:
			message = "nothing is wrong but what the warnings say"
		case r.Verdict == report.Unknown:
			message = "nothing is wrong in what was validated"
		}
		log.Info(message, "verdict", string(r.Verdict), "exchanges", n.Exchanges, "request_broken", n.RequestBroken, "response_broken", n.ResponseBroken, "not_judged", n.NotJudged)
	}
	return err
}

// counting returns the findings that make the run fail.
func (v *verdict) counting(findings []report.Finding) []report.Finding {
	return slices.DeleteFunc(findings, func(f report.Finding) bool { return !slices.Contains(v.sides, f.Violation.Side) })
}

// write writes the files that the flags name.
func (v *verdict) write(f *proxyFlags) error {
	err := errors.Join(
		f.files.write(v.result()),
		writeFile("json", f.json, func(w io.Writer) error { return v.journal.WriteJSON(w, "") }),
	)
	if err != nil {
		return usageError{err}
	}
	return nil
}

// cases returns one case for each test and rule that it broke, or one for a test
// that broke none; the same for the requests that named no test; and one for the
// command.
func (v *verdict) cases() []report.Case {
	const group = "contract"
	var cases []report.Case
	add := func(test string, findings []report.Finding) {
		findings = v.counting(findings)
		if len(findings) == 0 {
			cases = append(cases, report.Case{Name: test, Group: group})
		}
		slices.SortStableFunc(findings, func(a, b report.Finding) int { return strings.Compare(a.Violation.Rule, b.Violation.Rule) })
		for len(findings) > 0 {
			rule, n := findings[0].Violation.Rule, 1
			for n < len(findings) && findings[n].Violation.Rule == rule {
				n++
			}
			cases = append(cases, report.Case{Name: test + ": " + rule, Group: group, Findings: findings[:n]})
			findings = findings[n:]
		}
	}
	for _, test := range v.journal.Tests() {
		add(test, v.journal.Findings(test))
	}
	if counts, findings := v.journal.Unnamed(); counts.Exchanges > 0 {
		add("requests without a test name", findings)
	}
	failure := func(name, rule string, err error) {
		c := report.Case{Name: name, Group: group}
		if err != nil {
			c.Findings = []report.Finding{{Count: 1, Violation: contract.Violation{Rule: rule, Message: err.Error()}}}
		}
		cases = append(cases, c)
	}
	if len(v.sides) > 0 && v.journal.Counts("").Exchanges == 0 {
		failure("requests", "nothingSeen", journal.ErrNothingSeen)
	}
	if v.command != "" {
		failure("command", "exec", v.failed)
	}
	return cases
}
