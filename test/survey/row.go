package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// levels are how far a tool can come, in their order.
var levels = []struct{ name, does string }{
	{"generated", "the tool reads the document and ends without an error"},
	{"parses", "each generated file has the syntax of its language"},
	{"compiled", "a compiler, or what a language has in its place, takes the generated code"},
	{"created", "the service saw a create that it answered with 201"},
	{"conflict", "the service saw a repeated id, and the client read the 409 as the type of the document"},
	{"paged", "the service saw a page and the page of its next link"},
}

// A row is a tool, and what is to be run for each level.
type row struct {
	Name    string
	Target  string // of openapi-generator, if the tool is one; it needs no commands to generate
	Version string // of the tool, or of openapi-generator

	// Needs are programs without which what comes after the generation is left out.
	Needs []string
	// Install is run once in a folder of the user's cache, which is $CACHE for the
	// others. They are run in a folder of their own with the document at $DOCUMENT,
	// the one with everything in place at $INLINE, and test/survey at $SURVEY.
	Install  []string
	Generate string
	Parse    string // looks at the syntax in the place of the grammars of tree-sitter
	Compile  string
	// Run plays the scenario against $PROFILESTATUS_URL: it creates a status,
	// repeats it, and reads two pages. It prints "ok - conflict" if the error was read
	// as its type.
	Run   string
	Until string // the last level that Run is for, such as created; "" is the last of all

	// Fault says why the tool fails at a level.
	Fault *fault
}

// A fault is why a level is not reached.
type fault struct {
	Level    string
	By       string // tool, document, service, machine, or parser: the survey's own
	Why      string
	Document string // in the folder faults; it shows the fault of a tool
	// Shows is a command that succeeds if the fault is there, after the generation
	// from Document. Without it the fault is there if the level's command fails.
	Shows string
}

// load reads the rows and refuses what is misspelt or missing.
func load(file string) ([]*row, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var rows []*row
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&rows); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if err := r.check(filepath.Dir(file)); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, r.Name, err)
		}
		if seen[r.Name] {
			return nil, fmt.Errorf("%s: %s is there twice", file, r.Name)
		}
		seen[r.Name] = true
	}
	return rows, nil
}

// plainName is what a name has to be, as it is that of a folder too.
var plainName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)

// check refuses a row that is not whole. The faults are below dir.
func (r *row) check(dir string) error {
	f := r.Fault
	switch {
	case !plainName.MatchString(r.Name):
		return fmt.Errorf("name %q: want small letters, digits, dots and hyphens", r.Name)
	case r.Target == "" && (r.Generate == "" || r.Version == ""):
		return fmt.Errorf("a target, or generate and version, are needed")
	case r.Until != "" && levelOf(r.Until) < levelOf("created"):
		return fmt.Errorf("until %q: want created, conflict or paged", r.Until)
	case f == nil:
		return nil
	case levelOf(f.Level) < 0:
		return fmt.Errorf("fault: there is no level %q", f.Level)
	case f.Why == "" || !slices.Contains([]string{byTool, "document", "service", "machine", "parser"}, f.By):
		return fmt.Errorf("fault: why is needed, and by: tool, document, service, machine or parser")
	case f.By != byTool:
		return nil
	case f.Shows == "" && levelOf(f.Level) > levelOf("compiled"):
		return fmt.Errorf("fault: shows is needed for the level %s", f.Level)
	}
	_, err := os.Stat(filepath.Join(dir, "faults", f.Document))
	return err
}

// byTool is who is at fault if a tool fails on a right document of five lines.
const byTool = "tool"

// levelOf returns the place of a level, -1 if there is none of that name.
func levelOf(name string) int {
	for i, l := range levels {
		if l.name == name {
			return i
		}
	}
	return -1
}
