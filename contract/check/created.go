package check

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// A creation is what is known of a path that something was created at.
type creation struct {
	at     string // the path of the request that created it
	item   bool   // the path is that of the object itself
	remove string // the path that a documented link says to delete, else the path itself
	phase  int    // in which it was created
	taken  bool   // it was given to a request that may delete it
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
	// An answer of 200 may speak of what was there before.
	known = known && (r.Status == http.StatusCreated || r.ResponseHeader.Get("Location") != "" || bytes.Contains(r.ResponseBody, []byte(k.nonce)))
	if known {
		k.origins.tell(it.path, it.parts, k.step(p, r), p.scenario != "")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	note := func(path, remove string, isItem bool) {
		if _, met := k.created[path]; !met && len(k.created) < maxCreated {
			k.created[path] = creation{at: p.path, item: isItem, remove: remove, phase: k.phase}
		}
	}
	if known {
		note(it.path, remove, true)
	}
	note(p.path, p.path, p.method == http.MethodPut && r.Status == http.StatusCreated)
}

// ours reports whether a test case touches only what this run created. What breaks
// the contract may be sent anywhere.
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
	created = created && c.item && (c.phase < k.phase || k.phase == 0)
	k.mu.Unlock()
	if created && (p.method != http.MethodDelete || c.taken) {
		return true
	}
	_, found := k.ask(p.method, p.path, p.query, p.header, p.body)
	return len(found) > 0 && p.want == 0
}

// spareObject returns the path of an object that an earlier phase created at the
// path of an operation, and that nothing else needs; "" if there is none.
func (k *checker) spareObject(s *operation) string {
	own, spare := k.path(s, nil), ""
	k.mu.Lock()
	defer k.mu.Unlock()
	for path, c := range k.created {
		if !c.item || c.taken || c.phase >= k.phase || spare != "" && path > spare || path == own {
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
