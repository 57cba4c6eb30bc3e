package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

var update = flag.Bool("update", false, "write the survey's table anew")

// TestPage compares the table in docs/clients.md with the results that are kept.
func TestPage(t *testing.T) {
	r, err := readResults(resultsFile)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("..", "..", page)
	if *update {
		if err := r.writePage(file); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), begin)
	got, _, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has lost the marks of its section %q", page, "survey")
	}
	if diff := gocmp.Diff(r.table(), got); diff != "" {
		t.Errorf("%s (-want +got; to accept: go test ./test/survey -update):\n%s", page, diff)
	}
}

// TestFaults: each document of a fault is small, and a row or a result names it.
func TestFaults(t *testing.T) {
	rows, err := load("tools.yaml")
	if err != nil {
		t.Fatal(err)
	}
	results, err := readResults(resultsFile)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{plain: true}
	for _, r := range rows {
		if r.Fault != nil {
			named[r.Fault.Document] = true
		}
	}
	for _, r := range results.Tools {
		if f := r.Fault; f.By == byTool && f.Document == "" {
			t.Errorf("%s: no document shows the fault", r.Tool)
		} else if f.Document != "" && !named[f.Document] {
			t.Errorf("%s: no row names %s any more; try it again", r.Tool, f.Document)
		}
	}
	entries, err := os.ReadDir("faults")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join("faults", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > 6 {
			t.Errorf("%s has %d lines, want about five", e.Name(), n)
		}
		if !named[e.Name()] {
			t.Errorf("no row needs %s", e.Name())
		}
	}
}

// TestLoad: a row that is misspelt or not whole is refused.
func TestLoad(t *testing.T) {
	tests := []struct{ name, text, want, reason string }{
		{"right", "- {name: perl, target: perl}", "", "a target needs no commands"},
		{"unknown field", "- {name: perl, target: perl, compiles: x}", "not found", "a slip of the pen must not leave out a level"},
		{"no command", "- {name: perl, version: '1'}", "are needed", "what is not of openapi-generator has to be told how to generate"},
		{"a folder's name", "- {name: ../perl, target: perl}", "want small letters", "a folder of that name is emptied"},
		{"twice", "[{name: perl, target: perl}, {name: perl, target: perl}]", "twice", "the second result would overwrite the first"},
		{"until", "- {name: perl, target: perl, until: created}", "", "a reference has nothing that pages"},
		{"until a level before", "- {name: perl, target: perl, until: parses}", "want created", "no level would be looked for"},
		{"level", "- {name: perl, target: perl, fault: {level: parsed}}", "no level", "its fault would never be met"},
		{"by", "- {name: perl, target: perl, fault: {level: parses, by: me, why: x}}", "by: tool", "the page tells whose fault it is"},
		{"no document", "- {name: perl, target: perl, fault: {level: parses, by: tool, why: x, document: none.yaml}}", "no such file", "a tool's fault has to be shown"},
		{"no command for a fault", "- {name: perl, target: perl, fault: {level: paged, by: tool, why: x, document: none.yaml}}", "shows", "no scenario is played with the small document"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "tools.yaml")
			if err := os.WriteFile(file, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := load(file)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: %v, want %q\nreason: %s", tt.text, err, tt.want, tt.reason)
			}
		})
	}
}

// TestWitness: only what the service saw proves a level.
func TestWitness(t *testing.T) {
	const create, list = "createProfileStatus", "listProfileStatusHistory"
	tests := []struct {
		name              string
		operation, target string
		status            int
		want              string
		reason            string
	}{
		{"created", create, "", 201, "created", "it was stored"},
		{"conflict", create, "", 409, "conflict", "the id was repeated"},
		{"first page", list, "/x?$top=1", 200, "", "no link was followed"},
		{"next page", list, "/x?%24top=1&%24skiptoken=A", 200, "paged", "a client may escape the dollar sign"},
		{"refused", create, "", 400, "", "nothing was created"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			saw := witness([]*journal.Entry{{Operation: tt.operation, Exchange: contract.Exchange{Target: tt.target, Status: tt.status}}})
			if tt.want == "" && len(saw) > 0 || tt.want != "" && !saw[tt.want] {
				t.Errorf("%v, want %q\nreason: %s", saw, tt.want, tt.reason)
			}
		})
	}
}

// TestFirstLine: what is kept of an output names no folder of this machine.
func TestFirstLine(t *testing.T) {
	got := firstLine("begin\n/home/me/survey/ours/x/a.py:3: SyntaxError: bad\nend")
	if want := "a.py:3: SyntaxError: bad"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
