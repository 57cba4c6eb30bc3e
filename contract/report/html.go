package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"
)

var (
	//go:embed page.css
	pageStyle string
	//go:embed page.html
	pageText string
)

// page is parsed when the first report is written, not by each start of a program.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{"count": count}).Parse(pageText))
})

// StyleSheet returns the style sheet of the HTML report, for other pages with the same
// style.
func StyleSheet() string { return pageStyle }

// Bounds of a page. What is beyond them is in the other reports.
const (
	maxBlocks    = 200
	maxBodyShown = 4 << 10 // bytes
	maxNotes     = 500     // of each list
)

// HTML writes the result as a single HTML page. The page has no script and loads
// nothing; its Content-Security-Policy allows only its own style sheet. Data from
// exchanges is written as text, with unprintable characters escaped.
func HTML(w io.Writer, r *Result) error {
	sum := sha256.Sum256([]byte(pageStyle))
	v := view{
		Result: r, Style: template.CSS(pageStyle), StyleHash: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
		Version: plain(r.Version), Base: plain(r.Base), Document: plain(r.Document),
		Summary: r.Summary(), Class: verdictClasses[r.Verdict], Mark: verdictMarks[r.Verdict],
		Coverage: newMatrix(r.Coverage),
	}
	lines := strings.Split(string(r.Source), "\n")
	causes := r.Causes()
	for i, c := range causes[:min(len(causes), maxBlocks)] {
		v.Causes = append(v.Causes, r.causeView(i+1, c, lines))
	}
	v.MoreCauses = len(causes) - len(v.Causes)
	for _, f := range r.Findings {
		if f.Known {
			v.Known = append(v.Known, f.known().String())
		}
	}
	v.add("Known", "Findings that the baseline knows; they do not fail.", v.Known)
	v.add("No longer seen", "Findings of the baseline that this run did not meet.", texts(r.Gone))
	v.add("Not covered", "What was not validated or not tried, and why.", texts(r.NotCovered))
	v.add("Faults of the document", "What is wrong in the document itself.", texts(r.Faults))
	v.add("Not seen", "What no request could show.", texts(r.NotSeen))
	var text bytes.Buffer
	if err := page().Execute(&text, v); err != nil {
		return err
	}
	_, err := w.Write(text.Bytes())
	return err
}

var (
	verdictClasses = map[Verdict]string{Holds: "good", Broken: "bad", Unknown: "open"}
	verdictMarks   = map[Verdict]string{Holds: "✓", Broken: "✗", Unknown: "?"}
)

// A view is what the page shows.
type view struct {
	*Result
	Version    string // this and the next two in printable characters
	Base       string
	Document   string
	Style      template.CSS
	StyleHash  string
	Summary    string
	Class      string
	Mark       string
	Coverage   matrix
	Causes     []causeView
	MoreCauses int
	Known      []string
	Lists      []listView
}

// A listView is a section of sentences.
type listView struct {
	Title, About string
	Items        []string
	More         int
}

// ID returns the section's anchor.
func (l listView) ID() string { return strings.ReplaceAll(strings.ToLower(l.Title), " ", "-") }

func (v *view) add(title, about string, items []string) {
	if len(items) > 0 {
		shown := items[:min(len(items), maxNotes)]
		v.Lists = append(v.Lists, listView{title, about, shown, len(items) - len(shown)})
	}
}

func texts[T interface{ String() string }](items []T) []string {
	var all []string
	for _, item := range items {
		all = append(all, plain(item.String()))
	}
	return all
}

// A causeView is a cause on the page.
type causeView struct {
	ID        int // counted from 1
	Rule      string
	About     string // what breaks the rule
	Class     string
	Level     string
	Count     int
	Title     string
	Message   string
	Groups    string
	Facts     []fact
	Places    []placeView
	More      int // places beyond those
	Excerpt   []ExcerptLine
	Document  string // file:line:column
	Messages  []messageView
	Again     string
	File      string // what the files that Again reads have to hold
	StepCount int    // 0: the request alone shows it
}

type fact struct{ Name, Value string }

type placeView struct {
	Operation, Place string
	Count            int
}

func (r *Result) causeView(id int, c Cause, lines []string) causeView {
	v := c.Violation
	view := causeView{
		ID: id, Rule: plain(v.Rule), About: help(v.Rule), Class: "bad", Level: "error", Count: c.Count,
		Title: plain(orNone(c.Operation)), Message: plain(v.Message), Groups: plain(strings.Join(c.groups(), ", ")),
		Document: plain(Place(r.Document, v)), Excerpt: excerpt(lines, v.Line, v.Column),
	}
	if c.Level != Error {
		view.Class, view.Level = "open", string(c.Level)
	}
	if n := c.Operations() - 1; n > 0 {
		view.Title += " and " + count(n, "more operation")
	}
	for _, f := range []fact{{"place", strings.TrimSpace(string(v.Side) + " " + v.Target)}, {"expected", v.Want}, {"got", v.Found}} {
		if f.Value != "" {
			view.Facts = append(view.Facts, fact{f.Name, plain(f.Value)})
		}
	}
	if len(c.Places) > 1 {
		for _, f := range c.Places[:min(len(c.Places), 5*maxPlaces)] {
			view.Places = append(view.Places, placeView{plain(orNone(f.Operation)), plain(strings.TrimSpace(string(f.Violation.Side) + " " + f.Violation.Target)), f.Count})
		}
		view.More = len(c.Places) - len(view.Places)
	}
	if c.Example.Method == "" {
		return view
	}
	if len(c.Steps) < 2 {
		view.Again, view.File = Curl(r.Origin, &c.Example), fileNote(&c.Example, "the request", "body")
		view.Messages = exchangeViews("", &c.Example)
		return view
	}
	view.Again, view.StepCount = Script(r.Origin, c.Nonce, c.Steps), len(c.Steps)
	view.File = strings.Join(fileNotes(c.Steps), "; ")
	for i, s := range c.Steps {
		view.Messages = append(view.Messages, exchangeViews("Step "+strconv.Itoa(i+1)+", ", &s.Exchange)...)
	}
	return view
}

// PlaceCount returns how many places the cause has.
func (v causeView) PlaceCount() int { return len(v.Places) + v.More }
