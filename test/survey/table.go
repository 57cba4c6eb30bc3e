package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// page has the table.
const page = "docs/clients.md"

// The marks between which the table is.
const begin, end = "<!-- begin survey -->\n", "<!-- end survey -->\n"

// writePage puts the table into the page.
func (r *results) writePage(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(data), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has lost the marks of its section %q", page, "survey")
	}
	return os.WriteFile(file, []byte(before+begin+r.table()+end+after), 0o644)
}

// table returns what the page says of the survey: a row for each tool that was
// tried beyond its syntax or failed, and the names of the others.
func (r *results) table() string {
	var b strings.Builder
	b.WriteString("| Level | What it means |\n| --- | --- |\n")
	for _, l := range levels {
		fmt.Fprintf(&b, "| %s | %s |\n", l.name, l.does)
	}
	days := span(r.Tools, func(t *result) string { return t.Date })
	versions := span(r.Tools, func(t *result) string { return t.Spec })
	fmt.Fprintf(&b, "\n%d tools, tried on %s with version %s of the document:\n\n| Tool |", len(r.Tools), days, versions)
	for _, l := range levels {
		b.WriteString(" " + l.name + " |")
	}
	b.WriteString(" Fault |\n| --- |" + strings.Repeat(" --- |", len(levels)+1) + "\n")
	var parsed, generated []string
	for _, t := range r.Tools {
		switch {
		case t.Failed != "" || t.Fault.Gone || t.Missing != "" || t.Target == "" || slices.Contains(t.Reached, "compiled"):
			b.WriteString(t.row())
		case slices.Contains(t.Reached, "parses"):
			parsed = append(parsed, t.Tool)
		default:
			generated = append(generated, t.Tool)
		}
	}
	fmt.Fprintf(&b, "\nGenerated with the right syntax, and not tried further (%d targets of openapi-generator): %s.\n", len(parsed), strings.Join(parsed, ", "))
	fmt.Fprintf(&b, "\nGenerated in a form whose syntax the survey does not look at (%d): %s.\n", len(generated), strings.Join(generated, ", "))
	return b.String()
}

// row returns a tool's row of the table.
func (t *result) row() string {
	name := t.Tool + " " + t.Version
	if t.Target != "" {
		name = "openapi-generator " + name
	}
	cells := []string{name}
	for _, l := range levels {
		switch {
		case slices.Contains(t.Reached, l.name):
			cells = append(cells, "yes")
		case t.Failed == l.name:
			cells = append(cells, "**no**")
		default:
			cells = append(cells, "–")
		}
	}
	return "| " + strings.Join(append(cells, t.whose()), " | ") + " |\n"
}

// whose says whose fault a failure is.
func (t *result) whose() string {
	f := t.Fault
	switch {
	case f.Gone:
		return "gone since it was written down"
	case f.Document != "":
		return fmt.Sprintf("%s: %s ([%s](../%s/faults/%s))", f.By, f.Why, f.Document, source, f.Document)
	case f.By != "":
		return f.By + ": " + f.Why
	case t.Failed != "":
		return "not explained yet"
	case t.Said != "":
		return "the levels are reached, but the scenario ends with an error"
	case t.Missing != "":
		return t.Missing
	}
	return ""
}

// span returns the smallest and the greatest text of the results, or the only one.
func span(results []*result, of func(*result) string) string {
	var texts []string
	for _, t := range results {
		texts = append(texts, of(t))
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	return texts[0] + " to " + texts[len(texts)-1]
}
