package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"profilestatus.example/server"
)

// algorithms are the signatures that are accepted: asymmetric ones (RFC 7518
// section 3.1, RFC 8037), since a key that is published cannot make them.
var algorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// keySource returns the public key that a token says it was signed with.
type keySource func(ctx context.Context, token *jwt.Token) (any, error)

// A verifier accepts tokens by their signature, issuer, audience and times. It
// remembers what it accepted, since a signature costs more than all else.
type verifier struct {
	keys       keySource
	isIssuer   func(iss, tid string) bool
	now        func() time.Time
	claims     *jwt.Validator
	headers    headerCache
	remembered known
}

func newVerifier(keys keySource, isIssuer func(iss, tid string) bool, audience []string, now func() time.Time) *verifier {
	return &verifier{
		keys: keys, isIssuer: isIssuer, now: now,
		claims: jwt.NewValidator(jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(leeway),
			jwt.WithAudience(audience...), jwt.WithTimeFunc(now)),
	}
}

// authenticate returns whom a token speaks for, or an error as
// [server.Authenticator] asks for it.
func (v *verifier) authenticate(ctx context.Context, token string) (server.Principal, error) {
	if len(token) > maxTokenBytes {
		return server.Principal{}, refusal("The token is longer than %d bytes.", maxTokenBytes)
	}
	if known := v.remembered.get(token); known != nil {
		now := server.Start(ctx)
		if now.IsZero() {
			now = v.now()
		}
		if now.Before(known.until) {
			return known.who, nil
		}
	}
	return v.accept(token, func(p parts) error { return v.signature(ctx, p, token) })
}

// made remembers a token that was signed here a moment ago, since to verify its
// signature would find out nothing. One that would be refused for another reason
// is left to [verifier.authenticate].
func (v *verifier) made(token string) {
	_, _ = v.accept(token, func(parts) error { return nil })
}

// accept validates a token, with the signature as verify finds it, and remembers
// it if it is accepted.
func (v *verifier) accept(token string, verify func(parts) error) (server.Principal, error) {
	p, err := readToken(token, &v.headers)
	if err != nil {
		return server.Principal{}, err
	}
	if err := p.checkHeader(); err != nil {
		return server.Principal{}, err
	}
	if err := verify(p); err != nil {
		return server.Principal{}, p.reason(err)
	}
	if err := v.claims.Validate(jwt.MapClaims(p.claims)); err != nil {
		return server.Principal{}, p.reason(err)
	}
	who, err := p.principal()
	if err != nil {
		return server.Principal{}, err
	}
	if iss, err := p.text("iss"); err != nil || !v.isIssuer(iss, who.Tenant) {
		return server.Principal{}, refusal("The token was issued by somebody else: its claim iss is not that of the issuer that is trusted here.")
	}
	until := v.now().Add(rememberFor)
	if exp, err := jwt.MapClaims(p.claims).GetExpirationTime(); err == nil && exp.Before(until) {
		until = exp.Time
	}
	v.remembered.add(token, &verified{who, until})
	return who, nil
}

// signature verifies that of a token which was taken apart.
func (v *verifier) signature(ctx context.Context, p parts, token string) error {
	alg, _ := p.header["alg"].(string)
	method := jwt.GetSigningMethod(alg)
	if method == nil || !slices.Contains(algorithms, alg) {
		return jwt.ErrTokenSignatureInvalid
	}
	end := strings.LastIndexByte(token, '.')
	signature, err := base64.RawURLEncoding.Strict().DecodeString(token[end+1:])
	if err != nil {
		return jwt.ErrTokenSignatureInvalid
	}
	key, err := v.keys(ctx, &jwt.Token{Raw: token, Method: method, Header: p.header})
	if err != nil {
		return err
	}
	return method.Verify(token[:end], signature, key)
}

// checkHeader refuses what must be understood and is not. Keys that the header
// brings along or points at (jku, jwk, x5u, x5c) are never used.
func (p parts) checkHeader() error {
	for _, name := range []string{"crit", "b64", "zip", "enc"} {
		if _, ok := p.header[name]; ok {
			return refusal("The header of the token has %s, which is not supported (RFC 7515 section 4.1.11).", name)
		}
	}
	if kid, ok := p.header["kid"].(string); !ok || kid == "" {
		return refusal("The header of the token has no kid, the id of the key that it is signed with.")
	}
	switch typ, ok := p.header["typ"]; typ {
	case "JWT", "at+jwt", "application/at+jwt":
	default:
		if ok {
			return refusal("The header of the token has a typ other than JWT or at+jwt (RFC 9068 section 2.1).")
		}
	}
	return nil
}

// reason puts the error of a token into words that a client can act on. An
// error that is not the token's fault stays what it is.
func (p parts) reason(err error) error {
	var invalid *server.InvalidTokenError
	at := func(claim string) string {
		seconds, _ := p.claims[claim].(float64)
		return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339)
	}
	switch {
	case errors.As(err, &invalid):
		return invalid
	case errors.Is(err, server.ErrAuthenticationUnavailable):
		return err
	case errors.Is(err, jwt.ErrTokenExpired):
		return refusal("The token expired at %s.", at("exp"))
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return refusal("The token is not valid before %s (claim nbf).", at("nbf"))
	case errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return refusal("The token was issued in the future, at %s (claim iat).", at("iat"))
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return refusal("The token is for somebody else: its claim aud is not the audience of this service.")
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing) && (p.claims["exp"] == nil || p.claims["exp"] == 0.0):
		return refusal("The token has no claim exp, the time when it expires.")
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing):
		return refusal("The token has no claim aud, the audience that it is for, as a string or an array of strings.")
	case errors.Is(err, jwt.ErrInvalidType):
		return refusal("A time in the token is not a number, or its audience not a string.")
	}
	return refusal("The signature of the token does not verify, or is of an algorithm that is not accepted.")
}
