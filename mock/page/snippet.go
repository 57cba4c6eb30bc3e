package page

import (
	"strings"

	"profilestatus.example/docs"
)

// A snippet is how to create a status in a language.
type snippet struct {
	Language, Code string
}

// languages are the headings of docs/clients.md whose code is shown.
var languages = []string{"JavaScript: swagger-client", "Python: openapi-generator", "Java: openapi-generator", "C#: openapi-generator", "Go: oapi-codegen"}

// snippets returns a command for a base URL, and the code that tests have run.
func snippets(base string) []snippet {
	all := []snippet{{"curl", "curl -i " + base + "/education/synchronizationProfiles/school-1/profileStatus \\\n" +
		"  -H 'Authorization: Bearer any-token' -H 'Content-Type: application/json' \\\n" +
		`  -d '{"status": "success", "lastSynchronizationDateTime": "2026-11-23T10:58:12+01:00"}'`}}
	for _, heading := range languages {
		language, generator, _ := strings.Cut(heading, ": ")
		if code := codeUnder(heading); code != "" {
			all = append(all, snippet{language + ", by " + generator, code})
		}
	}
	return all
}

// codeUnder returns the last block of code under a heading of docs/clients.md.
func codeUnder(heading string) string {
	_, section, _ := strings.Cut(docs.Clients, "\n## "+heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := strings.Split(section, "```")
	if len(blocks) < 3 {
		return ""
	}
	_, code, _ := strings.Cut(blocks[len(blocks)-2], "\n")
	return strings.TrimRight(code, "\n")
}
