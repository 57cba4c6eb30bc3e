package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"profilestatus.example/test/internal/ledger"
)

// A row sums up the trials of one kind.
type row struct {
	cases, hit, faults int
	count              [3]int // creates, by answer
	lost, kept, other  int
}

// A table sums up trials by group of calls and error. What is not hit counts
// for nothing but cases.
type table struct {
	rows   map[string]*row // by calls and error
	scenes map[string]*row // by scene, calls and error
}

func newTable() *table {
	return &table{rows: make(map[string]*row), scenes: make(map[string]*row)}
}

// add counts a trial.
func (t *table) add(r *trial) {
	key := fmt.Sprintf("%v\t%s", r.target, r.errno)
	t.row(t.rows, key).add(r)
	t.row(t.scenes, r.scene.name+"\t"+key).add(r)
}

func (t *table) row(rows map[string]*row, key string) *row {
	if rows[key] == nil {
		rows[key] = new(row)
	}
	return rows[key]
}

func (r *row) add(t *trial) {
	r.cases++
	for _, f := range t.found {
		switch f.Kind {
		case ledger.Lost:
			r.lost++
		case ledger.Kept:
			r.kept++
		default:
			r.other++
		}
	}
	if t.hits == 0 {
		return
	}
	r.hit++
	r.faults += t.hits
	for answer, n := range t.count {
		r.count[answer] += n
	}
}

// write prints the table, and what was never hit.
func (t *table) write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "calls\terror\tinjected\thit\tcalls failed\tacknowledged\trefused\tunknown\tlost\tkept\tother")
	for _, key := range slices.Sorted(maps.Keys(t.rows)) {
		r := t.rows[key]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", key, r.cases, r.hit, r.faults,
			r.count[ledger.Acknowledged], r.count[ledger.Refused], r.count[ledger.Unknown], r.lost, r.kept, r.other)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(t.scenes)) {
		if r := t.scenes[key]; r.hit == 0 {
			fmt.Fprintf(out, "never hit: %s, in %d cases\n", strings.ReplaceAll(key, "\t", " "), r.cases)
		}
	}
	return nil
}
