package check

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// state follows what each creating operation makes, and then the links of those
// that read. What stands for what is said by the links of the document, or else
// by conventions: a POST creates, its Location or id leads to the object, a GET
// there reads it, PUT and PATCH change it.
func (k *checker) state(ctx context.Context, of func(*operation) bool) {
	found := false
	for _, s := range k.operations {
		if !of(s) || !k.creates(s) {
			continue
		}
		found = true
		k.scenario(s).run(ctx)
	}
	if !found {
		k.unseen("state: the document has no operation that creates an object from a JSON body")
	}
	for _, s := range k.operations {
		if of(s) && s.safe() {
			k.scenario(s).links(ctx)
		}
	}
}

// creates reports whether an operation creates objects: a POST that answers one
// or 201 or has links, or a PUT to where nothing is yet and a GET reads.
func (k *checker) creates(s *operation) bool {
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

func (k *checker) hasLinks(s *operation) bool {
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
	l.preferences(ctx)
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

// operation returns what is known of an operation, nil if it is not selected.
func (k *checker) operation(op *contract.Operation) *operation {
	i := slices.IndexFunc(k.operations, func(s *operation) bool { return s.op == op })
	if i < 0 {
		return nil
	}
	return k.operations[i]
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

// member shows a member of an object.
func member(object map[string]any, name string) string {
	if _, ok := object[name]; !ok {
		return "nothing"
	}
	return brief(object[name])
}

// brief shows a value on one line.
func brief(value any) string {
	text := string(encode(value))
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:57], "") + "…"
	}
	return text
}
