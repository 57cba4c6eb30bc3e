package main

import (
	"context"
	_ "embed" // of the switch
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

//go:embed switch.go.txt
var switches string

// A subject is the package that is mutated.
type subject struct {
	dir     string
	name    string
	files   []*file
	mutants []*mutant // by their numbers
	dropped int       // mutants that did not compile
}

// A file is a source file of the subject.
type file struct {
	path string // absolute
	name string // within the module, with slashes
	code []byte
	fset *token.FileSet
}

// load finds the mutants of a package, in files that are written by hand.
func load(ctx context.Context, o *options) (*subject, error) {
	pkg, err := check(ctx, o.pattern, nil)
	if err != nil {
		return nil, err
	}
	if len(pkg.Errors) > 0 {
		return nil, pkg.Errors[0]
	}
	p := &subject{dir: pkg.Dir, name: pkg.Name}
	for _, syntax := range pkg.Syntax {
		path := pkg.Fset.Position(syntax.Package).Filename
		if ast.IsGenerated(syntax) || len(o.only) > 0 && !slices.Contains(o.only, filepath.Base(path)) {
			continue
		}
		code, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(pkg.Module.Dir, path)
		if err != nil {
			return nil, err
		}
		f := &file{path: path, name: filepath.ToSlash(name), code: code, fset: pkg.Fset}
		p.files = append(p.files, f)
		finder := &finder{file: f, info: pkg.TypesInfo, placed: make(map[ast.Expr]bool)}
		ast.Inspect(syntax, finder.visit)
		p.mutants = append(p.mutants, finder.found...)
	}
	return p, p.settle(ctx, o.pattern)
}

// check reads the package with its types.
func check(ctx context.Context, pattern string, overlay map[string][]byte) (*packages.Package, error) {
	pkgs, err := packages.Load(&packages.Config{
		Context: ctx, Overlay: overlay,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedTypesInfo | packages.NeedSyntax | packages.NeedModule | packages.NeedExportFile,
	}, pattern)
	if err == nil && len(pkgs) != 1 {
		err = fmt.Errorf("%s are %d packages, want one", pattern, len(pkgs))
	}
	if err != nil {
		return nil, err
	}
	return pkgs[0], nil
}

// settle numbers the mutants, without those that do not compile.
func (p *subject) settle(ctx context.Context, pattern string) error {
	for {
		for i, m := range p.mutants {
			m.number = i
		}
		pkg, err := check(ctx, pattern, p.overlay())
		if err != nil || len(pkg.Errors) == 0 {
			return err
		}
		before := len(p.mutants)
		for _, e := range pkg.TypeErrors {
			at := e.Fset.Position(e.Pos)
			p.mutants = slices.DeleteFunc(p.mutants, func(m *mutant) bool { return m.file.path == at.Filename && m.line == at.Line })
		}
		if len(p.mutants) == before {
			return fmt.Errorf("the mutants do not compile: %w", pkg.Errors[0])
		}
		p.dropped += before - len(p.mutants)
	}
}

// overlay returns the files with all mutants in them, by path. Lines stay
// where they are.
func (p *subject) overlay() map[string][]byte {
	all := map[string][]byte{
		filepath.Join(p.dir, "mutants_switch.go"): []byte(strings.NewReplacer("PACKAGE", p.name, "COUNT", strconv.Itoa(len(p.mutants)+1)).Replace(switches)),
	}
	for _, f := range p.files {
		all[f.path] = f.mutated(p.mutants)
	}
	return all
}

// An insertion is a text that comes before an offset, and may replace a few
// bytes there.
type insertion struct {
	offset, replaced, order int
	text                    string
}

func (f *file) mutated(mutants []*mutant) []byte {
	var all []insertion
	for i, m := range mutants {
		if m.file != f {
			continue
		}
		// What ends somewhere comes before what begins there; the wider of two
		// begins first and ends last.
		length := m.end - m.start
		all = append(all,
			insertion{m.start, 0, 1<<40 - length<<16 + i, fmt.Sprintf(m.before, m.number)},
			insertion{m.end, 0, -1<<40 + length<<16 - i, m.after})
		if m.comma > 0 {
			all = append(all, insertion{m.comma, len(m.operator), 0, ","})
		}
	}
	slices.SortStableFunc(all, func(a, b insertion) int {
		if a.offset != b.offset {
			return a.offset - b.offset
		}
		return a.order - b.order
	})
	var code []byte
	at := 0
	for _, e := range all {
		code = append(append(code, f.code[at:e.offset]...), e.text...)
		at = e.offset + e.replaced
	}
	return append(code, f.code[at:]...)
}

func (f *file) offset(pos token.Pos) int { return f.fset.Position(pos).Offset }

// text returns the source of a node in one line, shortened.
func (f *file) text(n ast.Node) string {
	text := strings.Join(strings.Fields(string(f.code[f.offset(n.Pos()):f.offset(n.End())])), " ")
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:57], "") + "..."
	}
	return text
}
