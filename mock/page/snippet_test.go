package page_test

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite snippets.md")

// shown are the headings of docs/clients.md whose code is on the page Start.
var shown = []string{"JavaScript: swagger-client", "Python: openapi-generator", "Java: openapi-generator", "C#: openapi-generator", "Go: oapi-codegen"}

// TestSnippets: the code on the page is that of the document, which is cut from
// scenarios that are played against the service.
func TestSnippets(t *testing.T) {
	clients, err := os.ReadFile("../../docs/clients.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, heading := range shown {
		_, section, found := strings.Cut(string(clients), "\n## "+heading+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		blocks := strings.Split(section, "```")
		if !found || len(blocks) < 3 {
			t.Fatalf("docs/clients.md has no code under %q", heading)
		}
		want.WriteString("## " + heading + "\n\n```" + blocks[len(blocks)-2] + "```\n\n")
	}
	text := strings.TrimSuffix(want.String(), "\n")
	if *update {
		if err := os.WriteFile("snippets.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("snippets.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != text {
		t.Error("snippets.md is not what docs/clients.md says; -update rewrites it")
	}
}
