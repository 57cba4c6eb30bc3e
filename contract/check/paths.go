package check

import (
	"iter"
	"net/http"
	"strings"
)

// paths asks for what the document does not have near an operation.
func (k *checker) paths(s *operation) iter.Seq[*testCase] {
	return func(yield func(*testCase) bool) {
		path := k.path(s, nil)
		near := [][2]string{{"a slash at the end", path + "/"}, {"one segment more", path + "/" + k.fresh()}}
		names := strings.Split(s.op.Path, "/")
		for i := len(names) - 1; i > strings.Count(k.doc.BasePath(), "/"); i-- {
			if literal := names[i]; literal != "" && !strings.Contains(literal, "{") {
				parts := strings.Split(path, "/")
				parts[i] = swapCase(literal)
				near = append(near, [2]string{"another case", strings.Join(parts, "/")})
				parts[i] = literal + "x"
				near = append(near, [2]string{"one letter more", strings.Join(parts, "/")})
				break
			}
		}
		for _, one := range near {
			if _, err := k.doc.Find(http.MethodGet, one[1]); err == nil {
				continue // by another template
			}
			p := &testCase{phase: "paths", note: one[0], method: http.MethodGet, path: one[1], header: http.Header{}, excuse: []int{http.StatusNotFound}}
			if !yield(p) {
				return
			}
		}
	}
}

// nothing asks for a path that has nothing in common with any other.
func (k *checker) nothing() *testCase {
	return &testCase{phase: "paths", note: "nothing there", method: http.MethodGet, path: k.doc.BasePath() + "/" + k.fresh(), header: http.Header{}, excuse: []int{http.StatusNotFound}}
}

// swapCase writes a text in capitals, or in small letters if it is.
func swapCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}
