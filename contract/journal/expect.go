package journal

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// ExpectHeader is the header that declares violations of a request that are intended,
// for tests of refusals. It is a comma-separated list of rules, each optionally with a
// target, as in
//
//	X-Contract-Expect: enum /status, required /id
//
// A target is written as in [contract.Violation], where * matches one name or index. An
// expected violation is not a finding; if it does not happen, that is a finding of the
// rule "expect". If the server accepts the request, that is still a finding. The header
// is not forwarded.
const ExpectHeader = "X-Contract-Expect"

// maxExpected is how many violations one request can expect.
const maxExpected = contract.MaxViolations

// An expectation is that a test breaks the contract.
type expectation struct {
	test    string // a name, or the beginning of names and *
	pattern pattern
	seen    *contract.Exchange // one of the test, without secrets; nil: there was none
	met     bool
}

// isOf reports whether an expectation is of a test, which has a name.
func (e *expectation) isOf(test string) bool {
	begin, all := strings.CutSuffix(e.test, "*")
	return test == e.test || all && strings.HasPrefix(test, begin)
}

// takeExpected returns what a header expects, and the header without it.
func takeExpected(h http.Header) (expected []string, rest http.Header) {
	values, ok := h[ExpectHeader]
	if !ok {
		return nil, h
	}
	rest = h.Clone()
	delete(rest, ExpectHeader)
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if item = strings.TrimSpace(item); item != "" && len(expected) < maxExpected {
			expected = append(expected, item)
		}
	}
	return expected, rest
}

// parseExpected is parsePattern for what is expected: without a side, of the
// request.
func parseExpected(text string) (pattern, error) {
	p, err := parsePattern(text)
	if p.side == "" {
		p.side = contract.InRequest
	}
	return p, err
}

// expected takes what the request expected out of a verdict, and adds what did
// not happen.
func expected(items []string, v contract.Verdict) []contract.Violation {
	var unmet []contract.Violation
	found := slices.Clone(v.Violations)
	for _, item := range items {
		p, err := parseExpected(item)
		if err != nil {
			unmet = append(unmet, unmetBy("header/"+ExpectHeader, fmt.Sprintf("The header %s cannot be read: %v.", ExpectHeader, err)))
			continue
		}
		if !slices.ContainsFunc(v.Violations, p.matches) && !p.isUnknown(v) {
			unmet = append(unmet, unmetBy("header/"+ExpectHeader, fmt.Sprintf("The %s was expected to break %s, and did not.", p.side, p)))
		}
		found = slices.DeleteFunc(found, p.matches)
	}
	return append(found, unmet...)
}

// isUnknown reports whether a body was not validated that may break p.
func (p pattern) isUnknown(v contract.Verdict) bool {
	inBody := p.place == "" || strings.HasPrefix(p.place, "/")
	return inBody && (p.side == contract.InRequest && v.RequestCut || p.side == contract.InResponse && v.ResponseCut)
}

func unmetBy(target, message string) contract.Violation {
	return contract.Violation{Side: contract.InRequest, Rule: "expect", Target: target, Message: message}
}

// expectOf takes what a test is expected to break out of a verdict, and keeps
// that it happened. The lock is held.
func (j *Journal) expectOf(e *Entry) {
	if e.Test == "" {
		return
	}
	for i := range j.expected {
		x := &j.expected[i]
		if !x.isOf(e.Test) {
			continue
		}
		if x.seen == nil {
			x.seen = &e.Exchange
		}
		if slices.ContainsFunc(e.Violations, x.pattern.matches) {
			e.Violations = slices.DeleteFunc(slices.Clone(e.Violations), x.pattern.matches)
			x.met = true
		}
	}
}

// unmet returns a finding for each expectation that a test, or with "" any test,
// did not meet. One that was not seen at all met none.
func (j *Journal) unmet(test string) []report.Finding {
	j.mu.Lock()
	defer j.mu.Unlock()
	var all []report.Finding
	for i := range j.expected {
		x := &j.expected[i]
		if x.met || x.seen == nil || test != "" && !x.isOf(test) {
			continue
		}
		all = append(all, report.Finding{Count: 1, Group: test, Example: *x.seen, Violation: unmetBy("header/"+TestHeader,
			fmt.Sprintf("The test %q was expected to break %s, and none of its requests did.", x.test, x.pattern))})
	}
	return all
}
