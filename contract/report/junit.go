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
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"` // seconds
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    string        `xml:"time,attr"` // seconds
	Failure *junitFailure `xml:"failure"`
	Skipped *junitSkipped `xml:"skipped"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// JUnit writes cases as one suite in the XML that test reports are exchanged
// in. A case fails once, with all of its findings in the text.
func JUnit(w io.Writer, suite string, cases []Case) error {
	s := junitSuite{Name: suite, Tests: len(cases)}
	var total time.Duration
	for _, c := range cases {
		j := junitCase{Name: c.Name, Class: c.Group, Time: seconds(c.Duration)}
		if j.Class == "" {
			j.Class = suite
		}
		switch {
		case c.fails():
			s.Failures++
			j.Failure = failure(c.Findings)
		case c.Skipped != "":
			s.Skipped++
			j.Skipped = &junitSkipped{c.Skipped}
		}
		total += c.Duration
		s.Cases = append(s.Cases, j)
	}
	s.Time = seconds(total)
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

// fails reports whether one of the findings is an error.
func (c Case) fails() bool {
	return slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Level == Error })
}

func failure(findings []Finding) *junitFailure {
	var text strings.Builder
	for _, f := range findings {
		// Writing into a Builder cannot fail.
		_ = Text(&text, "$BASE", "document", f)
	}
	first := findings[slices.IndexFunc(findings, func(f Finding) bool { return f.Level == Error })].Violation
	message := first.String()
	if more := len(findings) - 1; more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return &junitFailure{Message: message, Type: first.Rule, Text: text.String()}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
