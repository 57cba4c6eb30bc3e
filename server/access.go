package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
	"profilestatus.example/internal/address"
	"profilestatus.example/store"
)

// A Principal is the identity that a token stands for, with its permissions.
type Principal struct {
	Subject string
	// Tenant owns what the principal creates; the principal cannot see other tenants.
	// The empty string means [store.DefaultTenant].
	Tenant string
	// Delegated are the delegated permissions of a user's token (the claim scp),
	// Application the application permissions (the claim roles). Delegated is empty,
	// but not nil, for a user's token without permissions.
	Delegated, Application []string
	// Unrestricted principals have all permissions.
	Unrestricted bool
}

// may reports whether the principal has any one of the permissions.
func (p *Principal) may(wanted contract.Permissions) bool {
	if p.Unrestricted || len(wanted.Delegated)+len(wanted.Application) == 0 {
		return true
	}
	return slices.ContainsFunc(wanted.Delegated, func(name string) bool { return slices.Contains(p.Delegated, name) }) ||
		slices.ContainsFunc(wanted.Application, func(name string) bool { return slices.Contains(p.Application, name) })
}

// An Authenticator returns the principal of a bearer token. It returns an error
// wrapping [ErrUnauthenticated] (401) for a token that it does not accept, and one
// wrapping [ErrAuthenticationUnavailable] (503) if it cannot decide at the moment; any
// other error is answered with 500. The text of errors is not sent to clients, except
// for the reason of an [InvalidTokenError]. The server compares the permissions of the
// principal with those that the document requires, and answers 403 if it has none of
// them.
//
// If it also has a method Ready(context.Context) error, [Server.Ready] calls it.
//
// It must be safe for concurrent use and must not log the token. The context is not
// cancelled when the connection ends, so it must bound its waits itself.
type Authenticator interface {
	Authenticate(ctx context.Context, token string) (Principal, error)
}

// Errors that an [Authenticator] returns, possibly wrapped.
var (
	ErrUnauthenticated           = errors.New("token is not accepted")
	ErrAuthenticationUnavailable = errors.New("tokens cannot be verified at the moment")
)

// An InvalidTokenError wraps [ErrUnauthenticated] and has the reason for the client.
type InvalidTokenError struct {
	Reason string // a sentence that contains no part of the token
}

func (e *InvalidTokenError) Error() string { return e.Reason }
func (e *InvalidTokenError) Unwrap() error { return ErrUnauthenticated }

// AnyToken accepts every token, with all permissions. Use it for tests, and for servers
// that only their own machine can reach.
type AnyToken struct{}

// Authenticate implements [Authenticator].
func (AnyToken) Authenticate(context.Context, string) (Principal, error) {
	return Principal{Unrestricted: true}, nil
}

// authenticate finds out who calls, and whether the caller has the permission. Unknown
// paths and methods need a token, too: callers without one do not learn which exist.
func (s *Server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if !s.isOperation(r) {
			return next(c)
		}
		x := exchangeOf(r.Context())
		p, err := s.principal(x, r.Header)
		if err != nil {
			return err
		}
		p.Tenant = cmp.Or(p.Tenant, store.DefaultTenant)
		x.principal = p
		if x.operation != nil && !p.may(x.operation.Permissions) {
			return forbidden(&p, x.operation.Permissions)
		}
		return next(c) // validate says what is wrong with the path or the method
	}
}

// principal returns whom the token of a request speaks for.
func (s *Server) principal(x *exchange, h http.Header) (Principal, error) {
	if s.anonymous != nil && h["Authorization"] == nil {
		if x.operation == nil {
			return Principal{}, nil // nothing is done for it, whoever it is
		}
		return s.anonymous(x)
	}
	token, err := bearerToken(h)
	if err != nil {
		return Principal{}, err
	}
	return s.auth.Authenticate(x, token)
}

// forbidden is the answer to a good token that lacks the permission. The
// challenge (RFC 6750 section 3) names the least permission that would do.
func forbidden(p *Principal, wanted contract.Permissions) error {
	scopes := slices.Concat(wanted.Application, wanted.Delegated)
	if p.Delegated != nil { // the token is a user's
		scopes = slices.Concat(wanted.Delegated, wanted.Application)
	}
	return &Error{
		Status: http.StatusForbidden,
		Message: fmt.Sprintf("The token lacks a permission for this operation: %s (delegated) or %s (application).",
			strings.Join(wanted.Delegated, ", "), strings.Join(wanted.Application, ", ")),
		challenge: bearerChallenge + `, error="insufficient_scope", scope="` + scopes[0] + `"`,
	}
}

// bearerToken returns the token of the one Authorization header. The name of
// the scheme ignores case (RFC 9110 section 11.1).
func bearerToken(h http.Header) (string, error) {
	values := h["Authorization"]
	switch len(values) {
	case 0:
		return "", noToken(`The request has no Authorization header. Send "Authorization: Bearer" and a token.`)
	case 1:
	default:
		return "", badRequest("parameter", "header/Authorization", fmt.Sprintf("Authorization is given %d times; give it once.", len(values)))
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", noToken(`The scheme of the Authorization header is not Bearer. Send "Authorization: Bearer" and a token.`)
	}
	token = strings.Trim(token, " ")
	switch {
	case token == "":
		return "", noToken("The bearer token is empty. Send one behind the word Bearer.")
	case strings.IndexByte(token, ' ') >= 0, strings.IndexByte(token, '\t') >= 0, strings.IndexByte(token, ',') >= 0:
		return "", noToken("The bearer token has a space or a comma in it (RFC 6750 section 2.1).")
	}
	return token, nil
}

// AllowHosts returns a middleware that refuses requests whose Host header is none of
// these hosts, with 400 and problem details (RFC 9457). Ports and case are ignored. Any
// server on a loopback address needs it: otherwise web pages can reach it through a
// domain name that resolves to this address (DNS rebinding). A [Server] has it built
// in, see [WithHosts].
func AllowHosts(hosts ...string) func(http.Handler) http.Handler {
	allowed := address.NewHosts(hosts...)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := checkHost(r, allowed); err != nil {
				contract.Problem(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// allowHosts is [AllowHosts] within the chain. Without [WithHosts] it still
// refuses what is no host: Go's server lets some of it through, and it would
// become a part of next links.
func (s *Server) allowHosts(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := checkHost(c.Request(), s.hosts); err != nil {
			return err
		}
		return next(c)
	}
}

// maxHost is more than any name (253 bytes, RFC 1035) with a port can have.
const maxHost = 260

// checkHost refuses hosts that are not in allowed, unless that is nil.
func checkHost(r *http.Request, allowed address.Hosts) error {
	host := r.Host
	if len(host) > maxHost || !isHost(host) {
		return badRequest("host", "header/Host", "The Host header is not the name of a host.")
	}
	if allowed == nil || allowed.Has(host) {
		return nil
	}
	return badRequest("host", "header/Host", "This host name is not served here. Use the address that the service printed when it started, or start it with this name allowed.")
}

// isHost reports whether s is made of what names, addresses and ports are made
// of.
func isHost(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-', c == '.', c == '_', c == '~', c == ':', c == '[', c == ']':
		default:
			return false
		}
	}
	return true
}
