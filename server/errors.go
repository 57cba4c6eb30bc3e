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

func badRequest(rule, target, message string) error {
	return &contract.RequestError{Status: http.StatusBadRequest, Violations: []contract.Violation{{Side: contract.InRequest, Rule: rule, Target: target, Message: message}}}
}

// A problem is an error as the client sees it.
type problem struct {
	status  int
	code    gen.ErrorCode
	message string
	found   []contract.Violation
	headers map[string]string
	cause   error // of a status of the 500s
}

const (
	bearerChallenge = `Bearer realm="profilestatus"`
	badToken        = bearerChallenge + `, error="invalid_token"`
	retryAfter      = "1" // seconds; the causes pass quickly or need a person
)

// classify maps an error to what a client sees. It is the only place that
// knows the statuses of errors. What it does not know becomes 500 with a fixed
// text: the error's own is for the log.
func (s *Server) classify(err error) problem {
	var (
		invalid    *contract.RequestError
		token      *tokenError
		rejected   *InvalidTokenError
		permission *permissionError
		method     *contract.MethodError
		tooLarge   *http.MaxBytesError
		missing    *notFoundError
		own        *Error
	)
	switch {
	case errors.As(err, &own):
		return own.problem()
	case errors.As(err, &token):
		return problem{status: http.StatusUnauthorized, code: gen.ErrorCodeInvalidAuthenticationToken, message: token.message,
			headers: map[string]string{"WWW-Authenticate": bearerChallenge}}
	case errors.As(err, &rejected):
		return problem{status: http.StatusUnauthorized, code: gen.ErrorCodeInvalidAuthenticationToken, message: rejected.Reason,
			headers: map[string]string{"WWW-Authenticate": badToken}}
	case errors.Is(err, ErrUnauthenticated):
		return problem{status: http.StatusUnauthorized, code: gen.ErrorCodeInvalidAuthenticationToken, message: "The bearer token is not accepted; it is unknown, malformed or expired.",
			headers: map[string]string{"WWW-Authenticate": badToken}}
	case errors.As(err, &permission):
		return problem{status: http.StatusForbidden, code: gen.ErrorCodeAccessDenied, message: permission.Error(),
			headers: map[string]string{"WWW-Authenticate": permission.challenge()}}
	case errors.As(err, &invalid) && invalid.Status == http.StatusUnsupportedMediaType:
		return problem{status: invalid.Status, code: gen.ErrorCodeUnsupportedMediaType, message: invalid.Violations[0].Message, found: invalid.Violations}
	case errors.As(err, &invalid):
		return problem{status: http.StatusBadRequest, code: gen.ErrorCodeBadRequest, message: invalid.Error(), found: invalid.Violations}
	case errors.As(err, &tooLarge):
		return problem{status: http.StatusRequestEntityTooLarge, code: gen.ErrorCodeRequestEntityTooLarge, message: fmt.Sprintf("The body is larger than %d bytes.", s.maxBody)}
	case errors.Is(err, contract.ErrNoPath), errors.Is(err, echo.ErrNotFound):
		return problem{status: http.StatusNotFound, code: gen.ErrorCodeResourceNotFound, message: "There is nothing at this path. The paths are listed in " + s.path + "."}
	case errors.As(err, &missing):
		return problem{status: http.StatusNotFound, code: gen.ErrorCodeResourceNotFound, message: missing.message}
	case errors.As(err, &method):
		allow := strings.Join(method.Allow, ", ")
		return problem{status: http.StatusMethodNotAllowed, code: gen.ErrorCodeMethodNotAllowed, message: "This path does not offer the method; it offers " + allow + ".",
			headers: map[string]string{"Allow": allow}}
	case errors.Is(err, store.ErrConflict):
		return problem{status: http.StatusConflict, code: gen.ErrorCodeConflict, message: "The profile already has a status with this id; nothing was changed."}
	case errors.Is(err, store.ErrUnavailable):
		return problem{status: http.StatusServiceUnavailable, code: gen.ErrorCodeServiceUnavailable, message: "The store cannot do this at the moment; nothing was changed. Try again after the time in Retry-After.", cause: err,
			headers: map[string]string{"Retry-After": retryAfter}}
	case errors.Is(err, ErrAuthenticationUnavailable):
		return problem{status: http.StatusServiceUnavailable, code: gen.ErrorCodeServiceUnavailable, message: "Tokens cannot be verified at the moment; nothing was changed. Try again after the time in Retry-After.", cause: err,
			headers: map[string]string{"Retry-After": retryAfter}}
	case errors.Is(err, store.ErrUnknown): // not 503, which clients of Graph send again by themselves
		return problem{status: http.StatusInternalServerError, code: gen.ErrorCodeInternalServerError, message: "It is not known whether this change was stored. Reading it back tells, once the service is ready again.", cause: err}
	case errors.Is(err, echo.ErrMethodNotAllowed): // of a path that the document does not describe
		return s.classify(&contract.MethodError{Allow: []string{http.MethodGet, http.MethodHead, http.MethodOptions}})
	}
	return problem{status: http.StatusInternalServerError, code: gen.ErrorCodeInternalServerError, message: "The service failed. Quote the request-id when you report this.", cause: err}
}

// writeError is the one place where an answer that is not a success is
// written. Nothing is written behind an answer that was begun.
func (s *Server) writeError(err error, c echo.Context) {
	if c.Response().Committed {
		return // the client is gone
	}
	x := exchangeOf(c.Request().Context())
	p := s.classify(err)
	if s.notFound != nil && (errors.Is(err, contract.ErrNoPath) || errors.Is(err, echo.ErrNotFound)) {
		p.message = cmp.Or(s.notFound(c.Request().URL.Path), p.message)
	}
	x.refusal = &p
	if p.cause != nil && !errors.Is(err, errPanic) { // a panic is in the log already
		s.logError(x, p.status, "request failed", err)
	}
	h := c.Response().Header()
	for name, value := range p.headers {
		h.Set(name, value)
	}
	body := gen.ODataError{Error: gen.MainError{
		Code:    p.code,
		Message: p.message,
		InnerError: gen.InnerError{
			Date:            s.now().UTC().Format("2006-01-02T15:04:05"),
			ClientRequestID: x.ids[1],
		},
	}}
	if err := body.Error.InnerError.RequestID.UnmarshalText([]byte(x.ids[0])); err != nil {
		s.logError(x, http.StatusInternalServerError, "request id is no UUID", err)
	}
	if len(p.found) > 0 {
		details := make([]gen.ErrorDetails, len(p.found))
		for i, v := range p.found {
			details[i] = gen.ErrorDetails{Code: v.Rule, Target: v.Target, Message: v.Message}
		}
		body.Error.Details = &details
	}
	data := append(body.AppendJSON(nil), '\n')
	h["Content-Type"] = contentTypeJSON
	h.Set("Content-Length", strconv.Itoa(len(data)))
	c.Response().WriteHeader(p.status)
	_, _ = c.Response().Write(data) // a client that is gone cannot be told
}

// logError tells the operator what is wrong inside the server. A store that
// cannot do something now is a warning.
func (s *Server) logError(x *exchange, status int, message string, err error) {
	level := slog.LevelError
	if status == http.StatusServiceUnavailable {
		level = slog.LevelWarn
	}
	s.log.LogAttrs(x, level, message, slog.String("error", err.Error()), slog.String("request_id", x.ids[0]))
}
