package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// links sends what the documented links of an operation lead to: first what only
// reads. What changes something is sent only where the operation answered 201, to
// a new object each time.
func (l *scenario) links(ctx context.Context) {
	if !l.hasLinks(l.create) {
		return
	}
	l.trace.begin()
	p, r := l.source(ctx)
	if r == nil {
		return
	}
	all := l.doc.Links(l.create.op, r.Status)
	slices.SortStableFunc(all, func(a, b contract.Link) int { return effect(a) - effect(b) })
	for _, link := range all {
		if effect(link) > 0 {
			if r.Status != http.StatusCreated {
				l.unseen("%s: its link %s was not followed: it would change what is not of this run", l.create.op.ID, link.Name)
				continue
			}
			l.trace.begin()
			if p, r = l.source(ctx); r == nil {
				return
			}
		}
		l.link(ctx, link, p, r)
	}
}

// source sends the request whose answer has the links, nil if it fails.
func (l *scenario) source(ctx context.Context) (*testCase, *result) {
	if !l.create.safe() {
		before := len(l.ids)
		m := l.createOne(ctx, "create an object that has links", l.create.full)
		l.ids, l.passing = l.ids[:before], append(l.passing, l.ids[before:]...)
		if m == nil {
			return nil, nil
		}
		return m.p, m.result
	}
	p := l.base(l.create, "state", "read what has links")
	if r := l.do(ctx, p); r.ok() {
		return p, r
	}
	return nil, nil
}

// effect orders links: what reads, what adds, what changes, what deletes.
func effect(link contract.Link) int {
	if link.Target == nil {
		return 0
	}
	return max(0, slices.Index([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}, link.Target.Method))
}

// link sends the request that a link leads to. What it names must exist.
func (l *scenario) link(ctx context.Context, link contract.Link, p *testCase, r *result) {
	q := l.linked(link, p, r)
	if q == nil {
		return
	}
	q.note = "follow the link " + link.Name
	answer := l.do(ctx, q)
	if answer != nil && (answer.Status == http.StatusNotFound || answer.Status == http.StatusGone) {
		l.fail(q.operation, answer, contract.Violation{Rule: "link", Target: "links/" + link.Name, Found: strconv.Itoa(answer.Status), Want: "what the link names",
			Message: fmt.Sprintf("The documented link %s of %s leads to nothing: %d.", link.Name, l.create.op.ID, answer.Status), Line: link.Line, Column: link.Column})
	}
}

// linked makes the request that a link of an answer leads to, nil if the answer
// lacks a value that it needs, or its operation is not selected.
func (k *checker) linked(link contract.Link, p *testCase, r *result) *testCase {
	if link.Target == nil {
		return nil // a fault of the document, which is said
	}
	s := k.operation(link.Target)
	if s == nil {
		k.miss("%s is not selected, so the link %s of %s is not followed", link.Target.ID, link.Name, p.id())
		return nil
	}
	path, ok := k.linkPath(link, p, r)
	q := k.base(s, "state", "")
	q.path, q.parts = joined(path), path
	query := url.Values{}
	given := make(map[string]fact)
	for name, said := range link.Parameters {
		f, known := k.fact(said, p, r)
		param := s.parameter(name)
		switch {
		case param == nil || param.In == "path":
		case !known:
			ok = ok && !param.Required
		case param.In == "query":
			given[mark(len(given))] = f
			query[param.Name] = []string{mark(len(given) - 1)}
		case param.In == "header":
			q.header.Set(param.Name, f.text())
		case param.In == "cookie":
			dropCookie(q.header, param.Name)
			q.header.Add("Cookie", param.Name+"="+f.text())
		}
	}
	if link.Body != nil {
		f, known := k.fact(link.Body, p, r)
		q.body, ok = encode(f.value), ok && known
	}
	if !ok {
		k.unseen("%s: an answer lacks what its link %s needs", p.id(), link.Name)
		return nil
	}
	if len(query) > 0 {
		rest := fill("?"+k.query(s, query), given, escapeQuery)
		q.query, q.parts = joined(rest)[1:], append(path, rest...)
	} else if q.query != "" {
		q.parts = append(path, report.Part{Text: "?" + q.query})
	}
	return q
}

// linkPath returns the path that a link leads to. It reports false if one of its
// values is not known, or what it leads to changes something and nothing in the path is
// of this run.
func (k *checker) linkPath(link contract.Link, p *testCase, r *result) (parts []report.Part, ok bool) {
	given := make(map[string]fact)
	values := make(map[string]string)
	ok = true
	variables(link.Target.Path, func(name, _ string) {
		said, found := link.Parameters["path."+name]
		if !found {
			if said, found = link.Parameters[name]; !found {
				return
			}
		}
		f, known := k.fact(said, p, r)
		ok = ok && known && f.text() != ""
		values[name] = mark(len(given))
		given[values[name]] = f
	})
	s := k.operation(link.Target)
	if s == nil {
		s = &operation{op: link.Target}
	}
	parts = fill(k.path(s, values), given, escape)
	if effect(link) > 1 && !strings.Contains(joined(parts), k.nonce) {
		ok = ok && told(parts) != 0
	}
	return parts, ok
}

// mark stands for a fact in a text until the parts of it are known.
func mark(i int) string { return "5tandsfor" + strconv.Itoa(i) + "x" }

// fill replaces the marks in a text by the parts of their facts.
func fill(text string, given map[string]fact, escaped func(string) string) []report.Part {
	for name, f := range given {
		before, after, found := strings.Cut(text, name)
		if !found {
			continue
		}
		parts := fill(before, given, escaped)
		for _, part := range f.parts {
			part.Text = escaped(part.Text)
			parts = append(parts, part)
		}
		return append(parts, fill(after, given, escaped)...)
	}
	if text == "" {
		return nil
	}
	return []report.Part{{Text: text}}
}

// parameter returns a parameter by its name, or by place and name such as
// query.limit; nil if there is none.
func (s *operation) parameter(name string) *parameter {
	i := slices.IndexFunc(s.parameters, func(p *parameter) bool { return p.Name == name || p.In+"."+p.Name == name })
	if i < 0 {
		return nil
	}
	return s.parameters[i]
}
