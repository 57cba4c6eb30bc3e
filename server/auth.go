package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// An Access is what an operation does with a profile, and so which permission
// it needs.
type Access int

const (
	AccessNone  Access = iota // there is no such operation; any good token will do
	AccessRead                // EduAdministration.Read, .Read.All or one to write
	AccessWrite               // EduAdministration.ReadWrite or .ReadWrite.All
)

// An Authenticator decides whether a bearer token grants an access. It returns
// nil, an error wrapping [ErrUnauthenticated] (401) or [ErrForbidden] (403), or
// any other error when it cannot tell, which is answered with 500. No text of
// its errors reaches the client. It must be safe for concurrent use and must
// not log the token.
type Authenticator interface {
	Authenticate(ctx context.Context, token string, access Access) error
}

// Errors that an [Authenticator] wraps.
var (
	ErrUnauthenticated = errors.New("token is not accepted")
	ErrForbidden       = errors.New("token lacks the permission")
)

// AnyToken accepts every token. It is for tests and for a server that only its
// own machine can reach.
type AnyToken struct{}

// Authenticate implements [Authenticator].
func (AnyToken) Authenticate(context.Context, string, Access) error { return nil }

// access tells what a method does.
func access(method string) Access {
	if method == http.MethodGet {
		return AccessRead
	}
	return AccessWrite
}

// A tokenError says why a request carries no usable token.
type tokenError struct{ message string }

func (e *tokenError) Error() string { return e.message }

// bearerToken returns the token of the one Authorization header. The name of
// the scheme ignores case (RFC 9110 section 11.1).
func bearerToken(h http.Header) (string, error) {
	values := h["Authorization"]
	switch len(values) {
	case 0:
		return "", &tokenError{`The request has no Authorization header. Send "Authorization: Bearer" and a token.`}
	case 1:
	default:
		return "", badRequest("parameter", "header/Authorization", fmt.Sprintf("Authorization is given %d times; give it once.", len(values)))
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", &tokenError{`The scheme of the Authorization header is not Bearer. Send "Authorization: Bearer" and a token.`}
	}
	token = strings.Trim(token, " ")
	switch {
	case token == "":
		return "", &tokenError{"The bearer token is empty. Send one behind the word Bearer."}
	case strings.ContainsAny(token, " \t,"):
		return "", &tokenError{"The bearer token has a space or a comma in it (RFC 6750 section 2.1)."}
	}
	return token, nil
}

func (s *Server) authenticate(r *http.Request, access Access) error {
	token, err := bearerToken(r.Header)
	if err != nil {
		return err
	}
	return s.auth.Authenticate(r.Context(), token, access)
}
