package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
)

// prepare finds out where the path of each operation begins, until ctx ends.
func (k *checker) prepare(ctx context.Context) {
	for _, s := range k.operations {
		if ctx.Err() != nil {
			return
		}
		k.choosePath(s)
	}
}

// ready finds out which parameters and bodies an operation takes. That is left
// until it is needed, so that a large document is not waited for.
func (k *checker) ready(s *operation) {
	k.chooseParameters(s)
	switch {
	case s.media != nil:
		k.bodies(s)
	case s.form != nil:
		k.forms(s)
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

// A variable is the last segment of a path.
type variable struct {
	name  string
	slash string // "/" if one stands behind it, as Django and Flask write
}

// lastVariable returns the variable that a path ends in, and the path above it.
func lastVariable(path string) (above string, last variable, ok bool) {
	whole, slash := strings.CutSuffix(path, "/")
	if slash {
		last.slash = "/"
	}
	i := strings.LastIndexByte(whole, '/')
	segment := whole[i+1:]
	if i < 0 || !strings.HasPrefix(segment, "{") || strings.IndexByte(segment, '}') != len(segment)-1 {
		return "", last, false
	}
	last.name = segment[1 : len(segment)-1]
	return whole[:i], last, true
}

// choosePath gives each variable of the path a value, the same for all operations
// below it.
func (k *checker) choosePath(s *operation) {
	variables(s.op.Path, func(name, key string) {
		if _, known := k.pathValues[key]; known {
			return
		}
		if pinned, ok := k.cfg.Params[name]; ok {
			k.pathValues[key], k.exists[key] = pinned, true
			return
		}
		k.pathValues[key] = k.newValue(s, name)
	})
}

// newValue returns a new value for a path variable, or else an example.
func (k *checker) newValue(s *operation, name string) string {
	p := s.variable(name)
	if p == nil || p.schema == nil {
		return k.fresh()
	}
	candidates := []any{k.freshFor(p.schema)}
	candidates = append(candidates, p.examples...)
	candidates = slices.AppendSeq(candidates, generate.Values(p.schema))
	for _, value := range candidates {
		pairs, ok := p.write(value)
		if ok && len(pairs) == 1 && k.fitsPath(s, name, pairs[0].text) {
			return pairs[0].text
		}
	}
	k.miss("%s: no valid value is known for the path parameter %s", s.op.ID, name)
	return k.fresh()
}

// freshFor returns a new value for a shape of an id.
func (k *checker) freshFor(s *openapi3.Schema) any {
	f := flat(s, 0)
	switch {
	case f == nil, len(f.Enum) > 0:
		return generate.Generator{}.Value(s)
	case typeOf(f) == "integer":
		rng := k.random(k.fresh())
		return generate.Generator{Rand: rng}.Value(f)
	case f.Format == "uuid":
		n := k.serial.Add(1)
		return fmt.Sprintf("%08x-0000-4000-8000-%s%02x", n, k.nonce, n&0xff)
	}
	return k.fresh()
}

// fitsPath asks the validator whether a value is right for a path variable.
func (k *checker) fitsPath(s *operation, name, value string) bool {
	path := k.path(s, map[string]string{name: value})
	_, found := k.ask(s.op.Method, path, "", nil, nil)
	return !slices.ContainsFunc(found, func(v contract.Violation) bool { return v.Target == "path/"+name || v.Target == "path" })
}

// path returns the path of an operation, with other values for the variables
// that are named.
func (k *checker) path(s *operation, other map[string]string) string {
	path := s.op.Path
	variables(s.op.Path, func(name, key string) {
		value, ok := other[name]
		if !ok {
			value = k.pathValues[key]
		}
		if value == "" {
			value = "1" // not chosen yet
		}
		if p := s.variable(name); p != nil {
			value = p.inPath(value)
		} else {
			value = url.PathEscape(value)
		}
		path = strings.Replace(path, "{"+name+"}", value, 1)
	})
	return path
}

// variable returns the parameter that describes a variable of the path, nil if
// the document does not.
func (s *operation) variable(name string) *parameter {
	i := slices.IndexFunc(s.parameters, func(p *parameter) bool { return p.In == "path" && p.Name == name })
	if i < 0 {
		return nil
	}
	return s.parameters[i]
}

// prove notes that what the path of an operation names does exist.
func (k *checker) prove(s *operation) {
	s.seen = true
	k.served[s.op.Path] = s
	variables(s.op.Path, func(_, key string) { k.exists[key] = true })
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
