package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseConfig(t *testing.T) {
	tests := []struct{ text, want, err, reason string }{
		{"", "", "", "nothing is set"},
		{"# later\n", "", "", "a comment alone"},
		{"serve:\n", "", "", "a command without settings"},
		{"serve:\n  store:\n", "", "", "no value is the default, as an empty variable is"},
		{"serve:\n  store: memory\n", "memory", "", "a setting"},
		{"serve: {store: memory}", "memory", "", "in another form of YAML"},
		{`{"serve": {"store": "memory"}}`, "memory", "", "and of JSON"},
		{"serve:\n  store: [memory]\n", "memory", "", "a list of one"},
		{"serve:\n  store: 017\n", "017", "", "the text counts, and not what YAML takes it for"},
		{"store: memory\n", "", `f:1: "store" is none of the commands with their settings, such as serve`, "a setting belongs to a command"},
		{"version: {}\n", "", `"version" is none of the commands`, "it has no settings"},
		{"config: {}\n", "", `"config" is none of the commands`, "nor has this one"},
		{"serve:\n  config: x\n", "", `f:2: "config" is none of the settings of serve`, "a file cannot name another one"},
		{"serve:\n  help: true\n", "", `"help" is none of the settings`, "it is no setting"},
		{"serve:\n  --store: memory\n", "", `f:2: "--store" is none of the settings of serve`, "names stand without hyphens"},
		{"serve:\n  store: memory\nserve:\n  drain: 1s\n", "", `f:3: "serve" is there twice`, "one of them would be forgotten"},
		{"- serve\n", "", "f:1: want commands with their settings, such as serve", "a list"},
		{"serve: memory\n", "", "f:1: want settings of serve", "a value"},
		{"serve:\n  store: {memory: 1}\n", "", "f:2: store: want a value, or a list of values", "a mapping"},
		{"serve:\n  store: &a memory\n  tls: *a\n", "", "f:3: tls: want a value, or a list of values", "an alias, which could grow without end"},
		{"serve:\n  postgres://u:secret@h/d: x\n", "", `f:2: "postgres://[redacted]@h/d" is none of the settings`, "a value in the place of a name, with a password"},
		{"? [serve]\n: 1\n", "", `"" is none of the commands`, "a key that is no name"},
		{"serve: {}\n---\ncheck: {}\n", "", "want one document of YAML in it", "two documents"},
		{"serve: {\n", "", `--config "f": `, "it is no YAML"},
		{"serve:\n\tstore: memory\n", "", `--config "f": `, "tabs are none either"},
	}
	for _, tt := range tests {
		all, err := parseConfig(newRoot(), "f", []byte(tt.text))
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q: error %v, want %q\nreason: %s", tt.text, err, tt.err, tt.reason)
			}
			continue
		}
		if got := strings.Join(all["serve"]["store"].values, " "); err != nil || got != tt.want {
			t.Errorf("%q: store is %q, error %v, want %q\nreason: %s", tt.text, got, err, tt.want, tt.reason)
		}
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add("serve:\n  store: memory\n  profiles: [a, b]\n")
	f.Add("? [serve]\n: &a {x: *a}\n---\n")
	root := newRoot()
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseConfig(root, "f", []byte(text))
		if err != nil && (all != nil || oneLine(err) == "") {
			t.Errorf("settings %v beside the error %v", all, err)
		}
		for command, settings := range all {
			for flag := range settings {
				if c, _, err := root.Find([]string{command}); err != nil || c.Flags().Lookup(flag) == nil {
					t.Errorf("%s --%s does not exist", command, flag)
				}
			}
		}
	})
}

// TestConfigReadsItself takes what config prints for a file of settings, which
// then has the same settings.
func TestConfigReadsItself(t *testing.T) {
	config := func(args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if code := run(t.Context(), append([]string{"config"}, args...), &out, &errs); code != exitOK {
			t.Fatalf("config %v: exit code %d, %s", args, code, &errs)
		}
		return out.String()
	}
	values := func(text string) string {
		var b strings.Builder
		for line := range strings.Lines(text) {
			value, _, _ := strings.Cut(line, " # ")
			b.WriteString(value + "\n")
		}
		return b.String()
	}
	for _, command := range newRoot().Commands() {
		if command.Flags().Lookup(configFlag) == nil || command.Name() == configFlag {
			continue
		}
		args := []string{command.Name()}
		if command.Name() == "serve" {
			args = append(args, "--profiles", `a,"b,c"," d"`, "--drain", "1m30s", "--test-powers", "--public-url", "https://mock.example", "--admin", ":0")
		}
		file := filepath.Join(t.TempDir(), "config.yaml")
		first := config(args...)
		if err := os.WriteFile(file, []byte(first), 0o600); err != nil {
			t.Fatal(err)
		}
		if second := config(command.Name(), "--config", file); values(second) != values(first) {
			t.Errorf("%s printed\n%s\nand from that\n%s", command.Name(), first, second)
		}
	}
}

func TestConfigTooLarge(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte(strings.Repeat("#", maxConfig+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	if code := run(t.Context(), []string{"config", "--config", file}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), "it is larger than 1048576 bytes") {
		t.Errorf("exit code %d, %s", code, &errs)
	}
}

// TestOperationsConfig reads the file of settings that the page shows.
func TestOperationsConfig(t *testing.T) {
	_, text, _ := sectionOf(t, operationsPage, "config")
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte(strings.TrimSuffix(strings.TrimPrefix(text, "```yaml\n"), "```\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"serve", "health"} {
		var out, errs strings.Builder
		if code := run(t.Context(), []string{"config", command, "--config", file}, &out, &errs); code != exitOK || !strings.Contains(out.String(), file+":") {
			t.Errorf("%s: exit code %d, %s%s", command, code, &errs, &out)
		}
	}
}
