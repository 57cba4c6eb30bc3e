package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

const (
	page  = "docs/documents.md"
	begin = "<!-- begin: make test-documents ARGS=-update -->\n"
	end   = "<!-- end -->\n"
)

// table compares the table of the page with what was found, or rewrites it.
func table(all []result, update bool) error {
	var b strings.Builder
	b.WriteString(begin)
	b.WriteString("| Document | Package | Version | Operations | Validated | Faults | Not validated |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range all {
		var notes []string
		for kind, n := range r.Notes {
			notes = append(notes, fmt.Sprintf("%s: %d", kind, n))
		}
		slices.Sort(notes)
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %.1f %% | %d | %s |\n", r.document.name, r.document.pkg, r.Version, r.Operations, r.share(), r.Warnings, strings.Join(notes, ", "))
	}
	b.WriteString(end)
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, ok := bytes.Cut(text, []byte(begin))
	_, after, also := bytes.Cut(rest, []byte(end))
	if !ok || !also {
		return errors.New(page + " has no place for the table")
	}
	now := slices.Concat(before, []byte(b.String()), after)
	if bytes.Equal(now, text) {
		return nil
	}
	if update {
		return os.WriteFile(page, now, 0o644)
	}
	return errors.New(page + " says otherwise; make test-documents ARGS=-update")
}
