package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/clients.md anew")

const page = "../../docs/clients.md"

// TestPage compares docs/clients.md with the clients that are tested: the
// commands are those that the runner runs, the snippets are cut from the
// scenarios.
func TestPage(t *testing.T) {
	clients, err := load(os.DirFS("."), nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(clients, func(a, b *client) int { return cmp.Compare(a.Language, b.Language) })
	var list, chapters, stepList strings.Builder
	list.WriteString("| Language | Generator |\n| --- | --- |\n")
	for _, c := range clients {
		heading := c.Language + ": " + c.Generator
		fmt.Fprintf(&list, "| %s | [%s](#%s) %s |\n", c.Language, c.Generator, anchor(heading), c.Version)
		chapters.WriteString(chapter(t, c, heading))
	}
	stepList.WriteString("| Step | What it does |\n| --- | --- |\n")
	for _, step := range steps {
		fmt.Fprintf(&stepList, "| `%s` | %s |\n", step.name, step.does)
	}
	for name, want := range map[string]string{"list": list.String(), "clients": chapters.String(), "steps": stepList.String()} {
		compare(t, name, want)
	}
}

// chapter returns what the page says of one client.
func chapter(t *testing.T, c *client, heading string) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n", heading)
	if len(c.Generate) > 0 {
		b.WriteString("```sh\n")
		for _, line := range c.Generate {
			b.WriteString(typed(c, line) + "\n")
		}
		b.WriteString("```\n\n")
	}
	language, lines := snippet(t, c)
	fmt.Fprintf(&b, "```%s\n%s```\n", language, lines)
	if c.Notes != "" {
		b.WriteString("\n" + strings.TrimSpace(c.Notes) + "\n")
	}
	if len(c.Harmless) > 0 {
		b.WriteString("\nIts warnings that do not come from the document:\n\n")
		for _, h := range c.Harmless {
			fmt.Fprintf(&b, "- `%s`: %s\n", h.Pattern, strings.Join(strings.Fields(h.Reason), " "))
		}
	}
	fmt.Fprintf(&b, "\nAll of it is in [%s/%s](../%s/%s).\n", source, c.name, source, c.name)
	return b.String()
}

// typed returns a command as a user types it, who has the document beside
// him and the generator on his path.
func typed(c *client, line string) string {
	return strings.NewReplacer(`"$DOCUMENT"`, "openapi.yaml", "$VERSION", c.Version, "PATH=$PWD/.venv/bin:$PATH ", "", ".venv/bin/", "", ".tools/bin/", "", "bin/", "").Replace(line)
}

// snippet returns the lines of a scenario between its marks, without the
// indentation that they share.
func snippet(t *testing.T, c *client) (language, lines string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(c.name, c.Snippet))
	if err != nil {
		t.Fatal(err)
	}
	var cut []string
	inside, found := false, 0
	for line := range strings.Lines(string(data)) {
		switch {
		case strings.Contains(line, "begin snippet"):
			inside = true
			found++
		case strings.Contains(line, "end snippet"):
			inside = false
		case inside:
			cut = append(cut, strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    "))
		}
	}
	if found != 1 || inside || len(cut) < 5 || len(cut) > 20 {
		t.Fatalf("%s/%s: %d snippets, %d lines; want one of 5 to 20, between the marks \"begin snippet\" and \"end snippet\"", c.name, c.Snippet, found, len(cut))
	}
	indent := 100
	for _, line := range cut {
		if text := strings.TrimLeft(line, " "); text != "" {
			indent = min(indent, len(line)-len(text))
		}
	}
	var b strings.Builder
	for _, line := range cut {
		b.WriteString(line[min(indent, len(line)):] + "\n")
	}
	return fence(c.Snippet), b.String()
}

// fence returns the name that Markdown gives the language of a file.
func fence(file string) string {
	extension := strings.TrimPrefix(filepath.Ext(file), ".")
	if name, ok := map[string]string{"mjs": "js", "rs": "rust", "kt": "kotlin", "rb": "ruby", "py": "python", "cs": "csharp"}[extension]; ok {
		return name
	}
	return extension
}

// anchor returns the fragment that leads to a heading.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// compare compares a section of the page with what it should be.
func compare(t *testing.T, name, want string) {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->\n"
	before, rest, ok := strings.Cut(string(data), begin)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has lost the marks of its section %q", page, name)
	}
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s, section %q (-want +got; to accept: go test ./test/clients -update):\n%s", page, name, diff)
	}
}
