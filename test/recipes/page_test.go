package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// headings returns those of the recipes.
func headings(page string) []string {
	var found []string
	for _, c := range chapters(page) {
		found = append(found, c.heading)
	}
	return found
}

// TestPage: each recipe of the page is one that the runner knows, begins with a
// service, and has the generator of the client that is tested further.
func TestPage(t *testing.T) {
	text := read(t, page)
	var known []string
	for _, r := range recipes {
		known = append(known, r.heading)
	}
	if diff := cmp.Diff(known, headings(text)); diff != "" {
		t.Errorf("the headings of %s (-runner +page):\n%s", page, diff)
	}
	u := &runner{page: text}
	for _, r := range recipes {
		script, err := u.script(r.heading)
		if err != nil {
			t.Errorf("%s: %v", r.heading, err)
			continue
		}
		if !strings.Contains(script, printedAddress) {
			t.Errorf("%s: it does not name the service, %s", r.heading, printedAddress)
		}
		if r.client == "" {
			continue
		}
		version := regexp.MustCompile(`(?m)^version: (.*)$`).FindStringSubmatch(read(t, "test/clients/"+r.client+"/client.yaml"))
		if version == nil || !strings.Contains(script, version[1]) {
			t.Errorf("%s: it does not take the version of test/clients/%s, %q", r.heading, r.client, version)
		}
	}
}

func TestScript(t *testing.T) {
	const text = "## From an empty folder\n### C\n```sh\nc1\n```\ntext\n```c\nno\n### no\n```\n```sh\n### c2\n```\n### C#\n```sh\nsharp\n```\n### None\ntext\n## Next\n### Other\n```sh\nother\n```\n"
	u := &runner{page: text}
	tests := []struct {
		heading, want string
		fails         bool
		reason        string
	}{
		{"C", "c1\n### c2\n", false, "all blocks of a recipe are one script, and only those of sh; there a heading is none"},
		{"C#", "sharp\n", false, "a heading is not the beginning of another one"},
		{"None", "", true, "a recipe without commands tests nothing"},
		{"Other", "", true, "it is in another section"},
	}
	for _, tt := range tests {
		got, err := u.script(tt.heading)
		if got != tt.want || (err != nil) != tt.fails {
			t.Errorf("script(%q) = %q, %v, want %q, reason: %s", tt.heading, got, err, tt.want, tt.reason)
		}
	}
	if diff := cmp.Diff([]string{"C", "C#", "None"}, headings(text)); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
}

func TestRunRefuses(t *testing.T) {
	tests := []struct {
		args   []string
		want   string
		reason string
	}{
		{[]string{"COBOL"}, `there is no recipe "COBOL"`, "a recipe that is not known would be left out in silence"},
		{[]string{"-jobs", "0"}, "want 1 to 16", "nobody would follow anything"},
		{[]string{"-fast"}, "not defined", "flags are not guessed"},
		{nil, "root of the repository", "the page is found from there"},
	}
	for _, tt := range tests {
		if err := run(t.Context(), tt.args, io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("run(%q) = %v, want %q, reason: %s", tt.args, err, tt.want, tt.reason)
		}
	}
}
