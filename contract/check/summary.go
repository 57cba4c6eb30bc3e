package check

import (
	"cmp"
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
	r.Coverage = k.cover.list(k.subjects)
	all := slices.DeleteFunc(k.tally.Findings(), func(f report.Finding) bool {
		// Where nobody is let in, it is not the server that is wrong.
		return f.Violation.Rule == "refused" && slices.ContainsFunc(r.Coverage, func(c Coverage) bool { return c.Operation == f.Operation && c.closed() })
	})
	if gone {
		all = withoutRefused(all)
	}
	if k.cfg.Strict {
		for i := range all {
			all[i].Level = report.Error
		}
	}
	r.Findings = merge(all)
	for _, s := range k.subjects {
		i := slices.IndexFunc(r.Coverage, func(c Coverage) bool { return c.Operation == s.op.ID })
		k.missing(s, r.Coverage[i])
		r.Cases = append(r.Cases, k.cases(s.op.ID, all)...)
	}
	r.Cases = append(r.Cases, k.cases("", all)...)
	if n := k.client.cuts.Load(); n > 0 {
		k.unseen("%d requests were sent again, since the connection was cut before the answer", n)
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
	r.Cases = append(r.Cases, skipped(r.NotCovered)...)
	return r
}

// isTried reports whether a note of the document is about an operation of the
// run, or about none.
func (k *checker) isTried(n contract.Warning) bool {
	left := func(op *contract.Operation) bool {
		return strings.HasPrefix(n.Message, op.ID+": ") && k.selected != nil && !k.selected[op]
	}
	return !slices.ContainsFunc(k.doc.Operations(), left)
}

// skipped are the notes as cases that were skipped.
func skipped(notes []report.Note) []report.Case {
	var cases []report.Case
	for _, n := range notes {
		group := n.Operation
		if group == "" {
			group = "no operation"
		}
		cases = append(cases, report.Case{Name: "not covered: " + n.Text, Group: group, Skipped: n.String()})
	}
	return cases
}

// cases are the phases of one operation.
func (k *checker) cases(operation string, all []report.Finding) []report.Case {
	var cases []report.Case
	for _, phase := range Phases() {
		c := report.Case{Name: phase, Group: operation, Duration: k.cover.spent[operation+" "+phase]}
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
		if !k.cfg.runs(phase) {
			c.Skipped = "not asked for"
		}
		cases = append(cases, c)
	}
	return cases
}

// merge joins findings of several phases that are the same. The smallest
// example stays; its phase is the group.
func merge(all []report.Finding) []report.Finding {
	var merged []report.Finding
	for _, f := range all {
		i := slices.IndexFunc(merged, func(g report.Finding) bool {
			a, b := f.Violation, g.Violation
			return f.Operation == g.Operation && a.Rule == b.Rule && a.Side == b.Side && a.Target == b.Target && a.Line == b.Line && f.Level == g.Level
		})
		if i < 0 {
			merged = append(merged, f)
			continue
		}
		count := merged[i].Count + f.Count
		if cmp.Or(len(f.Steps)-len(merged[i].Steps), len(f.Example.RequestBody)+len(f.Example.Target)-len(merged[i].Example.RequestBody)-len(merged[i].Example.Target)) < 0 {
			merged[i] = f
		}
		merged[i].Count = count
	}
	return merged
}

// origin returns scheme and host of a URL.
func origin(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return strings.TrimSuffix(base, "/")
	}
	return u.Scheme + "://" + u.Host
}
