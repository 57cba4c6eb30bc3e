package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// assertionType is that of a signed assertion (RFC 7523 section 2.2).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// A tokenRequest is a request to the token endpoint (RFC 6749 section 3.2).
type tokenRequest struct {
	origin string // of the endpoint, as the client has reached it
	tenant string
	form   url.Values
	basic  [2]string // client id and secret of the Authorization header
}

// grant answers a request for a token.
func (i *Issuer) grant(r tokenRequest) (map[string]any, error) {
	if err := checkTenant(r.tenant); err != nil {
		return nil, err
	}
	for name, values := range r.form {
		if len(values) > 1 {
			return nil, badGrant("invalid_request", 9000411, "The parameter %q is given more than once.", name)
		}
	}
	grantType := r.form.Get("grant_type")
	switch grantType {
	case "client_credentials", "password", deviceGrant:
	case "":
		return nil, errMissing("grant_type")
	default:
		return nil, badGrant("unsupported_grant_type", 70003, "The app requested an unsupported grant type %q; client_credentials, password and %s are supported.", grantType, deviceGrant)
	}
	c, err := i.client(r, grantType != "client_credentials")
	if err != nil {
		return nil, err
	}
	switch grantType {
	case "password":
		name, err := i.logIn(r.form)
		if err != nil {
			return nil, err
		}
		return i.delegated(r, c, name, r.form.Get("scope"))
	case deviceGrant:
		return i.device(r, c)
	}
	return i.application(r, c)
}

// checkTenant refuses what is no tenant, and Entra's names for several.
func checkTenant(tenant string) error {
	if !IsTenant(tenant) || slices.Contains([]string{"common", "organizations", "consumers"}, tenant) {
		return errUnknownTenant(tenant)
	}
	return nil
}

// client returns the client that a request proves to come from. A public client
// (RFC 6749 section 2.1), which asks for a user, need not prove it.
func (i *Issuer) client(r tokenRequest, public bool) (*client, error) {
	id, secret := r.form.Get("client_id"), r.form.Get("client_secret")
	if r.basic[0] != "" {
		id, secret = r.basic[0], r.basic[1]
	}
	assertion := r.form.Get("client_assertion")
	if id == "" {
		return nil, errMissing("client_id")
	}
	c := i.clients[id]
	switch {
	case c == nil:
		return nil, errUnknownClient(id)
	case assertion != "":
		if r.form.Get("client_assertion_type") != assertionType || !i.proves(c, assertion, r) {
			return nil, errWrongAssertion
		}
	case secret != "":
		if c.Secret == "" || !equal(secret, c.Secret) {
			return nil, errWrongSecret
		}
	case !public:
		return nil, errNoCredential
	}
	return c, nil
}

// equal compares secrets in a time that tells nothing of them.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// proves reports whether an assertion was signed with a client's certificate,
// for this endpoint and not long ago (RFC 7523 section 3).
func (i *Issuer) proves(c *client, assertion string, r tokenRequest) bool {
	if c.public == nil || len(assertion) > maxTokenBytes {
		return false
	}
	audiences := []string{r.origin + "/" + r.tenant + "/oauth2/v2.0/token", issuerURL(r.origin, r.tenant)}
	_, err := jwt.Parse(assertion, func(*jwt.Token) (any, error) { return c.public, nil },
		jwt.WithValidMethods(algorithms), jwt.WithStrictDecoding(), jwt.WithExpirationRequired(), jwt.WithLeeway(leeway),
		jwt.WithIssuer(c.ID), jwt.WithSubject(c.ID), jwt.WithAudience(audiences...), jwt.WithTimeFunc(i.now))
	return err == nil
}

// application gives a client the permissions that it has by itself (RFC 6749
// section 4.4).
func (i *Issuer) application(r tokenRequest, c *client) (map[string]any, error) {
	wanted := strings.Fields(r.form.Get("scope"))
	wanted = slices.DeleteFunc(wanted, func(scope string) bool { return slices.Contains(openIDScopes, scope) }) // which some clients always add
	if len(wanted) == 0 {
		return nil, errMissing("scope")
	}
	scope := strings.Join(wanted, " ")
	resource, ok := strings.CutSuffix(scope, "/.default")
	if !ok {
		return nil, badGrant("invalid_scope", 1002012, "The provided value for scope %q is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.", scope)
	}
	if err := r.checkResource(resource); err != nil {
		return nil, err
	}
	return i.answer(r, Request{Tenant: r.tenant, Client: c.ID, Roles: c.Roles, Lifetime: DefaultLifetime})
}

// checkResource accepts Graph, and the service by the name that it was reached
// by, which some clients derive the resource from.
func (r tokenRequest) checkResource(resource string) error {
	host := strings.TrimPrefix(r.origin, "https://")
	name, _, _ := strings.Cut(host, ":")
	if slices.Contains([]string{graphAudience, graphAppID, r.origin, "https://" + name}, strings.TrimSuffix(resource, "/")) {
		return nil
	}
	return badGrant("invalid_resource", 500011, "The resource principal named %q was not found; the one that is known is %s.", resource, graphAudience)
}

// logIn returns the user whose name and password a form has (RFC 6749
// section 4.3).
func (i *Issuer) logIn(form url.Values) (string, error) {
	name, password := form.Get("username"), form.Get("password")
	switch known, ok := i.users[strings.ToLower(name)]; {
	case name == "":
		return "", errMissing("username")
	case password == "":
		return "", errMissing("password")
	case !ok || !equal(password, known):
		return "", errWrongPassword
	}
	return name, nil
}

// openIDScopes ask who the user is, not for what he may do (OpenID Connect
// Core 1.0 section 5.4).
var openIDScopes = []string{"openid", "profile", "email", "offline_access"}

// delegated gives a client permissions of a user.
func (i *Issuer) delegated(r tokenRequest, c *client, name, scope string) (map[string]any, error) {
	var wanted []string
	openID := false
	for _, scope := range strings.Fields(scope) {
		if slices.Contains(openIDScopes, scope) {
			openID = openID || scope == openIDScopes[0]
			continue
		}
		if at := strings.LastIndexByte(scope, '/'); at > 0 {
			if err := r.checkResource(scope[:at]); err != nil {
				return nil, err
			}
			scope = scope[at+1:]
		}
		if scope == ".default" {
			wanted = append(wanted, c.Scopes...)
			continue
		}
		wanted = append(wanted, scope)
	}
	scopes, missing := granted(wanted, c.Scopes)
	switch {
	case missing != "":
		return nil, badGrant("invalid_grant", 65001, "The user or administrator has not consented to use the application with ID %q for %q.", c.ID, missing)
	case len(scopes) == 0:
		return nil, errMissing("scope")
	}
	answer, err := i.answer(r, Request{Tenant: r.tenant, Client: c.ID, User: name, Scopes: scopes, Lifetime: DefaultLifetime})
	if err != nil || !openID {
		return answer, err
	}
	return answer, i.identify(answer, r, c, name)
}

// answer is that of the token endpoint (RFC 6749 section 5.1).
func (i *Issuer) answer(r tokenRequest, wanted Request) (map[string]any, error) {
	token, err := i.token(r.origin, wanted)
	if err != nil {
		return nil, err
	}
	answer := map[string]any{
		"token_type": "Bearer", "access_token": token,
		"expires_in": seconds(wanted.Lifetime), "ext_expires_in": seconds(wanted.Lifetime),
	}
	if len(wanted.Scopes) > 0 {
		answer["scope"] = strings.Join(wanted.Scopes, " ")
	}
	return answer, nil
}

// maxFormBytes is the largest request for a token that is read.
const maxFormBytes = 64 << 10

// readTokenRequest reads the form of a request.
func readTokenRequest(w http.ResponseWriter, r *http.Request) (tokenRequest, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFormBytes)
	if err := r.ParseForm(); err != nil || r.PostForm == nil {
		return tokenRequest{}, badGrant("invalid_request", 900023, "The request body is no form (application/x-www-form-urlencoded) of at most 64 KiB.")
	}
	t := tokenRequest{origin: originOf(r), tenant: r.PathValue("tenant"), form: r.PostForm}
	if id, secret, ok := r.BasicAuth(); ok {
		id, err1 := url.QueryUnescape(id)
		secret, err2 := url.QueryUnescape(secret)
		if err1 != nil || err2 != nil {
			return tokenRequest{}, badGrant("invalid_request", 900023, "The Authorization header is not encoded as a form is (RFC 6749 section 2.3.1).")
		}
		t.basic = [2]string{id, secret}
	}
	return t, nil
}
