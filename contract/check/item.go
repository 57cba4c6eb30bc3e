package check

import (
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// An item is where the object can be read that an answer speaks of.
type item struct {
	path       string
	parts      []report.Part // of the path
	documented bool          // a link of the document leads there, and no convention
}

// item returns where what a create made can be read: where a documented link to
// a GET leads, or else where conventions say, its Location, or the path below its
// own that ends in the id of the answer, or below one that is called alike.
func (k *checker) item(p *testCase, r *result) (item, bool) {
	for _, link := range k.doc.Links(p.operation.op, r.Status) {
		if link.Target == nil || link.Target.Method != http.MethodGet || !k.isItem(p.operation, link.Target) {
			continue
		}
		parts, ok := k.linkPath(link, p, r)
		if ok && slices.ContainsFunc(parts, func(p report.Part) bool { return p.From != 0 }) {
			return item{joined(parts), parts, true}, true
		}
	}
	if link := r.ResponseHeader.Get("Location"); link != "" {
		path, _, ok := k.client.local(p.path, link)
		return item{path, k.located(path, link, r.id), false}, ok
	}
	own := strings.TrimSuffix(p.operation.op.Path, "/")
	for _, above := range calledAlike(own) {
		for _, last := range k.below[above] {
			id, by, ok := idOf(r.value(), last.name)
			begin := strings.TrimSuffix(p.path, "/") + "/"
			if above != own {
				ok = ok && folded(by[strings.LastIndexByte(by, '/')+1:]) == folded(last.name)
				begin = begin[:strings.LastIndexByte(begin[:len(begin)-1], '/')] + above[strings.LastIndexByte(above, '/'):] + "/"
			}
			if !ok {
				continue
			}
			parts := []report.Part{{Text: begin}, {Text: escape(id), From: r.id, By: by}}
			if last.slash != "" {
				parts = append(parts, report.Part{Text: last.slash})
			}
			return item{joined(parts), parts, false}, true
		}
	}
	return item{}, false
}

// calledAlike returns a path, and those with its last segment in the plural and in the
// singular: what POST /silences made may be at /silence/{id}.
func calledAlike(path string) []string {
	all := []string{path}
	for _, end := range [][2]string{{"s", ""}, {"es", ""}, {"ies", "y"}} {
		if stem, ok := strings.CutSuffix(path, end[0]); ok {
			all = append(all, stem+end[1])
		}
		if stem, ok := strings.CutSuffix(path, end[1]); ok {
			all = append(all, stem+end[0])
		}
	}
	return all
}

// isItem reports whether an operation that a link leads to reads what a create
// made, and not something else that it belongs to: it is below the create, or
// answers the same.
func (k *checker) isItem(create *operation, target *contract.Operation) bool {
	s := k.operation(target)
	return strings.HasPrefix(target.Path, strings.TrimSuffix(create.op.Path, "/")+"/{") && strings.HasSuffix(strings.TrimSuffix(target.Path, "/"), "}") ||
		s != nil && alike(s.answer(), create.answer())
}

// located returns the parts of a path that a Location told: all of it is the
// server's, or behind a gateway only its end.
func (k *checker) located(path, link string, from int) []report.Part {
	if wire := k.client.wire(path); strings.HasSuffix(link, wire) {
		return []report.Part{{Text: path, From: from, By: "header/Location"}}
	}
	end := strings.LastIndexByte(path, '/') + 1
	return []report.Part{{Text: path[:end]}, {Text: path[end:], From: from, By: "header/Location"}}
}

// idNames are names that properties have whose value names an object.
var idNames = []string{"id", "_id", "uuid", "guid", "key", "slug"}

// folded returns a name as others write it, too: thingId, thing_id and ThingID are one.
func folded(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// idOf returns the id of an object, and the JSON pointer to it: the value of the
// property that is called as the variable of its path, however that is written, or as
// ids mostly are. It may be in an object that is all there is.
func idOf(value any, names ...string) (id, pointer string, ok bool) {
	object, _ := value.(map[string]any)
	for _, name := range names {
		if _, same := object[name]; same || name == "" {
			continue
		}
		for _, other := range sorted(object) {
			if folded(other) == folded(name) {
				names = append(slices.Clip(names), other)
			}
		}
	}
	for _, name := range append(slices.Clip(names), idNames...) {
		if id, ok := textOf(object[name]); ok && id != "" {
			return id, "/" + name, true
		}
	}
	if len(object) == 1 {
		for name, inner := range object {
			id, pointer, ok = idOf(inner, names...)
			return id, "/" + name + pointer, ok
		}
	}
	return "", "", false
}
