package check

import (
	"iter"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract/generate"
)

// MaxSchemaCases is how many requests phase schema makes of the body of one
// operation. Of a body that has more the deepest parts are left out, and the
// report says so.
const MaxSchemaCases = 5000

// maxParameterCases is the same of one parameter.
const maxParameterCases = 1000

// schema makes a request of each mutation of the body and of the parameters, one
// after the other.
func (k *checker) schema(s *operation) iter.Seq[*testCase] {
	return func(yield func(*testCase) bool) {
		n := 0
		for m := range k.mutations(s) {
			if n++; n > MaxSchemaCases {
				k.miss("%s: phase schema stopped after %d requests; what lies deepest in the body was not tried", s.op.ID, MaxSchemaCases)
				break
			}
			if p := k.mutated(s, m); p != nil && !yield(p) {
				return
			}
		}
		for _, param := range s.parameters {
			for p := range k.parameterCases(s, param) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// mutations makes those of the body of an operation, none if it has no valid
// one.
func (k *checker) mutations(s *operation) iter.Seq[generate.Mutation] {
	schema, _ := s.bodySchema()
	if s.full == nil && s.filled == nil {
		return func(func(generate.Mutation) bool) {}
	}
	return generate.Mutations(schema, func(note string) { k.miss("%s: %s", s.op.ID, note) })
}

// mutated returns the request with a mutation in its body, nil if that is too
// large or cannot be written.
func (k *checker) mutated(s *operation, m generate.Mutation) *testCase {
	value := s.full
	if s.media == nil {
		value = s.filled
	}
	if len(m.Path) > 0 {
		value = k.renew(s, value, m.Path[0])
	}
	if value = m.Apply(value); !generate.Small(value, maxBytes) {
		k.miss("%s: %s makes a body too large to be tried", s.op.ID, m.Note)
		return nil
	}
	p := k.bodiless(s, "schema", m.Note)
	k.separate(p)
	p.keyword = m.Keyword
	if !k.write(p, value) {
		return nil
	}
	p.either = p.either || isOdd(m)
	k.invent(m)
	return p
}

// isOdd reports whether a mutation is a text that the validator may take and few
// servers do, such as a date of the year 0.
func isOdd(m generate.Mutation) bool {
	text, ok := m.Value.(string)
	if !ok || m.Keyword != "format" {
		return false
	}
	_, format, _ := strings.Cut(m.Note, "a text for ")
	good, _ := generate.Format(format)
	return !slices.Contains(good, text)
}

// invent notes the name of a property that the document does not have and a
// server may give back.
func (k *checker) invent(m generate.Mutation) {
	if name, ok := lastName(m.Path); ok && m.Keyword == "additionalProperties" {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.madeUp[name] = true
	}
}

// parameterCases makes a request of each mutation of a parameter, and further
// ones of it.
func (k *checker) parameterCases(s *operation, param *parameter) iter.Seq[*testCase] {
	return func(yield func(*testCase) bool) {
		if param.schema == nil || isCredential(s, param) {
			return
		}
		seen := make(map[string]bool)
		beyond := func(note string) { k.miss("%s: %s%s", s.op.ID, param.Name, note) }
		for m := range generate.Mutations(param.schema, beyond) {
			pairs, ok := param.write(m.Apply(param.valid))
			text := encodeQuery(pairs)
			if !ok || seen[text] || len(text) > 2048 {
				continue
			}
			if seen[text] = true; len(seen) > maxParameterCases {
				k.miss("%s: phase schema stopped after %d requests of parameter %s", s.op.ID, maxParameterCases, param.Name)
				break
			}
			p := k.withPairs(s, param, pairs, "schema", param.Name+m.Note)
			if p == nil {
				continue
			}
			p.either = p.either || isOdd(m)
			if p.keyword = m.Keyword; !yield(p) {
				return
			}
		}
		for _, p := range k.oddParameters(s, param) {
			if !yield(p) {
				return
			}
		}
	}
}

// oddParameters makes requests with a parameter twice, left out, beside one
// that nobody knows, or with all that $select can name.
func (k *checker) oddParameters(s *operation, param *parameter) []*testCase {
	var testCases []*testCase
	add := func(note, keyword string, g given, more string) {
		p := k.own(s, "schema", note)
		p.query, p.keyword = k.queryOf(s, g)+more, keyword
		k.setHeaders(p, g)
		p.query = strings.TrimPrefix(p.query, "&")
		if pairs, chosen := g[param]; chosen && pairs == nil && param.In != "query" {
			p.leave = param.Name // whoever else sets it
		}
		testCases = append(testCases, p)
	}
	if param.In == "query" && param.isPlain() && param.known {
		if pairs, ok := param.write(param.valid); ok {
			add(param.Name+": given twice", "parameter", given{param: append(pairs, pairs...)}, "")
		}
		if strings.HasPrefix(param.Name, "$") {
			add(param.Name+": an option that is not known", "parameter", nil, "&%24x-unknown=1")
		}
	}
	if all := everyName(s, param); len(all) > 1 {
		if pairs, ok := param.write(all); ok {
			add(param.Name+": all properties", "enum", given{param: pairs}, "")
		}
	}
	if param.Required && param.In != "path" {
		add(param.Name+": left out", "required", given{param: nil}, "")
	}
	return testCases
}

// withPairs returns the request with a parameter as it is written; nil if it
// would touch what is not of this run.
func (k *checker) withPairs(s *operation, param *parameter, pairs []pair, phase, note string) *testCase {
	p := k.own(s, phase, note)
	g := given{param: pairs}
	if param.In != "path" {
		p.query = k.queryOf(s, g)
		k.setHeaders(p, g)
		if isCursor(param) {
			p.excuse = append(p.excuse, unknownCursor...)
		}
		return p
	}
	p.path = k.path(s, map[string]string{param.Name: pairs[0].text})
	p.excuse = append(p.excuse, http.StatusNotFound, http.StatusGone)
	if _, found := k.ask(p.method, p.path, p.query, p.header, p.body); len(found) == 0 && !s.safe() && !strings.Contains(p.path, k.nonce) {
		return nil // it could be somebody's
	}
	return p
}

// setHeaders gives a test case the headers of its parameters, and leaves the type of
// its body alone.
func (k *checker) setHeaders(p *testCase, g given) {
	mediaType := p.header.Values("Content-Type")
	p.header = k.headersOf(p.operation, g)
	if len(mediaType) > 0 {
		p.header["Content-Type"] = mediaType
	}
}
