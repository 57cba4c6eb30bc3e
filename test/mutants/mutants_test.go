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
