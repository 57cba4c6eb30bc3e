package main

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

func TestParse(t *testing.T) {
	const right = "language: L\ngenerator: g\nversion: '1'\nrun: r\nsnippet: s\n"
	tests := []struct{ name, text, want, reason string }{
		{"right", right, "", "these are all that is needed"},
		{"misspelt", right + "generates: [x]\n", "generates", "a command that is never run would go unnoticed"},
		{"missing", strings.Replace(right, "run: r\n", "", 1), "run is missing", "a client that does nothing proves nothing"},
		{"kept path", right + "keep: [../x]\n", "not a name in", "only folders of the client are its to keep"},
		{"pinned path", right + "pins: [../x]\n", "not a name in", "the same holds for what is copied and linked"},
		{"kept all", right + "keep: [.]\n", "not a name in", "what was generated earlier must not stay"},
		{"blank", right + "generate: [g -i $DOCUMENT]\n", "quotes", "the repository may be in a folder with a blank in its name"},
		{"quoted", right + "generate: ['g -i \"$DOCUMENT\"']\n", "", "this goes well there"},
		{"no reason", right + "harmless: [{pattern: x}]\n", "a reason", "a warning is the document's until it is said why not"},
		{"pattern", right + "harmless: [{pattern: '(', reason: r}]\n", "missing closing", "it would be found when the first warning comes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse("x", tt.text)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("parse: %v, want %q\nreason: %s", err, tt.want, tt.reason)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	const text = "language: L\ngenerator: g\nversion: '1'\nrun: r\nsnippet: s\n"
	dir := fstest.MapFS{"a/client.yaml": {Data: []byte(text)}, "b/client.yaml": {Data: []byte(text)}}
	if all, err := load(dir, nil); err != nil || len(all) != 2 {
		t.Errorf("load all: %d, %v", len(all), err)
	}
	if one, err := load(dir, []string{"b"}); err != nil || len(one) != 1 || one[0].name != "b" {
		t.Errorf("load b: %v, %v", one, err)
	}
	if _, err := load(dir, []string{"c"}); err == nil || !strings.Contains(err.Error(), "there are a, b") {
		t.Errorf("load c: %v, want the names that there are", err)
	}
	one, other := strings.Replace(text, "generator: g", "generator: openapi-generator", 1), strings.Replace(text, "generator: g\nversion: '1'", "generator: openapi-generator\nversion: '2'", 1)
	if _, err := load(fstest.MapFS{"a/client.yaml": {Data: []byte(one)}, "b/client.yaml": {Data: []byte(other)}}, nil); err == nil || !strings.Contains(err.Error(), "share") {
		t.Errorf("load two versions of the shared generator: %v, want an error", err)
	}
	dir["d/client.yml"] = &fstest.MapFile{Data: []byte(text)}
	if _, err := load(dir, []string{"a"}); err == nil || !strings.Contains(err.Error(), "d/client.yaml") {
		t.Errorf("load a folder without a descriptor: %v, want its name, since it would never be tested", err)
	}
	if _, err := load(fstest.MapFS{}, nil); err == nil {
		t.Error("an empty folder was taken for one of clients")
	}
}

func TestWarnings(t *testing.T) {
	c, err := parse("x", "language: L\ngenerator: g\nversion: '1'\nrun: r\nsnippet: s\nharmless: [{pattern: 'outdated template', reason: it is}]\n")
	if err != nil {
		t.Fatal(err)
	}
	output := "compiled\nWARNING: outdated template\n  src/x.rs: warning: unused\n[main] WARN type missing\nforewarned\n"
	got := strings.Join(c.warnings(output), "|")
	if want := "src/x.rs: warning: unused|[main] WARN type missing"; got != want {
		t.Errorf("warnings: %q, want %q", got, want)
	}
}

// TestVersions: the version that the table shows is the one that is installed.
func TestVersions(t *testing.T) {
	clients, err := load(os.DirFS("."), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clients {
		if c.Generator == openAPIGenerator || regexp.MustCompile(`@v?\$VERSION`).MatchString(strings.Join(c.Prepare, "\n")) {
			continue // the version of the descriptor is what is installed
		}
		if !pinned(t, c) {
			t.Errorf("%s: no file pins %s to %s", c.name, c.Generator, c.Version)
		}
	}
}

// pinned looks for a line with the generator and its version, and no range of
// versions, in the files of a client and among the tools of this repository.
func pinned(t *testing.T, c *client) bool {
	t.Helper()
	pin := regexp.MustCompile(regexp.QuoteMeta(c.Generator) + `[^\^~<>*]*\bv?` + regexp.QuoteMeta(c.Version) + `\b`)
	files := []string{"../../go.mod"}
	entries, err := fs.ReadDir(os.DirFS(c.name), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() && entry.Name() != descriptor {
			files = append(files, c.name+"/"+entry.Name())
		}
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if pin.MatchString(line) {
				return true
			}
		}
	}
	return false
}

// TestSettings: the client that a user of Go generates has the names of the one
// in gen/client, with which the scenario runs.
func TestSettings(t *testing.T) {
	var settings [2]struct {
		Compatibility map[string]any
		OutputOptions map[string]any `yaml:"output-options"`
	}
	for i, file := range []string{"go/oapi-codegen.yaml", "../../gen/client/oapi-codegen.yaml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(data, &settings[i]); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(settings[1], settings[0]); diff != "" {
		t.Errorf("the settings differ (-gen +client):\n%s", diff)
	}
}
