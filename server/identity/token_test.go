package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"profilestatus.example/server"
)

// noon is the time of all these tests.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// testKeys are made once: keys of RSA take their time.
var testKeys = struct {
	rsa, other *rsa.PrivateKey
	ec         *ecdsa.PrivateKey
	ed         ed25519.PrivateKey
}{}

func TestMain(m *testing.M) {
	testKeys.rsa, _ = rsa.GenerateKey(rand.Reader, 2048)
	testKeys.other, _ = rsa.GenerateKey(rand.Reader, 2048)
	testKeys.ec, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	_, testKeys.ed, _ = ed25519.GenerateKey(rand.Reader)
	m.Run()
}

// testIssuer returns an issuer with the key of the tests, at noon.
func testIssuer(t testing.TB) *Issuer {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(testKeys.rsa)
	if err != nil {
		t.Fatal(err)
	}
	f := &issuerFile{
		Key: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		Clients: []client{
			{ID: "writer", Secret: "s+cr&t %41", Roles: []string{"EduAdministration.ReadWrite.All"}, Scopes: []string{"EduAdministration.Read", "EduAdministration.ReadWrite"}},
			{ID: "reader", Secret: "reads", Roles: []string{"EduAdministration.Read.All"}, Scopes: []string{"EduAdministration.Read"}},
		},
		Users:           []user{{Name: "Admin@school.example", Password: "pass word"}},
		ManagedIdentity: managedIdentity{Client: "writer", Tenant: "default", Header: "shown"},
	}
	i, err := f.issuer(func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// raw puts a token together from parts that no library would write.
func raw(header, claims string, sign func(input string) []byte) string {
	input := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	return input + "." + base64.RawURLEncoding.EncodeToString(sign(input))
}

func signRS256(input string) []byte {
	signature, err := jwt.SigningMethodRS256.Sign(input, testKeys.rsa)
	if err != nil {
		panic(err)
	}
	return signature
}

// goodClaims are those of a token that is accepted.
func goodClaims() map[string]any {
	return map[string]any{
		"aud": graphAudience, "iss": "https://localhost/contoso/v2.0", "tid": "contoso", "sub": "me",
		"iat": noon.Unix(), "nbf": noon.Unix(), "exp": noon.Add(time.Hour).Unix(), "roles": []string{"EduAdministration.ReadWrite.All"},
	}
}

// with returns the claims of a good token in which some differ; nil takes one
// out.
func with(changes map[string]any) string {
	c := goodClaims()
	maps.Copy(c, changes)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	data, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// TestTokens is what becomes of a token, good or bad, at a strict authenticator.
func TestTokens(t *testing.T) {
	i := testIssuer(t)
	header := fmt.Sprintf(`{"alg":"RS256","typ":"JWT","kid":%q}`, i.kid)
	head := func(members string) string { return fmt.Sprintf(`{"alg":"RS256","kid":%q%s}`, i.kid, members) }
	claim := func(name string, value any) string { return with(map[string]any{name: value}) }
	good := raw(header, with(nil), signRS256)
	parts := strings.Split(good, ".")
	by := func(method jwt.SigningMethod, key any) func(string) []byte {
		return func(input string) []byte {
			signature, err := method.Sign(input, key)
			if err != nil {
				panic(err)
			}
			return signature
		}
	}
	public, err := x509.MarshalPKIXPublicKey(&testKeys.rsa.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	other := func(alg string) string { return fmt.Sprintf(`{"alg":%q,"typ":"JWT","kid":%q}`, alg, i.kid) }

	for _, row := range []struct {
		reason, token, want string // want is in the error; "": accepted
	}{
		{"a right token", good, ""},
		{"no typ", raw(head(""), with(nil), signRS256), ""},
		{"a typ of RFC 9068", raw(head(`,"typ":"at+jwt"`), with(nil), signRS256), ""},
		{"a member of the header that nobody knows", raw(head(`,"x":1`), with(nil), signRS256), ""},
		{"a claim that nobody knows", raw(header, claim("x", []any{1}), signRS256), ""},
		{"several audiences, one of them ours", raw(header, claim("aud", []string{"a", graphAppID}), signRS256), ""},
		{"expired within the leeway", raw(header, claim("exp", noon.Add(-59*time.Second).Unix()), signRS256), ""},
		{"valid soon, within the leeway", raw(header, claim("nbf", noon.Add(59*time.Second).Unix()), signRS256), ""},
		{"a time with a fraction", raw(header, claim("exp", float64(noon.Unix())+3600.5), signRS256), ""},
		{"no nbf", raw(header, claim("nbf", nil), signRS256), ""},
		{"no iat", raw(header, claim("iat", nil), signRS256), ""},
		{"no permission at all is for the operation to refuse", raw(header, claim("roles", nil), signRS256), ""},
		{"jku is not fetched, nor a reason to refuse", raw(head(`,"jku":"https://evil.example/keys"`), with(nil), signRS256), ""},

		{"empty", "", "1 parts"},
		{"no parts", "opaque", "1 parts"},
		{"two parts", parts[0] + "." + parts[1], "2 parts"},
		{"four parts", good + ".x", "4 parts"},
		{"five parts, encrypted", good + ".x.y", "5 parts"},
		{"only dots", "..", "header of the token is not a JSON object"},
		{"too long", strings.Repeat("a", maxTokenBytes+1), "longer than 16384 bytes"},
		{"a header that is not base64url", "!." + parts[1] + "." + parts[2], "header of the token is not base64url"},
		{"padding", parts[0] + "=." + parts[1] + "." + parts[2], "header of the token is not base64url"},
		{"base64 and not base64url", strings.ReplaceAll(parts[0], "e", "+") + "." + parts[1] + "." + parts[2], "header of the token"},
		{"bits behind the end", "eyJ9." + parts[1] + "." + parts[2], "header of the token"},
		{"a header that is not JSON", raw("no", with(nil), signRS256), "header of the token is not a JSON object"},
		{"a header that is null", raw("null", with(nil), signRS256), "header of the token is not a JSON object"},
		{"a header that is an array", raw("[]", with(nil), signRS256), "header of the token is not a JSON object"},
		{"claims that are not JSON", raw(header, "no", signRS256), "claims of the token is not a JSON object"},
		{"claims that are a string", raw(header, `"x"`, signRS256), "claims of the token is not a JSON object"},
		{"claims followed by more", raw(header, with(nil)+"{}", signRS256), "claims of the token is not a JSON object"},
		{"claims that are not UTF-8", raw(header, "{\"a\":\"\xff\"}", signRS256), "claims of the token is not a JSON object"},
		{"a claim that is given twice", raw(header, `{"tid":"a",`+with(nil)[1:], signRS256), "each name given once"},
		{"alg twice", raw(`{"alg":"none",`+header[1:], with(nil), signRS256), "each name given once"},
		{"a claim in another case", raw(header, `{"TID":"a",`+with(nil)[1:], signRS256), `"TID", which is spelled "tid"`},
		{"exp in another case", raw(header, `{"Exp":9999999999,`+with(nil)[1:], signRS256), `"Exp", which is spelled "exp"`},
		{"alg in another case", raw(`{"ALG":"none",`+header[1:], with(nil), signRS256), `"ALG", which is spelled "alg"`},

		{"alg none", raw(other("none"), with(nil), func(string) []byte { return nil }), "signature"},
		{"alg None", raw(other("None"), with(nil), func(string) []byte { return nil }), "signature"},
		{"no alg", raw(fmt.Sprintf(`{"kid":%q}`, i.kid), with(nil), signRS256), "signature"},
		{"alg is a number", raw(fmt.Sprintf(`{"alg":1,"kid":%q}`, i.kid), with(nil), signRS256), "signature"},
		{"alg in small letters", raw(other("rs256"), with(nil), signRS256), "signature"},
		{"HMAC with the public key as its secret", raw(other("HS256"), with(nil), by(jwt.SigningMethodHS256, publicPEM)), "signature"},
		{"HMAC with the DER of the public key", raw(other("HS256"), with(nil), by(jwt.SigningMethodHS256, public)), "signature"},
		{"HMAC with an empty secret", raw(other("HS256"), with(nil), by(jwt.SigningMethodHS256, []byte{})), "signature"},
		{"another algorithm of the same key", raw(other("RS512"), with(nil), by(jwt.SigningMethodRS512, testKeys.rsa)), "not signed by the issuer"},
		{"PSS with the same key", raw(other("PS256"), with(nil), by(jwt.SigningMethodPS256, testKeys.rsa)), "not signed by the issuer"},
		{"an elliptic curve under the id of the key", raw(other("ES256"), with(nil), by(jwt.SigningMethodES256, testKeys.ec)), "not signed by the issuer"},
		{"Ed25519 under the id of the key", raw(other("EdDSA"), with(nil), by(jwt.SigningMethodEdDSA, testKeys.ed)), "not signed by the issuer"},
		{"somebody else's key", raw(header, with(nil), by(jwt.SigningMethodRS256, testKeys.other)), "signature"},
		{"no signature", parts[0] + "." + parts[1] + ".", "signature"},
		{"a signature that is cut", good[:len(good)-4], "signature"},
		{"a signature with a bit changed", good[:len(good)-10] + "A" + good[len(good)-9:len(good)-8] + "B" + good[len(good)-7:], "signature"},
		{"claims of another token under the signature", parts[0] + "." + strings.Split(raw(header, claim("tid", "evil"), signRS256), ".")[1] + "." + parts[2], "signature"},

		{"no kid", raw(`{"alg":"RS256"}`, with(nil), signRS256), "no kid"},
		{"an empty kid", raw(`{"alg":"RS256","kid":""}`, with(nil), signRS256), "no kid"},
		{"a kid that is a number", raw(`{"alg":"RS256","kid":1}`, with(nil), signRS256), "no kid"},
		{"a kid that is an object", raw(`{"alg":"RS256","kid":{}}`, with(nil), signRS256), "no kid"},
		{"a kid that nobody has", raw(`{"alg":"RS256","kid":"x"}`, with(nil), signRS256), "not signed by the issuer"},
		{"a kid that is a path", raw(`{"alg":"RS256","kid":"../../dev/null"}`, with(nil), signRS256), "not signed by the issuer"},
		{"a kid that is SQL", raw(`{"alg":"RS256","kid":"' or 1=1 --"}`, with(nil), signRS256), "not signed by the issuer"},
		{"crit", raw(head(`,"crit":["exp"]`), with(nil), signRS256), "has crit"},
		{"an empty crit", raw(head(`,"crit":[]`), with(nil), signRS256), "has crit"},
		{"b64", raw(head(`,"b64":false`), with(nil), signRS256), "has b64"},
		{"zip", raw(head(`,"zip":"DEF"`), with(nil), signRS256), "has zip"},
		{"an own key in the header", raw(head(`,"jwk":{"kty":"oct","k":"AA"}`), with(nil), by(jwt.SigningMethodRS256, testKeys.other)), "signature"},
		{"a typ for something else", raw(head(`,"typ":"logout+jwt"`), with(nil), signRS256), "typ other than"},
		{"a typ that is a number", raw(head(`,"typ":1`), with(nil), signRS256), "typ other than"},

		{"expired", raw(header, claim("exp", noon.Add(-61*time.Second).Unix()), signRS256), "expired at 2026-11-23T11:58:59Z"},
		{"exp in a distant past", raw(header, claim("exp", -1), signRS256), "expired at 1969-12-31T23:59:59Z"},
		{"no exp", raw(header, claim("exp", nil), signRS256), "no claim exp"},
		{"exp is a string", raw(header, claim("exp", "9999999999"), signRS256), "not a number"},
		{"exp is true", raw(header, claim("exp", true), signRS256), "not a number"},
		{"exp is zero", raw(header, claim("exp", 0), signRS256), "no claim exp"},
		{"not valid yet", raw(header, claim("nbf", noon.Add(61*time.Second).Unix()), signRS256), "not valid before 2026-11-23T12:01:01Z"},
		{"nbf is a string", raw(header, claim("nbf", "soon"), signRS256), "not a number"},
		{"issued in the future", raw(header, claim("iat", noon.Add(61*time.Second).Unix()), signRS256), "issued in the future"},
		{"no audience", raw(header, claim("aud", nil), signRS256), "no claim aud"},
		{"an empty audience", raw(header, claim("aud", ""), signRS256), "aud"},
		{"no audiences", raw(header, claim("aud", []string{}), signRS256), "aud"},
		{"another audience", raw(header, claim("aud", "https://management.azure.com"), signRS256), "claim aud is not the audience"},
		{"an audience that begins as ours", raw(header, claim("aud", graphAudience+".evil.example"), signRS256), "claim aud is not the audience"},
		{"an audience that is a number", raw(header, claim("aud", 1), signRS256), "no claim aud"},
		{"another issuer", raw(header, claim("iss", "https://evil.example/v2.0"), signRS256), "issued by somebody else"},
		{"no issuer", raw(header, claim("iss", nil), signRS256), "issued by somebody else"},
		{"an issuer that is a number", raw(header, claim("iss", 1), signRS256), "issued by somebody else"},
		{"the issuer of another tenant", raw(header, claim("iss", "https://localhost/other/v2.0"), signRS256), "issued by somebody else"},
		{"no tenant", raw(header, claim("tid", nil), signRS256), "issued by somebody else"},
		{"a tenant that is a number", raw(header, claim("tid", 1), signRS256), "claim tid of the token is not a string"},
		{"a tenant that is a path", raw(header, claim("tid", "../default"), signRS256), "claim tid of the token is no tenant"},
		{"a tenant that is too long", raw(header, claim("tid", strings.Repeat("a", 65)), signRS256), "claim tid of the token is no tenant"},
		{"scp is an array", raw(header, claim("scp", []string{"a"}), signRS256), "claim scp of the token is not a string"},
		{"roles is a string", raw(header, claim("roles", "EduAdministration.ReadWrite.All"), signRS256), "claim roles of the token is not an array"},
		{"roles has a number in it", raw(header, claim("roles", []any{"a", 1}), signRS256), "claim roles of the token is not an array"},
		{"more roles than anybody has", raw(header, claim("roles", slices.Repeat([]string{"a"}, maxPermissions+1)), signRS256), "more than 200 permissions"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			for range 2 { // the second time it may be remembered
				_, err := i.Authenticate(t.Context(), row.token)
				switch {
				case row.want == "" && err != nil:
					t.Fatalf("refused: %v", err)
				case row.want == "":
				case err == nil:
					t.Fatal("accepted")
				case !errors.Is(err, server.ErrUnauthenticated):
					t.Fatalf("%v is not the token's fault", err)
				case !strings.Contains(err.Error(), row.want):
					t.Fatalf("got %q, want %q in it", err, row.want)
				}
			}
		})
	}
}

// TestPrincipal is whom the claims of a token name.
func TestPrincipal(t *testing.T) {
	for _, row := range []struct {
		reason, claims string
		want           server.Principal
	}{
		{"an application", `{"tid":"t","sub":"s","roles":["A.All","B.All"]}`, server.Principal{Subject: "s", Tenant: "t", Application: []string{"A.All", "B.All"}}},
		{"a user", `{"tid":"t","oid":"o","sub":"s","scp":"A B"}`, server.Principal{Subject: "o", Tenant: "t", Delegated: []string{"A", "B"}}},
		{"roles of a user's own count for nothing beside scp", `{"scp":"A","roles":["A.All"]}`, server.Principal{Delegated: []string{"A"}}},
		{"an empty scp is one", `{"scp":"","roles":["A.All"]}`, server.Principal{}},
		{"blanks around scopes", `{"scp":" A   B "}`, server.Principal{Delegated: []string{"A", "B"}}},
		{"no permission", `{"azp":"c"}`, server.Principal{Subject: "c"}},
	} {
		t.Run(row.reason, func(t *testing.T) {
			p, err := readToken(raw("{}", row.claims, func(string) []byte { return nil }), new(headerCache))
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.principal()
			if err != nil || got.Subject != row.want.Subject || got.Tenant != row.want.Tenant || got.Unrestricted ||
				!slices.Equal(got.Delegated, row.want.Delegated) || !slices.Equal(got.Application, row.want.Application) {
				t.Errorf("got %+v (%v), want %+v", got, err, row.want)
			}
		})
	}
}

// TestUnverified is what is obeyed of a token that nobody verifies.
func TestUnverified(t *testing.T) {
	u := Unverified{Now: func() time.Time { return noon }}
	unsigned := func(claims string) string { return raw(`{"alg":"none"}`, claims, func(string) []byte { return nil }) }
	for _, row := range []struct {
		reason, token string
		unrestricted  bool
		tenant, want  string // want is in the error
	}{
		{"an opaque token may do everything", "secret", true, "", ""},
		{"so may one with dots that is no JSON Web Token", "a.b.c", true, "", ""},
		{"and one whose header has no alg", raw("{}", "{}", signRS256), true, "", ""},
		{"a tenant is obeyed", unsigned(`{"tid":"contoso"}`), true, "contoso", ""},
		{"permissions are obeyed", unsigned(`{"tid":"contoso","scp":"EduAdministration.Read"}`), false, "contoso", ""},
		{"having none is obeyed", unsigned(`{"roles":[]}`), false, "", ""},
		{"expiry is obeyed", unsigned(fmt.Sprintf(`{"exp":%d}`, noon.Add(-time.Hour).Unix())), false, "", "expired at 2026-11-23T11:00:00Z"},
		{"expiry has a leeway", unsigned(fmt.Sprintf(`{"exp":%d}`, noon.Add(-30*time.Second).Unix())), true, "", ""},
		{"a beginning is obeyed", unsigned(fmt.Sprintf(`{"nbf":%d}`, noon.Add(time.Hour).Unix())), false, "", "not valid before"},
		{"broken claims are told", unsigned(`[]`), false, "", "claims of the token is not a JSON object"},
		{"so is a tenant that is none", unsigned(`{"tid":"a/b"}`), false, "", "no tenant"},
		{"and a token that is too long", strings.Repeat("a", maxTokenBytes+1), false, "", "longer than"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			who, err := u.Authenticate(t.Context(), row.token)
			if row.want != "" {
				if !errors.Is(err, server.ErrUnauthenticated) || !strings.Contains(err.Error(), row.want) {
					t.Fatalf("got %v, want %q in it", err, row.want)
				}
				return
			}
			if err != nil || who.Unrestricted != row.unrestricted || who.Tenant != row.tenant {
				t.Errorf("got %+v, %v", who, err)
			}
		})
	}
}

// TestRemembered holds a token that was accepted to its expiry.
func TestRemembered(t *testing.T) {
	i := testIssuer(t)
	now := noon
	asked := 0
	i.verifier = newVerifier(func(ctx context.Context, token *jwt.Token) (any, error) {
		asked++
		return i.publicKey(ctx, token)
	}, isOwn, []string{graphAudience}, func() time.Time { return now })
	short := raw(fmt.Sprintf(`{"alg":"RS256","kid":%q}`, i.kid), with(map[string]any{"exp": noon.Add(2 * time.Minute).Unix()}), signRS256)
	long := raw(fmt.Sprintf(`{"alg":"RS256","kid":%q}`, i.kid), with(nil), signRS256)
	for _, step := range []struct {
		reason, token string
		after         time.Duration
		asked         int
		accepted      bool
	}{
		{"a new token is verified", short, 0, 1, true},
		{"a known one is not again", short, time.Minute, 1, true},
		{"once expired it is, and has the leeway of a minute", short, 2*time.Minute + time.Second, 2, true},
		{"and then it is refused", short, 4 * time.Minute, 3, false},
		{"another token", long, 4 * time.Minute, 4, true},
		{"is verified again after five minutes", long, 9*time.Minute + time.Second, 5, true},
	} {
		now = noon.Add(step.after)
		if _, err := i.Authenticate(t.Context(), step.token); err == nil != step.accepted || asked != step.asked {
			t.Errorf("%s: got %v, keys asked for %d times, want %d", step.reason, err, asked, step.asked)
		}
	}
	if n := i.remembered.count.Load(); n != 2 {
		t.Errorf("%d tokens are remembered, want 2", n)
	}
}

// TestMade: a token that the issuer has made is known before it comes, unless it
// would be refused.
func TestMade(t *testing.T) {
	i := testIssuer(t)
	for _, tt := range []struct {
		name     string
		request  Request
		known    int64
		accepted bool
		reason   string
	}{
		{"of an application", Request{Tenant: "t", Roles: []string{"EduAdministration.Read.All"}, Lifetime: time.Hour}, 1, true, "its signature is our own"},
		{"of a user", Request{Tenant: "t", User: "u", Scopes: []string{"EduAdministration.Read"}, Lifetime: time.Hour}, 1, true, "so is this"},
		{"of many permissions", Request{Tenant: "t", Roles: slices.Repeat([]string{"EduAdministration.Read.All"}, 100), Lifetime: time.Hour}, 1, true, "it is longer than what is kept of a token"},
		{"expired", Request{Tenant: "t", Lifetime: -time.Hour}, 0, false, "it was asked for to be refused"},
	} {
		i.remembered.forget()
		token, err := i.Token(tt.request)
		if err != nil {
			t.Fatal(err)
		}
		if n := i.remembered.count.Load(); n != tt.known {
			t.Errorf("%s: %d tokens are known, want %d\nreason: %s", tt.name, n, tt.known, tt.reason)
		}
		known, err := i.Authenticate(t.Context(), token)
		i.remembered.forget()
		verified, again := i.Authenticate(t.Context(), token)
		if !reflect.DeepEqual(known, verified) || err == nil != tt.accepted || again == nil != tt.accepted {
			t.Errorf("%s: as known %+v, %v; as verified %+v, %v", tt.name, known, err, verified, again)
		}
		i.remembered.forget()
		signature := strings.LastIndexByte(token, '.') + 1
		if other := token[:signature] + "A" + token[signature+1:]; other != token {
			if _, err := i.Authenticate(t.Context(), other); err == nil {
				t.Errorf("%s: accepted with another signature", tt.name)
			}
		}
	}
}

func FuzzReadToken(f *testing.F) {
	f.Add(raw(`{"alg":"RS256","kid":"x"}`, with(nil), func(string) []byte { return nil }))
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, token string) {
		p, err := readToken(token, new(headerCache))
		if err != nil {
			if !errors.Is(err, server.ErrUnauthenticated) {
				t.Errorf("%v is not the token's fault", err)
			}
			return
		}
		if _, err := p.principal(); err != nil && !errors.Is(err, server.ErrUnauthenticated) {
			t.Errorf("%v is not the token's fault", err)
		}
		_ = p.checkHeader()
		if _, err := (Unverified{}).Authenticate(t.Context(), token); err != nil && !errors.Is(err, server.ErrUnauthenticated) {
			t.Errorf("%v is not the token's fault", err)
		}
	})
}

func BenchmarkKnownToken(b *testing.B) {
	i := testIssuer(b)
	token, err := i.Token(Request{Tenant: "t", Lifetime: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := i.Authenticate(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewToken(b *testing.B) {
	i := testIssuer(b)
	token, err := i.Token(Request{Tenant: "t", Lifetime: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		i.remembered.forget() // it was not made by this process
		if _, err := i.Authenticate(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}
