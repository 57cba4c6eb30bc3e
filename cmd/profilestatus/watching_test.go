package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWatchingPipeline runs the pipeline of docs/watching.md as it stands there,
// but for the port.
func TestWatchingPipeline(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the pipeline cannot be run: %v", err)
		}
	}
	page, err := os.ReadFile("../../docs/watching.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "<!-- begin pipeline -->\n```sh\n")
	script, _, ok2 := strings.Cut(rest, "```\n<!-- end pipeline -->")
	if !ok || !ok2 {
		t.Fatal("docs/watching.md has lost its pipeline")
	}
	script = strings.ReplaceAll(script, "127.0.0.1:8080", "127.0.0.1:0")
	dir, bin := t.TempDir(), t.TempDir()
	program, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(bin, "profilestatus")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("sh", "-e", "-c", script)
	c.Dir = dir
	c.Env = append(os.Environ(), asProgram+"=1", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "nothing is wrong") {
		t.Errorf("%v\n%s", err, out)
	}
	for _, name := range []string{"contract.xml", "contract.sarif"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
