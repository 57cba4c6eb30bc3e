package identity

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// A grantError refuses a request for a token, as Entra does: by an error of
// OAuth 2.0 (RFC 6749 section 5.2) with a number of Entra's own, which its
// clients show and some of them act on.
type grantError struct {
	status int
	code   string // of OAuth 2.0
	number int    // of Entra
	text   string
}

func (e *grantError) Error() string { return fmt.Sprintf("AADSTS%d: %s", e.number, e.text) }

func badGrant(code string, number int, format string, args ...any) error {
	return &grantError{http.StatusBadRequest, code, number, fmt.Sprintf(format, args...)}
}

// Refusals that clients know by their numbers.
func errUnknownTenant(tenant string) error {
	return badGrant("invalid_request", 90002, "Tenant %q not found. A tenant here is any name of 1 to 64 letters, digits, dots, underscores and hyphens, but not one of common, organizations and consumers.", tenant)
}

func errMissing(parameter string) error {
	return badGrant("invalid_request", 900144, "The request body must contain the parameter %q.", parameter)
}

func errUnknownClient(id string) error {
	return &grantError{http.StatusBadRequest, "unauthorized_client", 700016, fmt.Sprintf("Application with identifier %q was not found. The file of the issuer lists those that it knows.", id)}
}

var (
	errWrongSecret    = &grantError{http.StatusUnauthorized, "invalid_client", 7000215, "Invalid client secret provided."}
	errNoCredential   = &grantError{http.StatusUnauthorized, "invalid_client", 7000218, "The request body must contain client_assertion or client_secret."}
	errWrongAssertion = &grantError{http.StatusUnauthorized, "invalid_client", 700027, "The client assertion is not signed with the registered certificate, has expired, or is not for this token endpoint."}
	errWrongPassword  = &grantError{http.StatusBadRequest, "invalid_grant", 50126, "Error validating credentials due to invalid username or password."}
)

// writeJSON answers with a JSON document that nobody may keep (RFC 6749
// section 5.1).
func writeJSON(w http.ResponseWriter, status int, value any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a client that is gone cannot be told
}

// writeGrantError answers with an error in Entra's form.
func (i *Issuer) writeGrantError(w http.ResponseWriter, e *grantError) {
	trace, now := uuid.NewString(), i.now().UTC()
	writeJSON(w, e.status, map[string]any{
		"error":             e.code,
		"error_description": fmt.Sprintf("%s Trace ID: %s Correlation ID: %s Timestamp: %s", e.Error(), trace, trace, now.Format("2006-01-02 15:04:05Z")),
		"error_codes":       []int{e.number},
		"timestamp":         now.Format("2006-01-02 15:04:05Z"),
		"trace_id":          trace,
		"correlation_id":    trace,
	})
}

// idToken says who has logged in (OpenID Connect Core 1.0 section 2). Some
// client libraries want one beside an access token.
func (i *Issuer) idToken(origin, tenant, clientID, user, subject string) (string, error) {
	now := i.now()
	claims := i.claims(origin, tenant, subject, now, now.Add(DefaultLifetime))
	claims["aud"] = clientID
	claims["preferred_username"] = user
	claims["name"] = user
	claims["uti"] = rand.Text()
	return i.sign(claims)
}

// seconds is a lifetime as OAuth 2.0 writes it.
func seconds(d time.Duration) int { return int(d / time.Second) }
