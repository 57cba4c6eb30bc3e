package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"profilestatus.example/contract"
)

// isolation asks for an object where others are kept: under other values of the
// variables that stand above it.
func (l *scenario) isolation(ctx context.Context, m *made, reader *operation) {
	if m == nil || reader == nil || m.path == "" || len(l.values) == 0 {
		return
	}
	other := l.apart(l.create)
	names, values := strings.Split(reader.op.Path, "/"), strings.Split(m.path, "/")
	for i := range min(len(names), len(values)) {
		if name := strings.Trim(names[i], "{}"); name != names[i] && other[name] != "" {
			values[i] = escape(other[name])
		}
	}
	path := strings.Join(values, "/")
	call, err := l.doc.Find(http.MethodGet, path)
	if path == m.path || err != nil || call.Operation != reader.op {
		return
	}
	r := l.read(ctx, reader, path, "read the object where others are kept")
	if !r.ok() {
		return
	}
	mine, _, _ := idOf(m.value(), l.idName)
	if theirs, _, ok := idOf(r.value(), l.idName); ok && theirs == mine {
		l.fail(reader, r, contract.Violation{Rule: "isolation", Target: "status", Found: strconv.Itoa(r.Status), Want: "404",
			Message: fmt.Sprintf("The object %s was created elsewhere, and is read under %s, too.", brief(mine), brief(path))})
	}
}

// oversized finds a page with more objects than its request asked for.
func oversized(p *testCase, r *result) []contract.Violation {
	if p.operation == nil || p.method != http.MethodGet || !r.ok() || !r.valid {
		return nil
	}
	name, shape := page(p.operation)
	size := sizeParameter(p.operation)
	_, query, _ := strings.Cut(r.Target, "?")
	values, err := url.ParseQuery(query)
	if shape == nil || size == "" || err != nil {
		return nil
	}
	most, err := strconv.Atoi(values.Get(size))
	if err != nil || most < 1 {
		return nil
	}
	objects := itemsOf(p.operation, r)
	if len(objects) <= most {
		return nil
	}
	return []contract.Violation{{Rule: "pageSize", Target: "/" + name, Found: fmt.Sprintf("%d objects", len(objects)), Want: fmt.Sprintf("at most %d", most),
		Message: fmt.Sprintf("A page has %d objects where %s=%d was asked for.", len(objects), size, most)}}
}
