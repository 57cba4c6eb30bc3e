package report_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"profilestatus.example/contract/report"
)

// A full writer takes some bytes and fails.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return 0, errors.New("no space left")
	}
	f.left -= len(p)
	return len(p), nil
}

// TestFullDisk: half a report is none.
func TestFullDisk(t *testing.T) {
	r := pageResult()
	for name, write := range map[string]func(io.Writer) error{
		"JUnit":    func(w io.Writer) error { return report.JUnit(w, r) },
		"SARIF":    func(w io.Writer) error { return report.SARIF(w, r) },
		"HTML":     func(w io.Writer) error { return report.HTML(w, r) },
		"Text":     func(w io.Writer) error { return report.Text(w, r, report.Style{}) },
		"Blocks":   func(w io.Writer) error { return report.Blocks(w, r, report.Style{}) },
		"baseline": func(w io.Writer) error { return report.WriteBaseline(w, r.Findings) },
	} {
		var whole bytes.Buffer
		if err := write(&whole); err != nil {
			t.Fatal(err)
		}
		for _, room := range []int{0, len(`<?xml version="1.0" encoding="UTF-8"?>`) + 1, whole.Len() - 1} {
			if err := write(&full{room}); err == nil {
				t.Errorf("%s: no error, although only %d of %d bytes were written", name, room, whole.Len())
			}
		}
	}
}

func TestStyle(t *testing.T) {
	r := result(findings()[0], found("a", "", "paging", "/x", warns))
	r.NotCovered = []report.Note{{Text: "one two three four five six seven eight nine ten"}}
	r.Coverage = []report.Coverage{{Operation: "a", Statuses: map[int]int{}}}
	for status := range 30 {
		r.Coverage[0].Statuses[200+status] = 1
	}
	write := func(style report.Style) string {
		var b bytes.Buffer
		if err := report.Text(&b, r, style); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	longest := func(text, part string) int {
		n := 0
		_, text, _ = strings.Cut(text, part)
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "The contract") {
				break
			}
			n = max(n, len([]rune(strings.TrimSuffix(line, "\n"))))
		}
		return n
	}
	if text := write(report.Style{}); strings.Contains(text, "\x1b") || longest(text, "Coverage (keywords") > 100 || !strings.Contains(text, "  one two three four five six seven eight nine ten\n") {
		t.Errorf("plain text has colors, long lists, or a sentence on two lines:\n%s", text)
	}
	if text := write(report.Style{Width: 44}); longest(text, "(keywords: accepted / refused)") > 44 || !strings.Contains(text, "  one two three four five six seven eight\n    nine ten\n") {
		t.Errorf("lines are longer than 44:\n%s", text)
	}
	if narrow := write(report.Style{Width: 3}); narrow != write(report.Style{Width: 40}) {
		t.Errorf("a terminal of 3 characters is not one of 40:\n%s", narrow)
	}
	colored := write(report.Style{Color: true})
	for _, want := range []string{"\x1b[1;31m3 × enum: createThing (random)\x1b[0m\n", "\x1b[1;33m1 × paging: a, warning\x1b[0m\n", "\x1b[1;31mThe contract is broken in one way, with one warning, and one thing was not validated or not tried\x1b[0m: "} {
		if !strings.Contains(colored, want) {
			t.Errorf("want %q in\n%s", want, colored)
		}
	}
}
