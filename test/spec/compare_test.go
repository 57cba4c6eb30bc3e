// Package spec has no code but its tests: they compare how openapi.yaml differs
// from the document that was released last. docs/versioning.md has the rules.
package spec_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A bump is the part of the version that a difference raises.
type bump int

const (
	none bump = iota
	patch
	minor
	major
)

func (b bump) String() string { return [...]string{"none", "patch", "minor", "major"}[b] }

// A finding is one difference and what it asks for.
type finding struct {
	bump bump
	text string
}

type findings []finding

// bump is the largest that a finding asks for.
func (f findings) bump() bump {
	b := none
	for _, one := range f {
		b = max(b, one.bump)
	}
	return b
}

// String lists the findings that ask for the largest bump, the first ten.
func (f findings) String() string {
	var s strings.Builder
	n := 0
	for _, one := range f {
		if one.bump != f.bump() {
			continue
		}
		if n++; n <= 10 {
			fmt.Fprintf(&s, "\n  %s: %s", one.bump, one.text)
		}
	}
	if n > 10 {
		fmt.Fprintf(&s, "\n  and %d more", n-10)
	}
	return s.String()
}

// severity has the levels of the checks that this project ranks otherwise.
const severity = "severity.txt"

// oasdiff is the path of the program, built once from the version in go.mod.
var oasdiff string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "oasdiff")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		oasdiff = filepath.Join(dir, "oasdiff")
		build := exec.Command("go", "build", "-o", oasdiff, "github.com/oasdiff/oasdiff")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

// A change is what oasdiff says about one difference.
type change struct {
	ID          string
	Text        string
	Level       int // 1 to 3: INFO, WARN, ERR
	OperationID string
	Section     string
}

// changes asks oasdiff for all differences, with its own levels.
func changes(t *testing.T, before, after []byte) []change {
	t.Helper()
	dir := t.TempDir()
	old, now := filepath.Join(dir, "before.yaml"), filepath.Join(dir, "after.yaml")
	write(t, old, neutralized(t, before))
	write(t, now, neutralized(t, after))
	c := exec.Command(oasdiff, "changelog", "--format", "json", old, now)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("oasdiff: %v\n%s", err, &stderr)
	}
	var all, kept []change
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatalf("oasdiff: %v\n%s", err, out)
	}
	for _, c := range all {
		if c.Section != "info" { // about the version, which is checked here
			kept = append(kept, c)
		}
	}
	return kept
}

// compare finds all that differs, given what oasdiff says. Documents that differ
// at all are at least a patch apart.
func compare(t *testing.T, before, after []byte, said []change) findings {
	t.Helper()
	if bytes.Equal(before, after) {
		return nil
	}
	before, after = neutralized(t, before), neutralized(t, after)
	f, left, err := compareNames(before, after)
	if err != nil {
		t.Fatal(err)
	}
	single := len(f) == 0 && len(left) == 1
	ours := severities(t)
	for _, c := range said {
		b, ok := ours[c.ID]
		if !ok {
			b = bumps[c.Level]
		}
		f = append(f, finding{b, c.ID + ": " + c.Text + " (" + c.OperationID + ")"})
	}
	// oasdiff does not check every keyword everywhere, and its silence about
	// one must not be covered by what it says about another.
	for _, pointer := range left {
		if single && len(said) > 0 {
			break // it is about this one
		}
		alone, err := adopt(pointer, after)(before)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes(t, before, alone)) == 0 {
			f = append(f, finding{major, pointer + " differs, and oasdiff has no check for it"})
		}
	}
	if len(f) == 0 {
		f = findings{{patch, "the layout or a comment differs"}}
	}
	return f
}

// bumps are what oasdiff's levels ask for. It warns where it cannot tell, and
// then a client may break.
var bumps = map[int]bump{0: patch, 1: minor, 2: major, 3: major}

// severities reads the file of the levels that differ.
func severities(t *testing.T) map[string]bump {
	t.Helper()
	levels := map[string]bump{"INFO": minor, "WARN": major, "ERR": major}
	m := map[string]bump{}
	for line := range strings.Lines(string(read(t, severity))) {
		id, level, _ := strings.Cut(strings.TrimSpace(line), " ")
		b, ok := levels[level]
		if !ok {
			t.Fatalf("%s: %q is no line of an id and a level", severity, line)
		}
		m[id] = b
	}
	return m
}

func neutralized(t *testing.T, document []byte) []byte {
	t.Helper()
	document, err := neutral(document)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
