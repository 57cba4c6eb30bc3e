package check

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// discover sends the smallest valid request of every operation that changes
// nothing for the others, those that create first. It learns which objects
// exist, and fails if nobody lets it in.
func (k *checker) discover(ctx context.Context) error {
	order := slices.Clone(k.operations)
	slices.SortStableFunc(order, func(a, b *operation) int { return rank(a) - rank(b) })
	var statuses, free []int
	for _, s := range order {
		if ctx.Err() != nil {
			return nil
		}
		k.ready(s)
		if s.op.Method == http.MethodDelete {
			continue
		}
		p := k.base(s, "examples", smallest)
		if !k.ours(p) {
			continue // the later phases say so
		}
		r, found, p := k.first(ctx, s, p)
		if ctx.Err() != nil {
			return nil
		}
		if r == nil {
			if len(statuses)+len(free) == 0 && (refused(found) || !k.alive(ctx)) {
				return nobody(k.client.base.String(), found)
			}
			continue
		}
		if guarded(s) {
			statuses = append(statuses, r.Status)
		} else {
			free = append(free, r.Status)
		}
		if r.ok() {
			k.prove(s)
			k.learn(s, p, r)
			k.tallyAll(p, r, found, nil) // of what failed, the later phases tell
			k.repeat(ctx, s, p)
		}
	}
	if len(statuses) == 0 {
		statuses = free
	}
	if reached(k.client.base.String(), free) == nil && len(free) > 0 && !closed(statuses) {
		return nil // the path is right
	}
	return reached(k.client.base.String(), statuses)
}

// first sends the first request of an operation. If that is refused, or the
// server does not know what its path names, others are tried; those of the result
// are the last.
func (k *checker) first(ctx context.Context, s *operation, p *testCase) (*result, []contract.Violation, *testCase) {
	r, found := k.try(ctx, p)
	if r == nil || ctx.Err() != nil {
		return r, found, p
	}
	if r.Status == http.StatusNotFound && k.useExamples(s) {
		p = k.base(s, "examples", "a valid request with the document's example ids")
		r, found = k.try(ctx, p)
	}
	if r != nil && has(found, "refused") {
		r, found, p = k.otherBody(ctx, s, r, found, p)
		if s.refused = !r.ok(); s.refused {
			k.ownExamples(ctx, s)
		}
	}
	return r, found, p
}

// smallest is the note of the request that the others of an operation are built
// on.
const smallest = "the smallest valid request"

// otherBody looks for a valid body that is not refused, and makes it the one
// that all requests are built on.
func (k *checker) otherBody(ctx context.Context, s *operation, r *result, found []contract.Violation, p *testCase) (*result, []contract.Violation, *testCase) {
	if free := s.free; len(free) > 0 {
		s.free = nil // the texts as they are, such as those of examples
		q := k.base(s, "examples", smallest)
		if a, b := k.try(ctx, q); a.ok() {
			return a, b, q
		}
		s.free = free
	}
	first := s.full
	for _, body := range s.others {
		s.full = body
		q := k.base(s, "examples", smallest)
		if a, b := k.try(ctx, q); a.ok() {
			s.suspect(first, body)
			return a, b, q
		}
	}
	s.full = first
	return r, found, p
}

// guarded reports whether an operation asks for something that could be wrong:
// a token or an id. A way in that is open to all says nothing of the others.
func guarded(s *operation) bool { return len(s.security) > 0 || strings.Contains(s.op.Path, "{") }

// nobody is the error when the very first request gets no answer.
func nobody(base string, found []contract.Violation) error {
	if len(found) > 0 {
		return notRun("no server answers at %s: %s", report.RedactURL(base), found[0].Found)
	}
	return notRun("no server answers at %s", report.RedactURL(base))
}

// rank orders operations: what creates goes first, from the outside in.
func rank(s *operation) int {
	n := strings.Count(s.op.Path, "{") * 4
	switch s.op.Method {
	case http.MethodPost:
	case http.MethodPut:
		n++
	case http.MethodPatch:
		n += 2
	default:
		n += 3
	}
	return n
}

// reached returns an error if every answer says that the way to the API is
// wrong or closed.
func reached(base string, statuses []int) error {
	only := func(all ...int) bool {
		return !slices.ContainsFunc(statuses, func(status int) bool { return !slices.Contains(all, status) })
	}
	switch {
	case len(statuses) == 0:
		return nil
	case only(http.StatusUnauthorized):
		return notRun("no token is accepted: every request was answered with 401")
	case only(http.StatusForbidden, http.StatusUnauthorized):
		return notRun("the token grants nothing: every request was answered with 401 or 403")
	case only(http.StatusNotFound, http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed):
		return notRun("nothing was reached under %s: every valid request was answered with 401, 403, 404 or 405; is the path right, and does the object exist?", base)
	case only(http.StatusBadGateway, http.StatusGatewayTimeout):
		return notRun("%s is a gateway that reaches no server", base)
	}
	return nil
}

// closed reports whether every answer says that nobody is let in.
func closed(statuses []int) bool {
	return !slices.ContainsFunc(statuses, func(status int) bool {
		return status != http.StatusUnauthorized && status != http.StatusForbidden
	})
}

// useExamples makes the ids of the document's examples the values of the path,
// for servers where not any id exists. It reports whether that is a change.
func (k *checker) useExamples(s *operation) bool {
	changed := false
	variables(s.op.Path, func(name, key string) {
		for _, p := range s.parameters {
			if p.In != "path" || p.Name != name || len(p.examples) == 0 || k.exists[key] {
				continue
			}
			if text, ok := textOf(p.examples[0]); ok && text != k.pathValues[key] && s.safe() {
				k.pathValues[key], changed = text, true
			}
		}
	})
	return changed
}

// learn takes from a success where the created object can be read.
func (k *checker) learn(s *operation, p *testCase, r *result) {
	if s.op.Method != http.MethodPost {
		return
	}
	if it, ok := k.item(p, r); ok {
		if call, err := k.doc.Find(http.MethodGet, it.path); err == nil {
			k.learnPath(call.Path, it.path)
		}
	}
}

// learnPath takes the values of variables from a path that exists.
func (k *checker) learnPath(template, path string) {
	names, values := strings.Split(template, "/"), strings.Split(path, "/")
	for i, name := range names {
		if !strings.HasPrefix(name, "{") || i >= len(values) {
			continue
		}
		key := strings.Join(names[:i+1], "/")
		if !k.exists[key] {
			k.pathValues[key], k.exists[key] = unescape(values[i]), true
		}
	}
}
