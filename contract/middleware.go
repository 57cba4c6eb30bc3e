package contract

import (
	"fmt"
	"net/http"
)

// A RequestError is a request that breaks the contract.
type RequestError struct {
	// Status is 400, or 415 when the media type or the encoding of the body is
	// not one that the operation takes.
	Status     int
	Violations []Violation // at least one
}

// Error returns the first violation and how many more there are.
func (e *RequestError) Error() string {
	first := e.Violations[0].String()
	if more := len(e.Violations) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more, see details)", first, more)
	}
	return first
}

// A MiddlewareOption configures [Contract.Middleware]. The last one wins.
type MiddlewareOption func(*validator)

// WithMaxBodyBytes refuses larger bodies with 413. The limit holds for the body
// as it is sent and for the decompressed one; the default is
// [DefaultMaxBodyBytes]. It panics if n is not positive.
func WithMaxBodyBytes(n int64) MiddlewareOption {
	if n < 1 {
		panic(fmt.Sprintf("contract: WithMaxBodyBytes(%d): want at least 1", n))
	}
	return func(v *validator) { v.maxBody = n }
}

// WithMaxBodyValues refuses bodies that may hold more than n JSON values, with
// 400 and the rule "maxValues". In memory a value is many times as long as the
// {} or the digit that was sent, so the limit bounds what a request can cost.
// Commas and brackets are counted, also those in texts. The default is no limit.
// It panics if n is not positive.
func WithMaxBodyValues(n int64) MiddlewareOption {
	if n < 1 {
		panic(fmt.Sprintf("contract: WithMaxBodyValues(%d): want at least 1", n))
	}
	return func(v *validator) { v.maxValues = n }
}

// WithErrorHandler answers refused requests by refuse instead of [Problem]. Its
// error is one of those that [Contract.Middleware] names.
func WithErrorHandler(refuse func(w http.ResponseWriter, r *http.Request, err error)) MiddlewareOption {
	return func(v *validator) { v.refuse = refuse }
}

// A validator is [Contract.Middleware] around one handler.
type validator struct {
	contract  *Contract
	maxBody   int64
	maxValues int64 // 0: any number
	refuse    func(http.ResponseWriter, *http.Request, error)
	next      http.Handler
}

// Middleware returns a middleware that calls the next handler only with
// requests that keep the contract. Others it refuses, by the first of these
// that applies:
//
//   - [ErrNoPath] (404) or a [*MethodError] (405): the document has no such
//     operation;
//   - a [*RequestError] (415): the operation does not take a body of this media
//     type or encoding;
//   - a [*http.MaxBytesError] (413): the body is too large;
//   - a [*RequestError] (400): parameters or body break the contract, or the
//     body cannot be read.
//
// The body is read once, and decompressed if it is compressed with gzip. The
// next handler gets it as a [*Body], which also has the validated value; see
// [BodyValue]. If it was compressed, the handler's request has no
// Content-Encoding any more. The body of an operation that describes none is
// left alone. The response writer is passed on unchanged.
//
// Behind a [http.ServeMux] or another router that sets the request's Pattern to
// the method and the path of the document, such as "GET /beta/things/{id}", the
// operation is looked up by it instead of being searched for.
func (c *Contract) Middleware(options ...MiddlewareOption) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		v := &validator{contract: c, maxBody: DefaultMaxBodyBytes, refuse: Problem, next: next}
		for _, option := range options {
			option(v)
		}
		return v
	}
}

// ServeHTTP implements [http.Handler].
func (v *validator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, err := v.contract.Route(r)
	if err != nil {
		v.refuse(w, r, err)
		return
	}
	if !call.hasBody(r) {
		if _, found := call.request(r, "", nil); len(found) > 0 {
			v.refuse(w, r, &RequestError{http.StatusBadRequest, found})
			return
		}
		v.next.ServeHTTP(w, r)
		return
	}
	b := buffers.Get().(*buffer)
	defer b.free()
	body, err := v.readBody(b, call, w, r)
	if err != nil {
		v.refuse(w, r, err)
		return
	}
	defer func() { body.rest = nil }() // it is the buffer's
	if b.labelled {
		r = r.WithContext(r.Context()) // whoever stands in front may look at the header
		r.Header = r.Header.Clone()
		r.Header.Del("Content-Encoding")
	}
	r.Body, r.ContentLength = body, int64(len(body.rest))
	v.next.ServeHTTP(w, r)
}

// hasBody reports whether a body is to be validated.
func (c Call) hasBody(r *http.Request) bool {
	given := r.ContentLength != 0 || r.Body != nil && r.Body != http.NoBody
	return c.TakesBody() && (c.required || given)
}

// readBody reads and validates the body, and validates the parameters.
func (v *validator) readBody(b *buffer, call Call, w http.ResponseWriter, r *http.Request) (*Body, error) {
	mediaType, bad := call.mediaType(r.Header)
	if bad != nil {
		return nil, &RequestError{http.StatusUnsupportedMediaType, []Violation{*bad}}
	}
	data, err := b.read(w, r, v.maxBody)
	if err != nil {
		return nil, err
	}
	if v.maxValues > 0 && hasMoreValues(data, v.maxValues) {
		return nil, badBody("maxValues", "", fmt.Sprintf("The body may hold more than %d JSON values, which is more than is read; send fewer.", v.maxValues))
	}
	value, found := call.request(r, mediaType, data)
	if len(found) > 0 {
		return nil, &RequestError{http.StatusBadRequest, found}
	}
	return &Body{value, data}, nil
}

// A Call is an operation together with the path it was called by.
type Call struct {
	*Operation
	template
	path string
	only string // what the one variable takes, if that is known
}

// Variable returns the decoded text that a variable of the template takes in the
// path of the call; false if the template has none of the name.
func (c Call) Variable(name string) (string, bool) { return c.value(c.path, name) }

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
		value, found = c.request(r, mediaType, body)
		return usual(value), found
	}
	_, found = c.request(r, "", nil)
	return nil, capped(append(found, *bad))
}

// request is Request for a body of a known media type, "" if there is none. An
// object of texts may be a [flat].
func (c Call) request(r *http.Request, mediaType string, body []byte) (value any, found []Violation) {
	found = c.validateParameters(r.URL.RawQuery, r.Header)
	if s := c.body.schema(mediaType, r.Header); s == nil && mediaType != "" { // not JSON
		var bad []Violation
		value, bad = c.otherBody(mediaType, r.Header, body)
		found = append(found, bad...)
	} else if s != nil && (c.required || len(body) > 0) {
		if short, ok := readFlat(body, s.words); ok && s.accepts != nil && s.accepts(short) {
			return short, onSide(InRequest, capped(found))
		}
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
