package contract

import (
	"bytes"
	"errors"
	"maps"
	"net/url"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// A document of JSON of minInParts bytes and more is read in parts of about
// partLength bytes.
const (
	minInParts = 64 << 10
	partLength = 512 << 10
)

// A part is a range of a document with whole members of one object.
type part struct {
	within     string // paths or, of the components, schemas and the like
	begin, end int
}

// inParts reads a large document of JSON a part at a time. Whole, it would take
// many times its length: the YAML parser keeps all tokens of what stands in
// braces, and kin-openapi the tree of all nodes until it has made its types of
// them. The result is the same, with its lines and columns, but for the ends of
// objects; err says why a reference cannot be resolved. It reports false for a
// document that has to be read whole.
func (r *loading) inParts(document []byte) (doc *openapi3.T, ok bool, err error) {
	if len(document) < minInParts || document[0] != '{' || !jsontext.Value(document).IsValid() || hasOtherBreaks(document) {
		return nil, false, nil
	}
	parts := split(document)
	if len(parts) == 0 {
		return nil, false, nil
	}
	r.newLoader()
	rest, cuts := withoutParts(document, parts)
	doc, ok = decodeOnly(r.loader, r, rest)
	if !ok || !strings.HasPrefix(doc.OpenAPI, "3.0") { // a later version uses what stands beside a reference, which has places that are not shown
		return nil, false, nil
	}
	eachPlace(doc, func(at *openapi3.Location) {
		if i := sort.Search(len(cuts), func(i int) bool { return cuts[i].line > at.Line }); i > 0 {
			at.Line += cuts[i-1].missing
		}
	})
	at := position{document: document}
	for _, p := range parts {
		text, lines := at.alone(p)
		loader := openapi3.NewLoader()
		loader.IncludeOrigin = true
		some, ok := decodeOnly(loader, r, text)
		if !ok {
			return nil, false, nil
		}
		eachPlace(some, func(at *openapi3.Location) { at.Line += lines })
		adopt(doc, some)
	}
	r.loader.ReadFromURIFunc = r.referred
	return doc, true, r.loader.ResolveRefsIn(doc, r.root)
}

// decodeOnly reads a text and reports whether it could be decoded. Its
// references may be resolved or not.
func decodeOnly(loader *openapi3.Loader, r *loading, text []byte) (*openapi3.T, bool) {
	loader.ReadFromURIFunc = func(*openapi3.Loader, *url.URL) ([]byte, error) { return nil, errors.New(notThere) }
	doc, err := loader.LoadFromDataWithPath(text, r.root)
	if err == nil {
		return doc, true
	}
	if strings.HasPrefix(err.Error(), cannotDecode) {
		return nil, false
	}
	doc, err = loader.LoadFromDataWithPath(nil, r.root) // which it keeps, and forgets how far it came
	return doc, err == nil
}

// hasOtherBreaks reports whether a document has what YAML takes for the end of a
// line beside line feeds.
func hasOtherBreaks(document []byte) bool {
	return bytes.ContainsRune(document, '\r') || bytes.ContainsRune(document, '\u0085') ||
		bytes.ContainsRune(document, '\u2028') || bytes.ContainsRune(document, '\u2029')
}

// divided are the components that are read in parts.
var divided = map[string]bool{`"schemas"`: true, `"responses"`: true, `"parameters"`: true, `"requestBodies"`: true, `"examples"`: true}

// split finds the parts of an object of valid JSON. The first member of each
// object is in none of them, so that the object is still known to be there.
func split(document []byte) (parts []part) {
	d := jsontext.NewDecoder(bytes.NewBuffer(document))
	eachMember(d, func(name string, _ int) {
		switch {
		case name == `"paths"` && d.PeekKind() == '{':
			parts = divide(d, "paths", parts)
		case name == `"components"` && d.PeekKind() == '{':
			eachMember(d, func(name string, _ int) {
				if divided[name] && d.PeekKind() == '{' {
					parts = divide(d, strings.Trim(name, `"`), parts)
					return
				}
				_ = d.SkipValue() // which is valid
			})
		default:
			_ = d.SkipValue()
		}
	})
	return parts
}

// eachMember calls visit for each member of the object that d stands before, with
// where it begins; visit reads the value.
func eachMember(d *jsontext.Decoder, visit func(name string, begin int)) {
	_, _ = d.ReadToken() // the brace: the document is valid
	for d.PeekKind() == '"' {
		name, _ := d.ReadValue()
		visit(string(name), int(d.InputOffset())-len(name))
	}
	_, _ = d.ReadToken()
}

// divide appends the parts of the object that d stands before.
func divide(d *jsontext.Decoder, within string, parts []part) []part {
	first, now := true, part{within: within}
	eachMember(d, func(_ string, begin int) {
		_ = d.SkipValue()
		if first {
			first = false
			return
		}
		if now.begin == 0 {
			now.begin = begin
		}
		if now.end = int(d.InputOffset()); now.end-now.begin >= partLength {
			parts = append(parts, now)
			now.begin = 0
		}
	})
	if now.begin > 0 {
		parts = append(parts, now)
	}
	return parts
}

// A cut is where lines of a document are missing.
type cut struct{ line, missing int } // the line after it, and how many above are missing

// withoutParts returns the rest of a document, in which each thing keeps its
// column, and where lines are missing. The commas between parts go too, since
// YAML allows but one at the end.
func withoutParts(document []byte, parts []part) (rest []byte, cuts []cut) {
	at, line, missing := 0, 1, 0
	for i := 0; i < len(parts); i++ {
		begin := parts[i].begin
		for i+1 < len(parts) && parts[i+1].within == parts[i].within {
			i++
		}
		gap := document[begin:parts[i].end]
		rest = append(rest, document[at:begin]...)
		line += bytes.Count(document[at:begin], []byte{'\n'})
		if n := bytes.Count(gap, []byte{'\n'}); n > 0 {
			rest, gap = append(rest, '\n'), gap[bytes.LastIndexByte(gap, '\n')+1:]
			line, missing = line+1, missing+n-1
			cuts = append(cuts, cut{line, missing})
		}
		rest = append(rest, bytes.Repeat([]byte{' '}, utf8.RuneCount(gap))...)
		at = parts[i].end
	}
	return append(rest, document[at:]...), cuts
}

// A position goes through a document.
type position struct {
	document []byte
	at       int
	lines    int // before at
	column   int // of at, counted from 0
}

// never is a reference that leads nowhere, and the first that kin-openapi
// resolves: those of a part are resolved later, with the others.
const never = `"headers":{"0":{"$ref":"#/0"}}`

// alone returns a part as a document of its own, in which each thing keeps its
// column, and how many lines too high it is there. After --- on its line a brace
// begins no key, so that the parser need not look for its end.
func (p *position) alone(of part) (text []byte, lines int) {
	between := p.document[p.at:of.begin]
	if n := bytes.Count(between, []byte{'\n'}); n > 0 {
		p.lines += n
		p.column = 0
		between = between[bytes.LastIndexByte(between, '\n')+1:]
	}
	p.column += utf8.RuneCount(between)
	p.at = of.begin
	before, after := `--- {"components":{`+never+`,"`+of.within+`":{`, "}}}"
	if of.within == "paths" {
		before, after = `--- {"components":{`+never+`},"paths":{`, "}}"
	}
	text = make([]byte, 0, len(before)+1+p.column+of.end-of.begin+len(after))
	text = append(append(text, before...), '\n')
	text = append(text, bytes.Repeat([]byte{' '}, p.column)...)
	text = append(text, p.document[of.begin:of.end]...)
	return append(text, after...), p.lines - 1
}

// adopt adds what a part holds to a document that has some of its kind.
func adopt(doc, some *openapi3.T) {
	if some.Paths != nil {
		for path, item := range some.Paths.Map() {
			doc.Paths.Set(path, item)
		}
		maps.Copy(doc.Paths.Extensions, some.Paths.Extensions)
	}
	to, from := doc.Components, some.Components
	if to == nil {
		return
	}
	maps.Copy(to.Schemas, from.Schemas)
	maps.Copy(to.Responses, from.Responses)
	maps.Copy(to.Parameters, from.Parameters)
	maps.Copy(to.RequestBodies, from.RequestBodies)
	maps.Copy(to.Examples, from.Examples)
}
