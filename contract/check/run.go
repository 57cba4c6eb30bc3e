package check

import (
	"context"
	"errors"
	"time"

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
	NotCovered []string // what was not tried, and why
}

// Holds reports whether nothing was found.
func (r *Report) Holds() bool { return len(r.Findings) == 0 }

// Origin returns what stands before the Target of an example in the findings.
func (r *Report) Origin() string { return origin(r.Base) }

// Run checks a server. The error wraps [ErrNotRun] when nothing can be said of
// it; a report may come with it, of what was seen until then. A ctx that ends is
// such a reason, unless something was found before; a [Config.MaxTime] that is
// over is none, and the report says that not everything was covered.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	k, err := start(cfg)
	if err != nil {
		return nil, err
	}
	return k.run(ctx, k.phases)
}

// run does the work and reports.
func (k *checker) run(ctx context.Context, work func(context.Context) error) (*Report, error) {
	begin := time.Now()
	outer := ctx
	if k.cfg.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, k.cfg.MaxTime)
		defer cancel()
	}
	err := work(ctx)
	if ctx.Err() != nil {
		k.miss("the run ended early, because its time was over or it was interrupted")
	}
	cleaning, cancel := context.WithTimeout(context.WithoutCancel(outer), 10*time.Second)
	defer cancel()
	k.clean(cleaning)
	k.client.http.CloseIdleConnections()
	r := k.report(time.Since(begin))
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
	case r.Holds() && !r.reached():
		err = notRun("nothing was reached under %s: no request succeeded", r.Base)
	}
	if errors.Is(err, ErrNotRun) && !r.Holds() && r.reached() {
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
		if c.closed() {
			return notRun("%s: every request was answered with 401 or 403; does the token have the permission?", c.Operation)
		}
	}
	return nil
}

// phases runs what the configuration asks for.
func (k *checker) phases(ctx context.Context) error {
	if err := k.discover(ctx); err != nil {
		return err
	}
	each := func(of func(*subject) []*probe) func() []*probe {
		return func() []*probe {
			var all []*probe
			for _, s := range k.subjects {
				all = append(all, of(s)...)
			}
			return all
		}
	}
	makers := map[string]func() []*probe{
		"examples": each(k.examples),
		"schema":   each(k.schema),
		"bodies":   each(k.broken),
		"media":    each(k.encodings),
		"auth":     each(k.credentialless),
		"methods":  k.methods,
		"paths":    k.paths,
	}
	for _, phase := range Phases() {
		if !k.cfg.runs(phase) || ctx.Err() != nil {
			continue
		}
		switch probes := makers[phase]; phase {
		case "state":
			k.state(ctx)
		case "random":
			k.lots(ctx)
		default:
			k.all(ctx, probes())
		}
	}
	return nil
}
