package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMockCommands runs the commands of docs/mock.md in their order against a
// service, and compares what they print where the page shows it.
func TestMockCommands(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the commands of docs/mock.md cannot be run: %v", err)
		}
	}
	const file = "../../docs/mock.md"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := startService(t, t.TempDir(), "--store", "memory", "--test-powers", "--log-level", "error")
	page := string(data)
	block := regexp.MustCompile("(?s)```sh\n(curl .*?)```\n(?:\n<!-- begin [a-z]+ -->\n```[a-z]*\n(.*?)```\n)?")
	commands := block.FindAllStringSubmatchIndex(page, -1)
	if len(commands) < 7 {
		t.Fatalf("%d commands, want all of the page", len(commands))
	}
	var want strings.Builder
	end := 0
	for _, at := range commands {
		command := page[at[2]:at[3]]
		c := exec.Command("sh", "-c", command)
		c.Env = append(os.Environ(), "BASE="+strings.TrimSuffix(p.base, basePath))
		printed, err := c.Output()
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		if at[4] >= 0 {
			want.WriteString(page[end:at[4]] + string(printed))
			end = at[5]
		}
	}
	want.WriteString(page[end:])
	if *update {
		if err := os.WriteFile(file, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want.String(), page); diff != "" {
		t.Errorf("%s (-want +got; to accept: go test ./cmd/profilestatus -update):\n%s", file, diff)
	}
}
