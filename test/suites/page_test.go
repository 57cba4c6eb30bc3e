package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/suites.md anew")

const page = "../../docs/suites.md"

// TestPage compares docs/suites.md with the files that are run.
func TestPage(t *testing.T) {
	for _, row := range []struct{ section, file, fence, reason string }{
		{"go", "go/throttled_test.go", "go", "go test runs it"},
		{"pytest", "pytest/test_profile_status.py", "python", "make test-suites runs it"},
		{"node", "node/profile-status.test.mjs", "js", "make test-suites runs it"},
		{"junit", "junit/ProfileStatusTest.java", "java", "make test-suites runs it"},
		{"pom", "junit/pom.xml", "xml", "make test-suites builds with it"},
		{"dotnet", "dotnet/ProfileStatusTests.cs", "csharp", "make test-suites runs it where there is .NET"},
		{"csproj", "dotnet/Suite.csproj", "xml", "make test-suites builds with it where there is .NET"},
		{"app", "../login/javascript/app.mjs", "js", "make test-login runs it"},
	} {
		text, err := os.ReadFile(filepath.FromSlash(row.file))
		if err != nil {
			t.Fatal(err)
		}
		compare(t, row.section, fmt.Sprintf("```%s\n%s```\n", row.fence, text))
	}
}

// TestPageVitest compares the table of what Vitest has other names for.
func TestPageVitest(t *testing.T) {
	for _, u := range suites {
		if u.from == "" {
			continue
		}
		var b strings.Builder
		b.WriteString("| In the file above | For Vitest |\n| --- | --- |\n")
		for i := 0; i < len(u.edits); i += 2 {
			fmt.Fprintf(&b, "| `%s` | `%s` |\n", u.edits[i], u.edits[i+1])
		}
		compare(t, u.folder, b.String())
	}
}

// TestBroken: in every suite there is a line that the runner can break.
func TestBroken(t *testing.T) {
	for _, u := range suites {
		folder := u.folder
		if u.from != "" {
			folder = u.from
		}
		text, err := os.ReadFile(filepath.Join(folder, u.file))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(created.FindAll(text, -1)); n != 1 {
			t.Errorf("%s/%s has %d lines that create a status, want 1", folder, u.file, n)
		}
	}
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
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s, section %q (-want +got; to accept: go test ./test/suites -update):\n%s", page, name, diff)
	}
}
