package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// write prints a row for each client: what it is made of, how far it came,
// whether the service saw the same, and to which unit an instant arrived.
func write(out io.Writer, results []*result) error {
	tab := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	head := []string{"language", "generator", "generates", "compiles"}
	for _, step := range steps {
		head = append(head, step.name)
	}
	fmt.Fprintln(tab, strings.Join(append(head, "more", "seen", "instant", "time"), "\t"))
	for _, r := range results {
		row := []string{r.client.Language, r.client.Generator + " " + r.client.Version, mark(r, r.generated, "generate"), mark(r, r.built, "build")}
		if r.generated && len(r.client.Generate) == 0 {
			row[2] = "-" // the client reads the document at run time, or is written by hand
		}
		for _, step := range steps {
			row = append(row, mark(r, slices.Contains(r.passed, step.name), step.name))
		}
		more := "-"
		if n := len(r.client.More); n > 0 {
			more = mark(r, len(r.passed) == len(steps)+n, "more")
		}
		unit := r.precision
		if unit == "" {
			unit = "-"
		}
		fmt.Fprintln(tab, strings.Join(append(row, more, mark(r, r.seen, "seen"), unit, fmt.Sprintf("%.1f s", r.took.Seconds())), "\t"))
	}
	return tab.Flush()
}

// mark says whether something was done: "ok", "FAIL" at the first that was not,
// and "-" for what was not tried.
func mark(r *result, done bool, what string) string {
	switch {
	case done:
		return "ok"
	case r.err != nil && !r.interrupted() && r.stoppedAt() == what:
		return "FAIL"
	}
	return "-"
}

// stoppedAt returns the first stage or step that was not done.
func (r *result) stoppedAt() string {
	switch {
	case !r.generated:
		return "generate"
	case !r.built:
		return "build"
	}
	for _, step := range steps {
		if !slices.Contains(r.passed, step.name) {
			return step.name
		}
	}
	if len(r.passed) < len(steps)+len(r.client.More) {
		return "more"
	}
	return "seen"
}

// A tally counts results by how they ended; the interrupted ones did not.
type tally struct{ passed, failed, skipped, unbuilt int }

func count(results []*result) tally {
	var n tally
	for _, r := range results {
		switch {
		case r.interrupted():
		case r.err != nil:
			n.failed++
		case r.skipped != "":
			n.skipped++
		case r.unbuilt != "":
			n.unbuilt++
		default:
			n.passed++
		}
	}
	return n
}
