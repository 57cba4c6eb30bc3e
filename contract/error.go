package contract

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// documentedErrors are the responses of all operations, each once.
type documentedErrors struct {
	byStatus map[string][]response
	common   []response // what all errors have in common, none if nothing
}

func (c *Contract) documented() documentedErrors {
	type key struct {
		status string
		*openapi3.Response
	}
	all := documentedErrors{byStatus: make(map[string][]response)}
	var errors []response
	seen := make(map[key]bool)
	for _, o := range c.operations {
		for _, status := range slices.Sorted(maps.Keys(o.responses)) {
			r := o.responses[status]
			if seen[key{status, r.declared}] {
				continue
			}
			seen[key{status, r.declared}] = true
			all.byStatus[status] = append(all.byStatus[status], r)
			if status == "DEFAULT" || status[0] == '4' || status[0] == '5' {
				errors = append(errors, r)
			}
		}
	}
	if r, ok := common(errors); ok {
		all.common = []response{r}
	}
	return all
}

// Error validates an error response that belongs to no operation or has a status that
// its operation does not document: it must have the format of the document's other
// errors. If some operation documents the status, the response must be valid for one of
// those; otherwise it must be valid against the schema that all documented errors
// share, and have the headers that all of them require. The result is nil if the errors
// of the document do not share one schema, and without the profile [Graph].
func (c *Contract) Error(status int, h http.Header, body []byte) []Violation {
	if len(c.operations) == 0 || !c.operations[0].rules.errors {
		return nil
	}
	all := c.errors()
	same := all.byStatus[strconv.Itoa(status)]
	if len(same) == 0 {
		same = all.common
	}
	var fewest []Violation
	for i, r := range same {
		var found []Violation
		for _, d := range r.headers {
			found = append(found, d.validateLines(h)...)
		}
		found = append(found, r.validateBody(h, body)...)
		if i == 0 || len(found) < len(fewest) {
			fewest = found
		}
	}
	return onSide(InResponse, fewest[:min(len(fewest), MaxViolations)])
}

// common returns what all responses have in common, if they have one and the
// same JSON schema.
func common(all []response) (response, bool) {
	if len(all) == 0 {
		return response{}, false
	}
	first := all[0]
	shared := response{content: first.content, rules: first.rules, headers: slices.Clone(first.headers)}
	for _, r := range all {
		if len(r.content) == 0 || len(r.content) != len(first.content) {
			return response{}, false
		}
		for _, m := range r.content {
			if other := first.content.named(m.name); other == nil || m.schema == nil || other.schema == nil || m.schema.Schema != other.schema.Schema {
				return response{}, false
			}
		}
		shared.headers = slices.DeleteFunc(shared.headers, func(d header) bool {
			return !slices.ContainsFunc(r.headers, func(e header) bool { return e.name == d.name && e.required == d.required })
		})
	}
	return shared, true
}
