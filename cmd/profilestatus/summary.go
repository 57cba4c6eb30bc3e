package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"

	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// writeCheck writes the report of a check for people.
func writeCheck(w io.Writer, document string, r *check.Report) error {
	var b strings.Builder
	for _, f := range r.Findings {
		// Writing into a Builder cannot fail.
		_ = report.Text(&b, r.Origin(), document, f)
		b.WriteByte('\n')
	}
	b.WriteString("Covered, with how often (keywords: accepted / refused)\n")
	for _, c := range r.Coverage {
		writeCoverage(&b, c)
	}
	if len(r.Document) > 0 {
		fmt.Fprintf(&b, "\nFaults of the document\n")
		for _, fault := range r.Document {
			fmt.Fprintf(&b, "  %s\n", fault)
		}
	}
	writeNotes(&b, "Not seen", r.NotSeen)
	writeNotes(&b, "Not covered", r.NotCovered)
	fmt.Fprintf(&b, "\n%s: %d requests to %s in %.2f s, seed %d.\n", verdictText(r), r.Requests, r.Base, r.Duration.Seconds(), r.Seed)
	_, err := io.WriteString(w, b.String())
	return err
}

func writeNotes(b *strings.Builder, title string, notes []report.Note) {
	if len(notes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, note := range notes {
		fmt.Fprintf(b, "  %s\n", note)
	}
}

// verdictText words the verdict on a server in a few words.
func verdictText(r *check.Report) string {
	broken, warnings := 0, 0
	for _, f := range r.Findings {
		if f.Level == report.Error {
			broken++
		} else {
			warnings++
		}
	}
	text := "The contract holds"
	switch r.Verdict() {
	case check.VerdictBroken:
		text = fmt.Sprintf("The contract is broken in %s", count(broken, "way"))
	case check.VerdictUnknown:
		text = "No error was found, but it is not known whether the contract holds"
	}
	if warnings > 0 {
		text += ", with " + count(warnings, "warning")
	}
	if len(r.NotCovered) > 0 {
		text += ", and " + uncovered(r)
	}
	return text
}

// uncovered says how much was not covered.
func uncovered(r *check.Report) string {
	if len(r.NotCovered) == 1 {
		return "one thing was not validated or not tried"
	}
	return count(len(r.NotCovered), "thing") + " were not validated or not tried"
}

// count writes a number of things.
func count(n int, name string) string {
	if n == 1 {
		return "one " + name
	}
	return fmt.Sprintf("%d %ss", n, name)
}

// width is how wide the lines of a table may be, in characters.
const width = 100

func writeCoverage(b *strings.Builder, c check.Coverage) {
	name := c.Operation
	if name == "" {
		name = "no operation"
	}
	var statuses, keywords []string
	for status, n := range c.Statuses {
		statuses = append(statuses, fmt.Sprintf("%d ×%d", status, n))
	}
	for keyword, v := range c.Keywords {
		keywords = append(keywords, fmt.Sprintf("%s %d/%d", keyword, v.Accepted, v.Refused))
	}
	slices.Sort(statuses)
	slices.Sort(keywords)
	fmt.Fprintf(b, "  %s\n", name)
	writeList(b, "answers", statuses)
	writeList(b, "keywords", keywords)
}

// writeList writes words on as few lines as they need.
func writeList(b *strings.Builder, name string, words []string) {
	if len(words) == 0 {
		words = []string{"none"}
	}
	line := fmt.Sprintf("    %-9s", name)
	for i, word := range words {
		if i < len(words)-1 {
			word += ","
		}
		if len(line)+1+len(word) > width {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = strings.Repeat(" ", 13)
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
}

// A progress shows on a terminal how far a command is.
type progress struct {
	w    io.Writer // nil: there is no terminal
	mu   sync.Mutex
	last time.Time
}

func newProgress(stderr io.Writer) *progress {
	if f, ok := stderr.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		return &progress{w: stderr}
	}
	return &progress{}
}

// show writes over the line of before, at most ten times a second.
func (p *progress) show(phase string, requests int) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); now.Sub(p.last) > 100*time.Millisecond {
		p.last = now
		fmt.Fprintf(p.w, "\r\x1b[K%s, %d requests", phase, requests)
	}
}

func (p *progress) clear() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
