package check

import (
	"net/http"
	"strings"
)

// paths asks for what the document does not have near an operation.
func (k *checker) paths(s *subject) []*probe {
	var probes []*probe
	add := func(note, path string) {
		if _, err := k.doc.Find(http.MethodGet, path); err != nil && path != "" {
			probes = append(probes, &probe{phase: "paths", note: note, method: http.MethodGet, path: path, header: http.Header{}, excuse: []int{http.StatusNotFound}})
		}
	}
	path := k.path(s, nil)
	add("a slash at the end", path+"/")
	add("one segment more", path+"/"+k.fresh())
	names := strings.Split(s.op.Path, "/")
	for i := len(names) - 1; i > strings.Count(k.doc.BasePath(), "/"); i-- {
		if literal := names[i]; literal != "" && !strings.Contains(literal, "{") {
			parts := strings.Split(path, "/")
			parts[i] = swapCase(literal)
			add("another case", strings.Join(parts, "/"))
			parts[i] = literal + "x"
			add("one letter more", strings.Join(parts, "/"))
			break
		}
	}
	return probes
}

// nothing asks for a path that has nothing in common with any other.
func (k *checker) nothing() *probe {
	return &probe{phase: "paths", note: "nothing there", method: http.MethodGet, path: k.doc.BasePath() + "/" + k.fresh(), header: http.Header{}, excuse: []int{http.StatusNotFound}}
}

// swapCase writes a text in capitals, or in small letters if it is.
func swapCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}
