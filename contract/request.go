package contract

import "net/http"

// A Call is an operation together with the path it was called by.
type Call struct {
	*Operation
	path string
}

// TakesBody reports whether the operation describes a request body. What a
// request to another one carries has no meaning (RFC 9110 section 9.3.1).
func (o *Operation) TakesBody() bool { return len(o.body) > 0 }

// MediaType judges the declared type of a request's body and returns nil if
// the operation takes it, or takes no body at all.
func (c Call) MediaType(h http.Header) *Violation {
	if len(c.body) == 0 {
		return nil
	}
	if _, fault := c.body.match(h); fault != "" {
		return &Violation{Side: InRequest, Rule: "mediaType", Target: "header/Content-Type", Message: fault, Found: quote(h.Get("Content-Type")), Want: c.body.String()}
	}
	return nil
}

// Request judges the parameters and the body of a request. The body must be
// unpacked; whatever Body r has is not looked at. The value is that of the
// body, made of nil, bool, string, [json.Number], []any and map[string]any; it
// is nil if there is none or it could not be read.
func (c Call) Request(r *http.Request, body []byte) (value any, found []Violation) {
	found = c.judgeParameters(r.URL.RawQuery, r.Header)
	if len(c.body) > 0 && (c.required || len(body) > 0) {
		var bad []Violation
		value, bad = c.requestBody(r.Header, body)
		found = append(found, bad...)
	}
	if len(found) > MaxViolations {
		found = found[:MaxViolations]
	}
	return value, onSide(InRequest, found)
}

func (c Call) requestBody(h http.Header, body []byte) (any, []Violation) {
	mediaType, fault := c.body.match(h)
	if fault != "" {
		return nil, []Violation{*c.MediaType(h)}
	}
	s := c.body[mediaType]
	if s == nil {
		return nil, nil // not JSON
	}
	value, found, ok := readValue(body, s.words)
	if !ok {
		return nil, found
	}
	return value, append(found, s.judge(value)...)
}
