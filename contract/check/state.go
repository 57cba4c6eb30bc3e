package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
	"profilestatus.example/contract/report"
)

// A life is the story of objects that one operation creates.
type life struct {
	*checker
	create *subject
	values map[string]string // of the path's variables, apart from all others
	ids    []string          // of what was created, in this order
	trace  trace
}

// state follows what each creating operation makes. What stands for what in
// the document is told by conventions: a POST with a JSON body creates, its
// Location or id leads to the object, a GET there reads it.
func (k *checker) state(ctx context.Context, of func(*subject) bool) {
	found := false
	for _, s := range k.subjects {
		if s.op.Method != http.MethodPost || s.full == nil || !of(s) {
			continue
		}
		if a := flat(s.answer(), 0); a == nil || typeOf(a) != "object" {
			k.unseen("state: the success of %s is no JSON object", s.op.ID)
			continue
		}
		found = true
		l := &life{checker: k, create: s, values: k.apart(s)}
		l.tell(ctx)
	}
	if !found {
		k.unseen("state: the document has no operation that creates an object from a JSON body")
	}
}

func (l *life) tell(ctx context.Context) {
	l.trace.begin()
	first := l.createOne(ctx, "create an object", l.create.full)
	if first == nil {
		l.miss("state: %s created nothing", l.create.op.ID)
		return
	}
	item := l.follow(ctx, first)
	l.isolation(ctx, first, item)
	for _, body := range l.variants() {
		l.trace.begin()
		if r := l.createOne(ctx, "create another object", body); r != nil {
			l.follow(ctx, r)
		}
	}
	l.newest(ctx)
	l.conflict(ctx)
	l.unique(ctx)
	l.list(ctx, item)
	l.remove(ctx, item)
}

// A made is what a create answered.
type made struct {
	*result
	p    *probe
	sent any
	item string // where it can be read, "" when that is not known
}

// createOne creates an object and compares what was sent with the answer.
func (l *life) createOne(ctx context.Context, note string, body any) *made {
	body = l.renew(l.create, body)
	p := l.base(l.create, "state", note)
	p.path, p.body = l.path(l.create, l.values), encode(body)
	r := l.do(ctx, p)
	if !r.ok() {
		return nil
	}
	l.trace.keep(p)
	m := &made{result: r, p: p, sent: body}
	answer, _ := r.value().(map[string]any)
	if id, ok := textOf(answer["id"]); ok {
		l.ids = append(l.ids, id)
	}
	sent, _ := body.(map[string]any)
	shape := flat(l.create.answer(), 0)
	for _, name := range sorted(sent) {
		property := propertyOf(shape, name)
		if property == nil || property.WriteOnly || l.same(sent[name], answer[name], property) {
			continue
		}
		rule := "echo"
		line, column := lineOf(property)
		if slices.Contains(l.create.ids, name) {
			rule = "clientId"
		}
		l.failRoughly(roughly(sent[name], answer[name]), l.create, r, contract.Violation{Rule: rule, Target: "/" + name, Found: brief(answer[name]), Want: brief(sent[name]),
			Message: fmt.Sprintf("%s was sent as %s and came back as %s.", name, brief(sent[name]), brief(answer[name])), Line: line, Column: column})
	}
	m.item, _ = l.itemPath(l.create, p, r)
	return m
}

// fail reports a finding of the story.
func (l *life) fail(s *subject, r *result, v contract.Violation) { l.failRoughly(false, s, r, v) }

// failRoughly reports a finding, as a warning if the value is only in another
// form.
func (l *life) failRoughly(rough bool, s *subject, r *result, v contract.Violation) {
	level := l.storyLevel(v)
	if rough {
		level = report.Warning
	}
	if r == nil || l.tolerates(v.Rule) {
		return
	}
	found := []contract.Violation{v}
	p := &probe{phase: "state", subject: s, note: "several requests together", story: l.create.op.ID}
	l.place(p, found)
	steps := l.trace.all()
	l.tally.AddFinding(report.Finding{Operation: s.op.ID, Group: "state", Level: level, Violation: found[0], Example: *l.wire(r.Exchange), Steps: steps, Nonce: l.nonce})
	l.record.story(p, r.Exchange, found, steps)
}

// do sends a request of the story and keeps it as a step.
func (l *life) do(ctx context.Context, p *probe) *result {
	p.story = l.create.op.ID
	r, found := l.try(ctx, p)
	var steps []report.Step
	if r != nil {
		steps = l.step(p, r)
	}
	l.tallyAll(p, r, found, steps)
	return r
}

// variants are bodies worth to be read back.
func (l *life) variants() []any {
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

// follow reads an object where its create said, and compares.
func (l *life) follow(ctx context.Context, m *made) *subject {
	if m.Status == http.StatusAccepted {
		l.unseen("state: %s answers 202, so its object may not exist yet", l.create.op.ID)
		return nil
	}
	if m.item == "" {
		if m.ResponseHeader.Get("Location") != "" {
			l.fail(l.create, m.result, contract.Violation{Rule: "location", Target: "header/Location", Found: brief(m.ResponseHeader.Get("Location")), Want: "the address of the created object", Message: "The Location leads out of this API."})
		} else {
			l.unseen("state: nothing tells where what %s creates can be read", l.create.op.ID)
		}
		return nil
	}
	call, err := l.doc.Find(http.MethodGet, m.item)
	if err != nil {
		l.unseen("state: the document has no GET for the Location of %s", l.create.op.ID)
		return nil
	}
	item := l.subject(call.Operation)
	if item == nil {
		l.miss("state: %s is not selected, so what %s creates is not read", call.ID, l.create.op.ID)
		return nil
	}
	r := l.read(ctx, item, m.item, "read what was created")
	if r == nil {
		return item
	}
	if !r.ok() {
		l.fail(item, r, contract.Violation{Rule: "location", Target: "header/Location", Found: fmt.Sprint(r.Status), Want: "200 and the object", Message: fmt.Sprintf("The created object is not where its create said: %d.", r.Status)})
		return item
	}
	l.compare(item, m, r)
	return item
}

// compare reports where an object is read otherwise than it was created.
func (l *life) compare(s *subject, m *made, r *result) {
	created, _ := m.value().(map[string]any)
	read, _ := r.value().(map[string]any)
	shape := flat(s.answer(), 0)
	if shape == nil || read == nil {
		return
	}
	for _, name := range sorted(created) {
		property := propertyOf(shape, name)
		if property != nil && !l.same(created[name], read[name], property) {
			line, column := lineOf(property)
			l.failRoughly(roughly(created[name], read[name]) && read[name] != nil, s, r, contract.Violation{Rule: "readBack", Target: "/" + name, Found: brief(read[name]), Want: brief(created[name]),
				Message: fmt.Sprintf("%s was created as %s and is read as %s.", name, brief(created[name]), brief(read[name])), Line: line, Column: column})
		}
	}
}

// subject returns what is known of an operation, nil if it is not selected.
func (k *checker) subject(op *contract.Operation) *subject {
	i := slices.IndexFunc(k.subjects, func(s *subject) bool { return s.op == op })
	if i < 0 {
		return nil
	}
	return k.subjects[i]
}

// alike reports whether two shapes are of the same kind of object.
func alike(a, b *openapi3.Schema) bool {
	a, b = flat(a, 0), flat(b, 0)
	if a == nil || b == nil {
		return false
	}
	line, column := lineOf(a)
	otherLine, otherColumn := lineOf(b)
	return line == otherLine && column == otherColumn && slices.Equal(sorted(a.Properties), sorted(b.Properties))
}

// brief shows a value on one line.
func brief(value any) string {
	text := string(encode(value))
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:57], "") + "…"
	}
	return text
}
