package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// found makes a finding.
func found(operation, group, rule, target string, change ...func(*report.Finding)) report.Finding {
	f := report.Finding{Operation: operation, Group: group, Count: 1, Violation: contract.Violation{Side: contract.InResponse, Rule: rule, Target: target, Message: "It is wrong."}}
	f.Example = contract.Exchange{Method: "GET", Target: "/" + operation}
	for _, c := range change {
		c(&f)
	}
	return f
}

func at(line, column int) func(*report.Finding) {
	return func(f *report.Finding) { f.Violation.Line, f.Violation.Column = line, column }
}

func got(found, want string) func(*report.Finding) {
	return func(f *report.Finding) { f.Violation.Found, f.Violation.Want = found, want }
}

func answered(body string) func(*report.Finding) {
	return func(f *report.Finding) { f.Example.Status, f.Example.ResponseBody = 500, []byte(body) }
}

func withBody(body string) func(*report.Finding) {
	return func(f *report.Finding) { f.Example.RequestBody = []byte(body) }
}

func warns(f *report.Finding) { f.Level = report.Warning }

func inRequest(f *report.Finding) { f.Violation.Side = contract.InRequest }

func TestCauses(t *testing.T) {
	tests := []struct {
		name     string
		findings []report.Finding
		want     string // count, operations and places of each cause
		reason   string
	}{
		{"none", nil, "", "nothing was found"},
		{"phases", []report.Finding{found("a", "random", "enum", "/x", at(3, 1)), found("a", "schema", "enum", "/x", at(3, 1))}, "2 1 1", "the phase that met it does not matter"},
		{"shared schema", []report.Finding{found("a", "", "enum", "/x", at(3, 1)), found("b", "", "enum", "/value/0/x", at(3, 1))}, "2 2 2", "it is one line of the document"},
		{"lines", []report.Finding{found("a", "", "enum", "/x", at(3, 1)), found("b", "", "enum", "/x", at(4, 1))}, "1 1 1; 1 1 1", "there are two enums"},
		{"columns", []report.Finding{found("a", "", "enum", "/x", at(3, 1)), found("a", "", "enum", "/x", at(3, 9))}, "1 1 1; 1 1 1", "a document in JSON may be one line"},
		{"required", []report.Finding{found("a", "", "required", "/x", at(3, 1)), found("a", "", "required", "/y", at(3, 1))}, "1 1 1; 1 1 1", "one line requires both, and each may be missing for its own reason"},
		{"unknown properties", []report.Finding{found("a", "", "additionalProperties", "/x", at(3, 1)), found("a", "", "additionalProperties", "/y", at(3, 1))}, "2 1 2", "the schema has no room for any"},
		{"rules", []report.Finding{found("a", "", "enum", "/x", at(3, 1)), found("a", "", "type", "/x", at(3, 1))}, "1 1 1; 1 1 1", "two keywords"},
		{"sides", []report.Finding{found("a", "", "enum", "/x", at(3, 1)), found("a", "", "enum", "/x", at(3, 1), inRequest)}, "1 1 1; 1 1 1", "one is the client's fault"},
		{"levels", []report.Finding{found("a", "", "allow", "x", warns), found("b", "", "allow", "x")}, "1 1 1; 1 1 1", "only one of them fails"},
		{"no line", []report.Finding{found("a", "", "enum", "/x", got("1", "2")), found("b", "", "enum", "/y", got("1", "3"))}, "1 1 1; 1 1 1", "nothing says that they are the same"},
		{"header", []report.Finding{found("a", "", "required", "header/Etag", at(3, 1)), found("b", "", "required", "header/Etag", at(9, 1))}, "2 2 2", "each response declares it anew"},
		{"accepted", []report.Finding{found("a", "", "accepted", "/x", got("200", "4xx (enum)"), at(1, 1)), found("b", "", "accepted", "/y", got("201", "4xx (enum)"), at(2, 1))}, "2 2 2", "nobody looks at enums"},
		{"accepted otherwise", []report.Finding{found("a", "", "accepted", "/x", got("200", "4xx (enum)")), found("a", "", "accepted", "/x", got("200", "4xx (type)"))}, "1 1 1; 1 1 1", "these are two keywords"},
		{"one failure", []report.Finding{found("a", "", "serverError", "status", got("500", ""), answered(`{"id":"7f3","error":"no such table"}`)), found("b", "", "serverError", "status", got("500", ""), answered(`{"error":"no such table","id":"812"}`))}, "2 2 2", "the answer says the same, but for a number and the order"},
		{"two failures", []report.Finding{found("a", "", "serverError", "status", got("500", ""), answered("division by zero")), found("b", "", "serverError", "status", got("500", ""), answered("nil map"))}, "1 1 1; 1 1 1", "the answer says why"},
		{"one refusal", []report.Finding{found("a", "", "refused", "/name", got("400", ""), answered("name is too long"), withBody(`{"name":"x"}`)), found("a", "", "refused", "/title", got("400", ""), answered("title is too long"), withBody(`{"title":"y"}`))}, "2 1 2", "what was sent is no reason"},
		{"two refusals", []report.Finding{found("a", "", "refused", "/name", got("400", ""), answered("too long")), found("a", "", "refused", "/name", got("422", ""), answered("too long"))}, "1 1 1; 1 1 1", "they are two statuses"},
		{"status", []report.Finding{found("a", "", "status", "status", got("418", "")), found("b", "", "status", "status", got("418", "")), found("b", "", "status", "status", got("419", ""))}, "2 2 2; 1 1 1", "each status has its reason"},
		{"media types", []report.Finding{found("a", "", "mediaType", "x", got("a/b", "")), found("a", "", "mediaType", "x", got("a/c", ""))}, "1 1 1; 1 1 1", "each type has its reason"},
		{"no answer", []report.Finding{found("a", "", "noAnswer", "connection", got("refused", "")), found("a", "", "noAnswer", "connection", got("reset", ""))}, "1 1 1; 1 1 1", "each has its reason"},
		{"headers", []report.Finding{found("a", "", "required", "header/A"), found("a", "", "required", "header/B")}, "1 1 1; 1 1 1", "each is left out by itself"},
		{"order", []report.Finding{found("a", "", "status", "status", warns), found("b", "", "enum", "/x", at(1, 1)), found("c", "", "status", "status", got("500", ""))}, "1 1 1; 1 1 1; 1 1 1 warning", "errors come first"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var lines []string
			for _, c := range report.Causes(tt.findings) {
				line := fmt.Sprint(c.Count, c.Operations(), len(c.Places))
				if tt.name == "order" && c.Level == report.Warning {
					line += " warning"
				}
				lines = append(lines, line)
			}
			if text := strings.Join(lines, "; "); text != tt.want {
				t.Errorf("causes %q, want %q\nreason: %s", text, tt.want, tt.reason)
			}
		})
	}
}

// TestMerge joins the findings of several phases.
func TestMerge(t *testing.T) {
	large := found("a", "schema", "enum", "/x", withBody("xxxxx"))
	large.Count = 4
	steps := found("a", "state", "enum", "/x")
	steps.Steps = make([]report.Step, 2)
	merged := report.Merge([]report.Finding{large, steps, found("a", "random", "enum", "/x", withBody("x")), found("b", "random", "enum", "/x")})
	if len(merged) != 2 {
		t.Fatalf("%d findings, want those of two operations", len(merged))
	}
	if f := merged[0]; f.Count != 6 || f.Group != "random" || len(f.Steps) != 0 || strings.Join(f.Groups, " ") != "random schema state" {
		t.Errorf("merged to %d × in %q of %q, want the smallest, counted for all", f.Count, f.Group, f.Groups)
	}
}

// TestBlocks looks at what a block says beyond the golden file.
func TestBlocks(t *testing.T) {
	var many []report.Finding
	for i := range 12 {
		many = append(many, found(fmt.Sprint("op", i), "", "required", "header/Etag"))
	}
	steps := found("a", "state", "readBack", "/x")
	steps.Steps = []report.Step{{ID: 1, Exchange: steps.Example}, {ID: 2, Exchange: steps.Example}}
	tests := []struct {
		name     string
		findings []report.Finding
		want     string
		not      string
		reason   string
	}{
		{"no request", []report.Finding{{Count: 1, Violation: contract.Violation{Rule: "exec", Message: "exit status 3"}}}, "exit status 3", "curl", "a command that failed has no request"},
		{"warning", []report.Finding{found("a", "", "paging", "/x", warns)}, "1 × paging: a, warning\n", "", "it does not fail"},
		{"one place", []report.Finding{found("a", "x", "enum", "/x"), found("a", "y", "enum", "/x")}, "2 × enum: a (x, y)\n", "  in  ", "both phases are named"},
		{"two places", []report.Finding{found("a", "", "enum", "/x", at(1, 1)), found("b", "", "enum", "/y/x", at(1, 1))}, "2 × enum: a and one more operation\n", "", "the title counts"},
		{"places", []report.Finding{found("a", "", "enum", "/x", at(1, 1)), found("b", "", "enum", "/y/x", at(1, 1))}, "  in        a, response /x: 1 ×\n            b, response /y/x: 1 ×\n", "", "each is listed"},
		{"many places", many, "            op9, response header/Etag: 1 ×\n            and 2 more places\n", "op10", "nobody reads a hundred"},
		{"steps", []report.Finding{steps}, "  reproduce in 2 steps, as a script:\n    curl", "  reproduce curl", "one request does not show it"},
		{"JSON on lines", []report.Finding{found("a", "", "enum", "/x", answered("{\n  \"error\": \"why\"\n}\n"))}, "response  500 {\"error\":\"why\"}\n", "", "quoted line breaks are hard to read"},
		{"no JSON", []report.Finding{found("a", "", "enum", "/x", answered("a\nb"))}, "response  500 \"a\\nb\"\n", "", "it stays on one line"},
		{"long", []report.Finding{found("a", "", "enum", "/x", answered(strings.Repeat("x", 301)))}, strings.Repeat("x", 300) + " … (301 bytes)\n", "", "the rest is in the record"},
		{"not so long", []report.Finding{found("a", "", "enum", "/x", answered(strings.Repeat("x", 300)))}, strings.Repeat("x", 300) + "\n", "bytes", "all of it is shown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.Blocks(&b, result(tt.findings...), report.Style{}); err != nil {
				t.Fatal(err)
			}
			if text := b.String(); !strings.Contains(text, tt.want) || tt.not != "" && strings.Contains(text, tt.not) {
				t.Errorf("want %q and not %q in\n%s\nreason: %s", tt.want, tt.not, text, tt.reason)
			}
		})
	}
}
