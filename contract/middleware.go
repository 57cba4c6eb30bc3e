package contract

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

// A RequestError is a request that breaks the contract.
type RequestError struct {
	// Status is 400, or 415 if the operation does not accept the media type or the
	// encoding of the body.
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

// bodyError words what can go wrong while a body is read.
func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	var netErr net.Error
	switch {
	case errors.As(err, &tooLarge):
		return err
	case errors.As(err, &netErr) && netErr.Timeout():
		return badBody("body", "", "The body did not arrive in time.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return badBody("body", "", "The body ends before its announced length.")
	}
	return badBody("body", "", "The body cannot be read; its chunks or its length are wrong.")
}

func badBody(rule, target, message string) error {
	return &RequestError{Status: http.StatusBadRequest, Violations: []Violation{{Side: InRequest, Rule: rule, Target: target, Message: message}}}
}

// A MiddlewareOption configures [Contract.Middleware]. The last one wins.
type MiddlewareOption func(*validator)

// WithMaxBodyBytes refuses bodies of more than n bytes with a [*http.MaxBytesError]
// (413). The limit applies to the body as it was sent and to the decompressed one; the
// default is [DefaultMaxBodyBytes]. It panics if n is not positive.
func WithMaxBodyBytes(n int64) MiddlewareOption {
	if n < 1 {
		panic(fmt.Sprintf("contract: WithMaxBodyBytes(%d): want at least 1", n))
	}
	return func(v *validator) { v.maxBody = n }
}

// WithMaxBodyValues refuses bodies that may have more than n JSON values, with 400 and
// the rule "maxValues". In memory a value takes many times the size of the {} or the
// digit that was sent, so this limits the memory that a request can use. Commas and
// brackets are counted, including those in strings. The default is no limit. It panics
// if n is not positive.
func WithMaxBodyValues(n int64) MiddlewareOption {
	if n < 1 {
		panic(fmt.Sprintf("contract: WithMaxBodyValues(%d): want at least 1", n))
	}
	return func(v *validator) { v.maxValues = n }
}

// WithErrorHandler calls refuse to answer refused requests; the default is [Problem].
// The error is one of those listed at [Contract.Middleware].
func WithErrorHandler(refuse func(w http.ResponseWriter, r *http.Request, err error)) MiddlewareOption {
	return func(v *validator) { v.refuse = refuse }
}

// Middleware returns a middleware that calls the next handler only for requests that
// keep the contract. It refuses other requests with the first of these errors that
// applies:
//
//   - [ErrNoPath] (404) or a [*MethodError] (405): the document has no such
//     operation;
//   - a [*RequestError] (415): the operation does not take a body of this media
//     type or encoding;
//   - a [*http.MaxBytesError] (413): the body is too large;
//   - a [*RequestError] (400): parameters or body break the contract, or the
//     body cannot be read.
//
// The body is read once, and decompressed if it is compressed with gzip. The next
// handler gets it as a [*Body], which also has the validated value; see [BodyValue]. If
// it was compressed, Content-Encoding is removed from the handler's request. If the
// operation has no request body, the body is not read. The response writer is passed on
// unchanged.
//
// Behind an [http.ServeMux] or another router that sets the request's Pattern to the
// method and the path of the document, such as "GET /beta/things/{id}", the operation
// is looked up by this pattern instead of being routed again.
func (c *Contract) Middleware(options ...MiddlewareOption) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		v := &validator{contract: c, maxBody: DefaultMaxBodyBytes, refuse: Problem, next: next}
		for _, option := range options {
			option(v)
		}
		return v
	}
}
