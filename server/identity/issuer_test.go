package identity

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io/fs"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ask sends a request to the endpoints of an issuer and returns the answer.
func ask(t *testing.T, i *Issuer, method, path string, form url.Values, header ...string) (int, map[string]any) {
	t.Helper()
	r := httptest.NewRequest(method, "https://localhost:8443"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for n := 0; n+1 < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	w := httptest.NewRecorder()
	i.Handler(http.NotFoundHandler()).ServeHTTP(w, r)
	if got := w.Header().Get("Cache-Control"); w.Code != http.StatusNotFound && got != "no-store" {
		t.Errorf("Cache-Control: %q", got)
	}
	var answer map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil && w.Code != http.StatusNotFound {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return w.Code, answer
}

const graphDefault = graphAudience + "/.default"

// assertion returns what a client signs in place of a secret.
func assertion(t *testing.T, key *rsa.PrivateKey, changes jwt.MapClaims) string {
	t.Helper()
	claims := jwt.MapClaims{"iss": "signer", "sub": "signer", "aud": "https://localhost:8443/contoso/oauth2/v2.0/token", "exp": noon.Add(time.Minute).Unix(), "jti": "1"}
	for name, value := range changes {
		claims[name] = value
	}
	text, err := jwt.NewWithClaims(jwt.SigningMethodPS256, claims).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// addSigner registers a client that signs.
func addSigner(t *testing.T, i *Issuer) {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "signer"}, NotAfter: noon.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &testKeys.other.PublicKey, testKeys.other)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{ID: "signer", Certificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), Roles: []string{"EduAdministration.Read.All"}}
	if err := c.prepare(); err != nil {
		t.Fatal(err)
	}
	i.clients["signer"] = c
}

// TestGrants is what a client gets that asks for a token: one that the service
// accepts, or an error of Entra's.
func TestGrants(t *testing.T) {
	i := testIssuer(t)
	addSigner(t, i)
	const writer = "client_id=writer&client_secret=s%2Bcr%26t+%2541"
	const user = "grant_type=password&username=admin%40school.example&password=pass+word"
	sign := func(key *rsa.PrivateKey, changes jwt.MapClaims) string {
		return "grant_type=client_credentials&scope=" + graphDefault + "&client_id=signer&client_assertion_type=" + url.QueryEscape(assertionType) + "&client_assertion=" + assertion(t, key, changes)
	}
	for _, row := range []struct {
		reason, tenant, form, basic string
		status                      int
		code                        float64 // of Entra, of a refusal
		roles, scp                  string
	}{
		{"a client by its secret", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "&" + writer, "", 200, 0, "EduAdministration.ReadWrite.All", ""},
		{"one that may only read", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "&client_id=reader&client_secret=reads", "", 200, 0, "EduAdministration.Read.All", ""},
		{"a secret in the Authorization header", "contoso", "grant_type=client_credentials&scope=" + graphDefault, "writer:s%2Bcr%26t+%2541", 200, 0, "EduAdministration.ReadWrite.All", ""},
		{"the service by its own name as the resource", "contoso", "grant_type=client_credentials&scope=https://localhost/.default&" + writer, "", 200, 0, "EduAdministration.ReadWrite.All", ""},
		{"Graph by its application id", "contoso", "grant_type=client_credentials&scope=" + graphAppID + "/.default&" + writer, "", 200, 0, "EduAdministration.ReadWrite.All", ""},
		{"scopes of OpenID Connect beside it, as the library for Go sends them", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "+openid+offline_access+profile&" + writer, "", 200, 0, "EduAdministration.ReadWrite.All", ""},
		{"only scopes of OpenID Connect", "contoso", "grant_type=client_credentials&scope=openid&" + writer, "", 400, 900144, "", ""},
		{"two resources", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "+" + graphDefault + "&" + writer, "", 400, 500011, "", ""},
		{"a client by its certificate", "contoso", sign(testKeys.other, nil), "", 200, 0, "EduAdministration.Read.All", ""},
		{"the issuer as the audience of an assertion", "contoso", sign(testKeys.other, jwt.MapClaims{"aud": "https://localhost:8443/contoso/v2.0"}), "", 200, 0, "EduAdministration.Read.All", ""},
		{"a user by a password", "contoso", user + "&scope=EduAdministration.Read&" + writer, "", 200, 0, "", "EduAdministration.Read"},
		{"a user of a public client", "contoso", user + "&client_id=reader&scope=" + graphAudience + "/EduAdministration.Read+openid+profile+offline_access", "", 200, 0, "", "EduAdministration.Read"},
		{"everything that was granted", "contoso", user + "&client_id=writer&scope=" + graphDefault, "", 200, 0, "", "EduAdministration.Read EduAdministration.ReadWrite"},

		{"a wrong secret", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "&client_id=writer&client_secret=x", "", 401, 7000215, "", ""},
		{"a wrong secret in the header", "contoso", "grant_type=client_credentials&scope=" + graphDefault, "writer:x", 401, 7000215, "", ""},
		{"a header that is not encoded", "contoso", "grant_type=client_credentials&scope=" + graphDefault, "writer:%zz", 400, 900023, "", ""},
		{"no secret", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "&client_id=writer", "", 401, 7000218, "", ""},
		{"a secret of a client that signs", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "&client_id=signer&client_secret=x", "", 401, 7000215, "", ""},
		{"an assertion of another key", "contoso", sign(testKeys.rsa, nil), "", 401, 700027, "", ""},
		{"an assertion that has expired", "contoso", sign(testKeys.other, jwt.MapClaims{"exp": noon.Add(-2 * time.Minute).Unix()}), "", 401, 700027, "", ""},
		{"an assertion for another tenant", "other", sign(testKeys.other, nil), "", 401, 700027, "", ""},
		{"an assertion of another client", "contoso", sign(testKeys.other, jwt.MapClaims{"sub": "writer"}), "", 401, 700027, "", ""},
		{"an assertion where there is no certificate", "contoso", strings.Replace(sign(testKeys.other, nil), "client_id=signer", "client_id=writer", 1), "", 401, 700027, "", ""},
		{"an unknown client", "contoso", "grant_type=client_credentials&scope=" + graphDefault + "&client_id=x&client_secret=x", "", 400, 700016, "", ""},
		{"no client", "contoso", "grant_type=client_credentials&scope=" + graphDefault, "", 400, 900144, "", ""},
		{"no grant type", "contoso", writer, "", 400, 900144, "", ""},
		{"a grant type that there is not", "contoso", "grant_type=implicit&" + writer, "", 400, 70003, "", ""},
		{"no scope", "contoso", "grant_type=client_credentials&" + writer, "", 400, 900144, "", ""},
		{"a permission in place of .default", "contoso", "grant_type=client_credentials&scope=EduAdministration.Read.All&" + writer, "", 400, 1002012, "", ""},
		{"another resource", "contoso", "grant_type=client_credentials&scope=https://evil.example/.default&" + writer, "", 400, 500011, "", ""},
		{"a parameter twice", "contoso", "grant_type=client_credentials&scope=a&scope=b&" + writer, "", 400, 9000411, "", ""},
		{"several tenants", "common", "grant_type=client_credentials&scope=" + graphDefault + "&" + writer, "", 400, 90002, "", ""},
		{"what is no tenant", "a%2Fb", "grant_type=client_credentials&scope=" + graphDefault + "&" + writer, "", 400, 90002, "", ""},
		{"a wrong password", "contoso", strings.Replace(user, "pass+word", "x", 1) + "&client_id=reader&scope=EduAdministration.Read", "", 400, 50126, "", ""},
		{"an unknown user", "contoso", strings.Replace(user, "admin", "x", 1) + "&client_id=reader&scope=EduAdministration.Read", "", 400, 50126, "", ""},
		{"no user", "contoso", "grant_type=password&password=x&client_id=reader&scope=EduAdministration.Read", "", 400, 900144, "", ""},
		{"no password", "contoso", "grant_type=password&username=admin%40school.example&client_id=reader&scope=EduAdministration.Read", "", 400, 900144, "", ""},
		{"a permission that was not granted", "contoso", user + "&client_id=reader&scope=EduAdministration.ReadWrite", "", 400, 65001, "", ""},
		{"a user and no permission", "contoso", user + "&client_id=reader&scope=openid", "", 400, 900144, "", ""},
		{"a permission of another resource", "contoso", user + "&client_id=reader&scope=https://evil.example/EduAdministration.Read", "", 400, 500011, "", ""},
		{"a form that is too large", "contoso", "grant_type=" + strings.Repeat("x", maxFormBytes), "", 400, 900023, "", ""},
		{"a form that is none", "contoso", "%zz", "", 400, 900023, "", ""},
	} {
		t.Run(row.reason, func(t *testing.T) {
			r := httptest.NewRequest("POST", "https://localhost:8443/"+row.tenant+"/oauth2/v2.0/token", strings.NewReader(row.form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if id, secret, ok := strings.Cut(row.basic, ":"); ok {
				r.SetBasicAuth(id, secret)
			}
			w := httptest.NewRecorder()
			i.Handler(http.NotFoundHandler()).ServeHTTP(w, r)
			var answer struct {
				AccessToken string    `json:"access_token"`
				TokenType   string    `json:"token_type"`
				ExpiresIn   int       `json:"expires_in"`
				IDToken     string    `json:"id_token"`
				Error       string    `json:"error"`
				Codes       []float64 `json:"error_codes"`
				Description string    `json:"error_description"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != row.status {
				t.Fatalf("got %d %s (%v), want %d", w.Code, w.Body, err, row.status)
			}
			if row.status != http.StatusOK {
				if answer.Error == "" || !slices.Equal(answer.Codes, []float64{row.code}) || !strings.HasPrefix(answer.Description, "AADSTS") {
					t.Errorf("got %s, want AADSTS%v", w.Body, row.code)
				}
				return
			}
			who, err := i.Authenticate(t.Context(), answer.AccessToken)
			if err != nil || who.Tenant != "contoso" || strings.Join(who.Application, " ") != row.roles || strings.Join(who.Delegated, " ") != row.scp {
				t.Errorf("the token is of %+v, %v", who, err)
			}
			if answer.TokenType != "Bearer" || answer.ExpiresIn != 3600 || (answer.IDToken != "") != (row.scp != "" && strings.Contains(row.form, "openid")) {
				t.Errorf("got %s", w.Body)
			}
			if answer.IDToken != "" {
				if _, err := i.Authenticate(t.Context(), answer.IDToken); err == nil {
					t.Error("an id token is taken for an access token")
				}
			}
		})
	}
}

// TestDeviceCode logs a user in without anybody being there.
func TestDeviceCode(t *testing.T) {
	i := testIssuer(t)
	now := noon
	i.now = func() time.Time { return now }
	code := func(t *testing.T, form url.Values) string {
		t.Helper()
		status, answer := ask(t, i, "POST", "/contoso/oauth2/v2.0/devicecode", form)
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, answer)
		}
		return answer["device_code"].(string)
	}
	scope := url.Values{"client_id": {"reader"}, "scope": {"EduAdministration.Read openid"}}
	exchange := func(tenant, client, code string) (int, map[string]any) {
		return ask(t, i, "POST", "/"+tenant+"/oauth2/v2.0/token", url.Values{"grant_type": {deviceGrant}, "client_id": {client}, "device_code": {code}})
	}
	good := code(t, scope)
	status, answer := exchange("contoso", "reader", good)
	if status != http.StatusOK {
		t.Fatalf("%d %v", status, answer)
	}
	if who, err := i.Authenticate(t.Context(), answer["access_token"].(string)); err != nil || strings.Join(who.Delegated, " ") != "EduAdministration.Read" {
		t.Errorf("got %+v, %v", who, err)
	}
	if _, err := i.Authenticate(t.Context(), good); err == nil {
		t.Error("a device code is taken for an access token")
	}
	for _, row := range []struct{ reason, tenant, client, code string }{
		{"of another client", "contoso", "writer", good},
		{"of another tenant", "other", "reader", good},
		{"an access token", "contoso", "reader", answer["access_token"].(string)},
		{"none", "contoso", "reader", ""},
	} {
		if status, answer := exchange(row.tenant, row.client, row.code); status != http.StatusBadRequest || answer["error"] != "expired_token" {
			t.Errorf("%s: %d %v", row.reason, status, answer)
		}
	}
	now = noon.Add(deviceLifetime + time.Second)
	if status, answer := exchange("contoso", "reader", good); status != http.StatusBadRequest || answer["error"] != "expired_token" {
		t.Errorf("too late: %d %v", status, answer)
	}
	for _, row := range []struct {
		reason, path string
		form         url.Values
		code         float64
	}{
		{"no client", "/contoso/oauth2/v2.0/devicecode", url.Values{"scope": {"a"}}, 900144},
		{"no scope", "/contoso/oauth2/v2.0/devicecode", url.Values{"client_id": {"reader"}}, 900144},
		{"an unknown client", "/contoso/oauth2/v2.0/devicecode", url.Values{"client_id": {"x"}, "scope": {"a"}}, 700016},
		{"several tenants", "/organizations/oauth2/v2.0/devicecode", scope, 90002},
	} {
		if status, answer := ask(t, i, "POST", row.path, row.form); status != http.StatusBadRequest || answer["error_codes"].([]any)[0] != row.code {
			t.Errorf("%s: %d %v", row.reason, status, answer)
		}
	}
	i.firstUser = ""
	if status, answer := exchange("contoso", "reader", code(t, scope)); status != http.StatusBadRequest || answer["error"] != "authorization_declined" {
		t.Errorf("no user: %d %v", status, answer)
	}
}

// TestManagedIdentity is the way of a program that has no secret.
func TestManagedIdentity(t *testing.T) {
	i := testIssuer(t)
	const path = "/msi/token?api-version=2019-08-01&resource=" + graphAudience
	for _, row := range []struct {
		reason, path, header string
		status               int
		roles                string
	}{
		{"the system's own", path, "shown", 200, "EduAdministration.ReadWrite.All"},
		{"one that the user has assigned", path + "&client_id=reader", "shown", 200, "EduAdministration.Read.All"},
		{"another header", path, "x", 401, ""},
		{"no resource", "/msi/token", "shown", 400, ""},
		{"another resource", "/msi/token?resource=https://evil.example", "shown", 400, ""},
		{"an unknown client", path + "&client_id=x", "shown", 400, ""},
	} {
		t.Run(row.reason, func(t *testing.T) {
			status, answer := ask(t, i, "GET", row.path, nil, "X-IDENTITY-HEADER", row.header)
			if status != row.status {
				t.Fatalf("got %d %v, want %d", status, answer, row.status)
			}
			if status != http.StatusOK {
				return
			}
			who, err := i.Authenticate(t.Context(), answer["access_token"].(string))
			if err != nil || strings.Join(who.Application, " ") != row.roles || who.Tenant != "default" || answer["expires_on"] != "1795438800" {
				t.Errorf("got %+v, %v, %v", who, err, answer)
			}
		})
	}
	i.managed = managedIdentity{}
	if status, _ := ask(t, i, "GET", path, nil, "X-IDENTITY-HEADER", ""); status != http.StatusUnauthorized {
		t.Errorf("without a managed identity: %d", status)
	}
}

// TestMetadata follows what the issuer says of itself: a provider that is told
// of it accepts its tokens.
func TestMetadata(t *testing.T) {
	i := testIssuer(t)
	status, answer := ask(t, i, "GET", "/contoso/v2.0/.well-known/openid-configuration", nil)
	if status != http.StatusOK || answer["issuer"] != "https://localhost:8443/contoso/v2.0" {
		t.Fatalf("%d %v", status, answer)
	}
	for _, name := range []string{"token_endpoint", "device_authorization_endpoint", "jwks_uri"} {
		path := strings.TrimPrefix(answer[name].(string), "https://localhost:8443")
		method := http.MethodPost
		if name == "jwks_uri" {
			method = http.MethodGet
		}
		if status, _ := ask(t, i, method, path, nil); status == http.StatusNotFound {
			t.Errorf("nothing is at %s", answer[name])
		}
	}
	if status, answer := ask(t, i, "GET", "/a%2Fb/v2.0/.well-known/openid-configuration", nil); status != http.StatusBadRequest {
		t.Errorf("no tenant: %d %v", status, answer)
	}
	if status, answer := ask(t, i, "GET", "/common/userrealm/admin@school.example?api-version=1.0", nil); status != http.StatusOK || answer["account_type"] != "Managed" {
		t.Errorf("realm: %d %v", status, answer)
	}
	if status, _ := ask(t, i, "GET", "/elsewhere", nil); status != http.StatusNotFound {
		t.Errorf("another path: %d", status)
	}
}

// TestIssuerAsProvider verifies a token by what the issuer publishes, as a
// service elsewhere would.
func TestIssuerAsProvider(t *testing.T) {
	i := testIssuer(t)
	i.now = time.Now
	ts := httptest.NewServer(i.Handler(http.NotFoundHandler()))
	t.Cleanup(ts.Close)
	token, err := i.token(ts.URL, Request{Tenant: "contoso", Lifetime: time.Hour, Roles: []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewProvider(t.Context(), ts.URL+"/contoso/v2.0", []string{graphAudience}, discard)
	if err != nil {
		t.Fatal(err)
	}
	until(t, "ready", func() bool { return p.Ready(t.Context()) == nil })
	if who, err := p.Authenticate(t.Context(), token); err != nil || who.Tenant != "contoso" {
		t.Errorf("got %+v, %v", who, err)
	}
}

func TestToken(t *testing.T) {
	i := testIssuer(t)
	for _, row := range []struct {
		reason  string
		request Request
		want    string // in the error, of Token or of who looks at the token
	}{
		{"an hour", Request{Tenant: "t", Lifetime: time.Hour}, ""},
		{"one that has expired", Request{Tenant: "t", Lifetime: -time.Hour}, "expired at"},
		{"no tenant", Request{Lifetime: time.Hour}, `the tenant ""`},
		{"too long", Request{Tenant: "t", Lifetime: MaxLifetime + 1}, "from -24h0m0s to 24h0m0s"},
		{"too long ago", Request{Tenant: "t", Lifetime: -MaxLifetime - 1}, "from -24h0m0s to 24h0m0s"},
		{"one that expires now, which clocks may see otherwise", Request{Tenant: "t"}, ""},
		{"both kinds of permissions", Request{Tenant: "t", Lifetime: time.Hour, Roles: []string{"a"}, Scopes: []string{"a"}}, "not both"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			token, err := i.Token(row.request)
			if err == nil {
				_, err = i.Authenticate(t.Context(), token)
			}
			if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
				t.Errorf("got %v, want %q in it", err, row.want)
			}
		})
	}
}

// TestIssuerFile is made once, whoever opens it, and then read.
func TestIssuerFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "issuer.json")
	var wg sync.WaitGroup
	issuers := make([]*Issuer, 4)
	for n := range issuers {
		wg.Go(func() {
			var err error
			if issuers[n], err = OpenIssuer(file); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	token, err := issuers[0].Token(Request{Tenant: "t", Lifetime: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for n, i := range issuers {
		if _, err := i.Authenticate(t.Context(), token); err != nil {
			t.Errorf("issuer %d: %v", n, err)
		}
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v: want one file", entries, err)
	}
}

// TestBrokenFile says what is wrong with a file, and shows nothing of it.
func TestBrokenFile(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "issuer.json")
	if _, err := OpenIssuer(whole); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	var f issuerFile
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	secret := f.Clients[0].Secret
	small, _ := rsa.GenerateKey(rand.Reader, 1024)
	der, _ := x509.MarshalPKCS8PrivateKey(small)
	smallKey, _ := json.Marshal(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	key, _ := json.Marshal(f.Key)
	replace := func(old, new string) []byte { return bytes.Replace(data, []byte(old), []byte(new), 1) }
	for _, row := range []struct {
		reason string
		data   []byte
		mode   fs.FileMode
		want   string
	}{
		{"others can read it", data, 0o640, "run chmod 600"},
		{"it is cut", data[:len(data)/2], 0o600, "invalid JSON at byte"},
		{"it is empty", nil, 0o600, "JSON"},
		{"a member that is not known", replace(`"secret"`, `"secrets"`), 0o600, `"/clients/0/secrets"`},
		{"a secret that is a number", replace(`"`+secret+`"`, "123456"), 0o600, `"/clients/0/secret"`},
		{"no key", replace(string(key), `""`), 0o600, "key: want a private key in PEM"},
		{"a key that is none", replace(string(key), `"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"`), 0o600, "key: "},
		{"a key that can be guessed", replace(string(key), string(smallKey)), 0o600, "2048 bits"},
		{"a client without a way to prove it", replace(`"secret": "`+secret+`"`, `"secret": ""`), 0o600, "clients[0]: want a secret or a certificate"},
		{"a client without an id", replace(`"id": "`+f.Clients[0].ID+`"`, `"id": ""`), 0o600, "clients[0]: want an id"},
		{"two clients with one id", replace(f.Clients[1].ID, f.Clients[0].ID), 0o600, "clients[1]: the id"},
		{"a certificate that is none", replace(`"secret": "`+secret+`"`, `"certificate": "x"`), 0o600, "clients[0]: certificate: want PEM"},
		{"a user without a password", replace(f.Users[0].Password, ""), 0o600, "users[0]: want a name and a password"},
		{"a managed identity of nobody", replace(`"client": "`+f.Clients[0].ID, `"client": "x`), 0o600, "managedIdentity: want"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "issuer.json")
			if err := os.WriteFile(file, row.data, row.mode); err != nil {
				t.Fatal(err)
			}
			_, err := OpenIssuer(file)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Fatalf("got %v, want %q in it", err, row.want)
			}
			for _, hidden := range []string{secret, f.Clients[1].Secret, f.Users[0].Password, "123456"} {
				if hidden != "" && strings.Contains(err.Error(), hidden) {
					t.Errorf("%v shows a secret", err)
				}
			}
		})
	}
	if _, err := OpenIssuer(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a folder that is not there is no error")
	}
}
