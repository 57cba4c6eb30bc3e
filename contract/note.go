package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Notes returns what the document describes and nobody validates: the notes of
// its operations and the formats that are not known, in the order of its lines.
func (c *Contract) Notes() []Warning {
	notes := slices.Clone(c.notes)
	for _, o := range c.operations {
		notes = append(notes, o.Notes()...)
	}
	return inOrder(notes)
}

// Notes returns what of the operation is not validated, in the order of the
// document's lines: bodies that are not JSON, and parameters that cannot be
// read. The formats in its schemas are among [Contract.Notes].
func (o *Operation) Notes() []Warning {
	var notes []Warning
	add := func(at *openapi3.Origin, format string, args ...any) {
		notes = append(notes, warning(at, o.ID+": "+fmt.Sprintf(format, args...)))
	}
	for i := range o.parameters {
		if p := &o.parameters[i]; p.schema == nil {
			add(p.declared.Origin, "The %s parameter %s is not validated: it has no schema, or its content is not JSON.", p.in, quote(p.name))
		}
	}
	for _, name := range o.body.unread() {
		add(o.source.op.Origin, "A body of %s is %s.", name, unread(name))
	}
	for _, status := range slices.Sorted(maps.Keys(o.responses)) {
		r := o.responses[status]
		for _, name := range r.content.unread() {
			add(r.declared.Origin, "A body of %s with the status %s is %s.", name, strings.ToLower(status), unread(name))
		}
	}
	return inOrder(notes)
}

// unread returns the declared media types whose bodies are not validated, or
// only where they turn out to be JSON.
func (c content) unread() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if !c[name].json {
			names = append(names, shorten(printable(name), maxTarget))
		}
	}
	return names
}

func unread(mediaType string) string {
	if mayBeJSON(mediaType) {
		return "validated only where it is JSON"
	}
	return "not validated: it is not JSON"
}

// noteFormat notes the format of a schema if nobody knows it.
func (b *builder) noteFormat(s *openapi3.Schema) {
	if _, checked := b.checked[s.Format]; checked || s.Format == "" || len(b.notes) >= maxWarnings {
		return
	}
	switch s.Format {
	case "byte", "date", "int32", "int64", "float", "double", "password", "binary":
		return // they are checked, or ask for nothing
	}
	b.notes = append(b.notes, warning(s.Origin, fmt.Sprintf("The format %s is not checked: it is not known.", quote(s.Format))))
}

// inOrder sorts warnings by their places and drops those that say the same.
func inOrder(all []Warning) []Warning {
	slices.SortFunc(all, func(x, y Warning) int {
		return cmp.Or(x.Line-y.Line, x.Column-y.Column, cmp.Compare(x.Message, y.Message))
	})
	return slices.Compact(all)
}
