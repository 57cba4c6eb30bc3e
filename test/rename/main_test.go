package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestReplace(t *testing.T) {
	tests := []struct{ name, text, want, reason string }{
		{"import", `"old.example/server"`, `"new.test/x/server"`, "what is below it moves too"},
		{"root", `"old.example"`, `"new.test/x"`, "the root is a package"},
		{"go.mod", "module old.example\n", "module new.test/x\n", "it ends a line"},
		{"version", "old.example@v1.2.3", "new.test/x@v1.2.3", "as go get takes it"},
		{"replace", "old.example=../old", "new.test/x=../old", "as go mod edit takes it"},
		{"sentence", "of old.example.", "of new.test/x.", "a full stop is no part of it"},
		{"longer", "old.example.org, my-old.example, old.example2", "old.example.org, my-old.example, old.example2", "other names stay"},
		{"address", "me@old.example", "me@old.example", "an address has a host, not a module"},
		{"URL", "https://old.example/x", "https://old.example/x", "so has a URL"},
		{"twice", "old.example old.example", "new.test/x new.test/x", "each one counts"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("%s has no reason", tt.name)
		}
		if got := string(replacement{"old.example", "new.test/x", true}.replace([]byte(tt.text))); got != tt.want {
			t.Errorf("%s: %q, want %q\nreason: %s", tt.name, got, tt.want, tt.reason)
		}
	}
}

func TestShort(t *testing.T) {
	for path, want := range map[string]string{
		"some.example":                      "some",
		"example.com/acme/profilestatus":    "profilestatus",
		"example.com/acme/Mock_Status/v2":   "mock-status",
		"gopkg.in/mock.v2":                  "mock",
		"example.com/acme/profile.status-x": "profile-status-x",
	} {
		if got := short(path); got != want {
			t.Errorf("short(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	tests := []struct{ name, path, contact, want, reason string }{
		{"no dot", "acme/profilestatus", "", "no path that other modules can require", "go get needs a host"},
		{"a command", "example.com/$(touch x)", "", "no path", "nothing but a path is one"},
		{"upwards", "example.com/../x", "", "no path", "nor is this"},
		{"nothing", "", "", "no path", "make rename without MODULE"},
		{"hosting", "github.com/acme/profilestatus", "", "add CONTACT=host", "reports of holes must not go to a stranger"},
		{"contact", "example.com/x", "me@example.com", "want the name of a host", "the addresses' names stay"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("%s has no reason", tt.name)
		}
		if err := rename(t.TempDir(), tt.path, tt.contact); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q\nreason: %s", tt.name, err, tt.want, tt.reason)
		}
	}
}

// everything asks for the parts of TestRename that generate and compile the whole
// module again: make test-rename.
const everything = "RENAME_TEST_EVERYTHING"

// TestRename renames a copy of this repository, and renames it back.
func TestRename(t *testing.T) {
	for _, tool := range []string{"git", "make"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the repository cannot be renamed: %v", err)
		}
	}
	dir := t.TempDir()
	before := copyRepository(t, dir)
	old := strings.TrimSpace(run(t, dir, "go", "list", "-m"))
	// In two parts: the names must not be in this file, which is renamed too.
	const name, host = "example.com/acme/" + "mockstatus", "contact.example.com"
	change := func(path, contact string) {
		if os.Getenv(everything) != "" {
			run(t, dir, "make", "rename", "MODULE="+path, "CONTACT="+contact)
		} else if err := replaceAll(dir, path, contact); err != nil {
			t.Fatal(err)
		}
	}
	change(name, host)
	for path, text := range files(t, dir, before) {
		if bytes.Contains(text, []byte(old)) {
			t.Errorf("%s still contains %s", path, old)
		}
	}
	for path, want := range map[string]string{
		"go.mod":                         "module " + name + "\n",
		"test/spec/go.mod":               "module " + name + "/test/spec\n",
		"test/clients/kiota-go/go.mod":   "module " + name + "/test/clients/kiota-go\n",
		"openapi.yaml":                   "email: support@" + host + "\n",
		"SECURITY.md":                    "security@" + host,
		"test/clients/php/composer.json": `"mockstatus` + "/scenario\"",
		"test/clients/java/pom.xml":      "<groupId>mockstatus" + "</groupId>",
		"test/spec/package.json":         `"mockstatus` + "-spec-lint\"",
	} {
		if text := files(t, dir, map[string][]byte{path: nil})[path]; !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
	run(t, dir, "go", "list", "-deps", "-test", "./...") // each import is found
	if os.Getenv(everything) != "" {
		if out := run(t, dir, "gofmt", "-l", "."); out != "" {
			t.Errorf("not formatted: %s", out)
		}
		run(t, dir, "go", "build", "./...")
		run(t, dir, "go", "vet", "./...")
		run(t, dir, "go", "test", ".", "./server") // not this test again
	}
	oldHost, _, _ := strings.Cut(old, "/")
	change(old, oldHost)
	for path, text := range files(t, dir, before) {
		if !bytes.Equal(text, before[path]) {
			t.Errorf("%s is another one after renaming back", path)
		}
	}
	if left := run(t, dir, "git", "status", "--porcelain"); left != "" {
		t.Errorf("after renaming back: %s", left)
	}
}

// copyRepository copies what git knows of this repository, as it stands in the
// folder, into a repository at dir.
func copyRepository(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	top := filepath.Join("..", "..")
	names := map[string][]byte{}
	for name := range strings.SplitSeq(run(t, top, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"), "\x00") {
		if info, err := os.Stat(filepath.Join(top, name)); err == nil && info.Mode().IsRegular() { // else deleted
			names[name] = nil
		}
	}
	all := files(t, top, names)
	for name, text := range all {
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(t, dir, "git", "init", "-q")
	run(t, dir, "git", "add", ".")
	run(t, dir, "git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false", "commit", "-qm", "all")
	return all
}

// files reads files again.
func files(t *testing.T, dir string, names map[string][]byte) map[string][]byte {
	t.Helper()
	all := make(map[string][]byte)
	for name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = text
	}
	return all
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	t.Log(name, args)
	c := exec.Command(name, args...)
	c.Dir = dir
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s%s", name, args, err, out, &stderr)
	}
	return string(out)
}
