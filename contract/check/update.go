package check

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
)

// update changes an object by each PUT and PATCH that the document has for it,
// and reads it again.
func (l *scenario) update(ctx context.Context, reader *operation) {
	if reader == nil {
		return
	}
	for _, s := range l.operations {
		if s.op.Method != http.MethodPut && s.op.Method != http.MethodPatch || s.op.Path != reader.op.Path {
			continue
		}
		if _, isObject := s.full.(map[string]any); !isObject {
			l.miss("state: %s takes no JSON object that could be made, so what it changes was not read", s.op.ID)
			continue
		}
		l.trace.begin()
		if m := l.createOne(ctx, "create an object to be changed", l.create.full); m != nil && m.path != "" && l.mine(ctx, m, m.path) && !l.updateOne(ctx, s, reader, m) {
			l.unseen("state: no request of %s succeeded, so what it changes was not read", s.op.ID)
		}
	}
}

// updateOne changes an object, and reports whether a request to do so succeeded.
func (l *scenario) updateOne(ctx context.Context, s, reader *operation, m *made) bool {
	before, _ := m.value().(map[string]any)
	for _, body := range l.changes(s, m) {
		p := l.base(s, "state", "change what was created")
		p.path, p.body, p.either = m.path, encode(body), true // there may be more rules than those of the schema
		p.excuse = nil
		r := l.do(ctx, p)
		if !r.ok() {
			continue
		}
		if r.Status == http.StatusAccepted {
			l.unseen("state: %s answers 202, so its object may not be changed yet", s.op.ID)
			return true
		}
		now := l.read(ctx, reader, m.path, "read what was changed")
		switch {
		case now == nil:
		case !now.ok():
			l.fail(s, now, contract.Violation{Rule: "readBack", Target: "status", Found: fmt.Sprint(now.Status), Want: "200 and the object", Message: fmt.Sprintf("An object was changed and reading it is answered with %d.", now.Status)})
		default:
			l.compare(s, reader, expected(s, before, body), now, "changed to be read")
		}
		return true
	}
	return false
}

// expected returns what can be read after a change: what was sent, and for a
// PATCH what it leaves alone of its own properties.
func expected(s *operation, before, sent map[string]any) map[string]any {
	want := make(map[string]any)
	for name := range s.shape.Properties {
		if value, known := before[name]; known && s.op.Method == http.MethodPatch && !propertyOf(s.shape, name).ReadOnly {
			want[name] = value
		}
	}
	maps.Copy(want, sent)
	return want
}

// changes are bodies that leave an object otherwise than it was created: one with
// every property changed, and for a PATCH one with a single one.
func (l *scenario) changes(s *operation, m *made) []map[string]any {
	created := m.object()
	if sent, ok := m.sent.(map[string]any); ok {
		created = maps.Clone(created)
		maps.Copy(created, sent) // an answer need not have all of it
	}
	body, _ := l.renew(s, s.full).(map[string]any)
	for _, name := range s.ids {
		if id, known := created[name]; known {
			body = put(body, []step{name}, id).(map[string]any)
		}
	}
	var single map[string]any
	changed := body
	for _, name := range sorted(body) {
		property := propertyOf(s.shape, name)
		if property == nil || property.ReadOnly || slices.Contains(s.ids, name) || slices.Contains(s.unique, name) {
			continue
		}
		for _, value := range others(created[name], property.Enum) {
			with, _ := put(changed, []step{name}, value).(map[string]any)
			if l.same(value, created[name], property) || !l.fits(s, with) {
				continue
			}
			changed = with
			if one := map[string]any{name: value}; single == nil && l.fits(s, one) {
				single = one
			}
			break
		}
	}
	if s.op.Method == http.MethodPatch && single != nil {
		return []map[string]any{single, changed, body}
	}
	return []map[string]any{changed, body}
}

// others are values of the same type as one.
func others(value any, enum []any) []any {
	if len(enum) > 0 {
		return enum
	}
	switch v := value.(type) {
	case bool:
		return []any{!v}
	case string:
		return []any{"changed", v + "x", "b", "2025-01-02T03:04:05Z", "2025-01-02"}
	case json.Number:
		n, err := v.Float64()
		if err == nil {
			return []any{generate.Number(n + 1), generate.Number(n - 1), generate.Number(n + 10)}
		}
	}
	return nil
}
