package rule

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/mock/control"
)

// Validate returns what is wrong with a rule beyond what its schema says, by the
// document of the API. Targets are JSON pointers into the rule.
func Validate(c *contract.Contract, r *control.Rule) []contract.Violation {
	var v violations
	if r.Answer != nil && r.Connection != nil {
		v.add("not", "/connection", "There is an answer, too; a connection that breaks has none. Leave one of them out.")
	}
	if r.Delay != nil {
		v.delay(r.Delay)
	}
	if a := r.Answer; a != nil {
		if value(a.BreaksContract) {
			v.raw(a)
		} else {
			v.documented(c, r.Match, a)
		}
		v.message(a)
	}
	return v
}

// violations collects what is wrong.
type violations []contract.Violation

func (v *violations) add(rule, target, message string) {
	*v = append(*v, contract.Violation{Side: contract.InRequest, Rule: rule, Target: target, Message: message})
}

func (v *violations) delay(d *control.Delay) {
	forms := 0
	for _, given := range [...]bool{d.Fixed != nil, d.Uniform != nil, d.LogNormal != nil} {
		if given {
			forms++
		}
	}
	if forms != 1 {
		v.add("oneOf", "/delay", fmt.Sprintf("%d forms of a delay are given; it must be exactly one of fixed, uniform and logNormal.", forms))
	}
	if u := d.Uniform; u != nil && u.Min > u.Max {
		v.add("minimum", "/delay/uniform/max", fmt.Sprintf("%d is shorter than min; it must be at least %d.", u.Max, u.Min))
	}
}

// documented checks an answer that keeps the document.
func (v *violations) documented(c *contract.Contract, m *control.Match, a *control.Answer) {
	if a.Body != nil {
		v.add("breaksContract", "/answer/body", "A body may break the document of the API; add breaksContract: true, or leave it out for one that keeps it.")
	}
	if a.Headers != nil {
		v.add("breaksContract", "/answer/headers", "Headers may break the document of the API; add breaksContract: true, or leave them out.")
	}
	all, lacking := Statuses(c, m)
	if status := strconv.Itoa(int(a.Status)); !slices.Contains(all, status) {
		message := fmt.Sprintf("The document has no error %s", status)
		if name := lacking[status]; name != "" {
			message = fmt.Sprintf("The document has no error %s for %s, which the rule can match", status, name)
		}
		v.add("status", "/answer/status", message+fmt.Sprintf("; it must be one of %s, or breaksContract must be true.", strings.Join(all, ", ")))
	}
}

// Statuses returns the errors that the document has for every operation that a
// rule can match, in order, and for the others an operation that lacks it.
func Statuses(c *contract.Contract, m *control.Match) (all []string, lacking map[string]string) {
	has := make(map[string][]string) // operations by status
	var operations []string
	for _, op := range c.Operations() {
		if !canMatch(m, op) {
			continue
		}
		operations = append(operations, op.ID)
		for _, status := range op.Statuses() {
			if n, err := strconv.Atoi(status); err == nil && n >= 400 {
				has[status] = append(has[status], op.ID)
			}
		}
	}
	lacking = make(map[string]string)
	for _, status := range slices.Sorted(maps.Keys(has)) {
		i := slices.IndexFunc(operations, func(id string) bool { return !slices.Contains(has[status], id) })
		if i < 0 {
			all = append(all, status)
		} else {
			lacking[status] = operations[i]
		}
	}
	return all, lacking
}

// canMatch reports whether a request of the operation can match. One without a
// body has no property.
func canMatch(m *control.Match, op *contract.Operation) bool {
	if m == nil {
		return true
	}
	return (m.Operations == nil || slices.Contains(*m.Operations, control.OperationID(op.ID))) && (m.Property == nil || op.TakesBody())
}

// raw checks an answer that may break the document; HTTP it cannot break.
func (v *violations) raw(a *control.Answer) {
	if a.Body != nil && a.Message != nil {
		v.add("not", "/answer/message", "The message is that of an error, which body replaces; leave one of them out.")
	}
	if value(a.Body) != "" && (a.Status == http.StatusNoContent || a.Status == http.StatusNotModified) {
		v.add("not", "/answer/body", fmt.Sprintf("In HTTP an answer %d has no body; leave it out.", a.Status))
	}
	for _, name := range slices.Sorted(maps.Keys(value(a.Headers))) {
		target := contract.Pointer("answer", "headers", name)
		switch {
		case !isToken(name):
			v.add("pattern", target, "This is no name of a header; it is made of letters, digits and hyphens.")
		case slices.Contains(framing, http.CanonicalHeaderKey(name)):
			v.add("not", target, "This header says where the answer ends and is the service's own; use connection: cut to end it too early.")
		case strings.ContainsFunc((*a.Headers)[name], isControl):
			v.add("pattern", target, "The value has a control character, which a header cannot have.")
		}
	}
}

// framing are the headers that HTTP itself needs.
var framing = []string{"Connection", "Content-Length", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// message checks what any answer may have.
func (v *violations) message(a *control.Answer) {
	if strings.ContainsFunc(value(a.Message), func(r rune) bool { return r < ' ' }) {
		v.add("pattern", "/answer/message", "The message has a control character, such as a line end; it must be one line.")
	}
	if a.RetryAfter != nil && !value(a.BreaksContract) && a.Status != http.StatusTooManyRequests && a.Status != http.StatusServiceUnavailable {
		v.add("retryAfter", "/answer/retryAfter", fmt.Sprintf("The status is %d; retryAfter is for 429 and 503, or breaksContract must be true.", a.Status))
	}
}

// value returns what a pointer points to, or the zero value.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
