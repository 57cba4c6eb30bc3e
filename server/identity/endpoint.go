package identity

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strconv"

	"github.com/google/uuid"
)

// Handler returns a handler for the endpoints of the issuer, which have Entra's paths.
// All other requests go to next:
//
//	GET  /{tenant}/v2.0/.well-known/openid-configuration
//	GET  /{tenant}/discovery/v2.0/keys
//	POST /{tenant}/oauth2/v2.0/token
//	POST /{tenant}/oauth2/v2.0/devicecode
//	GET  /common/userrealm/{user}
//	GET  /msi/token, the managed identity of an app service
func (i *Issuer) Handler(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", i.serveMetadata)
	mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", i.serveKeys)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", i.serveForm(i.grant))
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/devicecode", i.serveForm(i.deviceCode))
	mux.HandleFunc("GET /common/userrealm/{user}", i.serveRealm)
	mux.HandleFunc("GET /msi/token", i.serveManaged)
	mux.Handle("/", next)
	return mux
}

// originOf returns the scheme and host that a request was sent to.
func originOf(r *http.Request) string {
	if r.TLS == nil {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}

// serveMetadata tells clients where everything is (OpenID Connect Discovery 1.0
// section 4).
func (i *Issuer) serveMetadata(w http.ResponseWriter, r *http.Request) {
	tenant := r.PathValue("tenant")
	if !IsTenant(tenant) {
		i.refuse(w, errUnknownTenant(tenant))
		return
	}
	base := originOf(r) + "/" + tenant
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                issuerURL(originOf(r), tenant),
		"authorization_endpoint":                base + "/oauth2/v2.0/authorize",
		"token_endpoint":                        base + "/oauth2/v2.0/token",
		"device_authorization_endpoint":         base + "/oauth2/v2.0/devicecode",
		"jwks_uri":                              base + "/discovery/v2.0/keys",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic", "private_key_jwt"},
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported":                      openIDScopes,
		"claims_supported":                      []string{"aud", "iss", "iat", "nbf", "exp", "sub", "oid", "tid", "azp", "scp", "roles", "ver"},
	})
}

// serveKeys publishes the key (RFC 7517 section 5).
func (i *Issuer) serveKeys(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"keys": []any{jwk(&i.key.PublicKey, i.kid)}})
}

// jwk returns a key as RFC 7518 section 6.3.1 writes it.
func jwk(key *rsa.PublicKey, kid string) map[string]string {
	number := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	return map[string]string{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": number(key.N), "e": number(big.NewInt(int64(key.E)))}
}

// serveForm answers the requests of clients, which are forms.
func (i *Issuer) serveForm(answer func(tokenRequest) (map[string]any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		request, err := readTokenRequest(w, r)
		if err != nil {
			i.refuse(w, err)
			return
		}
		value, err := answer(request)
		if err != nil {
			i.refuse(w, err)
			return
		}
		writeJSON(w, http.StatusOK, value)
	}
}

// refuse answers with an error; one that is no refusal of Entra's is the
// service's own fault.
func (i *Issuer) refuse(w http.ResponseWriter, err error) {
	var known *grantError
	if !errors.As(err, &known) {
		known = &grantError{http.StatusInternalServerError, "server_error", 90033, "A transient error has occurred."}
	}
	i.writeGrantError(w, known)
}

// serveRealm says that a user logs in here and by a password, which some client
// libraries ask before they send it.
func (i *Issuer) serveRealm(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"ver": "1.0", "account_type": "Managed", "domain_name": r.Host, "cloud_instance_name": r.Host,
		"cloud_audience_urn": "urn:federation:MicrosoftOnline",
	})
}

// serveManaged is the endpoint by which a program in an app service of Azure
// gets tokens without a secret: it shows the header that its environment names.
func (i *Issuer) serveManaged(w http.ResponseWriter, r *http.Request) {
	m := i.managed
	if m.Client == "" || !equal(r.Header.Get("X-Identity-Header"), m.Header) {
		i.refuse(w, &grantError{http.StatusUnauthorized, "invalid_request", 50000, "The header X-IDENTITY-HEADER is not that of IDENTITY_HEADER."})
		return
	}
	request := tokenRequest{origin: originOf(r), tenant: m.Tenant}
	resource := r.URL.Query().Get("resource")
	if resource == "" {
		i.refuse(w, errMissing("resource"))
		return
	}
	if err := request.checkResource(resource); err != nil {
		i.refuse(w, err)
		return
	}
	c := i.clients[m.Client]
	if id := r.URL.Query().Get("client_id"); id != "" { // one that the user has assigned
		if c = i.clients[id]; c == nil {
			i.refuse(w, errUnknownClient(id))
			return
		}
	}
	token, err := i.token(request.origin, Request{Tenant: m.Tenant, Client: c.ID, Roles: c.Roles, Lifetime: DefaultLifetime})
	if err != nil {
		i.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{
		"access_token": token, "token_type": "Bearer", "resource": resource, "client_id": c.ID,
		"expires_on": strconv.FormatInt(i.now().Add(DefaultLifetime).Unix(), 10),
	})
}

// identify adds to an answer who has logged in: an id token, and in client_info
// the account that client libraries keep it by.
func (i *Issuer) identify(answer map[string]any, r tokenRequest, c *client, user string) error {
	subject := uuid.NewSHA1(uuid.NameSpaceURL, []byte(r.tenant+"/"+user)).String()
	token, err := i.idToken(r.origin, r.tenant, c.ID, user, subject)
	if err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"uid": subject, "utid": r.tenant})
	if err != nil {
		return err
	}
	answer["id_token"] = token
	answer["client_info"] = base64.RawURLEncoding.EncodeToString(info)
	return nil
}
