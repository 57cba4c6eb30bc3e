package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"` // seconds
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    string        `xml:"time,attr"` // seconds
	Skipped *junitSkipped `xml:"skipped"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// JUnit writes the cases and what was not covered as one test suite in JUnit XML. A
// case has one failure with all of its findings in the text; one whose errors are all
// known is skipped. The verdict is a property of the suite.
func JUnit(w io.Writer, r *Result) error {
	name := "profilestatus " + r.Command
	s := junitSuite{Name: name, Properties: []junitProperty{{"verdict", string(r.Verdict)}, {"version", r.Version}, {"document", r.Document}}}
	var total time.Duration
	for _, c := range slices.Concat(r.Cases, r.notCovered()) {
		j := junitCase{Name: c.Name, Class: c.Group, Time: seconds(c.Duration)}
		if j.Class == "" {
			j.Class = name
		}
		if c.Skipped == "" && !c.fails() {
			c.Skipped = c.known()
		}
		switch {
		case c.fails():
			s.Failures++
			j.Failure = r.failure(c.Findings)
		case c.Skipped != "":
			s.Skipped++
			j.Skipped = &junitSkipped{c.Skipped}
		}
		total += c.Duration
		s.Cases = append(s.Cases, j)
	}
	s.Tests, s.Time = len(s.Cases), seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(junitSuites{Suites: []junitSuite{s}}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// notCovered returns what was not covered as cases that were skipped.
func (r *Result) notCovered() []Case {
	var cases []Case
	for _, n := range r.NotCovered {
		cases = append(cases, Case{Name: "not covered: " + n.Text, Group: orNone(n.Operation), Skipped: n.String()})
	}
	return cases
}

// fails reports whether one of the findings fails.
func (c Case) fails() bool { return slices.ContainsFunc(c.Findings, Finding.Fails) }

// known says how many of the findings are known errors, "" for none.
func (c Case) known() string {
	n := 0
	for _, f := range c.Findings {
		if f.Known && f.Level == Error {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return count(n, "error") + " that the baseline knows"
}

func (r *Result) failure(findings []Finding) *junitFailure {
	var text strings.Builder
	for _, c := range Causes(findings) {
		r.block(&text, Style{}, c)
	}
	first := findings[slices.IndexFunc(findings, Finding.Fails)].Violation
	message := first.String()
	if more := len(findings) - 1; more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return &junitFailure{Message: message, Type: first.Rule, Text: text.String()}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
