package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"text/tabwriter"
)

// report writes a row for each file and then every survivor. It returns the
// percentage that was killed.
func (p *subject) report(w io.Writer, seed uint64) float64 {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "killed\tsurvived\tuntried\tequivalent\tpercent\t file")
	all := make(map[state]int)
	for _, f := range p.files {
		counts := make(map[state]int)
		for _, m := range p.mutants {
			if m.file == f {
				counts[m.state]++
				all[m.state]++
			}
		}
		row(t, counts, f.name)
	}
	row(t, all, "all")
	_ = t.Flush()
	for _, m := range p.mutants {
		switch m.state {
		case survived, unreached:
			fmt.Fprintf(w, "%s:%d: %s (%s)\n\t%s\n", m.file.name, m.line, m.change, m.state, m.source)
		}
	}
	fmt.Fprintf(w, "seed %d; %d mutants did not compile\n", seed, p.dropped)
	return percent(all)
}

// survivors returns the mutants of p that survived in a former report, wherever
// their line is now.
func (p *subject) survivors(path string) (again []*mutant, err error) {
	report, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	place := regexp.MustCompile(`(?m)^(.*):[0-9]+: (.*) \((?:survived|unreached)\)\n\t(.*)$`)
	old := make(map[string]bool)
	for _, found := range place.FindAllStringSubmatch(string(report), -1) {
		old[strings.Join(found[1:], "\n")] = true
	}
	for _, m := range p.mutants {
		if old[m.file.name+"\n"+m.change+"\n"+m.source] {
			again = append(again, m)
		}
	}
	return again, nil
}

func row(w io.Writer, counts map[state]int, name string) {
	fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%.1f\t %s\n", counts[killed], counts[survived]+counts[unreached], counts[untried], counts[equivalent], percent(counts), name)
}

// percent is the share of those that were killed. What was not tried is taken for
// like the tried ones that a test reaches: those are a sample, while all that no test
// reaches are known.
func percent(counts map[state]int) float64 {
	reached := counts[killed] + counts[survived]
	all := reached + counts[unreached] + counts[untried]
	switch {
	case all == 0 || reached == 0 && counts[unreached] == 0:
		return 100
	case reached == 0:
		return 0
	}
	return 100 * float64(counts[killed]) / float64(reached) * float64(all-counts[unreached]) / float64(all)
}

// An entry of the list of equivalent mutants is three lines: the file and the
// change, the line of code, and the reason why no test can kill it.
type entry struct{ change, source, reason string }

type entries []entry

// readEquivalents reads such a list. Lines that begin with # are comments.
func readEquivalents(path string) (entries, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all entries
	var lines []string
	for s := bufio.NewScanner(file); s.Scan(); {
		line := strings.TrimSpace(s.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if lines = append(lines, line); len(lines) == 3 {
			all, lines = append(all, entry{lines[0], lines[1], lines[2]}), nil
		}
	}
	if len(lines) > 0 {
		return nil, fmt.Errorf("%s: %q: want three lines: file and change, code, reason", path, lines[0])
	}
	return all, nil
}

// mark marks the mutants that are listed, and returns the entries of the files
// of p that name none.
func (all entries) mark(p *subject) (unused []string) {
	for _, e := range all {
		ours, used := false, false
		for _, f := range p.files {
			ours = ours || strings.HasPrefix(e.change, f.name+": ")
		}
		for _, m := range p.mutants {
			if m.file.name+": "+m.change == e.change && m.source == e.source {
				m.state, used = equivalent, true
			}
		}
		if ours && !used {
			unused = append(unused, e.change+"\n\t"+e.source)
		}
	}
	return unused
}
