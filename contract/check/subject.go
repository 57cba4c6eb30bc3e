package check

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract"
)

// newSubject looks at an operation.
func (k *checker) newSubject(op *contract.Operation) *subject {
	s := &subject{op: op, out: op.Outline()}
	for i := range s.out.Body {
		if m := &s.out.Body[i]; m.JSON && m.Shape != nil {
			s.media = m
			break
		}
	}
	switch {
	case s.media != nil:
		s.shape = flat(s.media.Shape, 0)
	case len(s.out.Body) > 0:
		k.miss("%s: its body is not JSON, or has no schema", op.ID)
	}
	for _, p := range s.out.Parameters {
		if p.Shape == nil || typeOf(p.Shape) == "object" {
			k.miss("%s: %s parameter %s is an object or described by content", op.ID, p.In, p.Name)
		}
	}
	return s
}

// prepare finds out where the path of each operation begins and which bodies it
// takes, until ctx ends.
func (k *checker) prepare(ctx context.Context) {
	for _, s := range k.subjects {
		if ctx.Err() != nil {
			return
		}
		k.settle(s)
		if s.media != nil {
			k.bodies(s)
		}
	}
}

// lastName returns the name of the property that a path leads to.
func lastName(path []step) (string, bool) {
	if len(path) == 0 {
		return "", false
	}
	name, ok := path[len(path)-1].(string)
	return name, ok
}

// variables calls visit with the name of each variable of a path and the
// template up to it.
func variables(template string, visit func(name, key string)) {
	for i, c := range template {
		if c != '}' {
			continue
		}
		start := strings.LastIndexByte(template[:i], '{')
		visit(template[start+1:i], template[:i+1])
	}
}

// settle gives each variable of the path a value, the same for all operations
// below it.
func (k *checker) settle(s *subject) {
	variables(s.op.Path, func(name, key string) {
		if _, known := k.home[key]; known {
			return
		}
		if pinned, ok := k.cfg.Params[name]; ok {
			k.home[key], k.proven[key] = pinned, true
			return
		}
		k.home[key] = k.newValue(s, name)
	})
}

// newValue returns a new value for a path variable, or else an example.
func (k *checker) newValue(s *subject, name string) string {
	i := slices.IndexFunc(s.out.Parameters, func(p contract.Parameter) bool { return p.In == "path" && p.Name == name })
	if i < 0 || s.out.Parameters[i].Shape == nil {
		return k.fresh()
	}
	p := s.out.Parameters[i]
	candidates := []any{k.freshFor(p.Shape)}
	candidates = append(candidates, p.Examples...)
	candidates = append(candidates, maker{}.value(p.Shape, 0))
	for _, value := range candidates {
		if text, ok := textOf(value); ok && text != "" && k.fitsPath(s, name, text) {
			return text
		}
	}
	k.miss("%s: no valid value is known for the path parameter %s", s.op.ID, name)
	return k.fresh()
}

// freshFor returns a new value for a shape of an id.
func (k *checker) freshFor(s *contract.Shape) any {
	f := flat(s, 0)
	switch {
	case f == nil, len(f.Enum) > 0:
		return maker{}.value(s, 0)
	case typeOf(f) == "integer":
		rng := k.random(k.fresh())
		return maker{rng: rng}.number(f)
	case f.Format == "uuid":
		n := k.serial.Add(1)
		return fmt.Sprintf("%08x-0000-4000-8000-%s%02x", n, k.nonce, n&0xff)
	}
	return k.fresh()
}

// fitsPath asks the validator whether a value is right for a path variable.
func (k *checker) fitsPath(s *subject, name, value string) bool {
	path := k.path(s, map[string]string{name: value})
	_, found := k.ask(s.op.Method, path, "", nil, nil)
	return !slices.ContainsFunc(found, func(v contract.Violation) bool { return v.Target == "path/"+name || v.Target == "path" })
}

// textOf writes a primitive value as a parameter has it.
func textOf(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case nil, []any, map[string]any:
		return "", false
	}
	return string(encode(value)), true
}

// path returns the path of an operation, with other values for the variables
// that are named.
func (k *checker) path(s *subject, other map[string]string) string {
	path := s.op.Path
	variables(s.op.Path, func(name, key string) {
		value, ok := other[name]
		if !ok {
			value = k.home[key]
		}
		if value == "" {
			value = "1" // not settled yet
		}
		path = strings.Replace(path, "{"+name+"}", url.PathEscape(value), 1)
	})
	return path
}

// prove notes that what the path of an operation names does exist.
func (k *checker) prove(s *subject) {
	s.seen = true
	variables(s.op.Path, func(_, key string) { k.proven[key] = true })
}

// ask asks the validator about a request that was not sent.
func (k *checker) ask(method, path, query string, h http.Header, body []byte) (*contract.Operation, []contract.Violation) {
	call, err := k.doc.Find(method, path)
	if err != nil {
		return nil, []contract.Violation{{Rule: "path", Target: "path"}}
	}
	r := &http.Request{Method: method, URL: &url.URL{RawQuery: query}, Header: h}
	_, found := call.Request(r, body)
	return call.Operation, slices.DeleteFunc(found, func(v contract.Violation) bool { return v.Rule == "notJudged" })
}

// bodies finds valid bodies for an operation: the first example that the validator
// takes, completed with what it leaves out, or one that is made.
func (k *checker) bodies(s *subject) {
	made := maker{whole: true}.value(s.media.Shape, 0)
	var candidates []any
	for _, e := range s.media.Examples {
		if object, ok := e.Value.(map[string]any); ok {
			whole, _ := made.(map[string]any)
			joined := any(object)
			for name, value := range whole {
				if _, given := object[name]; !given {
					joined = put(joined, []step{name}, value)
				}
			}
			candidates = append(candidates, joined)
		}
		candidates = append(candidates, e.Value)
	}
	candidates = append(candidates, made, maker{}.value(s.media.Shape, 0), maker{bare: true}.value(s.media.Shape, 0))
	for i, body := range candidates {
		if !k.fits(s, body) {
			continue
		}
		if s.full == nil {
			s.full = body
		} else {
			s.others = append(s.others, body)
		}
		if s.minimal == nil || i == len(candidates)-1 {
			s.minimal = body
		}
	}
	if s.full == nil {
		k.miss("%s: no valid body could be made from its schema", s.op.ID)
		return
	}
	for _, name := range sorted(s.shape.Properties) {
		if p := flat(s.shape.Properties[name], 0); p != nil && isID(name) && typeOf(p) == "string" && len(p.Enum) == 0 && k.fits(s, put(s.full, []step{name}, k.freshFor(p))) {
			s.ids = append(s.ids, name)
		} else if p != nil && isUnique(name, p) && k.fits(s, put(s.full, []step{name}, k.uniqueFor(p))) {
			s.unique = append(s.unique, name)
		}
	}
}

// fits asks the validator whether a value is a valid body.
func (k *checker) fits(s *subject, body any) bool {
	path := k.path(s, nil)
	_, found := k.ask(s.op.Method, path, k.query(s, nil), k.headers(s), encode(body))
	return !slices.ContainsFunc(found, func(v contract.Violation) bool {
		return !strings.HasPrefix(v.Target, "path") && !strings.HasPrefix(v.Target, "query/") && !strings.HasPrefix(v.Target, "header/")
	})
}
