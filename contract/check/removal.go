package check

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"profilestatus.example/contract"
)

// remove deletes, and looks whether what was deleted is gone.
func (l *life) remove(ctx context.Context, item *subject) {
	tried := false
	for _, s := range l.subjects {
		if s.op.Method != http.MethodDelete {
			continue
		}
		single := item != nil && s.op.Path == item.op.Path
		if !single && s.op.Path != l.create.op.Path {
			continue
		}
		l.trace.begin()
		m := l.createOne(ctx, "create an object to be deleted", l.create.full)
		if m == nil || single && m.item == "" {
			continue
		}
		path := m.p.path
		if single {
			path = m.item
		}
		if !single && !strings.Contains(path, l.nonce) {
			continue
		}
		tried = true
		p := l.base(s, "state", "delete what was created")
		p.path, p.excuse = path, nil
		if r := l.do(ctx, p); r.ok() {
			l.gone(ctx, s, item, m, path)
		}
	}
	if !tried {
		l.unseen("state: nothing deletes what %s creates", l.create.op.ID)
	}
}

// gone reports what can still be read after it was deleted.
func (l *life) gone(ctx context.Context, s, item *subject, m *made, path string) {
	check := func(reader *subject, path string) {
		if r := l.read(ctx, reader, path, "read what was deleted"); r.ok() {
			l.fail(reader, r, contract.Violation{Rule: "deleted", Target: "status", Found: strconv.Itoa(r.Status), Want: "404", Message: "What was deleted can still be read."})
		}
	}
	if item != nil && m.item != "" {
		check(item, m.item)
	}
	if path != m.p.path {
		return
	}
	for _, reader := range l.subjects {
		if reader.op.Method == http.MethodGet && reader.op.Path == s.op.Path && alike(reader.answer(), l.create.answer()) {
			check(reader, path)
		}
	}
	for _, lister := range l.lists(item) {
		if seen, r := l.pages(ctx, lister); r != nil && len(seen) > 0 && strings.Contains(r.Target, l.nonce) {
			l.fail(lister, r, contract.Violation{Rule: "deleted", Target: "/", Found: fmt.Sprintf("%d objects", len(seen)), Want: "none", Message: "What was deleted is still in the list."})
		}
	}
}
