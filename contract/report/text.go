package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
)

const (
	// maxShown is how much of a message is shown to people, in bytes.
	maxShown = 300
	// maxPlaces is how many places of one cause are listed.
	maxPlaces = 10
)

// Blocks writes the causes of the findings as text, one block each: how often it
// occurred, the smallest case, the actual and the expected value, the line of the
// document, other locations, and a command that reproduces it. Data from exchanges
// stays on its line and is written in printable characters, so that it can neither
// control a terminal nor imitate the report.
func Blocks(w io.Writer, r *Result, style Style) error {
	var b strings.Builder
	for _, c := range r.Causes() {
		r.block(&b, style, c)
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Result) block(b *strings.Builder, style Style, c Cause) {
	v := c.Violation
	title := fmt.Sprintf("%d × %s: %s", c.Count, plain(v.Rule), plain(orNone(c.Operation)))
	if n := c.Operations() - 1; n > 0 {
		title += " and " + count(n, "more operation")
	}
	color := red
	if c.Level != Error {
		title += ", " + string(c.Level)
		color = yellow
	}
	if groups := c.groups(); len(groups) > 0 {
		title += " (" + plain(strings.Join(groups, ", ")) + ")"
	}
	b.WriteString(style.paint(color, title) + "\n")
	style.sentence(b, "  ", "  ", plain(v.Message))
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "  %-10s%s\n", name, plain(value))
		}
	}
	line("location", strings.TrimSpace(string(v.Side)+" "+v.Target))
	line("expected", v.Want)
	line("got", v.Found)
	line("document", Place(r.Document, v))
	if c.Example.Method == "" {
		return // it is about no request
	}
	line("request", c.Example.Method+" "+c.Example.Target+message(c.Example.RequestBody))
	if c.Example.Status != 0 {
		line("response", strconv.Itoa(c.Example.Status)+message(c.Example.ResponseBody))
	}
	places(b, c.Places)
	if len(c.Steps) < 2 {
		line("reproduce", Curl(r.Origin, &c.Example))
		line("body", fileNote(&c.Example, "the request", "body"))
		return
	}
	fmt.Fprintf(b, "  reproduce in %d steps, as a script:\n", len(c.Steps))
	for text := range strings.Lines(Script(r.Origin, c.Nonce, c.Steps)) {
		b.WriteString("    " + text)
	}
	for _, note := range fileNotes(c.Steps) {
		line("body", note)
	}
}

// places lists where a cause shows, if that is more than one place.
func places(b *strings.Builder, all []Finding) {
	if len(all) < 2 {
		return
	}
	name := "in"
	for i, f := range all {
		if i == maxPlaces {
			fmt.Fprintf(b, "  %-10sand %s\n", "", count(len(all)-i, "more place"))
			break
		}
		fmt.Fprintf(b, "  %-10s%s, %s: %d ×\n", name, plain(orNone(f.Operation)), plain(strings.TrimSpace(string(f.Violation.Side)+" "+f.Violation.Target)), f.Count)
		name = ""
	}
}

// Place returns the location of the violated rule in the document, as file:line:column;
// "" if there is no single location.
func Place(document string, v contract.Violation) string {
	if v.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", document, v.Line, v.Column)
}

func orNone(operation string) string {
	if operation == "" {
		return "no operation"
	}
	return operation
}

// message shows the beginning of a body on one line.
func message(body []byte) string {
	length := len(body)
	text := strings.TrimRight(string(body), "\r\n")
	var compact bytes.Buffer
	if strings.Contains(text, "\n") && json.Compact(&compact, body) == nil {
		text = compact.String()
	}
	switch {
	case text == "":
		return ""
	case len(text) > maxShown:
		return fmt.Sprintf(" %s … (%d bytes)", printable(text[:maxShown]), length)
	}
	return " " + printable(text)
}

// printable shows plain text as it is, and anything else in quotes.
func printable(text string) string {
	if isPlain(text) {
		return text
	}
	return strconv.Quote(text)
}

// Text writes the complete result as text.
func Text(w io.Writer, r *Result, style Style) error {
	var b strings.Builder
	_ = Blocks(&b, r, style) // a Builder takes everything
	if len(r.Coverage) > 0 {
		b.WriteString("Coverage (keywords: accepted/refused requests)\n")
	}
	for _, c := range r.Coverage {
		style.coverage(&b, c)
	}
	section(&b, style, "Faults of the document", r.Faults)
	section(&b, style, "Not seen", r.NotSeen)
	section(&b, style, "Not covered", r.NotCovered)
	section(&b, style, "In the baseline "+plain(r.Baseline)+", but not found in this run", r.Gone)
	fmt.Fprintf(&b, "\n%s: %d requests to %s in %.2f s", style.paint(verdictColors[r.Verdict], r.Summary()), r.Requests, plain(r.Base), r.Duration.Seconds())
	if r.Seed != 0 {
		fmt.Fprintf(&b, ", seed %d", r.Seed)
	}
	b.WriteString(".\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func section[T fmt.Stringer](b *strings.Builder, style Style, title string, items []T) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, item := range items {
		style.sentence(b, "  ", "    ", plain(item.String()))
	}
}

// Summary returns the verdict in a few words, with what was not covered.
func (r *Result) Summary() string {
	broken, warnings, known := r.counts()
	text := "The contract holds"
	switch r.Verdict {
	case Broken:
		text = "The contract is broken in " + count(broken, "way")
	case Unknown:
		text = "No error was found, but it is not known whether the contract holds"
		if known > 0 {
			text = "No new error was found, but it is not known whether the contract holds"
		}
	case Holds:
		if known > 0 {
			text = "Nothing new breaks the contract"
		}
	}
	if warnings > 0 {
		text += ", with " + count(warnings, "warning")
	}
	if known > 0 {
		text += ", with " + count(known, "finding") + " known from " + plain(r.Baseline)
	}
	if len(r.NotCovered) > 0 {
		text += ", and " + r.Uncovered()
	}
	return text
}

// Uncovered returns in words how much was not covered.
func (r *Result) Uncovered() string {
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

func (s Style) coverage(b *strings.Builder, c Coverage) {
	var statuses, keywords []string
	for status, n := range c.Statuses {
		statuses = append(statuses, fmt.Sprintf("%d ×%d", status, n))
	}
	for keyword, v := range c.Keywords {
		keywords = append(keywords, fmt.Sprintf("%s %d/%d", keyword, v.Accepted, v.Refused))
	}
	slices.Sort(statuses)
	slices.Sort(keywords)
	fmt.Fprintf(b, "  %s\n", plain(orNone(c.Operation)))
	s.list(b, "responses", statuses)
	s.list(b, "keywords", keywords)
}
