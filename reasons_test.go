package profilestatus_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestReasons wants a reason in every row of every table of the tests: the next
// reader has to know why the row exists before changing it.
func TestReasons(t *testing.T) {
	fset := token.NewFileSet()
	packages, err := parseTests(fset)
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range packages {
		for _, problems := range reasonless(fset, files) {
			t.Errorf("add a reason to these rows:\n%s", strings.Join(problems, "\n"))
		}
	}
}

// parseTests parses the tests of the repository, by folder and path.
func parseTests(fset *token.FileSet) (map[string]map[string]*ast.File, error) {
	packages := make(map[string]map[string]*ast.File)
	return packages, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && (name == "testdata" || name == "node_modules" || name[0] == '.' || path == "clients" || path == "foreign"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, "_test.go") && (filepath.ToSlash(filepath.Dir(path)) != "store/storetest" || filepath.Ext(name) != ".go"):
			return nil
		}
		syntax, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			return err
		}
		dir := filepath.Dir(path)
		if packages[dir] == nil {
			packages[dir] = make(map[string]*ast.File)
		}
		packages[dir][filepath.ToSlash(path)] = syntax
		return nil
	})
}

// TestReasonless looks at the test of the tests.
func TestReasonless(t *testing.T) {
	tests := []struct {
		code, want, reason string
	}{
		{`for range []struct{ a int; reason string }{{1, "x"}} {}`, "", "every row has one"},
		{`for range []struct{ a int; reason string }{{1, "x"}, {2, ""}} {}`, "a_test.go:3", "an empty one says nothing"},
		{`for range []struct{ a int; why string }{{a: 1}} {}`, "a_test.go:3", "a row by names may leave it out"},
		{`for range []struct{ a int }{{1}, {2}} {}`, "a_test.go:3", "there is no place for one, which is said once"},
		{`tests := []struct{ a int }{{1}}; for range tests {}`, "a_test.go:3", "most tables have a name"},
		{`tests := map[string]struct{ a int }{"b": {1}}; for range tests {}`, "a_test.go:3", "a map is a table as well"},
		{`type row struct{ a int }; for range []row{{1}} {}`, "a_test.go:3", "a type may have a name"},
		{`type row struct{ a int }; for range []*row{{1}} {}`, "a_test.go:3", "rows may be pointers"},
		{`for range shared {}`, "a_test.go:2", "tables may be shared by tests"},
		{`tests := []struct{ a int }{{1}}; _ = tests`, "", "nothing ranges over it: it is data"},
		{`type row struct{ why string }; for range []struct{ rows []row }{{[]row{{"x"}}}} {}`, "", "the rows are a level below"},
		{`type row struct{ why string }; for range []struct{ rows []row }{{[]row{{""}}}} {}`, "a_test.go:3", "and one of them says nothing"},
		{`for range []string{"a"} {}`, "", "a plain list needs none"},
		{`for range []other.Row{{1}} {}`, "", "a type of the program has no place for one"},
	}
	for _, tt := range tests {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "a_test.go", "package a\nvar shared = []struct{ a int }{{1}}\nfunc f() { "+tt.code+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(reasonless(fset, map[string]*ast.File{"a_test.go": file})["a_test.go"], " ")
		if got != tt.want {
			t.Errorf("%s: got %q, want %q\nreason: %s", tt.code, got, tt.want, tt.reason)
		}
	}
}
