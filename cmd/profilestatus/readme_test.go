package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

const readme = "../../README.md"

// section returns the text between two marks of README.md and what is around
// it.
func section(t *testing.T, name string) (before, text, after string) {
	t.Helper()
	return sectionOf(t, readme, name)
}

// sectionOf is section for any file.
func sectionOf(t *testing.T, file, name string) (before, text, after string) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->\n"
	before, rest, ok := strings.Cut(string(page), begin)
	text, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has lost the marks of its section %q", file, name)
	}
	return before + begin, text, end + after
}

// compare compares a section of README.md with what it should be.
func compare(t *testing.T, name, want string) {
	t.Helper()
	compareIn(t, readme, name, want)
}

// compareIn is compare for any file.
func compareIn(t *testing.T, file, name, want string) {
	t.Helper()
	before, text, after := sectionOf(t, file, name)
	if *update {
		if err := os.WriteFile(file, []byte(before+want+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("%s, section %q (-want +got; to accept: go test ./cmd/profilestatus -update):\n%s", file, name, diff)
	}
}

// TestREADMEFlags compares the table of flags with the flags of serve.
func TestREADMEFlags(t *testing.T) {
	escape := strings.NewReplacer("|", `\|`).Replace
	var want strings.Builder
	want.WriteString("| Flag | Variable | Default | Meaning |\n| --- | --- | --- | --- |\n")
	serve, _, err := newRoot().Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	serve.Flags().VisitAll(func(f *pflag.Flag) {
		if isCommon(f.Name) {
			return
		}
		name, usage := pflag.UnquoteUsage(f)
		value := "`" + f.DefValue + "`"
		if f.DefValue == "" || f.DefValue == "[]" {
			value = "–"
		}
		flag := strings.TrimSpace("--" + f.Name + " " + name)
		want.WriteString("| `" + escape(flag) + "` | `" + variable(serve, f.Name) + "` | " + value + " | " + escape(usage) + " |\n")
	})
	compare(t, "flags", want.String())
}

// TestREADMEExample compares the Go example with the one that the tests run.
func TestREADMEExample(t *testing.T) {
	source, err := os.ReadFile("../../server/example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, body, ok := strings.Cut(string(source), "func ExampleNew() {\n")
	body, _, ok2 := strings.Cut(body, "\t// Output:")
	if !ok || !ok2 {
		t.Fatal("ExampleNew is not where it was")
	}
	compare(t, "example", "```go\n"+regexp.MustCompile(`(?m)^\t`).ReplaceAllString(body, "")+"```\n")
}

// TestREADMERequests runs the curl commands of README.md against a service, each
// twice, and compares what the second prints, with fixed ids and times.
func TestREADMERequests(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the commands of README.md cannot be run: %v", err)
		}
	}
	uuid := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	date := regexp.MustCompile(`Date: .*|"date":"[^"]*"`)
	p := startService(t, t.TempDir())
	for name, language := range map[string]string{"created": "", "refused": "json"} {
		before, _, _ := section(t, name)
		i := strings.LastIndex(before, "```sh\n")
		command, _, ok := strings.Cut(before[i+len("```sh\n"):], "```")
		if i < 0 || !ok {
			t.Fatalf("no command stands before section %q", name)
		}
		c := exec.Command("sh", "-c", strings.ReplaceAll(command, "http://127.0.0.1:8080/beta", p.base))
		c.Args[2] = strings.ReplaceAll(c.Args[2], "curl ", "curl -sS ")
		if _, err := exec.Command(c.Args[0], c.Args[1:]...).Output(); err != nil { // another day
			t.Fatalf("%s: %v", command, err)
		}
		out, err := c.Output()
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		text := strings.ReplaceAll(string(out), "\r", "")
		text = uuid.ReplaceAllString(text, "019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11")
		text = date.ReplaceAllStringFunc(text, func(found string) string {
			if strings.HasPrefix(found, "Date") {
				return "Date: Mon, 23 Nov 2026 10:00:00 GMT"
			}
			return `"date":"2026-11-23T10:00:00"`
		})
		compare(t, name, "```"+language+"\n"+text+"```\n")
	}
	p.stop(t)
}
