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

// A scenario follows the objects that one operation creates, or the links of an
// operation that reads.
type scenario struct {
	*checker
	create     *subject
	values     map[string]string // of the path's variables, apart from all others
	ids        []string          // of what was created, in this order
	passing    []string          // ids of what links may have deleted
	idName     string            // of the property that has them
	documented bool              // links of the document lead to what was created
	trace      trace
}

// state follows what each creating operation makes, and then the links of those
// that read. What stands for what is said by the links of the document, or else
// by conventions: a POST creates, its Location or id leads to the object, a GET
// there reads it, PUT and PATCH change it.
func (k *checker) state(ctx context.Context, of func(*subject) bool) {
	found := false
	for _, s := range k.subjects {
		if !of(s) || !k.creates(s) {
			continue
		}
		found = true
		k.scenario(s).run(ctx)
	}
	if !found {
		k.unseen("state: the document has no operation that creates an object from a JSON body")
	}
	for _, s := range k.subjects {
		if of(s) && s.safe() {
			k.scenario(s).links(ctx)
		}
	}
}

func (k *checker) scenario(s *subject) *scenario {
	k.origins.forget()
	return &scenario{checker: k, create: s, values: k.apart(s)}
}

// creates reports whether an operation creates objects: a POST that answers one
// or 201 or has links, or a PUT to where nothing is yet and a GET reads.
func (k *checker) creates(s *subject) bool {
	answer := flat(s.answer(), 0)
	isObject := answer != nil && typeOf(answer) == "object"
	switch {
	case s.full == nil:
	case s.op.Method == http.MethodPost && (isObject || s.documents("201") || k.hasLinks(s)):
		return true
	case s.op.Method == http.MethodPost:
		k.unseen("state: the success of %s is no JSON object", s.op.ID)
	case s.op.Method == http.MethodPut:
		_, err := k.doc.Find(http.MethodGet, k.path(s, nil))
		return err == nil && len(k.apart(s)) > 0 && strings.HasSuffix(s.op.Path, "}") && s.documents("201")
	}
	return false
}

func (k *checker) hasLinks(s *subject) bool {
	return slices.ContainsFunc(s.statuses(), func(status int) bool { return len(k.doc.Links(s.op, status)) > 0 })
}

func (l *scenario) run(ctx context.Context) {
	l.trace.begin()
	first := l.createOne(ctx, "create an object", l.create.full)
	if first == nil {
		l.miss("state: %s created nothing", l.create.op.ID)
		return
	}
	l.documented = first.documented
	item := l.follow(ctx, first)
	l.isolation(ctx, first, item)
	l.links(ctx)
	for _, body := range l.variants() {
		l.trace.begin()
		if r := l.createOne(ctx, "create another object", body); r != nil {
			l.follow(ctx, r)
		}
	}
	if l.create.op.Method == http.MethodPost {
		l.newest(ctx)
		l.conflict(ctx)
		l.unique(ctx)
		l.list(ctx, item)
	}
	l.update(ctx, item)
	l.remove(ctx, item)
}

// A made is what a create answered.
type made struct {
	*result
	item // where it can be read; the path is "" when that is not known
	p    *probe
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

// createOne creates an object and compares what was sent with the answer.
func (l *scenario) createOne(ctx context.Context, note string, body any) *made {
	body = l.renew(l.create, body)
	p := l.base(l.create, "state", note)
	p.path, p.body = l.path(l.create, l.values), encode(body)
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
		if property == nil || property.WriteOnly || l.same(sent[name], answer[name], property) {
			continue
		}
		rule := "echo"
		line, column := lineOf(property)
		if slices.Contains(l.create.ids, name) {
			rule = "clientId"
		}
		l.failRoughly(roughly(sent[name], answer[name]), l.create, m.result, contract.Violation{Rule: rule, Target: "/" + name, Found: brief(answer[name]), Want: brief(sent[name]),
			Message: fmt.Sprintf("%s was sent as %s and came back as %s.", name, brief(sent[name]), brief(answer[name])), Line: line, Column: column})
	}
}

// fail reports a finding of several requests.
func (l *scenario) fail(s *subject, r *result, v contract.Violation) { l.failRoughly(false, s, r, v) }

// failRoughly is fail with a warning if the value is only in another form.
func (l *scenario) failRoughly(rough bool, s *subject, r *result, v contract.Violation) {
	level := l.level(s, v)
	if rough {
		level = report.Warning
	}
	if r == nil || l.tolerates(v.Rule) {
		return
	}
	found := []contract.Violation{v}
	p := &probe{phase: "state", subject: s, note: "several requests together", scenario: l.create.op.ID}
	l.place(p, found)
	steps := l.origins.whole(l.trace.all())
	l.tally.AddFinding(report.Finding{Operation: s.op.ID, Group: "state", Level: level, Violation: found[0], Example: *l.wire(r.Exchange), Steps: l.onWire(steps), Nonce: l.nonce})
	l.record.write(p, r, nil, found, steps)
}

// do sends a request of the scenario and keeps it as a step.
func (l *scenario) do(ctx context.Context, p *probe) *result {
	p.scenario = l.create.op.ID
	r, found := l.try(ctx, p)
	var steps []report.Step
	if r != nil {
		steps = l.trace.add(l.step(p, r))
	}
	l.tallyAll(p, r, found, l.origins.whole(steps))
	return r
}

// read sends a GET. Whether there is something to read is for the caller to
// validate.
func (l *scenario) read(ctx context.Context, s *subject, path, note string) *result {
	p := l.base(s, "state", note)
	p.path = path
	p.excuse = append(p.excuse, http.StatusNotFound, http.StatusGone)
	return l.do(ctx, p)
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
func (l *scenario) follow(ctx context.Context, m *made) *subject {
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
	reader := l.subject(call.Operation)
	if reader == nil {
		l.miss("state: %s is not selected, so what %s creates is not read", call.ID, l.create.op.ID)
		return nil
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

// compare reports where an object is read otherwise than an operation left it.
func (l *scenario) compare(at, reader *subject, want map[string]any, r *result, how string) {
	read, _ := r.value().(map[string]any)
	shape := flat(reader.answer(), 0)
	if shape == nil || read == nil {
		return
	}
	for _, name := range sorted(want) {
		property := propertyOf(shape, name)
		if property != nil && !property.WriteOnly && !l.same(want[name], read[name], property) {
			line, column := lineOf(property)
			l.failRoughly(roughly(want[name], read[name]) && read[name] != nil, at, r, contract.Violation{Rule: "readBack", Target: "/" + name, Found: brief(read[name]), Want: brief(want[name]),
				Message: fmt.Sprintf("%s was %s as %s and is read as %s.", name, how, brief(want[name]), brief(read[name])), Line: line, Column: column})
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
