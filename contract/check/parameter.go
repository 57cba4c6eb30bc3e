package check

import (
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
)

// A parameter is one of an operation.
type parameter struct {
	*openapi3.Parameter
	schema   *openapi3.Schema // nil: the document gives none that is understood
	json     bool             // it is a text of JSON, as its content says
	examples []any            // its own before those of its schema
	valid    any              // a value that the validator takes
	known    bool             // there is one
}

func newParameter(declared *openapi3.Parameter) *parameter {
	p := &parameter{Parameter: declared, schema: schemaOf(declared.Schema)}
	if m := jsonBody(declared.Content); p.schema == nil && m != nil {
		p.schema, p.json = m.schema, true
		for _, e := range m.examples {
			p.examples = append(p.examples, e.value)
		}
	}
	if declared.Example != nil {
		p.examples = append(p.examples, declared.Example)
	}
	for _, name := range sorted(declared.Examples) {
		if ref := declared.Examples[name]; ref != nil && ref.Value != nil && ref.Value.Value != nil {
			p.examples = append(p.examples, ref.Value.Value)
		}
	}
	if p.schema != nil {
		p.examples = append(p.examples, schemaExamples(p.schema)...)
	}
	return p
}

// style returns the style of a parameter, or the default of its place.
func (p *parameter) style() string {
	switch {
	case p.Style != "":
		return p.Style
	case p.In == "query" || p.In == "cookie":
		return openapi3.SerializationForm
	}
	return openapi3.SerializationSimple
}

// explodes reports whether each item or property is a parameter of its own.
func (p *parameter) explodes() bool {
	if p.Explode == nil {
		return p.style() == openapi3.SerializationForm
	}
	return *p.Explode
}

// isPlain reports whether a parameter has one value, neither an array nor an
// object.
func (p *parameter) isPlain() bool {
	t := typeOf(flat(p.schema, 0))
	return !p.json && t != openapi3.TypeArray && t != openapi3.TypeObject
}

// chooseParameters looks for a valid value of each parameter. What the path is
// called with is decided elsewhere, see choosePath.
func (k *checker) chooseParameters(s *operation) {
	for _, p := range s.parameters {
		switch {
		case isCredential(s, p), p.In == "path" && (p.schema == nil || p.isPlain()):
			continue
		case p.schema == nil:
			k.miss("%s: %s parameter %s has no schema of JSON, and was not sent", s.op.ID, p.In, p.Name)
			continue
		}
		candidates := slices.Clip(p.examples)
		for _, value := range slices.AppendSeq(candidates, generate.Values(p.schema)) {
			pairs, ok := p.write(value)
			if !ok || len(pairs) == 0 || !k.fitsParameter(s, p, pairs) {
				continue
			}
			p.valid, p.known = value, true
			break
		}
		if !p.known && p.In != "path" {
			k.miss("%s: no valid value could be written for the %s parameter %s", s.op.ID, p.In, p.Name)
		}
	}
}

// fitsParameter asks the validator whether a parameter is valid as it is written.
func (k *checker) fitsParameter(s *operation, p *parameter, pairs []pair) bool {
	if p.In == "path" {
		return k.fitsPath(s, p.Name, pairs[0].text)
	}
	g := given{p: pairs}
	_, found := k.ask(s.op.Method, k.path(s, nil), k.queryOf(s, g), k.headersOf(s, g), nil)
	return !slices.ContainsFunc(found, func(v contract.Violation) bool {
		return v.Target == p.In+"/"+p.Name || v.Target == "query" || v.Target == "path"
	})
}

// given are parameters with what is written for them. One with nothing is left
// out; all others have their valid value if they are required.
type given map[*parameter][]pair

// written returns the pairs of the parameters of a place.
func (s *operation) written(place string, g given) []pair {
	var all []pair
	for _, p := range s.parameters {
		if p.In != place {
			continue
		}
		pairs, chosen := g[p]
		if !chosen && p.Required && p.known && !isCredential(s, p) {
			pairs, _ = p.write(p.valid)
		}
		all = append(all, pairs...)
	}
	return all
}

// queryOf returns the query of a request.
func (k *checker) queryOf(s *operation, g given) string { return encodeQuery(s.written("query", g)) }

func encodeQuery(pairs []pair) string {
	var parts []string
	for _, one := range pairs {
		parts = append(parts, escapeQuery(one.name)+"="+escapeQuery(one.text))
	}
	return strings.Join(parts, "&")
}

// escapeQuery escapes a name or text of a query, a blank as %20: that + is one
// holds for forms only.
func escapeQuery(text string) string {
	return separators.Replace(strings.ReplaceAll(url.QueryEscape(text), "+", "%20"))
}

// query returns the query of a valid request: the required parameters, and
// those that are given as texts by their names.
func (k *checker) query(s *operation, other url.Values) string {
	g := make(given)
	var more []pair
	for _, name := range sorted(other) {
		i := slices.IndexFunc(s.parameters, func(p *parameter) bool { return p.In == "query" && p.Name == name })
		for _, text := range other[name] {
			if i < 0 {
				more = append(more, pair{name, text})
			} else {
				g[s.parameters[i]] = append(g[s.parameters[i]], pair{name, text})
			}
		}
	}
	return encodeQuery(append(s.written("query", g), more...))
}
