package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/report"
)

// A verdict is what a run of the proxy comes to.
type verdict struct {
	journal  *journal.Journal
	sides    []contract.Side // whose violations count; none: nothing does
	document string          // the file's name
	origin   string          // of the server, for commands that send a request again
	command  string          // of --exec, or ""
	failed   error           // of the command
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
		errs = append(errs, fmt.Errorf("the contract was broken, in %d exchanges by the request and in %d by the response, of %d", n.RequestBroken, n.ResponseBroken, n.Exchanges))
	case err != nil:
		errs = append(errs, fmt.Errorf("%w: no request came through the proxy", err))
	}
	return errors.Join(errs...)
}

// contract returns what is wrong with the exchanges.
func (v *verdict) contract() error {
	if len(v.sides) == 0 {
		return nil
	}
	return v.journal.Assert("", v.sides...)
}

// tell writes the findings for people, and returns what is wrong.
func (v *verdict) tell(stderr io.Writer, log *slog.Logger) error {
	for _, f := range v.counting(v.journal.Findings("")) {
		if err := report.Text(stderr, v.origin, v.document, f); err != nil {
			return err
		}
	}
	err := v.err()
	if err == nil {
		n, message := v.journal.Counts(""), "nothing is wrong"
		if n.RequestBroken+n.ResponseBroken > 0 {
			message = "nothing is wrong that counts for --fail-on"
		}
		log.Info(message, "exchanges", n.Exchanges, "request_broken", n.RequestBroken, "response_broken", n.ResponseBroken, "not_judged", n.NotJudged)
	}
	return err
}

// counting returns the findings that make the run fail.
func (v *verdict) counting(findings []report.Finding) []report.Finding {
	return slices.DeleteFunc(findings, func(f report.Finding) bool { return !slices.Contains(v.sides, f.Violation.Side) })
}

// write writes the files that the flags name.
func (v *verdict) write(f *proxyFlags) error {
	file := func(flag, name string, write func(io.Writer) error) error {
		if name == "" {
			return nil
		}
		var text bytes.Buffer
		err := write(&text)
		if err == nil {
			err = os.WriteFile(name, text.Bytes(), 0o644)
		}
		if err != nil {
			return usageError{fileError(flag, name, err)}
		}
		return nil
	}
	return errors.Join(
		file("junit", f.junit, func(w io.Writer) error { return report.JUnit(w, "profilestatus proxy", v.cases()) }),
		file("sarif", f.sarif, func(w io.Writer) error { return report.SARIF(w, v.document, v.journal.Findings("")) }),
		file("json", f.json, func(w io.Writer) error { return v.journal.WriteJSON(w, "") }),
	)
}

// cases returns one case for each test, one for the requests that named none,
// and one for the command.
func (v *verdict) cases() []report.Case {
	const group = "contract"
	var cases []report.Case
	for _, test := range v.journal.Tests() {
		cases = append(cases, report.Case{Name: test, Group: group, Findings: v.counting(v.journal.Findings(test))})
	}
	if counts, findings := v.journal.Unnamed(); counts.Exchanges > 0 {
		cases = append(cases, report.Case{Name: "requests without a test name", Group: group, Findings: v.counting(findings)})
	}
	failure := func(name, rule string, err error) {
		c := report.Case{Name: name, Group: group}
		if err != nil {
			c.Findings = []report.Finding{{Count: 1, Violation: contract.Violation{Rule: rule, Message: err.Error()}}}
		}
		cases = append(cases, c)
	}
	if err := v.contract(); errors.Is(err, journal.ErrNothingSeen) {
		failure("requests", "nothingSeen", err)
	}
	if v.command != "" {
		failure("command", "exec", v.failed)
	}
	return cases
}
