package profilestatus_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// A tables finds tables: slices and maps of structs that are declared in the
// tests.
type tables struct {
	fset    *token.FileSet
	types   map[string]*ast.StructType
	shared  map[string][]*ast.CompositeLit // what variables of the package are set to
	offence map[*ast.CompositeLit]bool
	found   []string
}

// reasonless returns what has no reason, by file: rows that leave theirs empty,
// and tables that some loop ranges over without a place for one.
func reasonless(fset *token.FileSet, files map[string]*ast.File) map[string][]string {
	s := &tables{fset: fset, types: make(map[string]*ast.StructType), shared: make(map[string][]*ast.CompositeLit), offence: make(map[*ast.CompositeLit]bool)}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if t, ok := spec.Type.(*ast.StructType); ok {
					s.types[spec.Name.Name] = t
				}
			}
			return true
		})
		for _, d := range file.Decls {
			if d, ok := d.(*ast.GenDecl); ok {
				literals(d, s.shared)
			}
		}
	}
	found := make(map[string][]string)
	for path, file := range files {
		s.found = nil
		for _, d := range file.Decls {
			local := make(map[string][]*ast.CompositeLit)
			literals(d, local)
			ast.Inspect(d, func(n ast.Node) bool { s.visit(n, local); return true })
		}
		if len(s.found) > 0 {
			found[path] = s.found
		}
	}
	return found
}

func (s *tables) visit(n ast.Node, local map[string][]*ast.CompositeLit) {
	switch n := n.(type) {
	case *ast.CompositeLit:
		if row := s.row(n.Type); row != nil && place(row) >= 0 {
			for _, e := range n.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					e = pair.Value
				}
				if r, ok := e.(*ast.CompositeLit); ok && !reasoned(r, place(row)) {
					s.say(r)
				}
			}
		}
	case *ast.RangeStmt:
		all := []*ast.CompositeLit{}
		switch x := n.X.(type) {
		case *ast.CompositeLit:
			all = append(all, x)
		case *ast.Ident:
			if all = local[x.Name]; all == nil {
				all = s.shared[x.Name]
			}
		}
		for _, table := range all {
			if row := s.row(table.Type); row != nil && place(row) < 0 && !s.nested(row) && !s.offence[table] {
				s.offence[table] = true
				s.say(table)
			}
		}
	}
}

func (s *tables) say(n ast.Node) {
	at := s.fset.Position(n.Pos())
	s.found = append(s.found, fmt.Sprintf("%s:%d", at.Filename, at.Line))
}

// row returns the struct that a slice or map has as its elements, or nil.
func (s *tables) row(table ast.Expr) *ast.StructType {
	var element ast.Expr
	switch t := table.(type) {
	case *ast.ArrayType:
		element = t.Elt
	case *ast.MapType:
		element = t.Value
	}
	if pointer, ok := element.(*ast.StarExpr); ok {
		element = pointer.X
	}
	switch element := element.(type) {
	case *ast.StructType:
		return element
	case *ast.Ident:
		return s.types[element.Name]
	}
	return nil
}

// nested reports whether a row holds a table with reasons of its own.
func (s *tables) nested(row *ast.StructType) bool {
	return slices.ContainsFunc(row.Fields.List, func(field *ast.Field) bool {
		inner := s.row(field.Type)
		return inner != nil && place(inner) >= 0
	})
}

// place returns which field of a row is for its reason, or -1.
func place(row *ast.StructType) int {
	i := 0
	for _, field := range row.Fields.List {
		for _, name := range field.Names {
			if name.Name == "reason" || name.Name == "why" {
				return i
			}
			i++
		}
	}
	return -1
}

// literals collects what variables are set to, by name.
func literals(n ast.Node, found map[string][]*ast.CompositeLit) {
	set := func(name ast.Node, value ast.Expr) {
		if name, ok := name.(*ast.Ident); ok {
			if c, ok := value.(*ast.CompositeLit); ok {
				found[name.Name] = append(found[name.Name], c)
			}
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i := range min(len(n.Lhs), len(n.Rhs)) {
				set(n.Lhs[i], n.Rhs[i])
			}
		case *ast.ValueSpec:
			for i := range min(len(n.Names), len(n.Values)) {
				set(n.Names[i], n.Values[i])
			}
		}
		return true
	})
}

// reasoned reports whether a row says anything in its place for a reason.
func reasoned(row *ast.CompositeLit, place int) bool {
	for i, e := range row.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.Ident); !ok || name.Name != "reason" && name.Name != "why" {
				continue
			}
			e = pair.Value
		} else if i != place {
			continue
		}
		text, ok := e.(*ast.BasicLit)
		return !ok || strings.Trim(text.Value, "\"` ") != ""
	}
	return false
}
