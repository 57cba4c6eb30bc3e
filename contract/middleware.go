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
