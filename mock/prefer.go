package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/mock/control"
	"profilestatus.example/mock/rule"
)

// preferredCode returns the value of the preference code of a request (RFC 7240),
// which asks for an answer of this status. Other preferences are left to others.
func preferredCode(h http.Header) (code string, given bool) { return contract.Preference(h, "code") }

// RefusePreference refuses requests with Prefer: code=, for a server without test
// powers, see [server.WithCheck]. It accepts all other preferences, which a server may
// ignore (RFC 7240 section 2).
func RefusePreference(r *http.Request) error {
	if r.Header["Prefer"] == nil {
		return nil
	}
	if _, given := preferredCode(r.Header); !given {
		return nil
	}
	return badRequest("preference", "header/Prefer", "The preference code asks for an answer that is not the service's own, and its test powers are off. Start it with --test-powers, or leave the preference out.")
}

// preferred returns the effect that the request itself asks for, nil if it asks
// for none or for the success that it may have anyway.
func (m *Mock) preferred(c *call, operation string) (*rule.Effect, error) {
	code, given := preferredCode(c.request.Header)
	if !given {
		return nil, nil
	}
	all := m.statuses(operation)
	success := all[0]
	all = slices.DeleteFunc(all, func(status string) bool { return status[0] != '4' && status[0] != '5' })
	switch {
	case code == success:
		c.writer.Header().Set("Preference-Applied", "code="+code)
		return nil, nil
	case !slices.Contains(all, code):
		return nil, badRequest("status", "header/Prefer", fmt.Sprintf("The document has no response %.20q of %s that can be preferred; code must be one of %s, %s.", code, operation, success, strings.Join(all, ", ")))
	}
	c.writer.Header().Set("Preference-Applied", "code="+code)
	message := "The request prefers this answer: it has the header Prefer: code=" + code + "."
	status, _ := strconv.ParseInt(code, 10, 32)
	return &rule.Effect{Answer: &control.Answer{Status: int32(status), Message: &message}}, nil
}

// statuses returns what the document has for an operation, its success first.
func (m *Mock) statuses(operation string) []string {
	for _, op := range m.contract.Operations() {
		if op.ID == operation {
			return op.Statuses()
		}
	}
	return nil
}

// ExplainNotFound returns the message for the paths of the control API on a server that
// is not a mock, see [server.WithNotFound].
func ExplainNotFound(path string) string {
	if strings.HasPrefix(path, tenantsPrefix) || strings.HasPrefix(path, controlPrefix) || strings.HasPrefix(path, journal.Prefix) {
		return "There is nothing at this path while the test powers of the service are off. Start it with --test-powers to have tenants, rules, a clock and a journal."
	}
	return ""
}
