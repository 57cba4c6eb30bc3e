package contract

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// A limitKey names a number of a schema by its keyword.
type limitKey struct {
	*openapi3.Schema
	keyword string
}

// limits are the numbers of a document that float64 does not hold exactly, as
// they are written there.
type limits map[limitKey]limit

// of returns a number of a schema.
func (l limits) of(s *openapi3.Schema, keyword string, near float64) limit {
	if known, ok := l[limitKey{s, keyword}]; ok {
		return known
	}
	return newLimit(near)
}

// learn keeps the numbers of a schema that are written otherwise than their
// float64. The lines are those of file.
func (l limits) learn(s *openapi3.Schema, document lines, file string) {
	keep := func(keyword string, near float64, text string) {
		if exact := rational(text); exact != nil {
			if f, _ := exact.Float64(); f == near {
				l[limitKey{s, keyword}] = limit{exact, near}
			}
		}
	}
	if s.Origin == nil {
		return
	}
	for _, bound := range boundsOf(s) {
		if bound.near == nil || math.Abs(*bound.near) < maxExact {
			continue
		}
		if at, ok := s.Origin.Fields.Lookup(bound.keyword); ok && at.File == file {
			keep(bound.keyword, *bound.near, document.number(at.Line, at.Column, bound.keyword))
		}
	}
	for i, member := range s.Enum {
		near, ok := member.(float64)
		if !ok || math.Abs(near) < maxExact {
			continue
		}
		if members := s.Origin.Sequences["enum"]; len(members) == len(s.Enum) {
			keep(memberKey(i), near, members[i].Name)
		}
	}
}

func memberKey(i int) string { return "enum/" + strconv.Itoa(i) }

// A bound is a number that values are compared with.
type bound struct {
	keyword string
	near    *float64
}

// boundsOf returns the bounds of a schema; those that it does not have are nil.
func boundsOf(s *openapi3.Schema) [5]bound {
	return [...]bound{{"minimum", s.Min}, {"maximum", s.Max}, {"multipleOf", s.MultipleOf},
		{"exclusiveMinimum", s.ExclusiveMin.Value}, {"exclusiveMaximum", s.ExclusiveMax.Value}}
}

// lines are those of a document in YAML or JSON.
type lines [][]byte

func newLines(document []byte) lines { return bytes.Split(document, []byte("\n")) }

// field is a name and the number behind it.
var field = regexp.MustCompile(`^["']?([A-Za-z]+)["']?\s*:\s*([-+0-9.eE]+)`)

// number returns the number behind a keyword, "" if there is none. Columns
// count characters, from 1 as lines do.
func (l lines) number(line, column int, keyword string) string {
	if line > len(l) { // a carriage return alone ends a line of YAML, too
		return ""
	}
	rest := l[line-1]
	for range column - 1 {
		_, n := utf8.DecodeRune(rest)
		rest = rest[n:]
	}
	if found := field.FindSubmatch(rest); found != nil && string(found[1]) == keyword {
		return string(found[2])
	}
	return ""
}
