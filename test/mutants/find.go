package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A mutant is one small change of a package.
type mutant struct {
	number int
	file   *file
	line   int
	change string
	source string // its first line, without indentation

	start, end    int // offsets of what is wrapped
	before, after string
	comma         int // offset of an operator that becomes a comma; 0 is none
	operator      string

	state  state
	passed int64 // how often a test passes it at most
}

// A state is what became of a mutant.
type state string

const (
	untried    state = "untried"
	killed     state = "killed"
	survived   state = "survived"
	unreached  state = "unreached" // by any test: it survived
	equivalent state = "equivalent"
)

// A finder finds the mutants of one file.
type finder struct {
	*file
	info   *types.Info
	placed map[ast.Expr]bool // what is no condition of its own
	found  []*mutant
}

// visit is called for a node before it is called for what is in it. It reports
// whether something in it can be mutated.
func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.ArrayType:
		return false
	case *ast.GenDecl:
		return n.Tok == token.VAR || n.Tok == token.IMPORT
	case *ast.IfStmt:
		f.condition(n.Cond)
	case *ast.ForStmt:
		f.condition(n.Cond)
	case *ast.SwitchStmt:
		for _, clause := range n.Body.List {
			for _, e := range clause.(*ast.CaseClause).List {
				if n.Tag == nil {
					f.condition(e)
				}
			}
		}
	case *ast.BlockStmt:
		f.statements(n.List)
	case *ast.CaseClause:
		f.statements(n.Body)
	case *ast.CommClause:
		f.statements(n.Body)
	case *ast.ReturnStmt:
		f.results(n)
	case *ast.KeyValueExpr:
		ast.Inspect(n.Value, f.visit)
		return false
	case ast.Expr:
		return f.expression(n)
	}
	return true
}

func (f *finder) expression(e ast.Expr) bool {
	if tv := f.info.Types[e]; tv.Value != nil {
		f.constant(e, tv)
		return false
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		f.placed[e.X] = f.placed[e]
	case *ast.UnaryExpr:
		f.placed[e.X] = f.placed[e]
	case *ast.BinaryExpr:
		f.binary(e)
	case *ast.CallExpr:
		f.capacity(e)
	}
	return true
}

func (f *finder) binary(e *ast.BinaryExpr) {
	switch e.Op {
	case token.LAND, token.LOR:
		wrap := map[token.Token]string{token.LAND: "_mutTrue", token.LOR: "_mutFalse"}[e.Op]
		for _, side := range []ast.Expr{e.X, e.Y} {
			f.placed[side] = true
			f.call(side, wrap, fmt.Sprintf("%s loses %s", e.Op, f.text(side)))
		}
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		other := map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">"}[e.Op]
		wrap := map[token.Token]string{token.LSS: "_mutLSS", token.LEQ: "_mutLEQ", token.GTR: "_mutGTR", token.GEQ: "_mutGEQ"}[e.Op]
		if !f.placed[e] {
			f.condition(e) // first, because it has to be around the other
		}
		m := f.call(e, wrap, fmt.Sprintf("%s becomes %s", e.Op, other))
		m.comma, m.operator = f.offset(e.OpPos), e.Op.String()
	case token.EQL, token.NEQ:
		if !f.placed[e] {
			f.condition(e)
		}
	}
}

// condition negates an expression, unless it is constant.
func (f *finder) condition(e ast.Expr) {
	if e == nil || f.info.Types[e].Value != nil {
		return
	}
	f.placed[e] = true
	f.call(e, "_mutNegate", fmt.Sprintf("%s is negated", f.text(e)))
}

// constant takes the next integer, or the other truth.
func (f *finder) constant(e ast.Expr, tv types.TypeAndValue) {
	basic, ok := tv.Type.(*types.Basic)
	switch {
	case !ok || f.placed[e]:
	case basic.Info()&types.IsBoolean != 0:
		f.call(e, "_mutNegate[bool]", fmt.Sprintf("%s becomes %t", f.text(e), !constant.BoolVal(tv.Value)))
	case basic.Info()&types.IsInteger != 0 && basic.Info()&types.IsUntyped == 0:
		f.call(e, "_mutNext["+basic.Name()+"]", fmt.Sprintf("%s becomes %s + 1", f.text(e), f.text(e)))
	}
}

// capacity leaves alone what only makes room: nothing can see it.
func (f *finder) capacity(e *ast.CallExpr) {
	if name, ok := e.Fun.(*ast.Ident); ok && name.Name == "make" && len(e.Args) > 1 {
		if _, ok := f.info.TypeOf(e).Underlying().(*types.Map); ok || len(e.Args) == 3 {
			f.placed[e.Args[len(e.Args)-1]] = true
		}
	}
}

// results returns nil instead of an error. What is returned beside an error
// is looked at by nobody.
func (f *finder) results(n *ast.ReturnStmt) {
	failure := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	for _, e := range n.Results {
		tv := f.info.Types[e]
		if _, tuple := tv.Type.(*types.Tuple); !tuple && !tv.IsNil() && types.Implements(tv.Type, failure) {
			f.call(e, "_mutNil", f.text(e)+" becomes nil")
			for _, beside := range n.Results {
				f.placed[beside] = true
			}
		}
	}
}

// statements removes each that the others compile without.
func (f *finder) statements(all []ast.Stmt) {
	for _, s := range all {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE || isBlank(s.Lhs) {
				continue
			}
		case *ast.ReturnStmt:
			if len(s.Results) > 0 {
				continue
			}
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.SendStmt, *ast.DeferStmt, *ast.GoStmt, *ast.BranchStmt:
		default:
			continue
		}
		m := f.add(s, f.text(s)+" is removed")
		m.before, m.after = "if _mutKeep(%d) { ", " }"
	}
}

// isBlank tells assignments that only keep a compiler or a linter quiet.
func isBlank(left []ast.Expr) bool {
	return !slices.ContainsFunc(left, func(e ast.Expr) bool {
		name, ok := e.(*ast.Ident)
		return !ok || name.Name != "_"
	})
}

func (f *finder) call(e ast.Expr, function, change string) *mutant {
	m := f.add(e, change)
	m.before, m.after = function+"(%d, ", ")"
	return m
}

func (f *finder) add(n ast.Node, change string) *mutant {
	line := f.fset.Position(n.Pos()).Line
	m := &mutant{
		file: f.file, line: line, change: change, state: untried,
		source: strings.TrimSpace(strings.Split(string(f.code), "\n")[line-1]),
		start:  f.offset(n.Pos()), end: f.offset(n.End()),
	}
	f.found = append(f.found, m)
	return m
}
