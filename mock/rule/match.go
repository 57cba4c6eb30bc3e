package rule

import (
	"encoding/json"
	"net/http"
	"path"
	"slices"

	"profilestatus.example/mock/control"
)

// A matcher says which requests a rule is for. Its zero value is for every one.
type matcher struct {
	control.Match
	operations []control.OperationID
	header     string // the name of Match.Header, as Go keeps it
}

func newMatcher(m *control.Match) matcher {
	if m == nil {
		return matcher{}
	}
	all := matcher{Match: *m}
	if m.Operations != nil {
		all.operations = *m.Operations
	}
	if m.Header != nil {
		all.header = http.CanonicalHeaderKey(m.Header.Name)
	}
	return all
}

func (m *matcher) matches(r *Request) bool {
	switch {
	case len(m.operations) > 0 && !slices.Contains(m.operations, control.OperationID(r.Operation)):
		return false
	case m.Profile != nil && !isLike(*m.Profile, r.Profile):
		return false
	case m.Test != nil && *m.Test != r.Test:
		return false
	case m.Header != nil && !m.matchesHeader(r.Header):
		return false
	}
	return m.Property == nil || m.matchesProperty(r.Body)
}

// isLike reports whether a name fits a pattern. Neither has a character that
// [path.Match] treats apart but * and ?: schemas say so.
func isLike(pattern, name string) bool {
	ok, _ := path.Match(pattern, name)
	return ok
}

func (m *matcher) matchesHeader(h http.Header) bool {
	values := h[m.header]
	if m.Header.Value == nil {
		return len(values) > 0
	}
	return slices.Contains(values, *m.Header.Value)
}

func (m *matcher) matchesProperty(body any) bool {
	object, _ := body.(map[string]any)
	value, ok := object[m.Property.Name]
	return ok && text(value) == m.Property.Value
}

// text returns a string as it is, and any other value as JSON.
func text(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	data, err := json.Marshal(value)
	if err != nil {
		return "" // no value of a body is such
	}
	return string(data)
}
