package check

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// report puts together what a run found, of a server that may be gone.
func (k *checker) report(took time.Duration, gone bool) *Report {
	r := &Report{Base: k.client.base.String(), Seed: k.cfg.Seed, Duration: took, Requests: int(k.requests.Load())}
	r.Coverage = k.cover.list(k.operations)
	all := slices.DeleteFunc(k.tally.Findings(), func(f report.Finding) bool {
		// Where nobody is let in, it is not the server that is wrong.
		return f.Violation.Rule == "refused" && slices.ContainsFunc(r.Coverage, func(c Coverage) bool { return c.Operation == f.Operation && deniesAll(c) })
	})
	if gone {
		all = withoutRefused(all)
	}
	if k.cfg.Strict {
		for i := range all {
			all[i].Level = report.Error
		}
	}
	r.Findings = report.Merge(all)
	for _, s := range k.operations {
		i := slices.IndexFunc(r.Coverage, func(c Coverage) bool { return c.Operation == s.op.ID })
		k.missing(s, r.Coverage[i])
		k.noteSpared(s, r.Coverage[i])
		r.Cases = append(r.Cases, k.cases(s.op.ID, all)...)
	}
	r.Cases = append(r.Cases, k.cases("", all)...)
	if n := k.client.cuts.Load(); n > 0 {
		k.unseen("%d requests were sent again, since the connection was cut before the answer", n)
	}
	if n := k.waits.Load(); n > 0 {
		k.unseen("%d answers asked to wait (429 or 503), which took time; --rate sends requests more slowly", n)
	}
	if n := k.tally.More(); n > 0 {
		k.miss("%d violations of further kinds are only counted: %d kinds are the most that are kept", n, report.MaxKinds)
	}
	for _, n := range k.doc.Notes() {
		if k.isTried(n) {
			k.miss("%s", n.Message)
		}
	}
	r.Document = k.doc.Warnings()
	r.NotCovered, r.NotSeen = k.list(k.notes), k.list(k.hints)
	return r
}

// Result returns the report in the form that all kinds of reports are written
// from. The document's name and text are for people, its text may be nil.
func (r *Report) Result(name string, text []byte) *report.Result {
	return &report.Result{
		Command: "check", Verdict: r.Verdict(), Base: r.Base, Origin: r.Origin(), Document: name, Source: text,
		Requests: r.Requests, Seed: r.Seed, Duration: r.Duration,
		Findings: r.Findings, Cases: r.Cases, Coverage: r.Coverage, Faults: r.Document, NotSeen: r.NotSeen, NotCovered: r.NotCovered,
	}
}

// isTried reports whether a note of the document is about an operation of the
// run, or about none.
func (k *checker) isTried(n contract.Warning) bool {
	left := func(op *contract.Operation) bool {
		return strings.HasPrefix(n.Message, op.ID+": ") && k.selected != nil && !k.selected[op]
	}
	return !slices.ContainsFunc(k.doc.Operations(), left)
}

// cases are the phases of one operation.
func (k *checker) cases(operation string, all []report.Finding) []report.Case {
	var cases []report.Case
	for _, phase := range Phases() {
		took, sent := k.cover.spent[operation+" "+phase]
		c := report.Case{Name: phase, Group: operation, Duration: took}
		for _, f := range all {
			if f.Operation == operation && f.Group == phase {
				c.Findings = append(c.Findings, f)
			}
		}
		switch {
		case operation == "" && phase != "paths":
			continue // the paths that the document does not have
		case operation == "":
			c.Group = "no operation"
		case phase == "paths":
			continue
		}
		switch {
		case !k.cfg.runs(phase):
			c.Skipped = "not asked for"
		case !sent && len(c.Findings) == 0:
			c.Skipped = "no request was sent"
		}
		cases = append(cases, c)
	}
	return cases
}

// origin returns scheme and host of a URL.
func origin(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return strings.TrimSuffix(base, "/")
	}
	return u.Scheme + "://" + u.Host
}
