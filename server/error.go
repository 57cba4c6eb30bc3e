package server

import (
	"cmp"
	"net/http"
	"strconv"

	"profilestatus.example/contract"
	"profilestatus.example/gen"
)

// An Error is an answer that is not a success, for an [Authenticator] or a
// handler that decides by itself.
type Error struct {
	Status     int    // one of those that the document has
	Message    string // a sentence for the person who fixes the client
	RetryAfter int    // seconds, for 429 and 503; 0 means 1, see [RetryNow]
	// Details say where the request is wrong.
	Details []contract.Violation
}

// RetryNow is the time of an [Error] that lets the client try again at once.
const RetryNow = -1

func (e *Error) Error() string { return e.Message }

// codes are those of errors by their status.
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

// problem returns the error as the client sees it, with the headers that the
// document has for its status.
func (e *Error) problem() problem {
	p := problem{status: e.Status, code: codes[e.Status], message: e.Message, found: e.Details}
	switch e.Status {
	case http.StatusUnauthorized:
		p.headers = map[string]string{"WWW-Authenticate": badToken}
	case http.StatusForbidden:
		p.headers = map[string]string{"WWW-Authenticate": bearerChallenge}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		p.headers = map[string]string{"Retry-After": strconv.Itoa(max(0, cmp.Or(e.RetryAfter, 1)))}
	}
	if p.code == "" {
		p.status, p.code, p.cause = http.StatusInternalServerError, gen.ErrorCodeInternalServerError, e
	}
	return p
}
