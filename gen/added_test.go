package gen_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNewProperty adds properties to a copy of the document, generates this
// package anew, and runs the tests of testdata/added with it: that a property is
// in the document is enough for it to be accepted, bound and written.
func TestNewProperty(t *testing.T) {
	added, err := os.ReadFile("testdata/added/properties.yaml")
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed, components, _ := strings.Cut(string(added), "# components\n")
	text := string(document)
	for _, schema := range []string{"EducationSynchronizationProfileStatusCreate", "EducationSynchronizationProfileStatus"} {
		before, after, ok := strings.Cut(text, "\n    "+schema+":\n")
		head, rest, ok2 := strings.Cut(after, "      properties:\n")
		if !ok || !ok2 {
			t.Fatalf("the document has no schema %s with properties", schema)
		}
		text = before + "\n" + components + "    " + schema + ":\n" + head + "      properties:\n" + changed + rest
		components = ""
	}
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	changedDocument, generated := file("openapi.yaml", text), filepath.Join(dir, "openapi.gen.go")
	config, err := os.ReadFile("oapi-codegen.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changedConfig := file("oapi-codegen.yaml", strings.Replace(string(config), "output: openapi.gen.go", "output: "+generated, 1))
	const generator = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
	if out, err := exec.Command("go", "run", generator, "-config", changedConfig, changedDocument).CombinedOutput(); err != nil {
		if !strings.Contains(string(out), "exit status") {
			t.Skipf("oapi-codegen cannot be built, are its modules downloaded? %v\n%s", err, out)
		}
		t.Fatalf("oapi-codegen: %v\n%s", err, out)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{
		"openapi.yaml":         changedDocument,
		"gen/openapi.gen.go":   generated,
		"gen/new_test.go":      "gen/testdata/added/gen_test.go",
		"server/added_test.go": "gen/testdata/added/server_test.go",
	}
	overlay := map[string]map[string]string{"Replace": {}}
	for name, path := range replace {
		if !filepath.IsAbs(path) {
			path = filepath.Join(root, path)
		}
		overlay["Replace"][filepath.Join(root, name)] = path
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "test", "-v", "-vet=off", "-overlay", file("overlay.json", string(data)), "-run", "^(TestAdded|TestBodiesReachAllTypes|Fuzz.*JSON)$", "./gen", "./server")
	c.Dir = root
	out, err := c.CombinedOutput()
	if err != nil || strings.Count(string(out), "--- PASS: TestAdded ") != 2 {
		t.Errorf("%v\n%s", err, out)
	}
}
