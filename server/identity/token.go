package identity

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/go-json-experiment/json"

	"profilestatus.example/server"
)

// maxTokenBytes is the longest token that is looked at.
const maxTokenBytes = 16 << 10

// maxPermissions is the largest number of permissions in one token.
const maxPermissions = 200

// A refusal says why a token is not accepted. The client sees the sentence.
func refusal(format string, args ...any) error {
	return &server.InvalidTokenError{Reason: fmt.Sprintf(format, args...)}
}

// parts are the header and the claims of a JSON Web Token.
type parts struct{ header, claims map[string]any }

// Names that mean something here, by their spelling in small letters. A name
// that differs from them only in case is refused: what reads the token
// elsewhere may take it for the real one.
var (
	headerNames = names("alg", "typ", "kid", "crit", "b64", "zip", "enc", "jku", "jwk", "x5u", "x5c", "x5t")
	claimNames  = names("iss", "aud", "exp", "nbf", "iat", "sub", "oid", "tid", "scp", "roles", "azp", "appid")
)

func names(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, name := range list {
		m[name] = true
	}
	return m
}

// A headerCache remembers the last header that was read, as all tokens of a key
// have the same one.
type headerCache struct{ last atomic.Pointer[cachedHeader] }

type cachedHeader struct {
	segment string
	object  map[string]any // not to be changed
}

// read reads the first segment of a token.
func (c *headerCache) read(segment string) (map[string]any, error) {
	if last := c.last.Load(); last != nil && last.segment == segment {
		return last.object, nil
	}
	object, err := readObject("header", segment, headerNames)
	if err == nil {
		c.last.Store(&cachedHeader{strings.Clone(segment), object}) // not the rest of the token
	}
	return object, err
}

// readToken takes a token in compact serialization (RFC 7515 section 7.1) apart.
// It verifies no signature.
func readToken(token string, headers *headerCache) (parts, error) {
	segments := strings.Split(token, ".")
	if len(segments) != 3 {
		return parts{}, refusal("The token has %d parts, a signed JSON Web Token has 3 (RFC 7515 section 7.1).", len(segments))
	}
	var p parts
	var err error
	if p.header, err = headers.read(segments[0]); err != nil {
		return parts{}, err
	}
	if p.claims, err = readObject("claims", segments[1], claimNames); err != nil {
		return parts{}, err
	}
	return p, nil
}

// readObject reads a part that is a JSON object. A name that is given twice is
// an error (RFC 7519 section 4 leaves the choice), so that no two readers can
// disagree.
func readObject(what, segment string, known map[string]bool) (map[string]any, error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(segment)
	if err != nil {
		return nil, refusal("The %s of the token is not base64url without padding (RFC 7515 section 2).", what)
	}
	var value any // which is read faster than a map
	err = json.Unmarshal(data, &value)
	object, ok := value.(map[string]any)
	if err != nil || !ok {
		return nil, refusal("The %s of the token is not a JSON object in UTF-8 with each name given once.", what)
	}
	for name := range object {
		if lower := strings.ToLower(name); lower != name && known[lower] {
			return nil, refusal("The %s of the token has %q, which is spelled %q (RFC 7519 section 2).", what, name, lower)
		}
	}
	return object, nil
}

// text returns the claim with this name: "" if it is absent.
func (p parts) text(name string) (string, error) {
	value, ok := p.claims[name]
	if !ok {
		return "", nil
	}
	s, ok := value.(string)
	if !ok {
		return "", refusal("The claim %s of the token is not a string.", name)
	}
	return s, nil
}

// principal returns whom the claims name. The permissions are those of the token
// alone; a token without scp and roles has none.
func (p parts) principal() (server.Principal, error) {
	var who server.Principal
	var err error
	if who.Tenant, err = p.text("tid"); err != nil {
		return who, err
	}
	if who.Tenant != "" && !IsTenant(who.Tenant) {
		return who, refusal("The claim tid of the token is no tenant; it must be 1 to 64 letters, digits, dots, underscores or hyphens, beginning with a letter or digit.")
	}
	for _, name := range []string{"oid", "sub", "azp", "appid"} {
		if who.Subject, err = p.text(name); err != nil {
			return who, err
		}
		if who.Subject != "" {
			break
		}
	}
	scp, err := p.text("scp")
	if err != nil {
		return who, err
	}
	if _, delegated := p.claims["scp"]; delegated {
		who.Delegated = strings.Fields(scp)
	} else if who.Application, err = p.roles(); err != nil {
		return who, err
	}
	if len(who.Delegated)+len(who.Application) > maxPermissions {
		return who, refusal("The token has more than %d permissions.", maxPermissions)
	}
	return who, nil
}

func (p parts) roles() ([]string, error) {
	value, ok := p.claims["roles"]
	if !ok {
		return nil, nil
	}
	list, ok := value.([]any)
	var roles []string
	for _, item := range list {
		role, isText := item.(string)
		ok = ok && isText
		roles = append(roles, role)
	}
	if !ok {
		return nil, refusal("The claim roles of the token is not an array of strings.")
	}
	return roles, nil
}

// IsTenant reports whether s can be the name of a tenant: 1 to 64 letters,
// digits, dots, underscores and hyphens, beginning with a letter or digit. The
// GUIDs of Entra are such names.
func IsTenant(s string) bool {
	if s == "" || len(s) > 64 || strings.IndexByte("._-", s[0]) >= 0 {
		return false
	}
	return !slices.ContainsFunc([]byte(s), func(c byte) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && strings.IndexByte("._-", c) < 0
	})
}
