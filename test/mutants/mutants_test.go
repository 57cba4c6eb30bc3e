package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// TestSample compares the report on a package whose survivors are known, and
// fails a bar that is not reached.
func TestSample(t *testing.T) {
	const golden = "testdata/sample.txt"
	var out strings.Builder
	err := run(t.Context(), []string{"-seed", "1", "-min", "100", "-equivalent", "testdata/equivalent.txt", "./testdata/sample"}, &out, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "want 100.0 %") {
		t.Fatalf("run() = %v, want that too few were killed", err)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s (-want +got; to accept: go test ./test/mutants -update):\n%s", golden, diff)
	}
}

// TestMark finds mutants by their code, wherever its line is.
func TestMark(t *testing.T) {
	f := &file{name: "a/b.go"}
	tests := []struct {
		list, want, reason string
		marked             bool
	}{
		{"a/b.go: < becomes <=\n  if a < b {\nwhy\n", "", "the same change of the same code", true},
		{"a/c.go: < becomes <=\nif a < b {\nwhy\n", "", "a file of another package is looked at when that one is tried", false},
		{"a/b.go: < becomes <=\nif a < c {\nwhy\n", "a/b.go: < becomes <=", "the code has changed", false},
		{"a/b.go: > becomes >=\nif a < b {\nwhy\n", "a/b.go: > becomes >=", "there is no such change", false},
		{"# a comment\n\na/b.go: < becomes <=\nif a < b {\n", "want three lines", "an entry without a reason", false},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), "equivalent.txt")
		if err := os.WriteFile(path, []byte(tt.list), 0o600); err != nil {
			t.Fatal(err)
		}
		m := &mutant{file: f, change: "< becomes <=", source: "if a < b {", state: untried}
		all, err := readEquivalents(path)
		got := fmt.Sprint(err)
		if err == nil {
			got = strings.Join(all.mark(&subject{files: []*file{f}, mutants: []*mutant{m}}), "")
		}
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("got %q, want %q\nreason: %s", got, tt.want, tt.reason)
		}
		if marked := m.state == equivalent; marked != tt.marked {
			t.Errorf("the mutant is %s\nreason: %s", m.state, tt.reason)
		}
	}
}

// TestSurvivors finds those of a former report, wherever their line is now.
func TestSurvivors(t *testing.T) {
	const report = "percent  file\na/b.go:7: < becomes <= (survived)\n\tif a < b {\na/b.go:9: f() is removed (unreached)\n\tf()\nseed 1\n"
	tests := []struct {
		change, source string
		want           bool
		reason         string
	}{
		{"< becomes <=", "if a < b {", true, "it survived"},
		{"f() is removed", "f()", true, "no test reached it"},
		{"> becomes >=", "if a < b {", false, "another change of the same line"},
		{"< becomes <=", "if a < c {", false, "the code has changed"},
	}
	path := filepath.Join(t.TempDir(), "report.txt")
	if err := os.WriteFile(path, []byte(report), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		p := &subject{mutants: []*mutant{{file: &file{name: "a/b.go"}, change: tt.change, source: tt.source}}}
		again, err := p.survivors(path)
		if err != nil || (len(again) == 1) != tt.want {
			t.Errorf("%s of %s: %d found, %v, want %t\nreason: %s", tt.change, tt.source, len(again), err, tt.want, tt.reason)
		}
	}
	if _, err := new(subject).survivors("nosuch"); err == nil {
		t.Error("a report that is not there is read")
	}
}

// TestPercent takes what was tried for a sample of what tests reach.
func TestPercent(t *testing.T) {
	tests := []struct {
		counts map[state]int
		want   float64
		reason string
	}{
		{map[state]int{}, 100, "nothing can survive"},
		{map[state]int{untried: 7}, 100, "nothing is known to survive"},
		{map[state]int{equivalent: 7}, 100, "nobody can kill these"},
		{map[state]int{unreached: 7}, 0, "nothing was killed"},
		{map[state]int{killed: 6, survived: 1, unreached: 1}, 75, "all were tried"},
		{map[state]int{killed: 3, survived: 1, unreached: 50, untried: 46}, 37.5, "three quarters of the half that is reached"},
	}
	for _, tt := range tests {
		if got := percent(tt.counts); got != tt.want {
			t.Errorf("percent(%v) = %v, want %v\nreason: %s", tt.counts, got, tt.want, tt.reason)
		}
	}
}

// TestOrder runs a test earlier that has killed mutants of the same file.
func TestOrder(t *testing.T) {
	here, there := new(file), new(file)
	slow := &test{name: "TestSlow", took: 3, passes: map[int64]int64{1: 1}, kills: make(map[*file]int)}
	quick := &test{name: "TestQuick", took: 2, passes: map[int64]int64{1: 1}, kills: make(map[*file]int)}
	other := &test{name: "TestOther", took: 1, kills: make(map[*file]int)}
	h := &harness{tests: []*test{slow, quick, other}}
	tests := []struct {
		file         *file
		out          string // of a run before that
		want, reason string
	}{
		{here, "", "TestQuick TestSlow", "the quickest that pass it"},
		{here, "--- FAIL: TestSlow (0.00s)\n", "TestSlow TestQuick", "a test that is likely to kill it"},
		{there, "", "TestQuick TestSlow", "which says nothing of another file"},
	}
	for _, tt := range tests {
		m := &mutant{number: 1, file: tt.file}
		h.credit(m, h.tests, tt.out)
		var names []string
		for _, t := range h.order(m) {
			names = append(names, t.name)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("after %q: %s, want %s\nreason: %s", tt.out, got, tt.want, tt.reason)
		}
	}
}

// TestTry begins nothing after the end of its time.
func TestTry(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	tests := []struct {
		name   string
		ctx    context.Context
		budget time.Duration
		passed int64
		want   state
		reason string
	}{
		{"spent", t.Context(), 1, 1, untried, "the budget is spent"},
		{"stopped", stopped, 0, 1, untried, "the user has interrupted it"},
		{"unreached", t.Context(), 1, 0, unreached, "nothing has to be run to know it"},
		{"no test", t.Context(), 0, 1, survived, "no test fails"},
	}
	for _, tt := range tests {
		m := &mutant{state: untried, passed: tt.passed}
		h := &harness{options: &options{jobs: 1, budget: tt.budget}}
		if h.try(tt.ctx, []*mutant{m}); m.state != tt.want {
			t.Errorf("%s: the mutant is %s, want %s\nreason: %s", tt.name, m.state, tt.want, tt.reason)
		}
	}
}

// TestParse refuses command lines that say nothing or too much.
func TestParse(t *testing.T) {
	tests := []struct {
		args   []string
		reason string
	}{
		{nil, "nothing says what to mutate"},
		{[]string{"./a", "./b"}, "one package is mutated at a time"},
		{[]string{"-j", "0", "./a"}, "nobody would run the tests"},
		{[]string{"-budget", "-1s", "./a"}, "no time is negative"},
		{[]string{"-skip", "(", "./a"}, "this is no regexp"},
	}
	for _, tt := range tests {
		if _, err := parse(tt.args, io.Discard); err == nil {
			t.Errorf("parse(%q) succeeds\nreason: %s", tt.args, tt.reason)
		}
	}
}

// TestEquivalents keeps the list in step with files that are moved or changed;
// that the entries name mutants is looked at when the mutants are tried.
func TestEquivalents(t *testing.T) {
	all, err := readEquivalents("equivalent.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		name, _, _ := strings.Cut(e.change, ": ")
		code, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || !strings.Contains(string(code), e.source) {
			t.Errorf("%s: the code has changed (%v), look at the mutant again", e.change, err)
		}
	}
}
