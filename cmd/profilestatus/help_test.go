package main

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commands are all that a user can call, but for completions, whose texts are
// cobra's.
func commands() []*cobra.Command {
	root := newRoot()
	return append(root.Commands(), root)
}

// TestHelp reads the help of each command.
func TestHelp(t *testing.T) {
	for _, c := range commands() {
		t.Run(c.Name(), func(t *testing.T) {
			var out, errs strings.Builder
			args := append(strings.Fields(c.CommandPath())[1:], "--help")
			if code := run(t.Context(), args, &out, &errs); code != exitOK || errs.Len() > 0 {
				t.Fatalf("exit code %d, stderr %s", code, &errs)
			}
			for line := range strings.Lines(out.String()) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > helpWidth {
					t.Errorf("a line has %d characters:\n%s", n, line)
				}
			}
			if c.Name() == "help" || c.Name() == "completion" {
				return
			}
			for _, want := range []string{"Usage:\n", "--version"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("help lacks %q:\n%s", want, &out)
				}
			}
			c.Flags().VisitAll(func(f *pflag.Flag) {
				if !isCommon(f.Name) && !strings.Contains(out.String(), "["+"$"+variable(c, f.Name)+"]") {
					t.Errorf("help lacks the variable of --%s:\n%s", f.Name, &out)
				}
			})
		})
	}
}

// TestGroups finds flags that the help puts under no title.
func TestGroups(t *testing.T) {
	for _, c := range commands() {
		name := c.Name()
		if !slices.Contains([]string{"serve", "check", "proxy", "token", "ca", "spec", "health"}, name) {
			continue
		}
		if c.Annotations["exits"] == "" {
			t.Errorf("%s says nothing of its exit codes", name)
		}
		if name != "serve" && name != "check" && name != "proxy" {
			continue // they have few flags
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !isCommon(f.Name) && len(f.Annotations["group"]) != 1 {
				t.Errorf("%s --%s is in no group of its help: add it to one of those in new%s%s", name, f.Name, strings.ToUpper(name[:1]), name[1:])
			}
		})
	}
}

// TestVariables makes sure that no variable is that of two flags.
func TestVariables(t *testing.T) {
	seen := make(map[string]string)
	for _, c := range commands() {
		if c.Parent() == nil {
			continue
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if isCommon(f.Name) || f.Name == configFlag {
				return
			}
			name, flag := variable(c, f.Name), c.Name()+" --"+f.Name
			if other := seen[name]; other != "" {
				t.Errorf("%s is the variable of %s and of %s", name, other, flag)
			}
			seen[name] = flag
		})
	}
	for name, flag := range map[string]string{"PROFILESTATUS_STORE": "serve --store", "PROFILESTATUS_SERVE_ADDR": "serve --addr", "PROFILESTATUS_PROXY_ADDR": "proxy --addr", "PROFILESTATUS_CHECK_SPEC": "check --spec"} {
		if seen[name] != flag {
			t.Errorf("%s is the variable of %q, want %q", name, seen[name], flag)
		}
	}
}

func TestSuggest(t *testing.T) {
	names := []string{"--addr", "--admin", "--admin-entries", "--spec"}
	tests := []struct{ name, given, want, reason string }{
		{"letter", "--adr", "; did you mean --addr?", "one is missing"},
		{"beginning", "--admi", "; did you mean --addr or --admin or --admin-entries?", "it may go on in two ways"},
		{"nothing", "--concurrency", "", "nothing is like it"},
		{"case", "--SPEC", "; did you mean --spec?", "only the case is wrong"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := suggest(tt.given, names); got != tt.want {
				t.Errorf("suggest() = %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
	if !slices.IsSorted(names) {
		t.Error("the names are given out of order")
	}
}
