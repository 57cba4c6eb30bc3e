package check

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract/generate"
)

// own returns the smallest valid request of an operation. One that deletes
// gets objects of its own, so that it takes nothing away from the others.
func (k *checker) own(s *subject, phase, note string) *probe {
	p := k.base(s, phase, note)
	k.separate(p)
	return p
}

// separate gives a request that deletes objects of its own.
func (k *checker) separate(p *probe) {
	if p.method == http.MethodDelete {
		p.path = k.path(p.subject, k.apart(p.subject))
	}
}

// apart returns new values for those variables of a path that may be anything.
func (k *checker) apart(s *subject) map[string]string {
	values := make(map[string]string)
	variables(s.op.Path, func(name, key string) {
		if _, pinned := k.cfg.Params[name]; !pinned && strings.Contains(k.home[key], k.nonce) {
			values[name] = k.newValue(s, name)
		}
	})
	return values
}

// examples makes a request of each example of the document.
func (k *checker) examples(s *subject) []*probe {
	probes := []*probe{k.own(s, "examples", smallest)}
	add := func(note string, change func(*probe)) {
		p := k.own(s, "examples", note)
		change(p)
		probes = append(probes, p)
	}
	if s.media != nil {
		for _, e := range s.media.examples {
			add("example "+e.name, func(p *probe) { p.body = encode(k.renew(s, e.value)) })
			add("example "+e.name+" with its own id", func(p *probe) { p.body = encode(e.value) })
		}
		for _, value := range schemaExamples(s.media.schema) {
			add("example of the schema", func(p *probe) { p.body = encode(k.renew(s, value)) })
		}
		if s.minimal != nil {
			add("only what is required", func(p *probe) { p.body = encode(k.renew(s, s.minimal)) })
		}
	}
	for _, param := range s.parameters {
		for _, example := range param.examples {
			text, ok := textOf(example)
			if ok && param.In == "query" {
				add("example of "+param.Name, func(p *probe) {
					p.query = k.query(s, url.Values{param.Name: {text}})
					if isCursor(param) {
						p.excuse = append(p.excuse, unknownCursor...)
					}
				})
			}
		}
	}
	return probes
}

// MaxSchemaCases is how many requests phase schema makes of the body of one
// operation. Of a body that has more the deepest parts are left out, and the
// report says so.
const MaxSchemaCases = 5000

// schema makes a request of each mutation of the body and of the parameters, one
// after the other.
func (k *checker) schema(s *subject) iter.Seq[*probe] {
	return func(yield func(*probe) bool) {
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
			for _, p := range k.parameter(s, param) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// mutations makes those of the body of an operation, none if it has no valid
// one.
func (k *checker) mutations(s *subject) iter.Seq[generate.Mutation] {
	if s.full == nil {
		return func(func(generate.Mutation) bool) {}
	}
	return generate.Mutations(s.media.schema, func(note string) { k.miss("%s: %s", s.op.ID, note) })
}

// mutated returns the request with a mutation in its body, nil if that is too
// large.
func (k *checker) mutated(s *subject, m generate.Mutation) *probe {
	tree := s.full
	if len(m.Path) > 0 {
		tree = k.renew(s, tree, m.Path[0])
	}
	if tree = m.Apply(tree); !generate.Small(tree, maxBytes) {
		k.miss("%s: %s makes a body too large to be tried", s.op.ID, m.Note)
		return nil
	}
	p := k.bodiless(s, "schema", m.Note)
	k.separate(p)
	p.keyword, p.body = m.Keyword, encode(tree)
	if text, ok := m.Value.(string); ok && m.Keyword == "format" {
		_, format, _ := strings.Cut(m.Note, "a text for ")
		good, _ := generate.Format(format)
		p.either = p.either || !slices.Contains(good, text) // few servers take the year 0, say
	}
	k.invent(m)
	return p
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

// parameter makes a request of each mutation of a parameter.
func (k *checker) parameter(s *subject, param *parameter) []*probe {
	f := flat(param.schema, 0)
	if f == nil || isCredential(s, param) || typeOf(f) == "object" {
		return nil
	}
	shape := param.schema
	if typeOf(f) == "array" {
		shape = schemaOf(f.Items)
	}
	if shape == nil {
		return nil
	}
	var probes []*probe
	seen := make(map[string]bool)
	beyond := func(note string) { k.miss("%s: %s%s", s.op.ID, param.Name, note) }
	for _, m := range generate.Mutated(shape, beyond) {
		text, ok := parameterText(m.Value)
		if !ok || m.Leave || seen[text] || len(text) > 2048 {
			continue
		}
		seen[text] = true
		if p := k.withText(s, param, text, m); p != nil {
			probes = append(probes, p)
		}
	}
	if param.In == "query" && typeOf(f) != "array" {
		if text, ok := valueOf(param); ok {
			p := k.own(s, "schema", param.Name+": given twice")
			p.query, p.keyword = k.query(s, url.Values{param.Name: {text, text}}), "parameter"
			probes = append(probes, p)
		}
		if strings.HasPrefix(param.Name, "$") {
			p := k.own(s, "schema", param.Name+": an option that is not known")
			p.query, p.keyword = k.query(s, url.Values{"$x-unknown": {"1"}}), "parameter"
			probes = append(probes, p)
		}
	}
	if param.Required && param.In != "path" {
		p := k.own(s, "schema", param.Name+": left out")
		values, _ := url.ParseQuery(p.query)
		values.Del(param.Name)
		p.query, p.keyword = values.Encode(), "required"
		if param.In != "query" {
			p.leave = param.Name
		}
		probes = append(probes, p)
	}
	return probes
}

// withText returns the request with one text for a parameter; nil if it cannot
// be sent, or would touch what is not of this run.
func (k *checker) withText(s *subject, param *parameter, text string, m generate.Mutation) *probe {
	p := k.own(s, "schema", param.Name+m.Note)
	p.keyword = m.Keyword
	switch param.In {
	case "query":
		p.query = k.query(s, url.Values{param.Name: {text}})
		if isCursor(param) {
			p.excuse = append(p.excuse, unknownCursor...)
		}
		if text == "" { // many servers take an empty value for none
			p.excuse = append(p.excuse, http.StatusBadRequest, http.StatusUnprocessableEntity)
		}
	case "header":
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) || strings.TrimSpace(text) != text {
			return nil
		}
		p.header.Set(param.Name, text)
	case "path":
		if strings.Trim(text, ".") == "" {
			return nil // clients and proxies normalize such paths before they send them
		}
		p.path = k.path(s, map[string]string{param.Name: text})
		p.excuse = append(p.excuse, http.StatusNotFound, http.StatusGone)
		if _, found := k.ask(p.method, p.path, p.query, p.header, p.body); len(found) == 0 && !s.safe() && !strings.Contains(text, k.nonce) {
			return nil // it could be somebody's
		}
	default:
		return nil
	}
	return p
}

func escape(s string) string { return url.PathEscape(s) }

func unescape(s string) string {
	if text, err := url.PathUnescape(s); err == nil {
		return text
	}
	return s
}
