package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"profilestatus.example/test/internal/folder"
)

// A trust is a program that reaches the service without and with the words of
// profilestatus ca --help. It prints for each of its addresses whether it has
// reached it, or does not trust it.
type trust struct {
	label string // of the words
	run   string
}

// try runs the program twice.
func (t trust) try(ctx context.Context, d folder.Dir, s *service) error {
	words, err := wordsOf(s.help, t.label)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(d.Path, "ca.pem"), s.certificate, 0o600); err != nil {
		return err
	}
	d.Env = append(slices.DeleteFunc(slices.Clone(d.Env), choosesTrust),
		"PROFILESTATUS_URLS="+s.origin+"/healthz "+strings.Replace(s.origin, "localhost", "127.0.0.1", 1)+"/healthz",
		"NO_PROXY=localhost,127.0.0.1", "no_proxy=localhost,127.0.0.1")
	for _, row := range []struct{ line, want string }{
		{t.run, "not trusted\nnot trusted\n"},
		{follow(words, t.run), "reached\nreached\n"},
	} {
		out, err := d.Run(ctx, row.line)
		if err != nil {
			return err
		}
		if !strings.HasSuffix(out, row.want) { // tools of Java tell first what they have read
			return fmt.Errorf("%s printed %q, want %q", row.line, out, row.want)
		}
	}
	return nil
}

// choosesTrust reports whether a variable says which authorities are trusted, by
// the words of the help or in other ways that clients know.
func choosesTrust(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "JAVA_TOOL_OPTIONS"}, name)
}

// follow does what the words say and then runs a program. Options are for its
// command line, everything else is lines for a shell that set its environment.
func follow(words, run string) string {
	if strings.HasPrefix(words, "-") {
		return run + " " + words
	}
	return "set -a\n" + words + "\nset +a\n" + run
}

// A line of the table in the help: a label, and then words in a column of
// their own, which may go on in further lines.
var tableLine = regexp.MustCompile(`(?m)^  (\S.*?)?  +(\S.*)$`)

// wordsOf returns the words of a label.
func wordsOf(help, label string) (string, error) {
	var words []string
	found := false
	for _, line := range tableLine.FindAllStringSubmatch(help, -1) {
		if line[1] != "" {
			found = line[1] == label
		}
		if found {
			words = append(words, line[2])
		}
	}
	if words == nil {
		return "", fmt.Errorf("the help has no words for it")
	}
	return strings.Join(words, "\n"), nil
}
