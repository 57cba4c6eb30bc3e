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

// repeat sends the texts of a create again that was taken. If they are refused,
// some of them must differ from object to object, and these are looked for.
func (k *checker) repeat(ctx context.Context, s *operation, taken *testCase) {
	body, _ := decode(taken.body).(map[string]any)
	if s.op.Method != http.MethodPost || s.media == nil || len(body) == 0 {
		return
	}
	again := func(same ...string) bool {
		var but []step
		for _, name := range same {
			but = append(but, step(name))
		}
		p := k.bodiless(s, "examples", "the same texts again")
		p.body = encode(k.renew(s, body, but...))
		r, _ := k.try(ctx, p)
		return r == nil || !isDuplicate(r.Status)
	}
	texts := slices.Concat(s.unique, s.free)
	if len(texts) == 0 || again(texts...) {
		return
	}
	if !again() {
		s.refused = true
		return
	}
	for _, name := range texts {
		if !again(name) {
			s.differing = append(s.differing, name)
		}
	}
	for _, other := range k.operations { // that changes what this one creates
		if strings.HasPrefix(other.op.Path, strings.TrimSuffix(s.op.Path, "/")+"/{") {
			other.differing = append(other.differing, s.differing...)
		}
	}
}

// mayBeTaken returns the property of a body whose text may be that of another
// object, "" if there is none.
func (k *checker) mayBeTaken(p *testCase) string {
	if p.operation == nil || len(p.operation.differing) == 0 {
		return ""
	}
	body, _ := decode(p.body).(map[string]any)
	for _, name := range p.operation.differing {
		if value := body[name]; value != nil && !strings.Contains(string(encode(value)), k.nonce) {
			return name
		}
	}
	return ""
}
