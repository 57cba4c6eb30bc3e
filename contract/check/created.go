package check

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
)

// A creation is what is known of a path that something was created at.
type creation struct {
	at     string   // the path of the request that created it
	item   bool     // the path is that of the object itself
	remove string   // the path that a documented link says to delete, else the path itself
	phase  int      // in which it was created
	taken  bool     // it was given to a request that may delete it
	sure   bool     // it was not there before
	marks  []string // of the request that created it, see marks
}

// maxCreated is how many objects are remembered, to be deleted later.
const maxCreated = 100_000

// noteCreated remembers where something was created, to delete it later, and
// which answer told where that is.
func (k *checker) noteCreated(p *testCase, r *result) {
	if p.operation == nil || p.method != http.MethodPost && p.method != http.MethodPut || !r.ok() {
		return
	}
	it, known := k.item(p, r)
	remove := it.path
	for _, link := range k.doc.Links(p.operation.op, r.Status) {
		if link.Target != nil && link.Target.Method == http.MethodDelete {
			if parts, ok := k.linkPath(link, p, r); ok {
				remove = joined(parts)
			}
		}
	}
	if known {
		k.origins.tell(it.path, it.parts, k.step(p, r), p.scenario != "")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	note := func(path, remove string, isItem, sure bool) {
		if c, met := k.created[path]; (!met || sure && !c.sure) && len(k.created) < maxCreated {
			k.created[path] = creation{at: p.path, item: isItem, remove: remove, phase: k.phase, sure: sure, marks: k.marks(p.body)}
		}
	}
	if known {
		note(it.path, remove, true, k.isNew(it.path, p, r))
	}
	note(p.path, p.path, p.method == http.MethodPut && r.Status == http.StatusCreated, true)
}

// isNew reports whether an answer to a create says that what is at a path was not there
// before, as one of 200 need not.
func (k *checker) isNew(path string, p *testCase, r *result) bool {
	return strings.Contains(path, k.nonce) || r.Status == http.StatusCreated || r.ResponseHeader.Get("Location") != "" || k.marked(r.ResponseBody, k.marks(p.body))
}

// marks returns the new ids in a body, each of which one request had alone.
func (k *checker) marks(body []byte) []string { return k.ids.FindAllString(string(body), -1) }

// marked reports whether a body has one of the marks of a request.
func (k *checker) marked(body []byte, marks []string) bool {
	return slices.ContainsFunc(k.marks(body), func(mark string) bool { return slices.Contains(marks, mark) })
}

// look reads a path, and reports whether what is there has a mark of a request, so that it
// is what that request created, and whether nothing is there.
func (k *checker) look(ctx context.Context, path string, marks []string) (own, gone bool) {
	call, err := k.doc.Find(http.MethodGet, path)
	if err != nil {
		return false, false
	}
	s := k.operation(call.Operation)
	if s == nil {
		return false, false
	}
	p := k.base(s, "clean", "read what may have been created")
	p.path = path
	x, _, _, err := k.client.send(ctx, p)
	if err != nil {
		return false, false
	}
	return success(x.Status) && k.marked(x.ResponseBody, marks), x.Status == http.StatusNotFound || x.Status == http.StatusGone
}

// ours reports whether a test case touches only what this run created. What breaks
// the contract may be sent anywhere, but a DELETE only if what is wrong is the path.
func (k *checker) ours(p *testCase) bool {
	switch p.method {
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return true
	}
	if strings.Contains(p.path, k.nonce) || p.want == http.StatusMethodNotAllowed && p.method != http.MethodDelete {
		return true
	}
	k.mu.Lock()
	c, created := k.created[p.path]
	// What this phase creates may be there or not yet, by chance.
	created = created && c.item && c.sure && (c.phase < k.phase || k.phase == 0)
	k.mu.Unlock()
	if created && (p.method != http.MethodDelete || c.taken) {
		return true
	}
	_, found := k.ask(p.method, p.path, p.query, p.header, p.body)
	// A server may delete whatever else of a request is wrong.
	wrong := p.method != http.MethodDelete || slices.ContainsFunc(found, func(v contract.Violation) bool { return strings.HasPrefix(v.Target, "path") })
	return len(found) > 0 && wrong && p.want == 0
}

// spareObject returns the path of an object that an earlier phase created at the
// path of an operation, and that nothing else needs; "" if there is none.
func (k *checker) spareObject(s *operation) string {
	own, spare := k.path(s, nil), ""
	k.mu.Lock()
	defer k.mu.Unlock()
	for path, c := range k.created {
		if !c.item || !c.sure || c.taken || c.phase >= k.phase || spare != "" && path > spare || path == own {
			continue
		}
		if call, err := k.doc.Find(s.op.Method, path); err == nil && call.Operation == s.op {
			spare = path
		}
	}
	if spare != "" {
		c := k.created[spare]
		c.taken = true
		k.created[spare] = c
	}
	return spare
}

// spare notes a request that is not sent, to change nothing of others.
func (k *checker) spare(p *testCase) {
	if p.operation != nil && p.method != p.operation.op.Method {
		k.unseen("%s: %s, which its path does not offer, was not tried: it might change what is not of this run", p.id(), p.method)
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !slices.Contains(k.spared[p.id()], p.phase) {
		k.spared[p.id()] = append(k.spared[p.id()], p.phase)
	}
}

// noteSpared says what of an operation was not sent, of which other requests may
// have been.
func (k *checker) noteSpared(s *operation, seen Coverage) {
	phases := k.spared[s.op.ID]
	succeeded := false
	for status := range seen.Statuses {
		succeeded = succeeded || success(status)
	}
	switch {
	case len(phases) == 0:
	case !succeeded:
		k.miss("%s: it would change what is not of this run", s.op.ID)
	default:
		k.unseen("%s: in phase %s some requests were not sent: they would have changed what is not of this run", s.op.ID, strings.Join(phases, ", "))
	}
}
