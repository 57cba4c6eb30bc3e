package check

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract"
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
		for _, e := range s.media.Examples {
			add("example "+e.Name, func(p *probe) { p.body = encode(k.renew(s, e.Value)) })
			add("example "+e.Name+" with its own id", func(p *probe) { p.body = encode(e.Value) })
		}
		for _, value := range s.media.Shape.Examples {
			add("example of the schema", func(p *probe) { p.body = encode(k.renew(s, value)) })
		}
		if s.minimal != nil {
			add("only what is required", func(p *probe) { p.body = encode(k.renew(s, s.minimal)) })
		}
	}
	for _, param := range s.out.Parameters {
		for _, example := range param.Examples {
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

// schema makes a request of each edge of the body and of the parameters, one
// after the other.
func (k *checker) schema(s *subject) iter.Seq[*probe] {
	return func(yield func(*probe) bool) {
		n := 0
		for e := range k.edges(s) {
			if n++; n > MaxSchemaCases {
				k.miss("%s: phase schema stopped after %d requests; what lies deepest in the body was not tried", s.op.ID, MaxSchemaCases)
				break
			}
			if p := k.withEdge(s, e); p != nil && !yield(p) {
				return
			}
		}
		for _, param := range s.out.Parameters {
			for _, p := range k.parameter(s, param) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// edges makes the edges of the body of an operation, none if it has no valid
// one.
func (k *checker) edges(s *subject) iter.Seq[edge] {
	if s.full == nil {
		return func(func(edge) bool) {}
	}
	return edges(s.media.Shape, func(note string) { k.miss("%s: %s", s.op.ID, note) })
}

// withEdge returns the request with an edge in its body, nil if that is too
// large.
func (k *checker) withEdge(s *subject, e edge) *probe {
	tree := s.full
	if len(e.path) > 0 {
		tree = k.renew(s, tree, e.path[0])
	}
	if tree = e.apply(tree); !small(tree) {
		k.miss("%s: %s makes a body too large to be tried", s.op.ID, e.note)
		return nil
	}
	p := k.bodiless(s, "schema", e.note)
	k.separate(p)
	p.keyword, p.body = e.keyword, encode(tree)
	if text, ok := e.value.(string); ok && e.keyword == "format" {
		_, format, _ := strings.Cut(e.note, "a text for ")
		good, _ := formatTexts(format)
		p.either = p.either || !slices.Contains(good, text) // few servers take the year 0, say
	}
	k.invent(e)
	return p
}

// invent notes the name of a property that the document does not have and a
// server may give back.
func (k *checker) invent(e edge) {
	if name, ok := lastName(e.path); ok && e.keyword == "additionalProperties" {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.madeUp[name] = true
	}
}

// parameter makes a request of each edge of a parameter.
func (k *checker) parameter(s *subject, param contract.Parameter) []*probe {
	f := flat(param.Shape, 0)
	if f == nil || isCredential(s, param) || typeOf(f) == "object" {
		return nil
	}
	shape := param.Shape
	if typeOf(f) == "array" {
		shape = f.Items
	}
	if shape == nil {
		return nil
	}
	var probes []*probe
	seen := make(map[string]bool)
	beyond := func(note string) { k.miss("%s: %s%s", s.op.ID, param.Name, note) }
	for _, e := range (place{shape: shape}).edges(beyond) {
		text, ok := parameterText(e.value)
		if !ok || e.leave || seen[text] || len(text) > 2048 {
			continue
		}
		seen[text] = true
		if p := k.withText(s, param, text, e); p != nil {
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
func (k *checker) withText(s *subject, param contract.Parameter, text string, e edge) *probe {
	p := k.own(s, "schema", param.Name+e.note)
	p.keyword = e.keyword
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
