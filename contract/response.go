package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Response validates the status, headers and decompressed body of a response. The
// response "default" applies to every status that the document does not list, in the
// profile [Graph] only to errors.
func (o *Operation) Response(status int, h http.Header, body []byte) []Violation {
	r, ok := o.response(status)
	if !ok {
		return []Violation{{
			Side:    InResponse,
			Rule:    "status",
			Target:  "status",
			Message: fmt.Sprintf("The operation does not document the status %d; it documents %s.", status, o.statuses()),
			Found:   strconv.Itoa(status),
			Want:    "one of " + o.statuses(),
		}}
	}
	found := r.validateHeaders(h)
	if !bodiless(status) {
		found = append(found, r.validateBody(h, body)...)
	} else if len(body) > 0 && r.rules.bodies {
		found = append(found, noBody(body))
	}
	if len(found) > MaxViolations {
		found = found[:MaxViolations]
	}
	return onSide(InResponse, found)
}

func (o *Operation) response(status int) (response, bool) {
	code := strconv.Itoa(status)
	if r, ok := o.responses[code]; ok {
		return r, true
	}
	if r, ok := o.responses[code[:1]+"XX"]; ok {
		return r, true
	}
	r, ok := o.responses["DEFAULT"]
	return r, ok && (!o.rules.statuses || status > 299) && status >= 200
}

// Statuses returns the sorted statuses of the documented responses, such as 200, 4XX
// and DEFAULT.
func (o *Operation) Statuses() []string { return slices.Sorted(maps.Keys(o.responses)) }

func (o *Operation) statuses() string { return strings.ToLower(strings.Join(o.Statuses(), ", ")) }

func (r *response) validateHeaders(h http.Header) (found []Violation) {
	for _, header := range r.headers {
		found = append(found, header.validateLines(h)...)
	}
	return found
}

func (r *response) validateBody(h http.Header, body []byte) []Violation {
	if len(r.content) == 0 {
		if len(body) == 0 || !r.rules.bodies {
			return nil
		}
		return []Violation{noBody(body)}
	}
	m, fault := r.content.match(h, r.rules)
	if fault != "" {
		return []Violation{{Rule: "mediaType", Target: "header/Content-Type", Message: fault, Found: quote(h.Get("Content-Type")), Want: r.content.String()}}
	}
	s := m.jsonSchema(h)
	if s == nil {
		_, found := m.validate(h, body)
		return found
	}
	if s.free && len(body) == 0 {
		return nil // of which the document says nothing
	}
	value, found, ok := readAnswer(body, s.words, s.config)
	if !ok {
		if isNotJudged(found[len(found)-1]) {
			found[len(found)-1].Line, found[len(found)-1].Column = origin(s.Schema, "")
		}
		return found
	}
	return append(found, s.validate(value)...)
}

// bodiless reports whether answers of a status have no body, whatever the
// document says (RFC 9110 section 6.4.1).
func bodiless(status int) bool {
	return status < 200 || status == http.StatusNoContent || status == http.StatusNotModified
}

func noBody(body []byte) Violation {
	return Violation{Rule: "body", Message: fmt.Sprintf("The response has a body of %d bytes, but must have none.", len(body)), Found: "a body", Want: "no body"}
}

// validateLines validates one documented header. Several lines of it are one value,
// comma-separated (RFC 9110 section 5.3).
func (d *header) validateLines(h http.Header) []Violation {
	place := target("header/" + d.name)
	values := h[d.name]
	if len(values) == 0 {
		if !d.required {
			return nil
		}
		return []Violation{{Rule: "required", Target: place, Message: fmt.Sprintf("The header %s is missing.", d.name), Found: "nothing", Want: d.name}}
	}
	if d.shape == styled {
		return d.validateAny(Call{}.readings(&d.parameter, "", h))
	}
	switch {
	case d.shape == separated:
		values = splitHeader(values)
	case d.name != "Set-Cookie": // whose lines cannot be one (RFC 9110 section 5.3)
		values = []string{strings.Join(values, ", ")}
	}
	return d.validate(values)
}
