package check

import (
	"context"
	"net/http"
	"strings"
)

// mayRefuse reports whether a valid request may have been refused for a reason
// that a document cannot state: an end that lies in the past, a query in a
// language of its own, one of two properties that must be there. The profile of
// Graph states all of its reasons. No reason explains that what the document
// offers is not offered at all: a method, a media type, or a call without
// credentials.
func (k *checker) mayRefuse(p *testCase, status int) bool {
	s := p.operation
	switch {
	case s == nil || strings.HasPrefix(p.note, ownExample):
		return false
	case k.doc.IsGraph() || status < 400 || status >= 500:
		return s.refused || s.suspicious(p.body)
	case status == http.StatusMethodNotAllowed || status == http.StatusNotAcceptable:
		return false
	case status == http.StatusUnsupportedMediaType: // of a part or of a range it may be another that is wanted
		return s.media == nil || strings.Contains(s.media.name, "*")
	case status == http.StatusUnauthorized:
		return len(s.security) > 0
	}
	return true
}

// ownExample begins the note of a request whose body is an example of the document,
// as it is.
const ownExample = "the document's own example"

// ownExamples sends the examples of the document as they are, for an operation
// that has refused every other body. If all of them are refused too, nobody who
// goes by the document can call it, which is reported.
func (k *checker) ownExamples(ctx context.Context, s *operation) {
	_, given := s.bodySchema()
	var refused func()
	for _, e := range given {
		p := k.bodiless(s, "examples", strings.TrimSpace(ownExample+" "+e.name))
		if !k.fits(s, e.value) || !k.write(p, e.value) {
			continue
		}
		r, found := k.try(ctx, p)
		if r == nil || !has(found, "refused") {
			return
		}
		refused = func() { k.tallyAll(p, r, found, nil) }
	}
	if refused != nil {
		refused()
	}
}
