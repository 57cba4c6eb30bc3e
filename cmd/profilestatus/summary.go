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
	if len(r.NotCovered) > 0 {
		b.WriteString("\nNot covered\n")
		for _, note := range r.NotCovered {
			fmt.Fprintf(&b, "  %s\n", note)
		}
	}
	verdict := "The contract holds"
	if n := len(r.Findings); n > 0 {
		verdict = fmt.Sprintf("The contract is broken in %d ways", n)
		if n == 1 {
			verdict = "The contract is broken in one way"
		}
	}
	fmt.Fprintf(&b, "\n%s: %d requests to %s in %.2f s, seed %d.\n", verdict, r.Requests, r.Base, r.Duration.Seconds(), r.Seed)
	_, err := io.WriteString(w, b.String())
	return err
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
