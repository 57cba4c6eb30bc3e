package report_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract/report"
)

// TestBaseline writes a baseline and compares other runs with it.
func TestBaseline(t *testing.T) {
	base := []report.Finding{
		found("b", "schema", "enum", "/value/3/x", at(3, 1)),
		found("a", "random", "accepted", "/x", got("200", "4xx (enum)")),
		found("a", "schema", "accepted", "/x", got("201", "4xx (enum)")),
	}
	write := func(findings []report.Finding) string {
		var b bytes.Buffer
		if err := report.WriteBaseline(&b, findings); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	text := write(base)
	reversed := slices.Clone(base)
	slices.Reverse(reversed)
	if again := write(reversed); again != text || strings.Count(text, `"rule"`) != 2 {
		t.Errorf("in another order it is\n%s\nwant the same two findings as in\n%s", again, text)
	}
	odd := base[0]
	odd.Violation.Message = "a < b & c"
	if text := write([]report.Finding{odd}); !strings.Contains(text, "\n      \"message\": \"a < b & c\"\n") {
		t.Errorf("people cannot read it:\n%s", text)
	}
	if a, b := base[1].Key(), found("a", "", "accepted", "/x", got("200", "4xx (type)")).Key(); a == b || a != base[2].Key() {
		t.Errorf("the keys are %q and %q, want the keyword in them, and not the status", a, b)
	}
	tests := []struct {
		name    string
		finding report.Finding
		known   bool
		gone    int
		reason  string
	}{
		{"moved", found("b", "random", "enum", "/value/0/x", at(99, 7)), true, 1, "lines, phases and indices change"},
		{"warning", found("b", "", "enum", "/value/0/x", warns), true, 1, "--strict changes levels"},
		{"accepted", found("a", "", "accepted", "/x", got("204", "4xx (enum)")), true, 1, "the status does not matter"},
		{"accepted otherwise", found("a", "", "accepted", "/x", got("200", "4xx (type)")), false, 2, "another keyword is not looked at"},
		{"operation", found("c", "", "enum", "/value/3/x"), false, 2, "it is new there"},
		{"place", found("b", "", "enum", "/value/3/y"), false, 2, "it is new there"},
		{"rule", found("b", "", "type", "/value/3/x"), false, 2, "it is another one"},
		{"side", found("b", "", "enum", "/value/3/x", inRequest), false, 2, "it is the other's fault"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			known, err := report.ReadBaseline(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			r := result(tt.finding)
			r.Baseline = "known.json"
			r.Cases = []report.Case{{Name: "c", Findings: []report.Finding{tt.finding}}}
			r.Apply(known)
			if r.Findings[0].Known != tt.known || r.Cases[0].Findings[0].Known != tt.known || len(r.Gone) != tt.gone {
				t.Errorf("known %v and %v, %d gone, want %v and %d\nreason: %s", r.Findings[0].Known, r.Cases[0].Findings[0].Known, len(r.Gone), tt.known, tt.gone, tt.reason)
			}
			var junit, sarif, out bytes.Buffer
			if err := report.JUnit(&junit, r); err != nil {
				t.Fatal(err)
			}
			if err := report.SARIF(&sarif, r); err != nil {
				t.Fatal(err)
			}
			if err := report.Blocks(&out, r, report.Style{}); err != nil {
				t.Fatal(err)
			}
			skipped := strings.Contains(junit.String(), `skipped="1"`) && !strings.Contains(junit.String(), "<failure") && strings.Contains(junit.String(), "one error that the baseline knows")
			if fails := tt.finding.Level == report.Error; fails && skipped != tt.known {
				t.Errorf("JUnit is not right\nreason: %s\n%s", tt.reason, &junit)
			}
			if state := strings.Contains(sarif.String(), `"baselineState": "unchanged"`) && strings.Contains(sarif.String(), `"suppressions"`); state != tt.known {
				t.Errorf("SARIF is not right\nreason: %s\n%s", tt.reason, &sarif)
			}
			if !tt.known && !strings.Contains(sarif.String(), `"baselineState": "new"`) || (out.Len() == 0) != tt.known {
				t.Errorf("it is not told as new\nreason: %s\n%s\n%s", tt.reason, &sarif, &out)
			}
		})
	}
}

func TestReadBaseline(t *testing.T) {
	tests := []struct {
		name, text string
		ok         bool
		reason     string
	}{
		{"empty", `{"version":1,"findings":[]}`, true, "nothing is known yet"},
		{"no JSON", `x`, false, "another file was named"},
		{"SARIF", `{"version":"2.1.0","runs":[]}`, false, "another report was named"},
		{"version", `{"version":2,"findings":[]}`, false, "a later version may mean something else"},
		{"more", `{"version":1,"findings":[],"also":1}`, false, "a later version may mean something else"},
		{"half", `{"version":1,"findings":[`, false, "the disk was full"},
		{"nothing", ``, false, "an empty file is no baseline"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := report.ReadBaseline(strings.NewReader(tt.text)); (err == nil) != tt.ok {
				t.Errorf("ReadBaseline() = %v, want it to work: %v\nreason: %s", err, tt.ok, tt.reason)
			}
		})
	}
}
