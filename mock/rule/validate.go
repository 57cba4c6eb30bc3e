package rule

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/mock/control"
)

// Validate returns what is wrong with a rule beyond what its schema says: the names
// of headers, of which a schema cannot speak. Targets are JSON pointers into the
// rule.
func Validate(r *control.Rule) []contract.Violation {
	if r.Answer == nil {
		return nil
	}
	var v violations
	for _, name := range slices.Sorted(maps.Keys(value(r.Answer.Headers))) {
		target := contract.Pointer("answer", "headers", name)
		switch {
		case !isToken(name):
			v.add("pattern", target, "This is no name of a header; it is made of letters, digits and hyphens.")
		case slices.Contains(framing, http.CanonicalHeaderKey(name)):
			v.add("not", target, "This header says where the answer ends and is the service's own; use connection: cut to end it too early.")
		}
	}
	return v
}

// violations collects what is wrong.
type violations []contract.Violation

func (v *violations) add(rule, target, message string) {
	*v = append(*v, contract.Violation{Side: contract.InRequest, Rule: rule, Target: target, Message: message})
}

// framing are the headers that HTTP itself needs.
var framing = []string{"Connection", "Content-Length", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// value returns what a pointer points to, or the zero value.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
