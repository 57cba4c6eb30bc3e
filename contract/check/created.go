package check

import (
	"net/http"
	"strings"
)

// noteCreated remembers where something was created, to delete it later.
func (k *checker) noteCreated(p *probe, r *result) {
	const most = 100_000
	if p.subject == nil || p.method != http.MethodPost && p.method != http.MethodPut || !r.ok() {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.created[p.path]; !known && len(k.created) < most {
		k.created[p.path] = creation{false, k.phase}
	}
	link := r.ResponseHeader.Get("Location")
	if path, _, ok := k.client.local(p.path, link); ok && link != "" && len(k.created) < most {
		k.created[path] = creation{true, k.phase}
	}
}

// A creation is what is known of a path that something was created at.
type creation struct {
	object bool // the path is that of the object itself
	phase  int  // in which it was created
}

// ours reports whether a probe touches only what this run created. What breaks
// the contract may be sent anywhere.
func (k *checker) ours(p *probe) bool {
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
	created = created && (c.phase < k.phase || k.phase == 0)
	k.mu.Unlock()
	if created && p.method != http.MethodDelete {
		return true
	}
	_, found := k.ask(p.method, p.path, p.query, p.header, p.body)
	return len(found) > 0 && p.want == 0
}
