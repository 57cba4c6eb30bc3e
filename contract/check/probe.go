package check

import (
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
)

// A probe is one request and what is known of the right answer to it beyond
// what the validator says.
type probe struct {
	phase   string
	subject *subject // nil when the document has no such operation
	note    string   // what it is about
	keyword string   // that it tries, if it is valid

	method, path, query string // path as in the document, escaped
	header              http.Header
	body                []byte

	story    string // the operation whose story it belongs to, "" for none
	together bool   // it is sent at the same time as others of its story

	plain   bool // no credentials are added but those that are kept
	keep    []contract.Security
	leave   string // a header or cookie that is not sent, whoever gave it
	garbage bool   // its credentials are made up
	want    int    // the status that is right, whatever the validator says; 0: the validator decides
	rule    string // that another status than want breaks
	either  bool   // whether it is refused is left to the server
	excuse  []int  // refusals of a valid request that the state may explain
}

// excused reports whether the state explains a status.
func (p *probe) excused(status int) bool { return p.either || slices.Contains(p.excuse, status) }

func (p *probe) target() string {
	if p.query == "" {
		return p.path
	}
	return p.path + "?" + p.query
}

// id names the operation of a probe.
func (p *probe) id() string {
	if p.subject == nil {
		return ""
	}
	return p.subject.op.ID
}

// A subject is an operation under test.
type subject struct {
	op  *contract.Operation
	out contract.Outline

	refused bool            // its smallest valid request was refused, whatever its body
	seen    bool            // it succeeded, so what its path names exists
	media   *contract.Media // the JSON body that it takes, nil for none
	full    any             // a valid body with every property, nil if none is known
	others  []any           // further valid bodies
	minimal any             // a valid body with as few as can be
	shape   *contract.Shape // of the body, with its allOf joined
	unique  []string        // properties of the body of which two objects may not have the same
	ids     []string        // properties of the body that name what is created
}

// safe reports whether the operation only reads.
func (s *subject) safe() bool { return s.op.Method == http.MethodGet || s.op.Method == http.MethodHead }

// documents reports whether the document lists a status for the operation by
// its number.
func (s *subject) documents(status string) bool {
	return slices.ContainsFunc(s.out.Responses, func(r contract.Reply) bool { return r.Status == status })
}

// onlyDefault reports whether the document has no response but "default",
// which is then that of a success, too.
func (s *subject) onlyDefault() bool {
	return len(s.out.Responses) == 1 && s.out.Responses[0].Status == "DEFAULT"
}

// answer returns the shape of the JSON body of the first documented success,
// nil if there is none.
func (s *subject) answer() *contract.Shape {
	for _, r := range s.out.Responses {
		if !strings.HasPrefix(r.Status, "2") {
			continue
		}
		for _, m := range r.Body {
			if m.JSON && m.Shape != nil {
				return m.Shape
			}
		}
	}
	return nil
}
