package identity

import (
	"cmp"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// deviceGrant is the grant type of a device code (RFC 8628 section 3.4).
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// deviceLifetime is how long a device code can be exchanged.
const deviceLifetime = 15 * time.Minute

// deviceCode begins the login of a user on another device (RFC 8628 section 3.2).
// There is no such device: the first user of the file has agreed already, so
// that tests need nobody. The code is what was asked for, signed.
func (i *Issuer) deviceCode(r tokenRequest) (map[string]any, error) {
	if err := checkTenant(r.tenant); err != nil {
		return nil, err
	}
	id, scope := r.form.Get("client_id"), r.form.Get("scope")
	switch {
	case id == "":
		return nil, errMissing("client_id")
	case scope == "":
		return nil, errMissing("scope")
	case i.clients[id] == nil:
		return nil, errUnknownClient(id)
	}
	code, err := i.sign(jwt.MapClaims{"aud": deviceGrant, "azp": id, "tid": r.tenant, "scp": scope, "exp": i.now().Add(deviceLifetime).Unix()})
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"device_code": code, "user_code": "AGREED", "verification_uri": r.origin, "expires_in": seconds(deviceLifetime), "interval": 1,
		"message": "There is nothing to do: the first user of the issuer's file has agreed.",
	}, nil
}

// device exchanges a device code for a token of the first user.
func (i *Issuer) device(r tokenRequest, c *client) (map[string]any, error) {
	if i.firstUser == "" {
		return nil, badGrant("authorization_declined", 70019, "The file of the issuer has no user who could agree.")
	}
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(cmp.Or(r.form.Get("device_code"), r.form.Get("code")), claims, func(*jwt.Token) (any, error) { return &i.key.PublicKey, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithAudience(deviceGrant), jwt.WithExpirationRequired(), jwt.WithTimeFunc(i.now))
	if err != nil || claims["azp"] != c.ID || claims["tid"] != r.tenant {
		return nil, badGrant("expired_token", 70020, "The device code has expired, or is not one of this client and tenant.")
	}
	scope, _ := claims["scp"].(string)
	return i.delegated(r, c, i.firstUser, scope)
}
