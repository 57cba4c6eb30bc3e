package identity

import (
	"context"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"profilestatus.example/server"
)

// leeway is how far the clocks of an issuer and of the service may differ.
const leeway = time.Minute

// Unverified accepts any token. An opaque token has all permissions in the tenant
// [store.DefaultTenant]. For a JSON Web Token the claims tid, scp, roles, exp and nbf
// are enforced without verifying the signature: an expired token is refused, and one
// with scp or roles has those permissions. Without either it has all permissions in its
// tenant.
type Unverified struct {
	Now func() time.Time // nil: time.Now
}

// Authenticate implements [server.Authenticator].
func (u Unverified) Authenticate(_ context.Context, token string) (server.Principal, error) {
	if len(token) > maxTokenBytes {
		return server.Principal{}, refusal("The token is longer than %d bytes.", maxTokenBytes)
	}
	if !isJWT(token) {
		return server.Principal{Unrestricted: true}, nil
	}
	p, err := readToken(token, new(headerCache))
	if err != nil {
		return server.Principal{}, err
	}
	options := []jwt.ParserOption{jwt.WithLeeway(leeway)}
	if u.Now != nil {
		options = append(options, jwt.WithTimeFunc(u.Now))
	}
	if err := jwt.NewValidator(options...).Validate(jwt.MapClaims(p.claims)); err != nil {
		return server.Principal{}, p.reason(err)
	}
	who, err := p.principal()
	if err != nil {
		return server.Principal{}, err
	}
	_, delegated := p.claims["scp"]
	_, application := p.claims["roles"]
	who.Unrestricted = !delegated && !application
	return who, nil
}

// isJWT reports whether a token means to be a JSON Web Token: it has two dots,
// and before the first is a JSON object with alg.
func isJWT(token string) bool {
	header, rest, _ := strings.Cut(token, ".")
	if strings.Count(rest, ".") != 1 {
		return false
	}
	object, err := readObject("header", header, nil)
	return err == nil && object["alg"] != nil
}
