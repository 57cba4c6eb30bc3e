package page

import (
	_ "embed"
	"strings"
)

// A snippet is how to create a status in a language.
type snippet struct {
	Language, Code string
}

// code are blocks of docs/clients.md under their headings; a test compares them.
// The page as a whole is 20 times as long.
//
//go:embed snippets.md
var code string

// snippets returns a command for a base URL, and the code that tests have run.
func snippets(base string) []snippet {
	all := []snippet{{"curl", "curl -i " + base + "/education/synchronizationProfiles/school-1/profileStatus \\\n" +
		"  -H 'Authorization: Bearer any-token' -H 'Content-Type: application/json' \\\n" +
		`  -d '{"status": "success", "lastSynchronizationDateTime": "2026-11-23T10:58:12+01:00"}'`}}
	for section := range strings.SplitSeq(strings.TrimPrefix(code, "## "), "\n## ") {
		heading, rest, _ := strings.Cut(section, "\n")
		language, generator, _ := strings.Cut(heading, ": ")
		_, block, _ := strings.Cut(rest, "```")
		_, block, _ = strings.Cut(block, "\n")
		block, _, _ = strings.Cut(block, "\n```")
		all = append(all, snippet{language + ", by " + generator, block})
	}
	return all
}
