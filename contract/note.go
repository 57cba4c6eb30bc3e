package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Notes returns the parts of the document that are not validated: the notes of its
// operations and unknown formats, sorted by line.
func (c *Contract) Notes() []Warning {
	notes := slices.Clone(c.notes)
	for _, o := range c.operations {
		notes = append(notes, o.Notes()...)
	}
	return inOrder(notes)
}

// Notes returns the parts of the operation that are not validated, sorted by line:
// unsupported media types, parameters that cannot be parsed, callbacks, and unresolved
// references. Unknown formats in its schemas are in [Contract.Notes].
func (o *Operation) Notes() []Warning {
	notes := slices.Clone(o.gaps)
	add := func(at *openapi3.Origin, format string, args ...any) {
		notes = append(notes, warning(at, o.ID+": "+fmt.Sprintf(format, args...)))
	}
	for i := range o.parameters {
		if p := &o.parameters[i]; p.schema == nil {
			add(p.declared.Origin, "The %s parameter %s is not validated: it has no schema, or its content is not JSON.", p.in, quote(p.name))
		}
	}
	o.body.unread(func(m *media, name, why string) { add(m.origin, "A body of %s is %s.", name, why) })
	for _, status := range slices.Sorted(maps.Keys(o.responses)) {
		if code, err := strconv.Atoi(status); err == nil && bodiless(code) {
			continue
		}
		o.responses[status].content.unread(func(m *media, name, why string) {
			add(m.origin, "A body of %s with the status %s is %s.", name, strings.ToLower(status), why)
		})
	}
	for _, name := range slices.Sorted(maps.Keys(o.source.op.Callbacks)) {
		at := o.source.op.Origin
		if here := o.source.op.Callbacks[name].Value.Origin; here != nil {
			at = here
		}
		add(at, "The callback %s is not validated: it is a request that the server sends.", quote(name))
	}
	return inOrder(notes)
}

// unread calls visit with the declared media types whose bodies are not
// validated, or only where they turn out to be of another one.
func (c content) unread(visit func(m *media, name, why string)) {
	for _, m := range c {
		how, why := m.reading(m.essence, m.params)
		printed := shorten(printable(m.name), maxTarget)
		switch {
		case m.json, m.schema != nil && m.schema.free:
		case mayBeJSON(m.essence):
			visit(m, printed, "validated where it is JSON, a form or a text")
		case how == notRead:
			visit(m, printed, "not validated: "+why)
		}
	}
}

// noteFormat notes the format of a schema if nobody knows it.
func (b *builder) noteFormat(s *openapi3.Schema) {
	_, checked := b.checked[s.Format]
	if checked || asksNothing(s.Format) && !(isNumeric(s.Format) && s.Type.Is("string")) {
		return
	}
	if isNumeric(s.Format) {
		b.note(s.Origin, fmt.Sprintf("The format %s is not checked of strings: it is one of numbers.", quote(s.Format)))
		return
	}
	b.note(s.Origin, fmt.Sprintf("The format %s is not checked: it is not known.", quote(s.Format)))
}

func (b *builder) note(at *openapi3.Origin, message string) {
	if len(b.notes) < maxWarnings {
		b.notes = append(b.notes, warning(at, message))
	}
}

// inOrder sorts warnings by their places and drops those that say the same.
func inOrder(all []Warning) []Warning {
	slices.SortStableFunc(all, func(x, y Warning) int {
		return cmp.Or(x.Line-y.Line, x.Column-y.Column, cmp.Compare(x.Message, y.Message))
	})
	return slices.Compact(all)
}
