package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
)

// A made is what a create answered.
type made struct {
	*result
	item // where it can be read; the path is "" when that is not known
	p    *testCase
	sent any
}

// object returns what a later GET should answer: the answer of the create, or what
// it was sent where it answers no object.
func (m *made) object() map[string]any {
	if answer, ok := m.value().(map[string]any); ok {
		for _, inner := range answer {
			if object, wraps := inner.(map[string]any); wraps && len(answer) == 1 {
				return object
			}
		}
		return answer
	}
	sent, _ := m.sent.(map[string]any)
	return sent
}

// createOne creates an object and compares what was sent with the answer. The
// preferences are lines of the header Prefer.
func (l *scenario) createOne(ctx context.Context, note string, body any, preferences ...string) *made {
	body = l.renew(l.create, body)
	p := l.base(l.create, "state", note)
	p.path, p.body = l.path(l.create, l.values), encode(body)
	if len(preferences) > 0 {
		p.header["Prefer"] = preferences
	}
	if l.create.op.Method == http.MethodPut {
		p.path = l.path(l.create, l.apart(l.create))
	}
	r := l.do(ctx, p)
	if !r.ok() {
		return nil
	}
	l.trace.keep(r.id)
	m := &made{result: r, p: p, sent: body}
	l.echo(m)
	if m.item, _ = l.checker.item(p, r); m.path == "" && p.method == http.MethodPut {
		m.item = item{path: p.path}
	}
	l.know(m)
	return m
}

// know keeps the id of what was created.
func (l *scenario) know(m *made) {
	for _, part := range m.parts {
		if strings.HasPrefix(part.By, "/") {
			l.idName = part.By[strings.LastIndexByte(part.By, '/')+1:]
		}
	}
	if id, _, ok := idOf(m.value(), l.idName); ok {
		l.ids = append(l.ids, id)
	} else if m.Status == http.StatusNoContent {
		l.passing = append(l.passing, idsOf(m, l.idName)...)
	}
}

// echo reports where a create answers another value than it was sent.
func (l *scenario) echo(m *made) {
	sent, _ := m.sent.(map[string]any)
	answer, isObject := m.value().(map[string]any)
	shape := flat(l.create.answer(), 0)
	if shape == nil || !isObject {
		return
	}
	for _, name := range sorted(sent) {
		property := propertyOf(shape, name)
		if property == nil || property.ReadOnly || property.WriteOnly || l.same(sent[name], answer[name], property) {
			continue
		}
		rule := "echo"
		line, column := lineOf(property)
		if slices.Contains(l.create.ids, name) {
			rule = "clientId"
		}
		l.failRoughly(roughly(sent[name], answer[name]), l.create, m.result, contract.Violation{Rule: rule, Target: "/" + name, Found: member(answer, name), Want: brief(sent[name]),
			Message: fmt.Sprintf("%s was sent as %s and came back as %s.", name, brief(sent[name]), member(answer, name)), Line: line, Column: column})
	}
}

// variants are bodies worth reading back.
func (l *scenario) variants() []any {
	bodies := []any{l.create.minimal}
	shape := l.create.shape
	for _, name := range sorted(shape.Properties) {
		p := propertyOf(shape, name)
		if p == nil || slices.Contains(l.create.ids, name) {
			continue
		}
		values := slices.Clone(p.Enum)
		dateTimes, _ := generate.Format("date-time")
		if p.Format == "date-time" {
			for _, text := range dateTimes {
				values = append(values, text)
			}
		}
		for _, value := range values {
			if body := put(l.create.full, []step{name}, value); l.fits(l.create, body) {
				bodies = append(bodies, body)
			}
		}
	}
	return bodies
}

// follow reads an object where its create said, and compares. It returns the
// operation that reads, nil if there is none.
func (l *scenario) follow(ctx context.Context, m *made) *operation {
	if m.Status == http.StatusAccepted {
		l.unseen("state: %s answers 202, so its object may not exist yet", l.create.op.ID)
		return nil
	}
	if m.path == "" {
		if m.ResponseHeader.Get("Location") != "" {
			l.fail(l.create, m.result, contract.Violation{Rule: "location", Target: "header/Location", Found: brief(m.ResponseHeader.Get("Location")), Want: "the address of the created object", Message: "The Location leads out of this API."})
		} else {
			l.unseen("state: nothing tells where what %s creates can be read", l.create.op.ID)
		}
		return nil
	}
	call, err := l.doc.Find(http.MethodGet, m.path)
	if err != nil {
		l.unseen("state: the document has no GET for what %s creates", l.create.op.ID)
		return nil
	}
	reader := l.operation(call.Operation)
	if reader == nil {
		l.miss("state: %s is not selected, so what %s creates is not read", call.ID, l.create.op.ID)
		return nil
	}
	if m.documented && m.Status == http.StatusCreated && !l.followed {
		l.followed = true
		l.location(ctx, m)
	}
	r := l.read(ctx, reader, m.path, "read what was created")
	switch {
	case r == nil:
	case !r.ok() && m.documented: // links says so
	case !r.ok():
		l.fail(reader, r, contract.Violation{Rule: "location", Target: "header/Location", Found: fmt.Sprint(r.Status), Want: "200 and the object", Message: fmt.Sprintf("The created object is not where its create said: %d.", r.Status)})
	default:
		l.compare(reader, reader, m.object(), r, "created")
	}
	return reader
}

// location reads what the Location of a create names, where a link of the document
// leads elsewhere.
func (l *scenario) location(ctx context.Context, m *made) {
	link := m.ResponseHeader.Get("Location")
	path, _, ok := l.client.local(m.p.path, link)
	if link == "" || !ok || path == m.path {
		return
	}
	call, err := l.doc.Find(http.MethodGet, path)
	if err != nil || l.operation(call.Operation) == nil {
		return
	}
	l.origins.tell(path, l.located(path, link, m.id), l.step(m.p, m.result), true)
	r := l.read(ctx, l.operation(call.Operation), path, "read what the Location names")
	if r != nil && (r.Status == http.StatusNotFound || r.Status == http.StatusGone) {
		l.failRoughly(true, l.create, r, contract.Violation{Rule: "location", Target: "header/Location", Found: strconv.Itoa(r.Status), Want: "200 and the object",
			Message: fmt.Sprintf("The Location leads to nothing, unlike the link of the document: %d.", r.Status)})
	}
}

// compare reports where an object is read otherwise than an operation left it.
func (l *scenario) compare(at, reader *operation, want map[string]any, r *result, how string) {
	read, _ := r.value().(map[string]any)
	shape := flat(reader.answer(), 0)
	if shape == nil || read == nil {
		return
	}
	for _, name := range sorted(want) {
		property := propertyOf(shape, name)
		if property != nil && !property.WriteOnly && !l.same(want[name], read[name], property) {
			line, column := lineOf(property)
			l.failRoughly(roughly(want[name], read[name]) && read[name] != nil, at, r, contract.Violation{Rule: "readBack", Target: "/" + name, Found: member(read, name), Want: brief(want[name]),
				Message: fmt.Sprintf("%s was %s as %s and is read as %s.", name, how, brief(want[name]), member(read, name)), Line: line, Column: column})
		}
	}
}
