package check

import (
	"context"
	"slices"
	"strings"
)

// preferences creates an object with each value of the preference return that the
// document lists under x-odata-return, and reads it. A server may ignore it and
// answer as usual (RFC 7240 section 2).
func (l *scenario) preferences(ctx context.Context) {
	for _, value := range []string{"minimal", "representation"} {
		if !slices.Contains(l.create.op.Listed("x-odata-return"), value) {
			continue
		}
		l.trace.begin()
		if m := l.createOne(ctx, "create an object with return="+value, l.create.full, "return="+value); m != nil {
			l.follow(ctx, m)
		}
	}
}

// idsOf returns ids that an object may have whose create answered no body: the
// one that it was sent, and the end of its address.
func idsOf(m *made, name string) (ids []string) {
	if id, _, ok := idOf(m.sent, name); ok {
		ids = append(ids, id)
	}
	if m.path != "" {
		ids = append(ids, unescape(m.path[strings.LastIndexByte(m.path, '/')+1:]))
	}
	return ids
}

// everyName returns all that $select can name, none if a parameter is another one
// or the document does not list it under x-odata-select.
func everyName(s *operation, param *parameter) (all []any) {
	if param.In != "query" || param.Name != "$select" {
		return nil
	}
	for _, name := range s.op.Listed("x-odata-select") {
		all = append(all, name)
	}
	return all
}
