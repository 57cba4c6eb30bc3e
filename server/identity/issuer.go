package identity

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"profilestatus.example/server"
)

// The audience of the tokens of an [Issuer]: that of Graph, by its URL and by its
// application id.
const (
	graphAudience = "https://graph.microsoft.com"
	graphAppID    = "00000003-0000-0000-c000-000000000000"
)

// Default and maximum lifetime of tokens of an [Issuer].
const (
	DefaultLifetime = time.Hour
	MaxLifetime     = 24 * time.Hour
)

// An Issuer issues access tokens and accepts only these. It is for tests, as a
// substitute for Microsoft Entra. Its key and its clients are in one file.
type Issuer struct {
	key     *rsa.PrivateKey
	kid     string
	clients map[string]*client // by their ids
	users   map[string]string  // passwords by name in small letters
	managed managedIdentity
	now     func() time.Time

	firstUser string // of the file; "" if there is none
	*verifier
}

// OpenIssuer returns the issuer of a file. If the file does not exist, it is created,
// readable by its owner only, with a new key, one client with all permissions, one that
// may only read, and one user, each with a random secret. The file is JSON and may be
// edited while no issuer uses it.
func OpenIssuer(file string) (*Issuer, error) {
	f, err := openFile(file)
	if err != nil {
		return nil, err
	}
	return f.issuer(time.Now)
}

// issuer validates what is in a file.
func (f *issuerFile) issuer(now func() time.Time) (*Issuer, error) {
	block, _ := pem.Decode([]byte(f.Key))
	if block == nil {
		return nil, errors.New("key: want a private key in PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok || key.N.BitLen() < 2048 {
		return nil, errors.New("key: want an RSA key of 2048 bits or more")
	}
	i := &Issuer{key: key, kid: thumbprint(&key.PublicKey), clients: make(map[string]*client), users: make(map[string]string), managed: f.ManagedIdentity, now: now}
	for n := range f.Clients {
		c := &f.Clients[n]
		if err := c.prepare(); err != nil {
			return nil, fmt.Errorf("clients[%d]: %w", n, err)
		}
		if i.clients[c.ID] != nil {
			return nil, fmt.Errorf("clients[%d]: the id %q is given twice", n, c.ID)
		}
		i.clients[c.ID] = c
	}
	for n, u := range f.Users {
		if u.Name == "" || u.Password == "" {
			return nil, fmt.Errorf("users[%d]: want a name and a password", n)
		}
		i.users[strings.ToLower(u.Name)] = u.Password
		i.firstUser = cmp.Or(i.firstUser, u.Name)
	}
	if m := f.ManagedIdentity; m.Client != "" && (i.clients[m.Client] == nil || !IsTenant(m.Tenant) || m.Header == "") {
		return nil, errors.New("managedIdentity: want the id of a client, a tenant and a header")
	}
	i.verifier = newVerifier(i.publicKey, isOwn, []string{graphAudience, graphAppID}, now)
	return i, nil
}

// thumbprint is the id of a key: a hash of it.
func thumbprint(key *rsa.PublicKey) string {
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(key))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// publicKey is a keySource: the one key.
func (i *Issuer) publicKey(_ context.Context, t *jwt.Token) (any, error) {
	if t.Header["kid"] != i.kid || t.Method.Alg() != "RS256" {
		return nil, refusal("The token was not signed by the issuer of this service. Log in to it, or make one with profilestatus token.")
	}
	return &i.key.PublicKey, nil
}

// isOwn reports whether iss is an issuer of ours for a tenant. The host is not
// compared: the service may have been reached by another name, and nobody else
// has the key.
func isOwn(iss, tid string) bool {
	return tid != "" && strings.HasSuffix(iss, "/"+tid+"/v2.0")
}

// Authenticate implements [server.Authenticator].
func (i *Issuer) Authenticate(ctx context.Context, token string) (server.Principal, error) {
	return i.authenticate(ctx, token)
}

// A Request describes an access token for [Issuer.Token].
type Request struct {
	Tenant   string        // must satisfy [IsTenant]
	Client   string        // its id; empty: a made-up one
	User     string        // on whose behalf the client asks; empty: for itself
	Roles    []string      // application permissions
	Scopes   []string      // delegated permissions; if there are any, Roles are ignored
	Lifetime time.Duration // at most [MaxLifetime]; if negative, the token has expired
}

// Token returns a signed access token. Its claims are those of Entra's tokens of
// version 2.0.
func (i *Issuer) Token(r Request) (string, error) {
	return i.token("https://localhost", r)
}

// token makes one whose issuer is at an origin.
func (i *Issuer) token(origin string, r Request) (string, error) {
	switch {
	case !IsTenant(r.Tenant):
		return "", fmt.Errorf("the tenant %q must be 1 to 64 letters, digits, dots, underscores or hyphens, beginning with a letter or digit", r.Tenant)
	case r.Lifetime > MaxLifetime || r.Lifetime < -MaxLifetime:
		return "", fmt.Errorf("the lifetime %s must be from -%s to %[2]s", r.Lifetime, MaxLifetime)
	case len(r.Scopes) > 0 && len(r.Roles) > 0:
		return "", errors.New("a token has either scopes (delegated permissions) or roles (application permissions), not both")
	}
	if r.Client == "" {
		r.Client = uuid.NewSHA1(uuid.NameSpaceURL, []byte("client")).String()
	}
	subject := uuid.NewSHA1(uuid.NameSpaceURL, []byte(r.Tenant+"/"+r.Client+"/"+r.User)).String()
	now := i.now()
	claims := i.claims(origin, r.Tenant, subject, now, now.Add(r.Lifetime))
	claims["aud"] = graphAudience
	claims["azp"] = r.Client
	claims["uti"] = rand.Text()
	if len(r.Scopes) > 0 || r.User != "" {
		claims["scp"] = strings.Join(r.Scopes, " ")
		claims["idtyp"] = "user"
	} else {
		claims["roles"] = append([]string{}, r.Roles...)
		claims["idtyp"] = "app"
	}
	token, err := i.sign(claims)
	if err == nil {
		i.made(token) // clients use it at once
	}
	return token, err
}

// claims are those that every token has.
func (i *Issuer) claims(origin, tenant, subject string, now, expires time.Time) jwt.MapClaims {
	begin := now
	if expires.Before(begin) {
		begin = expires.Add(-DefaultLifetime)
	}
	return jwt.MapClaims{
		"iss": issuerURL(origin, tenant), "tid": tenant, "sub": subject, "oid": subject, "ver": "2.0",
		"iat": begin.Unix(), "nbf": begin.Unix(), "exp": expires.Unix(),
	}
}

func issuerURL(origin, tenant string) string { return origin + "/" + tenant + "/v2.0" }

func (i *Issuer) sign(claims jwt.MapClaims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	t.Header["kid"] = i.kid
	return t.SignedString(i.key)
}
