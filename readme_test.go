package profilestatus_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// outside is a test of another module; the body of README.md's example goes
// into it.
const outside = `package outside_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

func Example() {
BODY	// Output:
	// 201 Created
	// {"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"s1","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}
}

func TestContract(t *testing.T) {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.New(c); err != nil {
		t.Fatal(err)
	}
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(srv)
	defer ts.Close()
	r, err := check.Run(t.Context(), check.Config{Base: ts.URL, Document: []byte(profilestatus.OpenAPI()), Cases: -1})
	if err != nil || !r.Holds() {
		t.Errorf("Run() = %v, %v", r, err)
	}
}
`

// oldestGo asks for the version of Go that go.mod names, which the test then
// has to download and to compile everything with: make test-import.
const oldestGo = "README_TEST_OLDEST_GO"

// TestREADMEImport makes another module import this one, by the commands of
// README.md.
func TestREADMEImport(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skipf("the commands of README.md cannot be run: %v", err)
	}
	top, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(top, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	oldest := regexp.MustCompile(`(?m)^go (([0-9]+\.[0-9]+)\S*)$`).FindSubmatch(mod)
	page, err := os.ReadFile("README.md")
	if want := "with Go " + string(oldest[2]) + " or later"; err != nil || !strings.Contains(string(page), want) {
		t.Errorf("README.md does not say %q, as go.mod does (%v)", want, err)
	}
	env := append(os.Environ(), "GOFLAGS=-trimpath", "GOWORK=off") // what was compiled once can be used again, wherever it lies
	if os.Getenv(oldestGo) != "" {
		env = append(env, "GOTOOLCHAIN=go"+string(oldest[1]))
		version := exec.Command("go", "version")
		version.Env = env
		out, err := version.CombinedOutput()
		if err != nil {
			t.Fatalf("Go %s cannot be had: %v\n%s", oldest[1], err, out)
		}
		t.Logf("%s", out)
	}

	commands, example := block(t, string(page), "import"), block(t, string(page), "example")
	dir := t.TempDir() // its parent is the test's own
	for name, text := range map[string]string{
		"go.mod":          "module outside.example\n\n" + string(oldest[0]) + "\n",
		"outside_test.go": strings.Replace(outside, "BODY", example, 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(top, filepath.Join(filepath.Dir(dir), "profilestatus")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("sh", "-e", "-c", commands)
	c.Dir, c.Env = dir, env
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, commands, out)
	}
}

// block returns the block of code in a section of README.md.
func block(t *testing.T, page, name string) string {
	t.Helper()
	found := regexp.MustCompile("(?s)<!-- begin " + name + " -->\n```\\w+\n(.*?)```\n<!-- end " + name + " -->").FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("README.md has no block of code in its section %q", name)
	}
	return found[1]
}
