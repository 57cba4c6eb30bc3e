package server

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
	"profilestatus.example/gen"
	"profilestatus.example/store"
)

// An Error is an error response. An [Authenticator] or a handler can return one to
// choose the response itself.
type Error struct {
	Status     int    // a status of the document's errors
	Message    string // a sentence for the developer of the client
	RetryAfter int    // seconds, for 429 and 503; 0 means 1, see [RetryNow]
	// Details are the violations of the request.
	Details []contract.Violation

	challenge string // for 401 and 403; "": the usual one
	allow     string // for 405
	cause     error  // of a status of the 500s, for the log
}

// RetryNow is the RetryAfter of an [Error] that lets the client retry at once: it sends
// Retry-After: 0.
const RetryNow = -1

func (e *Error) Error() string { return e.Message }

// codes maps statuses to error codes.
var codes = map[int]gen.ErrorCode{
	http.StatusBadRequest:            gen.ErrorCodeBadRequest,
	http.StatusUnauthorized:          gen.ErrorCodeInvalidAuthenticationToken,
	http.StatusForbidden:             gen.ErrorCodeAccessDenied,
	http.StatusNotFound:              gen.ErrorCodeResourceNotFound,
	http.StatusMethodNotAllowed:      gen.ErrorCodeMethodNotAllowed,
	http.StatusConflict:              gen.ErrorCodeConflict,
	http.StatusRequestEntityTooLarge: gen.ErrorCodeRequestEntityTooLarge,
	http.StatusUnsupportedMediaType:  gen.ErrorCodeUnsupportedMediaType,
	http.StatusTooManyRequests:       gen.ErrorCodeTooManyRequests,
	http.StatusInternalServerError:   gen.ErrorCodeInternalServerError,
	http.StatusServiceUnavailable:    gen.ErrorCodeServiceUnavailable,
}

// Values of WWW-Authenticate: for a missing token, and for one that is wrong.
const (
	bearerChallenge = `Bearer realm="profilestatus"`
	badToken        = bearerChallenge + `, error="invalid_token"`
)

func badRequest(rule, target, message string) error {
	return &contract.RequestError{Status: http.StatusBadRequest, Violations: []contract.Violation{{Side: contract.InRequest, Rule: rule, Target: target, Message: message}}}
}

func noToken(message string) error {
	return &Error{Status: http.StatusUnauthorized, Message: message, challenge: bearerChallenge}
}

func notThere(message string) error { return &Error{Status: http.StatusNotFound, Message: message} }

// classify maps the error of a request for path to the response. This file is the only
// place that knows the statuses of errors. An unknown error becomes 500 with a fixed
// message; its own text is only logged.
func (s *Server) classify(err error, path string) *Error {
	var (
		invalid  *contract.RequestError
		rejected *InvalidTokenError
		method   *contract.MethodError
		tooLarge *http.MaxBytesError
		own      *Error
	)
	switch {
	case errors.As(err, &own) && codes[own.Status] != "":
		return own
	case errors.As(err, &own):
		return &Error{Status: http.StatusInternalServerError, Message: own.Message, cause: own}
	case errors.As(err, &rejected):
		return &Error{Status: http.StatusUnauthorized, Message: rejected.Reason}
	case errors.Is(err, ErrUnauthenticated):
		return &Error{Status: http.StatusUnauthorized, Message: "The bearer token is not accepted; it is unknown, malformed or expired."}
	case errors.As(err, &invalid) && invalid.Status == http.StatusUnsupportedMediaType:
		return &Error{Status: invalid.Status, Message: invalid.Violations[0].Message, Details: invalid.Violations}
	case errors.As(err, &invalid):
		return &Error{Status: http.StatusBadRequest, Message: invalid.Error(), Details: invalid.Violations}
	case errors.As(err, &tooLarge):
		return &Error{Status: http.StatusRequestEntityTooLarge, Message: fmt.Sprintf("The body is larger than %d bytes.", s.maxBody)}
	case errors.Is(err, contract.ErrNoPath), errors.Is(err, echo.ErrNotFound):
		return &Error{Status: http.StatusNotFound, Message: cmp.Or(s.notFound(path), "There is nothing at this path; the paths are listed in "+s.path+".")}
	case errors.As(err, &method):
		allow := strings.Join(method.Allow, ", ")
		return &Error{Status: http.StatusMethodNotAllowed, Message: "This path does not support the method; it supports " + allow + ".", allow: allow}
	case errors.Is(err, echo.ErrMethodNotAllowed): // of a path that the document does not describe
		return s.classify(&contract.MethodError{Allow: append(readMethods, http.MethodOptions)}, path)
	case errors.Is(err, store.ErrConflict):
		return &Error{Status: http.StatusConflict, Message: "The profile already has a status with this id; nothing was changed."}
	case errors.Is(err, store.ErrUnavailable):
		return &Error{Status: http.StatusServiceUnavailable, Message: "The store is unavailable at the moment; nothing was changed. Try again after the time in Retry-After.", cause: err}
	case errors.Is(err, ErrAuthenticationUnavailable):
		return &Error{Status: http.StatusServiceUnavailable, Message: "Tokens cannot be verified at the moment; nothing was changed. Try again after the time in Retry-After.", cause: err}
	case errors.Is(err, store.ErrUnknown): // not 503, which clients of Graph send again by themselves
		return &Error{Status: http.StatusInternalServerError, Message: "It is not known whether this change was stored. Read it back to find out, once the service is ready again.", cause: err}
	}
	return &Error{Status: http.StatusInternalServerError, Message: "The service failed. Quote the request-id when you report this.", cause: err}
}

// writeError is the only place where error responses are written. It writes nothing if
// a response was already started.
func (s *Server) writeError(err error, c echo.Context) {
	if c.Response().Committed {
		return // the client is gone
	}
	x := exchangeOf(c.Request().Context())
	e := s.classify(err, c.Request().URL.Path)
	x.refusal = e
	if e.cause != nil && !errors.Is(err, errPanic) { // a panic is in the log already
		s.logError(x, e.Status, "request failed", err)
	}
	h := c.Response().Header()
	switch e.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", cmp.Or(e.challenge, badToken))
	case http.StatusForbidden:
		h.Set("WWW-Authenticate", cmp.Or(e.challenge, bearerChallenge))
	case http.StatusMethodNotAllowed:
		if e.allow != "" {
			h.Set("Allow", e.allow)
		}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(max(0, cmp.Or(e.RetryAfter, 1))))
	}
	body := gen.ODataError{Error: gen.MainError{
		Code:    codes[e.Status],
		Message: e.Message,
		InnerError: gen.InnerError{
			Date:            s.now().UTC().Format("2006-01-02T15:04:05"),
			ClientRequestID: x.ids[1],
		},
	}}
	if err := body.Error.InnerError.RequestID.UnmarshalText([]byte(x.ids[0])); err != nil {
		s.logError(x, http.StatusInternalServerError, "request id is no UUID", err)
	}
	if len(e.Details) > 0 {
		details := make([]gen.ErrorDetails, len(e.Details))
		for i, v := range e.Details {
			details[i] = gen.ErrorDetails{Code: v.Rule, Target: v.Target, Message: v.Message}
		}
		body.Error.Details = &details
	}
	data := append(body.AppendJSON(nil), '\n')
	h["Content-Type"] = contentTypeJSON
	h.Set("Content-Length", strconv.Itoa(len(data)))
	c.Response().WriteHeader(e.Status)
	_, _ = c.Response().Write(data) // a client that is gone cannot be told
}

// logError logs an internal failure. A store that is temporarily unavailable is a
// warning.
func (s *Server) logError(x *exchange, status int, message string, err error) {
	level := slog.LevelError
	if status == http.StatusServiceUnavailable {
		level = slog.LevelWarn
	}
	s.log.LogAttrs(x, level, message, slog.String("error", err.Error()), slog.String("request_id", x.ids[0]))
}
