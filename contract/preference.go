package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Listed returns the names that an OData extension lists for the operation: for
// "x-odata-select" the properties that $select accepts, for "x-odata-return" the values
// that the preference return accepts. It returns none if the operation does not have
// the extension.
func (o *Operation) Listed(extension string) []string {
	names, _ := namesIn(o.Source(), extension) // loading has refused other values
	return names
}

// Preference returns the value of a preference of a request (RFC 7240 section 2),
// without quotes and parameters, and whether it is present. If it is given twice, the
// first one counts. The name is case-insensitive.
func Preference(h http.Header, name string) (value string, given bool) {
	rest := strings.Join(h["Prefer"], ",")
	for rest != "" {
		var one string
		one, rest = cutUnquoted(rest, ',')
		one, _ = cutUnquoted(one, ';') // its parameters
		token, value, _ := strings.Cut(one, "=")
		if strings.EqualFold(strings.TrimSpace(token), name) {
			return strings.Trim(strings.TrimSpace(value), `"`), true
		}
	}
	return "", false
}

// cutUnquoted is strings.Cut for a separator that stands in no quoted string
// (RFC 9110 section 5.6.4).
func cutUnquoted(s string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '\\' && quoted:
			i++
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// unasked finds a 204 that is right only for requests that prefer return=minimal,
// in the answer to another one: its client reads a body.
func (o *Operation) unasked(x *Exchange) []Violation {
	if x.Status != http.StatusNoContent || !o.minimal {
		return nil
	}
	if value, _ := Preference(x.RequestHeader, "return"); strings.EqualFold(value, "minimal") {
		return nil
	}
	return []Violation{{Side: InResponse, Rule: "status", Target: "status", Found: "204", Want: "201",
		Message: "The status 204 is only for requests with Prefer: return=minimal, and this one has none."}}
}

// Unselected returns the first property in a response, or in the objects of a page,
// that x-odata-select lists but the request did not select with $select; nil if there
// is none. It violates no MUST: OData allows a service to return more than was selected
// (OData 4.01 Part 1 section 11.2.5.1). The body must be decompressed.
func (o *Operation) Unselected(x *Exchange, body []byte) []Violation {
	names, r := selection(x.Target), o.responses["200"]
	others := slices.DeleteFunc(o.Listed("x-odata-select"), func(name string) bool { return slices.Contains(names, name) })
	if len(names) == 0 || len(others) == 0 || x.Status != http.StatusOK {
		return nil
	}
	m, _ := r.selected.match(x.ResponseHeader, o.rules)
	s := m.jsonSchema(x.ResponseHeader)
	if s == nil {
		return nil
	}
	value, _, ok := readValue(body, s.words, s.config)
	if !ok {
		return nil
	}
	place := having(s.Schema, value, others)
	if place == nil {
		return nil
	}
	name := place[len(place)-1]
	return onSide(InResponse, []Violation{{Rule: "unselected", Target: Pointer(place...), Found: quote(name), Want: "only what $select names",
		Message: fmt.Sprintf("The response has the property %s, which the request did not select.", quote(name))}})
}

// having returns the path to the first property of some names, nil if there is none.
func having(s *openapi3.Schema, value any, names []string, path ...string) []string {
	object, _ := value.(map[string]any)
	if items := collection(s); items != nil {
		list, _ := object["value"].([]any)
		for i, item := range list {
			if place := having(items.Value, item, names, append(path, "value", strconv.Itoa(i))...); place != nil {
				return place
			}
		}
		return nil
	}
	for _, name := range names {
		if _, there := object[name]; there {
			return append(path, name)
		}
	}
	return nil
}
