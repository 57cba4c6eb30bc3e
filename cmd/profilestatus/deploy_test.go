package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"
)

const (
	installPage    = "../../docs/install.md"
	operationsPage = "../../docs/operations.md"
)

// deployFiles are what others copy into their own repositories.
var deployFiles = []string{"compose.yaml", "ci/github-actions.yaml", "ci/gitlab-ci.yaml"}

// TestInstallPage compares the snippets on the page with the files.
func TestInstallPage(t *testing.T) {
	for _, name := range deployFiles {
		text, err := os.ReadFile(filepath.Join("../../deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		compareIn(t, installPage, name, "```yaml\n"+string(text)+"```\n")
		if err := yaml.Unmarshal(text, new(map[string]any)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, probes, _ := sectionOf(t, installPage, "probes")
	probes = strings.TrimSuffix(strings.TrimPrefix(probes, "```yaml\n"), "```\n")
	if err := yaml.Unmarshal([]byte(probes), new(map[string]any)); err != nil {
		t.Errorf("probes: %v", err)
	}
}

// TestInstallCommands holds every command line, flag and variable of the pages, and
// so of the snippets on them, against the program.
func TestInstallCommands(t *testing.T) {
	for _, name := range []string{installPage, operationsPage} {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := strings.Join(wrongCommands(newRoot(), string(page)), "\n"); found != "" {
			t.Errorf("%s: %s", name, found)
		}
	}
}

var (
	namedVariable = regexp.MustCompile(prefix + `[A-Z_]*[A-Z]`)
	// calls are command lines, in a shell or as a list of words, also of the image.
	calls     = regexp.MustCompile(`profilestatus(?:\.exe)?(?::[\d.]+)?["']?,? +["']?([a-z]+)((?: +[^\n` + "`" + `&|>]*)?)`)
	namedFlag = regexp.MustCompile(`--[a-z-]+`)
	code      = regexp.MustCompile("(?s)```.*?```|`[^`\n]+`")
)

// wrongCommands returns what a text in Markdown says of the program in code and is
// not so.
func wrongCommands(root *cobra.Command, text string) (wrong []string) {
	var variables []string
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) { variables = append(variables, variable(c, f.Name)) })
	}
	for _, name := range namedVariable.FindAllString(text, -1) {
		if !slices.Contains(variables, name) {
			wrong = append(wrong, name+" is no variable")
		}
	}
	for _, block := range code.FindAllString(text, -1) {
		block = regexp.MustCompile(`(?m)(^| )#.*$`).ReplaceAllString(block, "")
		for _, call := range calls.FindAllStringSubmatch(block, -1) {
			c, _, err := root.Find([]string{call[1]})
			if err != nil || c == root {
				wrong = append(wrong, call[0]+": there is no such command")
				continue
			}
			for _, flag := range namedFlag.FindAllString(call[2], -1) {
				if c.Flags().Lookup(flag[2:]) == nil {
					wrong = append(wrong, call[0]+": there is no flag "+flag)
				}
			}
		}
	}
	return wrong
}

func TestWrongCommands(t *testing.T) {
	tests := []struct{ text, want, reason string }{
		{"`profilestatus serve --addr :0`", "", "all of it is right"},
		{"`profilestatus serv`", "there is no such command", "a command is misspelt"},
		{"```sh\nprofilestatus health --wait 1s &\n```", "there is no flag --wait", "it is a flag of another command"},
		{"```yaml\ntest: [\"CMD\", \"/profilestatus\", \"helth\"]\n```", "there is no such command", "a list of words"},
		{"`docker run --rm profilestatus:1.2.3 serve --adr x`", "there is no flag --adr", "the flags of docker are its own"},
		{"`docker run --rm profilestatus:1.2.3`", "", "the image has a command of its own"},
		{"PROFILESTATUS_STOER=memory", "PROFILESTATUS_STOER is no variable", "variables stand anywhere"},
		{"names that begin with `PROFILESTATUS_`", "", "it is no whole name"},
		{"```yaml\nx: 1 # profilestatus is one of them\n```", "", "a comment"},
		{"profilestatus is a program", "", "plain text"},
	}
	for _, tt := range tests {
		got := strings.Join(wrongCommands(newRoot(), tt.text), "\n")
		if !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("%s: %q, want %q\nreason: %s", tt.text, got, tt.want, tt.reason)
		}
	}
}
