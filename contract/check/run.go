package check

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A Report is what a run found.
type Report struct {
	Base       string // with its path
	Seed       uint64
	Duration   time.Duration
	Requests   int
	Findings   []report.Finding // each kind once, over all phases
	Cases      []report.Case    // an operation in a phase
	Coverage   []Coverage
	NotCovered []report.Note      // what was not validated or not tried, and why
	NotSeen    []report.Note      // what no request could show, such as documented statuses that no answer had
	Document   []contract.Warning // faults of the document that a validator can live with
	Early      bool               // the run ended before everything was tried
}

// Holds reports whether no error was found; there may be warnings, and things
// that were not validated, see [Report.Verdict].
func (r *Report) Holds() bool {
	return !slices.ContainsFunc(r.Findings, report.Finding.Fails)
}

// Origin returns what stands before the Target of an example in the findings.
func (r *Report) Origin() string { return origin(r.Base) }

// Run checks a server. The error wraps [ErrNotRun] when nothing can be said of
// it; a report may come with it, of what was seen until then. A ctx that ends is
// such a reason, unless something was found before; a [Config.MaxTime] that is
// over is none, and the report is then Early.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	k, err := begin(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return k.run(ctx, k.phases)
}

// run does the work and reports.
func (k *checker) run(ctx context.Context, work func(context.Context) error) (*Report, error) {
	outer := ctx
	if k.cfg.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, k.begin.Add(k.cfg.MaxTime))
		defer cancel()
	}
	ctx, k.pulse.stop = context.WithCancelCause(ctx)
	defer k.pulse.stop(nil)
	err := work(ctx)
	left := gone(ctx)
	if left != nil {
		k.miss("the run ended early: %v", left)
	} else if ctx.Err() != nil {
		k.miss("the run ended early, because its time was over or it was interrupted")
	}
	cleaning, cancel := context.WithTimeout(context.WithoutCancel(outer), 10*time.Second)
	defer cancel()
	if left == nil {
		k.clean(cleaning)
	}
	k.client.http.CloseIdleConnections()
	early := ctx.Err() != nil
	r := k.report(time.Since(k.begin), left != nil)
	r.Early = early
	k.record.summarize(r)
	if left != nil {
		err = notRun("%v", left)
	}
	if err == nil && k.record.err != nil {
		err = notRun("record: %v", k.record.err)
	}
	if err == nil {
		err = k.closed(r)
	}
	switch {
	case err != nil:
	case outer.Err() != nil:
		err = notRun("the run was interrupted")
	case r.Requests == 0:
		err = notRun("no request was made: %v", context.Cause(ctx))
	case len(r.Findings) == 0 && !r.reached():
		err = notRun("nothing was reached under %s: no request succeeded", r.Base)
	}
	if errors.Is(err, ErrNotRun) && (!r.Holds() && r.reached() || k.replays && len(r.Findings) > 0) {
		err = nil // what was found is worth more
	}
	return r, err
}

// reached reports whether anything but a refusal was seen.
func (r *Report) reached() bool {
	for _, c := range r.Coverage {
		for status := range c.Statuses {
			if status < 400 {
				return true
			}
		}
	}
	return false
}

// closed returns an error if the token opens only a part of the API.
func (k *checker) closed(r *Report) error {
	for _, c := range r.Coverage {
		if deniesAll(c) {
			return notRun("%s: every request was answered with 401 or 403; does the token have the permission?", c.Operation)
		}
	}
	return nil
}

// phases runs what the configuration asks for.
func (k *checker) phases(ctx context.Context) error {
	k.prepare(ctx)
	if err := k.discover(ctx); err != nil {
		return err
	}
	for i, phase := range Phases() {
		if !k.cfg.runs(phase) || ctx.Err() != nil {
			continue
		}
		k.mu.Lock()
		k.phase = i + 1
		k.mu.Unlock()
		switch phase {
		case "state":
			k.state(ctx, func(*operation) bool { return true })
		case "random":
			k.randomRequests(ctx)
		default:
			k.all(ctx, k.testCases(ctx, phase))
		}
	}
	return nil
}

// testCases makes the test cases of a phase one after the other, while they are sent.
func (k *checker) testCases(ctx context.Context, phase string) iter.Seq[*testCase] {
	of := map[string]func(*operation) iter.Seq[*testCase]{
		"examples": k.examples,
		"schema":   k.schema,
		"bodies":   k.broken,
		"media":    k.encodings,
		"auth":     func(s *operation) iter.Seq[*testCase] { return slices.Values(k.credentialless(s)) },
		"methods":  k.methods,
		"paths":    k.paths,
	}[phase]
	return func(yield func(*testCase) bool) {
		if phase == "paths" && !yield(k.nothing()) {
			return
		}
		done := make(map[string]bool)
		for _, s := range k.operations {
			if phase == "methods" || phase == "paths" { // are of a path, not of an operation
				if done[s.op.Path] {
					continue
				}
				done[s.op.Path] = true
			}
			for p := range of(s) {
				if ctx.Err() != nil || !yield(p) {
					return
				}
			}
		}
	}
}
