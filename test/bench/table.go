package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// A sample holds what repeated measurements of one figure have given.
type sample []float64

// median returns the middle one.
func (s sample) median() float64 {
	sorted := slices.Sorted(slices.Values(s))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// ratio compares measurement by measurement, so that what disturbs the machine
// for a while disturbs both sides.
func (s sample) ratio(to sample) sample {
	ratios := make(sample, len(s))
	for i := range s {
		ratios[i] = s[i] / to[i]
	}
	return ratios
}

// A row is one figure.
type row struct {
	figure, against string
	format          string  // of a value with its unit
	atLeast, atMost float64 // what is wanted: one of the two, or none in a row to compare with
	got             sample
	note            string
}

// A table is what a run has to tell.
type table struct{ rows []row }

func (t *table) add(r row) { t.rows = append(t.rows, r) }

func (t *table) write(w io.Writer) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "figure\tagainst\twanted\tgot\tmin..max\tok\tnote")
	for _, r := range t.rows {
		wanted, ok := "<= "+fmt.Sprintf(r.format, r.atMost), "yes"
		if r.atLeast > 0 {
			wanted = ">= " + fmt.Sprintf(r.format, r.atLeast)
		}
		if r.atLeast == 0 && r.atMost == 0 {
			wanted, ok = "-", "-"
		}
		if m := r.got.median(); r.atLeast > 0 && m < r.atLeast || r.atMost > 0 && m > r.atMost {
			ok = "NO"
		}
		spread := fmt.Sprintf(r.format+".."+r.format, slices.Min(r.got), slices.Max(r.got))
		if len(r.got) == 1 {
			spread = "-"
		}
		fmt.Fprintln(tab, strings.Join([]string{r.figure, r.against, wanted, fmt.Sprintf(r.format, r.got.median()), spread, ok, r.note}, "\t"))
	}
	return tab.Flush()
}

// thousands writes a rate or a count so that it can be read.
func thousands[T int | float64](n T) string {
	text := fmt.Sprintf("%.0f", float64(n))
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	return text
}
