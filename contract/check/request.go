package check

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// base returns the smallest valid request of an operation, with a body that
// has new ids.
func (k *checker) base(s *operation, phase, note string) *testCase {
	p := k.bodiless(s, phase, note)
	switch {
	case s.full != nil:
		p.body = encode(k.renew(s, s.full))
	case s.filled != nil:
		k.fill(p, k.renew(s, s.filled))
	}
	return p
}

// bodiless is base without the body.
func (k *checker) bodiless(s *operation, phase, note string) *testCase {
	p := &testCase{phase: phase, operation: s, note: note, method: s.op.Method, path: k.path(s, nil), query: k.query(s, nil), header: k.headers(s)}
	k.excuses(p)
	return p
}

// excuses notes which refusals of a valid request the state may explain.
func (k *checker) excuses(p *testCase) {
	s := p.operation
	if !s.seen || s.op.Method == http.MethodDelete {
		p.excuse = append(p.excuse, http.StatusNotFound, http.StatusGone)
	}
	// A document that has these says that more than the schema decides: a
	// login, a payment, a permission, a rule of the business.
	for _, status := range businessRefusals {
		if s.documents(strconv.Itoa(status)) {
			p.excuse = append(p.excuse, status)
		}
	}
	if !s.safe() && s.documents("409") {
		p.excuse = append(p.excuse, http.StatusConflict)
	}
	if !s.safe() && s.documents("412") {
		p.excuse = append(p.excuse, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	if len(s.content()) > 0 && s.full == nil && s.filled == nil {
		p.either = true // a body that cannot be made
	}
}

// businessRefusals are statuses of the 400s that say that a request is not
// wrong in itself.
var businessRefusals = []int{http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusUnprocessableEntity}

// headers returns the headers of a valid request.
func (k *checker) headers(s *operation) http.Header { return k.headersOf(s, nil) }

// headersOf returns the headers of a request.
func (k *checker) headersOf(s *operation, g given) http.Header {
	h := http.Header{"Accept": {s.accept}}
	if s.media != nil {
		h.Set("Content-Type", mediaType(s.media.name))
	}
	for _, one := range s.written("header", g) {
		h.Set(one.name, plain.Replace(one.text))
	}
	if cookies := s.written("cookie", g); len(cookies) > 0 {
		h.Set("Cookie", inCookie(cookies))
	}
	return h
}

// acceptOf returns the header Accept of an operation: the media types of all its
// responses, JSON first, and at last anything, so that an answer of another type
// is shown and not withheld.
func acceptOf(responses map[string]*openapi3.ResponseRef) string {
	weights := make(map[string]string)
	for _, ref := range responses {
		if ref == nil || ref.Value == nil {
			continue
		}
		for name := range ref.Value.Content {
			t, _, err := mime.ParseMediaType(name)
			switch {
			case err != nil || t == "*/*":
			case contract.IsJSON(t):
				weights[t] = ""
			default:
				weights[t] = ";q=0.9"
			}
		}
	}
	names := sorted(weights)
	slices.SortStableFunc(names, func(a, b string) int { return len(weights[a]) - len(weights[b]) })
	for i, name := range names {
		names[i] = name + weights[name]
	}
	if len(names) == 0 {
		return "*/*"
	}
	return strings.Join(names, ", ") + ", */*;q=0.1"
}

// mediaType returns a media type that a range has.
func mediaType(declared string) string {
	if strings.Contains(declared, "*") {
		return "application/json"
	}
	return declared
}

// isCredential reports whether a parameter is where the token goes.
func isCredential(s *operation, p *parameter) bool {
	return strings.EqualFold(p.Name, "Authorization") || slices.ContainsFunc(s.security, func(c Security) bool {
		return c.Type == "apiKey" && c.In == p.In && strings.EqualFold(c.Name, p.Name)
	})
}

// isCursor reports whether a query parameter takes only what the server made
// before, so that a value which fits may still be refused.
func isCursor(p *parameter) bool {
	if p.schema == nil || p.json || typeOf(p.schema) != "string" || len(p.schema.Enum) > 0 {
		return false
	}
	return contract.IsCursor(p.Name)
}

// refusals of a value that fits and that the server did not make.
var unknownCursor = []int{http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity}
