package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// remove deletes, and looks whether what was deleted is gone.
func (l *scenario) remove(ctx context.Context, reader *operation) {
	tried := false
	for _, s := range l.operations {
		if s.op.Method != http.MethodDelete || !l.deletes(s, reader) {
			continue
		}
		l.trace.begin()
		m := l.createOne(ctx, "create an object to be deleted", l.create.full)
		if m == nil {
			continue
		}
		p := l.base(s, "state", "delete what was created")
		p.excuse = nil
		if p.path, p.parts = l.removal(s, reader, m); p.path == "" {
			continue
		}
		tried = true
		if !l.mine(ctx, m, p.path) {
			continue
		}
		if r := l.do(ctx, p); r.ok() && r.Status != http.StatusAccepted {
			l.gone(ctx, s, reader, m, p.path)
		}
	}
	if !tried {
		l.unseen("state: nothing deletes what %s creates", l.create.op.ID)
	}
}

// mine reports whether what is at a path is known to be what a create made, so that it
// may be changed and deleted.
func (l *scenario) mine(ctx context.Context, m *made, path string) bool {
	if l.isNew(path, m.p, m.result) {
		return true
	}
	if m.path != "" {
		if own, _ := l.look(ctx, m.path, l.marks(m.p.body)); own {
			return true
		}
	}
	l.unseen("state: what %s answers was not changed or deleted: nothing tells that it was not there before", l.create.op.ID)
	return false
}

// deletes reports whether a DELETE is likely to delete what the create makes.
func (l *scenario) deletes(s, reader *operation) bool {
	return reader != nil && s.op.Path == reader.op.Path || s.op.Path == l.create.op.Path ||
		slices.ContainsFunc(l.create.statuses(), func(status int) bool {
			return slices.ContainsFunc(l.doc.Links(l.create.op, status), func(link contract.Link) bool { return link.Target == s.op })
		})
}

// removal returns the path that deletes an object: where a documented link leads,
// or that of the object, or that of its create if it is of this run.
func (l *scenario) removal(s, reader *operation, m *made) (string, []report.Part) {
	for _, link := range l.doc.Links(l.create.op, m.Status) {
		if link.Target == s.op {
			if parts, ok := l.linkPath(link, m.p, m.result); ok {
				return joined(parts), parts
			}
		}
	}
	switch {
	case reader != nil && s.op.Path == reader.op.Path:
		return m.path, nil
	case strings.Contains(m.p.path, l.nonce):
		return m.p.path, nil
	}
	return "", nil
}

// gone reports what can still be read after it was deleted.
func (l *scenario) gone(ctx context.Context, s, reader *operation, m *made, path string) {
	check := func(reader *operation, path string) {
		if r := l.read(ctx, reader, path, "read what was deleted"); r.ok() {
			l.fail(reader, r, contract.Violation{Rule: "deleted", Target: "status", Found: strconv.Itoa(r.Status), Want: "404", Message: "What was deleted can still be read."})
		}
	}
	if reader != nil && m.path != "" {
		check(reader, m.path)
	}
	if path != m.p.path {
		return
	}
	for _, reader := range l.operations {
		if reader.op.Method == http.MethodGet && reader.op.Path == s.op.Path && alike(reader.answer(), l.create.answer()) {
			check(reader, path)
		}
	}
	for _, lister := range l.lists(reader) {
		p := l.base(lister, "state", "list what was deleted")
		p.path = l.path(lister, l.values)
		r := l.do(ctx, p)
		if n := len(itemsOf(lister, r)); n > 0 && r.ok() && strings.Contains(p.path, l.nonce) {
			l.fail(lister, r, contract.Violation{Rule: "deleted", Target: "/", Found: fmt.Sprintf("%d objects", n), Want: "none", Message: "What was deleted is still in the list."})
		}
	}
}
