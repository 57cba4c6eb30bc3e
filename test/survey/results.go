package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// resultsFile is beside this file and has what was found last.
const resultsFile = "results.json"

// results are those of all tools that were ever tried, by their names.
type results struct {
	file  string
	Tools []*result `json:"tools"`
}

// A result is how far a tool came.
type result struct {
	Tool    string   `json:"tool"`
	Target  string   `json:"target,omitempty"` // of openapi-generator
	Version string   `json:"version"`
	Date    string   `json:"date"`     // of the trial, in UTC
	Spec    string   `json:"document"` // the version of ours
	Key     string   `json:"key"`      // of the document and the row that were tried
	Reached []string `json:"reached"`
	Failed  string   `json:"failed,omitempty"`  // the first level that failed
	Said    string   `json:"said,omitempty"`    // then
	Missing string   `json:"missing,omitempty"` // for the levels after those
	Fault   verdict  `json:"fault,omitzero"`
}

// A verdict says whose fault a failure is.
type verdict struct {
	By       string `json:"by,omitempty"`
	Why      string `json:"why,omitempty"`
	Document string `json:"document,omitempty"`
	Gone     bool   `json:"gone,omitempty"` // the tool has a fault in tools.yaml that it no longer has
}

// readResults reads them; a file that is not there has none.
func readResults(file string) (*results, error) {
	r := &results{file: file}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	return r, json.Unmarshal(data, r)
}

// has reports whether a tool was tried with the same document and commands.
func (r *results) has(tool, key string) bool {
	return slices.ContainsFunc(r.Tools, func(t *result) bool { return t.Tool == tool && t.Key == key })
}

// keep puts a result in the place of the tool's last one, and into the file.
func (r *results) keep(t *result) error {
	r.Tools = append(slices.DeleteFunc(r.Tools, func(old *result) bool { return old.Tool == t.Tool }), t)
	slices.SortFunc(r.Tools, func(a, b *result) int { return cmp.Compare(a.Tool, b.Tool) })
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(r.file, append(data, '\n'), 0o644)
}

// reach notes a level that was reached.
func (t *result) reach(level string) { t.Reached = append(t.Reached, level) }

// fail notes the level that was not reached, and returns why.
func (t *result) fail(level string, err error) error {
	t.Failed = level
	return err
}

// summary is the result in one line.
func (t *result) summary() string {
	text := "reached " + strings.Join(t.Reached, ", ")
	switch {
	case t.Fault.Gone:
		text += "; its fault is gone"
	case t.Fault.By != "":
		text += "; " + t.Failed + " failed by the " + t.Fault.By + ": " + t.Fault.Why
	case t.Failed != "":
		text += "; FAILED at " + t.Failed + ": " + t.Said
	case t.Missing != "":
		text += "; " + t.Missing
	}
	return text
}

// said is what the results keep of an output: no place of this machine, and no
// more than a line.
const said = 200

// firstLine returns the line of an output that says most, without folders.
func firstLine(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	line := lines[0]
	for _, l := range lines[1:] {
		if strings.Contains(strings.ToLower(l), "error") {
			line = l
			break
		}
	}
	words := strings.Fields(line)
	for i, w := range words {
		if at := strings.LastIndex(w, "/"); strings.Contains(w, "/") && !strings.Contains(w, "://") {
			words[i] = w[at+1:]
		}
	}
	line = strings.Join(words, " ")
	return line[:min(len(line), said)]
}
