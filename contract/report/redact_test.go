package report_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// secretNames are names of credentials in the wild. Whether the document
// declares them or not, their values must not be shown.
var secretNames = strings.Fields(`
	access_token api_key api-key apikey ApiKey auth authToken auth_code Authentication bearer client_secret clientSecret code
	cert cookie credentials csrf-token id_token jwt key login_ticket mfa otp pass passcode passphrase passwd password pin
	private_key pwd refresh_token SAMLResponse saml sas secret session sessionid sid sig signature sso token totp user.password
	X-Access-Token X-Amz-Security-Token X-Amz-Signature X-Api-Key X-Auth X-Auth-Key X-Auth-Token X-Client-Secret X-Csrf-Token
	X-Functions-Key X-Goog-Api-Key X-Hub-Signature-256 X-Ms-Client-Principal X-Session-Id X-Vault-Token X-Xsrf-Token
	Ocp-Apim-Subscription-Key Private-Token Cf-Access-Jwt-Assertion Dpop-Key Proxy-Authorization Set-Cookie`)

// declaring is a document whose one operation declares parameters and headers of
// these names.
func declaring(t *testing.T, names ...string) (*contract.Contract, *contract.Operation) {
	t.Helper()
	var parameters, headers []string
	for _, name := range names {
		parameters = append(parameters, fmt.Sprintf(`{"name":%q,"in":"query","schema":{"type":"string","maxLength":1}},{"name":%q,"in":"header","schema":{"type":"string","maxLength":1}}`, name, name))
		headers = append(headers, fmt.Sprintf(`%q:{"schema":{"type":"string","maxLength":1}}`, name))
	}
	c, err := contract.Load([]byte(`{"openapi":"3.0.3","info":{"title":"t","version":"1"},"security":[{"a":[]},{}],
		"components":{"securitySchemes":{"a":{"type":"apiKey","in":"header","name":"X-Plain"}}},
		"paths":{"/a":{"get":{"parameters":[` + strings.Join(parameters, ",") + `],"responses":{"204":{"description":"d","headers":{` + strings.Join(headers, ",") + `}}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return c, c.Operations()[0]
}

func TestSecretNames(t *testing.T) {
	const secret = "s3cret"
	if len(secretNames) < 40 {
		t.Fatalf("%d names, want at least 40", len(secretNames))
	}
	c, declared := declaring(t, slices.DeleteFunc(slices.Clone(secretNames), func(name string) bool {
		return slices.Contains([]string{"Set-Cookie", "Proxy-Authorization"}, name) // as the library wants
	})...)
	for _, name := range secretNames {
		t.Run(name, func(t *testing.T) {
			if !report.IsSecret(name) {
				t.Error("IsSecret() = false")
			}
			escaped := fmt.Sprintf("%%%02x", name[0]) + url.QueryEscape(name[1:])
			for _, query := range []string{name + "=" + secret, "a=1&" + name + "=" + secret, "a=1;" + name + "=" + secret, escaped + "=" + secret,
				name + "=1&" + name + "=" + secret, name + "[]=" + secret, "a=" + secret + "&%zz=" + secret, secret, name + "=1?" + name + "=" + secret} {
				x := &contract.Exchange{Method: "GET", Target: "/a?" + query, Status: 204,
					RequestHeader:  http.Header{http.CanonicalHeaderKey(name): {secret, "Bearer " + secret}, name: {secret}},
					ResponseHeader: http.Header{http.CanonicalHeaderKey(name): {secret}, "Location": {"/b?" + query}}}
				for _, op := range []*contract.Operation{nil, declared} {
					if got := report.Redact(op, x); strings.Contains(fmt.Sprint(got), secret) {
						t.Errorf("%s is shown, declared: %t: %v", query, op != nil, got)
					}
					v := c.Exchange(x)
					report.RedactViolations(op, v.Violations)
					if strings.Contains(fmt.Sprint(v.Violations), secret) {
						t.Errorf("%s is shown by a violation, declared: %t: %v", query, op != nil, v.Violations)
					}
				}
				if got := report.Curl("$BASE", report.Redact(declared, x)); strings.Contains(got, secret) {
					t.Errorf("%s is shown: %s", query, got)
				}
			}
		})
	}
}

func TestRedact(t *testing.T) {
	_, op := declaring(t, "$top", "$skiptoken", "X-Declared", "pageSize")
	tests := []struct{ name, value, want, reason string }{
		{"Authorization", "Bearer a.b.c", "Bearer [redacted]", "the scheme helps, the token harms"},
		{"Authorization", "bearer", "bearer", "there is nothing to hide"},
		{"Authorization", "Bearer ", "Bearer ", "there is nothing to hide"},
		{"Authorization", "key", "[redacted]", "it could be a key"},
		{"Authorization", "s3cret key", "[redacted]", "this is no scheme"},
		{"Proxy-Authorization", "Basic eA==", "Basic [redacted]", "as good as a password"},
		{"Cookie", "a=b", "[redacted]", "sessions"},
		{"Set-Cookie", "a=b; Path=/", "[redacted]", "sessions"},
		{"Content-Type", "text/plain", "text/plain", "no secret"},
		{"Content-Type", "", "", "there is nothing to hide"},
		{"Www-Authenticate", "Negotiate abc", "[redacted]", "it may hold a token"},
		{"Sec-Websocket-Key", "eA==", "eA==", "it is a nonce, and an upgrade needs it (RFC 6455 section 11.3.1)"},
		{"Sec-Websocket-Accept", "eA==", "eA==", "it is made of the nonce"},
		{"Sec-Websocket-Version", "13", "13", "no secret"},
		{"Sec-Websocket-Extensions", "permessage-deflate", "permessage-deflate", "no secret"},
		{"Sec-Websocket-Protocol", "token, s3cret", "[redacted]", "browsers can send a token nowhere else"},
		{"X-Unknown", "a", "[redacted]", "what it holds is not known"},
		{"X-Declared", "a", "a", "the document declares it"},
		{"X-Plain", "a", "[redacted]", "the document says that it is a key"},
		{"Location", "/a?$top=1&b=2", "/a?$top=1&b=[redacted]", "the operation declares one"},
		{"Location", "https://me:pw@h/a#access_token=1", "https://[redacted]@h/a#[redacted]", "both hold credentials"},
		{"Referer", "//me@h/a;sid=1/b?q", "//[redacted]@h/a;sid=[redacted]/b?[redacted]", "parameters of the path may, too"},
		{"Referer", "/a//b@c", "/a//b@c", "this @ is of the path"},
		{"Target", "/a?$top=1&%24skiptoken=x;pageSize=2&X-declared=3", "/a?$top=1&%24skiptoken=x;pageSize=2&X-declared=[redacted]", "names of parameters do not ignore case"},
		{"Target", "/a?$top&&=&%zz=1&b", "/a?$top&&=[redacted]&%zz=[redacted]&[redacted]", "what is no name may be a value"},
		{"Target", "http://me:pw@h/a", "http://[redacted]@h/a", "requests to a proxy have the whole URL"},
		{"Target", "/a", "/a", "nothing to hide"},
	}
	for _, tt := range tests {
		x := &contract.Exchange{Target: tt.value, RequestHeader: http.Header{tt.name: {tt.value}}}
		shown := report.Redact(op, x)
		got := shown.RequestHeader.Get(tt.name)
		if tt.name == "Target" {
			got = shown.Target
		}
		if got != tt.want || x.RequestHeader.Get(tt.name) != tt.value {
			t.Errorf("%s: %s is shown as %s, want %s\nreason: %s", tt.name, tt.value, got, tt.want, tt.reason)
		}
	}
	if report.Redact(op, &contract.Exchange{}).RequestHeader != nil {
		t.Error("no header has become one")
	}
}

func TestRedactURL(t *testing.T) {
	for _, row := range []struct{ reason, url, want string }{
		{"nothing is hidden", "https://h:8080/a/b", "https://h:8080/a/b"},
		{"a password", "https://u:p@h/a", "https://[redacted]@h/a"},
		{"a user alone, which may be a token", "https://u@h/a", "https://[redacted]@h/a"},
		{"a slash in a password", "https://u:p/w@h/a", "https://[redacted]@h/a"},
		{"two slashes in it", "https://u:p//w@h/a", "https://[redacted]@h/a"},
		{"an at sign and a slash in it", "https://u:p@/w@h/a", "https://[redacted]@h/a"},
		{"digits before the slash, as of a port", "https://u:12/w@h/a", "https://[redacted]@h/a"},
		{"a number sign in it, so that nobody knows where it ends", "https://u:p#w@h/a", "https://[redacted]"},
		{"a question mark in it", "https://u:p?w@h/a", "https://[redacted]"},
		{"no scheme", "u:p@h/a", "[redacted]@h/a"},
		{"no scheme, and slashes in a password", "u:p://w@h/a", "[redacted]@h/a"},
		{"a key beside a password", "https://u:p/w@h/a?k=s", "https://[redacted]@h/a?k=[redacted]"},
		{"an at sign of a path", "https://h/npm/p@1.2/a", "https://h/npm/p@1.2/a"},
		{"an at sign of a query", "https://h/a?mail=a@s", "https://h/a?mail=[redacted]"},
		{"a target of a request", "/users/a:b@h", "/users/a:b@h"},
	} {
		if got := report.RedactURL(row.url); got != row.want {
			t.Errorf("%s: %q is shown as %q, want %q", row.reason, row.url, got, row.want)
		}
	}
}

func TestRedactViolations(t *testing.T) {
	_, op := declaring(t, "$top", "X-Declared")
	tests := []struct {
		v      contract.Violation
		hidden bool
		reason string
	}{
		{contract.Violation{Rule: "enum", Target: "/status"}, false, "bodies are shown"},
		{contract.Violation{Rule: "enum", Target: "/user/password"}, true, "the property says what it holds"},
		{contract.Violation{Rule: "additionalProperties", Target: "/password"}, false, "it quotes the name"},
		{contract.Violation{Rule: "minimum", Target: "query/$top"}, false, "declared"},
		{contract.Violation{Rule: "minimum", Target: "query/top"}, true, "not declared"},
		{contract.Violation{Rule: "parameter", Target: "query/$x"}, false, "it quotes the name"},
		{contract.Violation{Rule: "maxLength", Target: "header/X-Declared"}, false, "declared"},
		{contract.Violation{Rule: "maxLength", Target: "header/X-Other"}, true, "not declared"},
		{contract.Violation{Rule: "mediaType", Target: "header/Content-Type"}, false, "harmless"},
		{contract.Violation{Rule: "maxLength", Target: "header/X-Declared", Side: contract.InResponse}, false, "declared for the response too"},
		{contract.Violation{Rule: "format", Target: "header/Location", Found: "/a?code=s3cret"}, true, "it has a query"},
		{contract.Violation{Rule: "format", Target: "header/Location", Found: "s3cret/a"}, false, "it has none"},
		{contract.Violation{Rule: "enum", Target: "cookie/a"}, true, "all cookies are hidden"},
		{contract.Violation{Rule: "pattern", Target: "path/id"}, false, "paths are shown"},
		{contract.Violation{Rule: "pattern", Target: "path/token"}, true, "but not this one"},
		{contract.Violation{Rule: "path", Target: "path", Found: "/a;jsessionid=s3cret"}, true, "it has a parameter"},
	}
	for _, tt := range tests {
		if tt.v.Message = "s3cret"; tt.v.Found == "" {
			tt.v.Found = "s3cret"
		}
		found := []contract.Violation{tt.v}
		report.RedactViolations(op, found)
		if hidden := !strings.Contains(found[0].Found+found[0].Message, "s3cret"); hidden != tt.hidden {
			t.Errorf("%s %s is hidden: %t, want %t\nreason: %s", tt.v.Rule, tt.v.Target, hidden, tt.hidden, tt.reason)
		}
	}
}

// TestRedactPlaces looks at places that are easily overlooked.
func TestRedactPlaces(t *testing.T) {
	tests := []struct{ name, target, want, reason string }{
		{"empty fragment", "/a#", "/a", "there is nothing to hide"},
		{"fragment", "/a#b", "/a#[redacted]", "some put tokens there"},
		{"no user", "http://@h/a", "http://[redacted]@h/a", "it may have been cut"},
		{"user", "http://u:p@h", "http://[redacted]@h", "there is no path"},
		{"at in a path", "/a//b@c", "/a//b@c", "it is no authority"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := &contract.Exchange{Target: tt.target, ResponseHeader: http.Header{"Content-Location": {tt.target}, "Access-Control-Allow-Origin": {"a"}, "Sec-Fetch-Site": {"b"}}}
			got := report.Redact(nil, x)
			if got.Target != tt.want || got.ResponseHeader.Get("Content-Location") != tt.want {
				t.Errorf("%q and %q, want %q\nreason: %s", got.Target, got.ResponseHeader.Get("Content-Location"), tt.want, tt.reason)
			}
			if got.ResponseHeader.Get("Access-Control-Allow-Origin") != "a" || got.ResponseHeader.Get("Sec-Fetch-Site") != "b" {
				t.Errorf("%v, want harmless headers shown", got.ResponseHeader)
			}
		})
	}
	found := []contract.Violation{{Rule: "parameter", Target: "query", Found: "a=b"}, {Rule: "parameter", Target: "query/a", Found: "b"}}
	report.RedactViolations(nil, found)
	if found[0].Found != "[redacted]" || found[1].Found != "b" {
		t.Errorf("%+v, want the query hidden", found)
	}
	for name, want := range map[string]bool{"key2": false, "oauth2Key": true, "myKey": true, "monkey": false, "Key": true, "KEY": true} {
		if report.IsSecret(name) != want {
			t.Errorf("IsSecret(%q) = %v, want %v", name, !want, want)
		}
	}
}
