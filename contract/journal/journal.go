package journal

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// TestHeader is the header with the name of the test that a request belongs to.
const TestHeader = "X-Test-Name"

// MaxTests is the maximum number of tests that are counted separately. Exchanges of
// further tests are only part of the total.
const MaxTests = 10_000

// A Journal records exchanges. It is safe for concurrent use and starts no
// goroutine.
type Journal struct {
	contract   *contract.Contract
	maxEntries int
	maxBytes   int64
	keptBody   int
	limits     contract.Limits // of what is validated
	tolerated  []pattern
	budget     *Budget // nil: none

	mu      sync.Mutex
	number  int64 // of the last entry
	entries ring
	counts  Counts
	tests   map[string]*Counts // "": of requests that named none
	seen    map[string]*seen   // by operation, "" for none
	all     report.Tally       // without groups
	byTest  report.Tally       // grouped by test, "" for none
	held    int64              // bytes of entries, tests and kinds
	closed  bool

	expected []expectation
}

// Counts are the numbers of exchanges since the start or the last reset.
type Counts struct {
	Exchanges      int64 `json:"exchanges"`      // recorded exchanges
	RequestBroken  int64 `json:"requestBroken"`  // those in which the client broke the contract
	ResponseBroken int64 `json:"responseBroken"` // those in which the server did
	NotJudged      int64 `json:"notJudged"`      // those with a body that was not validated
}

// broken returns how often one of the sides broke the contract. An exchange
// that both sides broke may count twice.
func (c Counts) broken(sides []contract.Side) int64 {
	var n int64
	for _, side := range sides {
		switch side {
		case contract.InRequest:
			n += c.RequestBroken
		case contract.InResponse:
			n += c.ResponseBroken
		}
	}
	return n
}

// New returns an empty journal that validates exchanges against c. It fails only if an
// option is invalid.
func New(c *contract.Contract, options ...Option) (*Journal, error) {
	j := &Journal{
		contract:   c,
		maxEntries: DefaultMaxEntries,
		maxBytes:   DefaultMaxBytes,
		keptBody:   DefaultKeptBodyBytes,
		limits:     contract.Limits{Request: DefaultMaxBodyBytes, Response: minMaxResponseBytes},
		tests:      make(map[string]*Counts),
		seen:       make(map[string]*seen),
	}
	for _, option := range options {
		if err := option(j); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
	}
	return j, nil
}

// Contract returns the contract that the journal validates against.
func (j *Journal) Contract() *contract.Contract { return j.contract }

// Limits returns the maximum sizes of bodies that are validated.
func (j *Journal) Limits() contract.Limits { return j.limits }

// Record validates an exchange, records it and returns the redacted verdict. The
// observation is neither kept nor modified.
//
// Requests outside of the document's base path are recorded only if they got a 4xx,
// since then the client probably used a wrong path; others, such as a health check, do
// not belong to the API. Requests that a page of another site made a browser send are
// not recorded, since they do not come from the client under test: those with an Origin
// that is neither the request's own host nor a loopback one, or without Origin and with
// a Sec-Fetch-Site of cross-site, or of same-site unless the host is a loopback one.
// Requests that were refused because of their Host, with 400 and a violation with code
// "host" in the error, are not recorded either. For all these, recorded is false.
func (j *Journal) Record(o *Observation) (v contract.Verdict, recorded bool) {
	if !j.Records(o) {
		return contract.Verdict{}, false
	}
	return j.Add(o, j.Validate(o)), true
}

// Records reports whether [Journal.Record] would record an observation.
func (j *Journal) Records(o *Observation) bool {
	return j.Concerns(o) && !o.isForeign() && !o.isRefusedHost()
}

// Add records an exchange with a verdict of [Journal.Validate], and returns the verdict
// redacted and without expected violations.
func (j *Journal) Add(o *Observation, v contract.Verdict) contract.Verdict {
	if len(o.Expected) > 0 {
		v.Violations = expected(o.Expected, v)
	}
	report.RedactViolations(v.Operation, v.Violations)
	e := j.entry(o, v)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.expectOf(e)
	v.Violations = e.Violations
	j.number++
	e.Number = j.number
	j.push(e)
	j.counts.add(e)
	j.see(e)
	c := j.tests[e.Test]
	if c == nil && len(j.tests) < MaxTests && j.hold(testOverhead+int64(len(e.Test))) {
		c = new(Counts)
		j.tests[e.Test] = c
	}
	if c != nil {
		c.add(e)
	}
	for _, found := range v.Violations {
		j.tally(&j.all, "", found, e)
		j.tally(&j.byTest, e.Test, found, e)
	}
	return v
}

func (c *Counts) add(e *Entry) {
	c.Exchanges++
	v := contract.Verdict{Violations: e.Violations}
	if v.Broke(contract.InRequest) {
		c.RequestBroken++
	}
	if v.Broke(contract.InResponse) {
		c.ResponseBroken++
	}
	if e.RequestCut || e.ResponseCut {
		c.NotJudged++
	}
}

// Concerns reports whether an exchange belongs to the API, see [Journal.Record].
func (j *Journal) Concerns(o *Observation) bool {
	return j.under(o) || o.Status >= 400 && o.Status < 500
}

// under reports whether the path is under the document's base path, or is one of
// those that lie under servers of their own.
func (j *Journal) under(o *Observation) bool {
	path, _, _ := strings.Cut(o.Target, "?")
	if rest, under := strings.CutPrefix(path, j.contract.BasePath()); under && (rest == "" || rest[0] == '/') {
		return true
	}
	_, err := j.contract.Find(o.Method, path)
	return !errors.Is(err, contract.ErrNoPath)
}

// Reset deletes everything that was recorded.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = ring{}
	j.counts = Counts{}
	j.tests = make(map[string]*Counts)
	j.seen = make(map[string]*seen)
	j.all.Reset()
	j.byTest.Reset()
	j.hold(-j.held)
	for i := range j.expected {
		j.expected[i].seen, j.expected[i].met = nil, false
	}
}

// entry makes what is kept of an observation.
func (j *Journal) entry(o *Observation, v contract.Verdict) *Entry {
	kept := o.Exchange
	kept.RequestBody, kept.ResponseBody = clip(o.RequestBody, j.keptBody), clip(o.ResponseBody, j.keptBody)
	x := report.Redact(v.Operation, &kept)
	x.RequestHeader, x.ResponseHeader = bound(x.RequestHeader), bound(x.ResponseHeader)
	x.RequestCut, x.ResponseCut = v.RequestCut, v.ResponseCut
	e := &Entry{
		Exchange:      *x,
		RequestBytes:  int64(len(o.RequestBody)),
		ResponseBytes: int64(len(o.ResponseBody)),
		Start:         o.Start,
		Duration:      o.Duration,
		Test:          testName(o.RequestHeader),
		Enforced:      o.Enforced,
		Rule:          o.Rule,
		Attempt:       o.Attempt,
		Violations:    v.Violations,

		cut: o.RequestCut || len(o.RequestBody) > j.keptBody,
	}
	if v.Operation != nil {
		e.Operation = v.Operation.ID
	}
	if e.Start.IsZero() {
		e.Start = time.Now()
	}
	return e
}

// testName returns the test that a request names, "" if none or not properly.
func testName(h http.Header) string {
	values := h[TestHeader]
	if len(values) != 1 || !isTestName(values[0]) {
		return ""
	}
	return values[0]
}

func isTestName(s string) bool {
	if s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > 128 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
