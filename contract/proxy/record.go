package proxy

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/report"
)

// brokenRequest is a fault that only the proxy sees.
var brokenRequest = contract.Violation{Side: contract.InRequest, Rule: "body",
	Message: "The body could not be read to its end: it was shorter than announced, its chunks were wrong, or it took too long.",
	Found:   "a part of it", Want: "the whole body"}

// record validates and records what was seen, once, and says what is wrong with
// it, also if it is not one that is recorded.
func (p *Proxy) record(x *exchange) []contract.Violation {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.recorded {
		return nil
	}
	x.recorded = true
	x.Duration = time.Since(x.Start)
	p.see(x)
	if !p.journal.Concerns(x.Observation) {
		return x.Faults
	}
	v := p.validate(x)
	x.operation = v.Operation
	x.Enforced = x.Enforced || p.enforce && x.Status != 0 && x.Status != http.StatusSwitchingProtocols &&
		!(x.ResponseCut && journal.IsStream(x.ResponseHeader)) && v.Broke(contract.InResponse)
	if !p.journal.Records(x.Observation) {
		return v.Violations
	}
	added := p.journal.Add(x.Observation, v)
	x.verdict = headerValue(added.Violations)
	p.tell(x, added)
	return v.Violations
}

// see takes over what passed of the bodies.
func (p *Proxy) see(x *exchange) {
	if x.request != nil {
		x.RequestBody, x.RequestCut = x.request.Seen()
		if x.request.Err() != nil && x.Status == 0 {
			x.Faults = append(x.Faults, brokenRequest)
		}
	}
	if x.answer != nil {
		x.ResponseBody, x.ResponseCut = x.answer.Seen()
		if x.answer.Err() != nil && context.Cause(x.ctx) == nil { // else it is the client that broke off
			x.Faults = append(x.Faults, journal.NoAnswer)
		}
	}
}

// validate returns the verdict on what was seen. No message is validated twice.
func (p *Proxy) validate(x *exchange) contract.Verdict {
	switch {
	case x.known != nil:
		v := *x.known
		v.Violations = append(v.Violations, x.Faults...)
		return v
	case x.asked != nil:
		return p.journal.ValidateResponse(x.Observation, *x.asked)
	}
	return p.journal.Validate(x.Observation)
}

// breaksAhead reports whether an answer breaks the contract by what is known of
// it before its body.
func (p *Proxy) breaksAhead(x *exchange) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.ResponseCut = true
	v := p.validate(x)
	x.known = &v
	return v.Broke(contract.InResponse)
}

// tell logs an exchange.
func (p *Proxy) tell(x *exchange, v contract.Verdict) {
	level, message := slog.LevelDebug, "exchange"
	switch {
	case v.Broke(contract.InRequest) || v.Broke(contract.InResponse):
		level, message = slog.LevelWarn, "exchange breaks the contract"
	case len(v.Violations) > 0:
		level, message = slog.LevelWarn, "exchange with a warning"
	}
	if !p.log.Enabled(x.ctx, level) {
		return
	}
	operation := ""
	if v.Operation != nil {
		operation = v.Operation.ID
	}
	attrs := []slog.Attr{
		slog.String("method", x.Method), slog.String("path", report.RedactURL(x.path)), slog.String("operation", operation),
		slog.Int("status", x.Status), slog.Float64("duration_ms", float64(x.Duration.Microseconds())/1000),
	}
	if test := x.RequestHeader.Get(journal.TestHeader); test != "" {
		attrs = append(attrs, slog.String("test", test))
	}
	if len(v.Violations) > 0 {
		attrs = append(attrs, slog.String("violations", x.verdict), slog.String("first", v.Violations[0].String()))
	}
	p.log.LogAttrs(x.ctx, level, message, attrs...)
}

// maxNamed is how many violations X-Contract-Violations names.
const maxNamed = 5

// headerValue writes X-Contract-Violations.
func headerValue(found []contract.Violation) string {
	if len(found) == 0 {
		return "0"
	}
	var named []string
	for _, v := range found[:min(maxNamed, len(found))] {
		named = append(named, string(v.Side)+" "+v.Rule)
	}
	return fmt.Sprintf("%d; %s", len(found), strings.Join(named, ", "))
}
