package contract

import "net/http"

// A Call is an operation together with the path it was called by.
type Call struct {
	*Operation
	template
	path string
}

// TakesBody reports whether the operation describes a request body. What a
// request to another one carries has no meaning (RFC 9110 section 9.3.1).
func (o *Operation) TakesBody() bool { return len(o.body) > 0 }

// MediaType validates the declared type of a request's body and returns nil if
// the operation takes it, or takes no body at all.
func (c Call) MediaType(h http.Header) *Violation {
	if !c.TakesBody() {
		return nil
	}
	_, bad := c.mediaType(h)
	return bad
}

// mediaType returns the declared media type that the header names.
func (c Call) mediaType(h http.Header) (string, *Violation) {
	mediaType, fault := c.body.match(h, c.rules)
	if fault != "" {
		return "", &Violation{Side: InRequest, Rule: "mediaType", Target: "header/Content-Type", Message: fault, Found: quote(h.Get("Content-Type")), Want: c.body.String()}
	}
	return mediaType, nil
}

// Request validates the parameters and the body of a request. The body must be
// decompressed; whatever Body r has is not looked at. The value is that of the
// body, made of nil, bool, string, [json.Number], []any and map[string]any; it
// is nil if there is none or it could not be read.
func (c Call) Request(r *http.Request, body []byte) (value any, found []Violation) {
	if !c.TakesBody() || !c.required && len(body) == 0 {
		return c.request(r, "", nil)
	}
	mediaType, bad := c.mediaType(r.Header)
	if bad == nil {
		return c.request(r, mediaType, body)
	}
	_, found = c.request(r, "", nil)
	return nil, capped(append(found, *bad))
}

// request is Request for a body of a known media type, "" if there is none.
func (c Call) request(r *http.Request, mediaType string, body []byte) (value any, found []Violation) {
	found = c.validateParameters(r.URL.RawQuery, r.Header)
	if s := c.body.schema(mediaType, r.Header); s != nil && (c.required || len(body) > 0) { // nil: not JSON
		var bad []Violation
		var ok bool
		if value, bad, ok = readValue(body, s.words, s.config); ok {
			bad = append(bad, s.validate(value)...)
		}
		found = append(found, bad...)
	}
	if found == nil {
		return value, nil
	}
	return value, onSide(InRequest, capped(found))
}

func capped(found []Violation) []Violation { return found[:min(len(found), MaxViolations)] }
