package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// junitForm is what the schema that most readers of JUnit XML share allows: the
// attributes that an element may have, and its children in their order. Each of
// these is in it, all the rest is not.
var junitForm = map[string]struct{ attributes, children string }{
	"testsuites": {"", "testsuite"},
	"testsuite":  {"name tests failures errors skipped time", "properties testcase"},
	"properties": {"", "property"},
	"property":   {"name value", ""},
	"testcase":   {"name classname time", "skipped failure"},
	"skipped":    {"message", ""},
	"failure":    {"message type", ""},
}

// readJUnit fails if a report has another form, and returns how often each
// element is in it.
func readJUnit(t *testing.T, text []byte) map[string]int {
	t.Helper()
	seen := make(map[string]int)
	type open struct {
		name string
		last int // the place of the last child in the order
	}
	stack := []open{{"", 0}}
	dec := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return seen
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name, parent := e.Name.Local, &stack[len(stack)-1]
			form, ok := junitForm[name]
			place := slices.Index(strings.Fields(junitForm[parent.name].children), name)
			if !ok || len(stack) > 1 && place < parent.last {
				t.Errorf("<%s> must not stand there in <%s>", name, parent.name)
			}
			parent.last = place
			var attributes []string
			for _, a := range e.Attr {
				attributes = append(attributes, a.Name.Local)
			}
			if got := strings.Join(attributes, " "); got != form.attributes {
				t.Errorf("<%s> has the attributes %q, want %q", name, got, form.attributes)
			}
			seen[name]++
			stack = append(stack, open{name, 0})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

func TestJUnit(t *testing.T) {
	r := result(findings()...)
	known := found("a", "", "enum", "/x")
	known.Known = true
	warned := found("a", "", "paging", "/x", warns)
	warned.Known = true
	one := found("a", "", "status", "status")
	r.Cases = []report.Case{{Name: "one", Findings: []report.Finding{one, known}}, {Name: "no error", Findings: []report.Finding{warned, warned}}, {Name: "single", Findings: []report.Finding{one}}, {Name: "bad", Findings: findings()}, {Name: "good"}, {Name: "warned", Findings: []report.Finding{found("a", "", "paging", "/x", warns)}}, {Name: "left out", Skipped: "not asked for"}}
	r.NotCovered = []report.Note{{Operation: "b", Text: "no request succeeded"}, {Text: "a format"}}
	r.Verdict = report.Unknown
	var b bytes.Buffer
	if err := report.JUnit(&b, r); err != nil {
		t.Fatal(err)
	}
	seen := readJUnit(t, b.Bytes())
	if seen["testcase"] != 9 || seen["failure"] != 3 || seen["skipped"] != 3 {
		t.Errorf("%v, want nine cases, of which three failed and three were skipped", seen)
	}
	for _, want := range []string{
		`tests="9" failures="3" errors="0" skipped="3"`, `<property name="verdict" value="not known">`, `<property name="version" value="v1.2.3">`, `classname="profilestatus check"`,
		`name="not covered: no request succeeded" classname="b"`, `<skipped message="b: no request succeeded">`, `classname="no operation"`, "document  openapi.yaml:12:7", "(and 1 more)", `message="status: It is wrong."`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %s\n%s", want, &b)
		}
	}
}

// sarifLog is what is looked at of a log.
type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Version, InformationURI string
				Rules                   []struct {
					ID               string
					ShortDescription struct{ Text string }
					Help             struct{ Text string }
				}
			}
		}
		AutomationDetails struct{ ID string }
		Results           []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine int }
				}
			}
		}
		Properties struct{ Verdict string }
	}
}

func readSARIF(t *testing.T, r *report.Result) sarifLog {
	t.Helper()
	var b bytes.Buffer
	if err := report.SARIF(&b, r); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	return log
}

func TestSARIF(t *testing.T) {
	r := result(findings()...)
	r.Findings = append(r.Findings, found("a", "", "enum", "/y"), found("a", "", "paging", "/y", warns))
	r.NotCovered = []report.Note{{Operation: "b", Text: "no request succeeded", Count: 2, Line: 9, Column: 3}}
	run := readSARIF(t, r).Runs[0]
	if d := run.Tool.Driver; d.Version != "v1.2.3" || !strings.HasPrefix(d.InformationURI, "https://") || run.AutomationDetails.ID != "profilestatus/check/openapi.yaml/" || run.Properties.Verdict != "broken" {
		t.Errorf("run %+v, want the tool, the document and the verdict", run)
	}
	var ids []string
	for _, rule := range run.Tool.Driver.Rules {
		ids = append(ids, rule.ID)
		if rule.Help.Text == "" || rule.ShortDescription.Text == "" {
			t.Errorf("rule %s has no help", rule.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "enum latency paging notValidated" {
		t.Errorf("rules %s, want each once, in the order of the results", got)
	}
	for i, want := range []string{"error", "error", "error", "warning", "note"} {
		got := run.Results[i]
		if got.Level != want || run.Tool.Driver.Rules[got.RuleIndex].ID != got.RuleID {
			t.Errorf("result %d is %+v, want %s", i, got, want)
		}
	}
	if note := run.Results[4]; note.Message.Text != "b: no request succeeded (2 times)" || note.Locations[0].PhysicalLocation.Region.StartLine != 9 {
		t.Errorf("note %+v, want what was not covered and where", note)
	}
}

func TestSARIFAddress(t *testing.T) {
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, document, want, reason string }{
		{"name", "openapi.yaml", "openapi.yaml", "it lies in the working folder"},
		{"folder", "./api/./v1/my api%1.yaml", "api/v1/my%20api%251.yaml", "a URI has no blanks, and its percent is one"},
		{"colon", "v1:api.yaml", "./v1:api.yaml", "v1 would be the scheme"},
		{"inside", filepath.Join(folder, "a", "b.yaml"), "a/b.yaml", "the log is read in another folder"},
		{"outside", "/etc/api #1.yaml", "file:///etc/api%20%231.yaml", "no relative path leads there"},
		{"above", "../api.yaml", "../api.yaml", "it stays as it was named"},
		{"address", "https://h.test/a?b=c", "https://h.test/a?b=c", "it is one already"},
		{"no address", "ftp://h.test/a", "./ftp:/h.test/a", "documents do not come from there, so it is a file"},
		{"words", "né.yaml", "n%C3%A9.yaml", "a URI is ASCII"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := result(findings()...)
			r.Document = tt.document
			if got := readSARIF(t, r).Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; got != tt.want {
				t.Errorf("URI %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

func TestText(t *testing.T) {
	full := result(findings()[0])
	full.Coverage = []report.Coverage{{Statuses: map[int]int{}}, {Operation: "a", Statuses: map[int]int{404: 1, 200: 3}, Keywords: map[string]report.Verdicts{"enum": {Accepted: 1, Refused: 2}, "a": {}}}}
	full.Faults = []contract.Warning{{Line: 2, Column: 3, Message: "An example is wrong."}}
	full.NotSeen = []report.Note{{Text: "a status"}}
	full.NotCovered = []report.Note{{Operation: "a", Text: "a body"}}
	two := result()
	two.Verdict, two.NotCovered, two.Seed = report.Unknown, make([]report.Note, 2), 0
	warned := result(found("a", "", "paging", "/x", warns))
	withBody := func(length int) *report.Result {
		f := findings()[0]
		f.Example.RequestBody = make([]byte, length)
		f.Example.RequestCut = length == report.MaxKept
		return result(f)
	}
	large, larger := withBody(9000), withBody(report.MaxKept)
	steps := withBody(9000)
	step := steps.Findings[0].Example
	steps.Findings[0].Steps = []report.Step{{ID: 4, Exchange: step}, {ID: 7, Exchange: step}}
	known := result(findings()...)
	known.Baseline = "b.json"
	known.Apply(append(report.KnownOf(known.Findings), report.Known{Rule: "enum", Operation: "old", Side: "response", Target: "/x"}))
	known.Verdict = report.Holds
	unknown := result(known.Findings...)
	unknown.Baseline, unknown.Verdict, unknown.NotCovered = "b.json", report.Unknown, make([]report.Note, 1)
	tests := []struct {
		name   string
		result *report.Result
		want   string
		reason string
	}{
		{"holds", result(), "\nThe contract holds: 12 requests to http://localhost:8080/v1 in 1.50 s, seed 7.\n", "the last line is the verdict"},
		{"coverage", full, "Coverage (keywords: accepted/refused requests)\n  no operation\n    responses none\n    keywords  none\n  a\n    responses 200 ×3, 404 ×1\n    keywords  a 0/0, enum 1/2\n", "in the order of their names"},
		{"notes", full, "\nFaults of the document\n  line 2, column 3: An example is wrong.\n\nNot seen\n  a status\n\nNot covered\n  a: a body\n", "each has its section"},
		{"broken", full, "\nThe contract is broken in one way, and one thing was not validated or not tried: ", "what was not covered is counted"},
		{"not known", two, "\nNo error was found, but it is not known whether the contract holds, and 2 things were not validated or not tried: 12 requests to http://localhost:8080/v1 in 1.50 s.\n", "there is no seed"},
		{"warning", warned, "\nThe contract holds, with one warning: ", "a warning is no error"},
		{"large body", large, " --data-binary @body\n  body      put the body of the request into a file named body first, 9000 bytes\n", "nobody would know what that file is"},
		{"larger body", larger, "  body      put the body of the request into a file named body first, more than the 16384 bytes that are kept\n", "the rest is not known here"},
		{"large bodies", steps, "  body      put the body of step 1 into a file named body1 first, 9000 bytes\n  body      put the body of step 2 into a file named body2 first, 9000 bytes\n", "two bodies do not fit one file"},
		{"known", known, "\nIn the baseline b.json, but not found in this run\n  enum: old, response /x\n\nNothing new breaks the contract, with 2 findings known from b.json: ", "what is fixed is told, too"},
		{"known and not known", unknown, "\nNo new error was found, but it is not known whether the contract holds, with 2 findings known from b.json, and one thing", "both are said"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.Text(&b, tt.result, report.Style{}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), tt.want) {
				t.Errorf("want %q in\n%s\nreason: %s", tt.want, &b, tt.reason)
			}
		})
	}
}
