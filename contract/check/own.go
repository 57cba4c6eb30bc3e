package check

import (
	"net/http"
	"net/url"
	"strings"
)

// own returns the smallest valid request of an operation. One that deletes
// gets objects of its own, so that it takes nothing away from the others.
func (k *checker) own(s *operation, phase, note string) *testCase {
	p := k.base(s, phase, note)
	k.separate(p)
	return p
}

// separate gives a request that deletes objects of its own: ids that are new, or
// an object that was created before.
func (k *checker) separate(p *testCase) {
	if p.method != http.MethodDelete {
		return
	}
	p.path = k.path(p.operation, k.apart(p.operation))
	if spare := k.spareObject(p.operation); spare != "" && !strings.Contains(p.path, k.nonce) {
		p.path = spare
	}
}

// apart returns new values for those variables of a path that may be anything.
func (k *checker) apart(s *operation) map[string]string {
	values := make(map[string]string)
	variables(s.op.Path, func(name, key string) {
		if _, pinned := k.cfg.Params[name]; !pinned && strings.Contains(k.pathValues[key], k.nonce) {
			values[name] = k.newValue(s, name)
		}
	})
	return values
}

func escape(s string) string { return url.PathEscape(s) }

func unescape(s string) string {
	if text, err := url.PathUnescape(s); err == nil {
		return text
	}
	return s
}
