package check_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract/check"
)

var update = flag.Bool("update", false, "rewrite what docs/checking.md repeats")

// TestRules compares the table of docs/checking.md with the code.
func TestRules(t *testing.T) {
	const file, begin, end = "../../docs/checking.md", "<!-- begin rules -->\n", "<!-- end rules -->\n"
	var want strings.Builder
	want.WriteString("| Rule | What is broken | Schemathesis |\n| --- | --- | --- |\n")
	for _, r := range check.Rules() {
		theirs := "–"
		if r.Schemathesis != "" {
			theirs = "`" + r.Schemathesis + "`"
		}
		want.WriteString("| `" + r.Name + "` | " + r.Meaning + " | " + theirs + " |\n")
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), begin)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has lost the marks of its table", file)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+want.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want.String(), got); diff != "" {
		t.Errorf("%s (-want +got; to accept: go test ./contract/check -run Rules -update):\n%s", file, diff)
	}
}
