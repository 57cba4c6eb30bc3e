package check

import (
	"net/http"
	"strings"
)

// methods asks the path of an operation for what it does not offer.
func (k *checker) methods(s *subject) []*probe {
	var probes []*probe
	path := k.path(s, nil)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if _, err := k.doc.Find(method, path); err == nil {
			continue // by this template or another
		}
		p := &probe{phase: "methods", subject: s, note: method + " is not offered", method: method, path: path, header: http.Header{}, want: http.StatusMethodNotAllowed, rule: "method"}
		if !s.seen {
			p.excuse = []int{http.StatusNotFound, http.StatusGone}
		}
		probes = append(probes, p)
	}
	return probes
}

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
