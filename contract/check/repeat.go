package check

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// isDuplicate reports whether a server may say by a status that there is such an
// object already.
func isDuplicate(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusConflict || status == http.StatusUnprocessableEntity
}

// repeat sends the smallest request of a create again. If the server refuses
// what it took before, some property must differ from object to object. It is
// looked for, and has a new value in each request from then on.
func (k *checker) repeat(ctx context.Context, s *subject) {
	if s.op.Method != http.MethodPost || s.full == nil {
		return
	}
	known := s.unique
	taken := func(names ...string) bool {
		s.unique = slices.Concat(known, names)
		r, _ := k.try(ctx, k.base(s, "examples", smallest))
		return r.ok()
	}
	r, _ := k.try(ctx, k.base(s, "examples", smallest))
	if r == nil || !isDuplicate(r.Status) {
		return
	}
	candidates := k.freeTexts(s)
	if len(candidates) == 0 || !taken(candidates...) {
		s.unique, s.refused = known, true
		return
	}
	for _, name := range candidates {
		if len(candidates) > 1 && taken(name) {
			candidates = []string{name}
			break
		}
	}
	s.unique = slices.Concat(known, candidates)
	for _, other := range k.subjects { // that changes what this one creates
		if other == s || other.full == nil || !strings.HasPrefix(other.op.Path, strings.TrimSuffix(s.op.Path, "/")+"/") {
			continue
		}
		for _, name := range k.freeTexts(other) {
			if slices.Contains(candidates, name) {
				other.unique = append(other.unique, name)
			}
		}
	}
}

// freeTexts returns the properties of a body that take any new text.
func (k *checker) freeTexts(s *subject) []string {
	var names []string
	body, _ := s.full.(map[string]any)
	for _, name := range sorted(body) {
		p := propertyOf(s.shape, name)
		if slices.Contains(s.ids, name) || slices.Contains(s.unique, name) || p == nil || typeOf(p) != "string" || len(p.Enum) > 0 {
			continue
		}
		if k.fits(s, put(s.full, []step{name}, k.uniqueFor(p))) {
			names = append(names, name)
		}
	}
	return names
}

// mayBeTaken returns the property of a body whose value may be that of another
// object, "" if there is none.
func (k *checker) mayBeTaken(p *probe) string {
	if p.subject == nil || len(p.subject.unique) == 0 {
		return ""
	}
	body, _ := decode(p.body).(map[string]any)
	for _, name := range p.subject.unique {
		if text, ok := body[name].(string); ok && !strings.Contains(text, k.nonce) {
			return name
		}
	}
	return ""
}
