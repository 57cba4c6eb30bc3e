package spec_test

import (
	"bytes"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the table in docs/versioning.md")

const (
	document = "../../openapi.yaml"
	pageFile = "../../docs/versioning.md"
)

// TestRules applies each row to the document, classifies the difference, and holds
// the table in docs/versioning.md against the outcome.
func TestRules(t *testing.T) {
	var table strings.Builder
	names := map[string]bool{}
	for _, s := range sections {
		fmt.Fprintf(&table, "\n### %s\n\n| Change | Raises | oasdiff | Because |\n| --- | --- | --- | --- |\n", s.title)
		for _, r := range s.rules {
			name := s.title + "/" + r.change
			if r.reason == "" || names[name] {
				t.Fatalf("%s: no reason, or there twice", name)
			}
			names[name] = true
			t.Run(name, func(t *testing.T) {
				before, after := applied(t, r)
				said := changes(t, before, after)
				if got := compare(t, before, after, said); got.bump() != r.want {
					t.Errorf("raises %s, want %s\nreason: %s\noasdiff: %v%s", got.bump(), r.want, r.reason, said, got)
				}
				for _, c := range said {
					if bumps[c.Level] > r.want {
						t.Errorf("%s is ranked lower than oasdiff does, and the page says that nothing is", c.ID)
					}
				}
				fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", r.change, r.want, cell(said, r.want), r.reason)
			})
		}
	}
	const begin, end = "<!-- begin rules -->\n", "\n<!-- end rules -->"
	text := read(t, pageFile)
	head, rest, ok1 := bytes.Cut(text, []byte(begin))
	old, tail, ok2 := bytes.Cut(rest, []byte(end))
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the table", pageFile)
	}
	if *update {
		write(t, pageFile, slices.Concat(head, []byte(begin), []byte(table.String()), []byte(end), tail))
		return
	}
	if string(old) != table.String() {
		t.Errorf("the table in %s is not that of the rules and of what oasdiff says (run: go test -run TestRules -update .), want:\n%s", pageFile, table.String())
	}
}

// applied returns the document before and after the change of a row.
func applied(t *testing.T, r rule) (before, after []byte) {
	t.Helper()
	before = read(t, document)
	var err error
	if r.given != nil {
		if before, err = r.given(before); err != nil {
			t.Fatal(err)
		}
	}
	if after, err = r.edit(before); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(before, after) {
		t.Fatal("the edit changes nothing")
	}
	return before, after
}

// cell says in a cell what oasdiff finds with its own levels, the highest
// only, and in bold when this project ranks the change otherwise.
func cell(said []change, want bump) string {
	highest := 0
	for _, c := range said {
		highest = max(highest, c.Level)
	}
	level := [...]string{"silent", "INFO", "WARN", "ERR"}[highest]
	var ids []string
	for _, c := range said {
		if id := "`" + c.ID + "`"; c.Level == highest && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if bumps[highest] != want {
		level = "**" + level + "**"
	}
	return strings.TrimSpace(level + " " + strings.Join(ids, ", "))
}
