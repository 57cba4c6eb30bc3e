package check

import (
	"iter"
	"net/http"
)

// methods asks the path of an operation for what it does not offer.
func (k *checker) methods(s *operation) iter.Seq[*testCase] {
	return func(yield func(*testCase) bool) {
		path := k.path(s, nil)
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if k.doc.Offers(method, path) {
				continue
			}
			p := &testCase{phase: "methods", operation: s, note: method + " is not offered", method: method, path: path, header: http.Header{}, want: http.StatusMethodNotAllowed, rule: "method"}
			if !s.seen {
				p.excuse = []int{http.StatusNotFound, http.StatusGone}
			}
			if !yield(p) {
				return
			}
		}
		served := k.served[s.op.Path]
		if _, err := k.doc.Find(http.MethodOptions, path); err != nil && served != nil {
			yield(&testCase{phase: "methods", operation: served, note: "which methods there are", method: http.MethodOptions, path: path, header: http.Header{}, rule: "allow"})
		}
	}
}
