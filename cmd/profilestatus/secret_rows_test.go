package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A secretRequest is a request with a secret in it, which stands where $ does.
type secretRequest struct {
	reason, method, target, header, body string
	status                               int
}

const (
	apiPath   = "/beta" + statusPath
	tokenPath = "/contoso/oauth2/v2.0/token"
	clientIs  = "grant_type=client_credentials&scope=https://graph.microsoft.com/.default&client_id=CLIENT"
	userIs    = "grant_type=password&scope=openid+EduAdministration.Read&client_id=CLIENT&username=admin@school.example"
	deviceIs  = "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=CLIENT"
	signedIs  = clientIs + "&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion="
)

var secretRequests = []secretRequest{
	{"an opaque token", "GET", apiPath, "Authorization: Bearer $", "", 401},
	{"one in parts", "GET", apiPath, "Authorization: Bearer $.$.$", "", 401},
	{"one in small letters of the scheme", "GET", apiPath, "Authorization: bearer $", "", 401},
	{"two words", "GET", apiPath, "Authorization: Bearer a $", "", 401},
	{"a scheme without a space", "GET", apiPath, "Authorization: $", "", 401},
	{"a password", "GET", apiPath, "Authorization: Basic BASIC", "", 401},
	{"a scheme that is a secret", "GET", apiPath, "Authorization: $ x", "", 401},
	{"another scheme", "GET", apiPath, `Authorization: Digest username="a", response="$"`, "", 401},
	{"a token of Azure's storage", "GET", apiPath, "Authorization: SharedAccessSignature sig=$", "", 401},
	{"a token that is no header value", "GET", apiPath, "Authorization: Bearer $\x01", "", 400},
	{"a token in the query, and none in the header", "GET", apiPath + "?access_token=$", "", "", 401},
	{"one beside a good token", "GET", apiPath + "?access_token=$", "Authorization: Bearer GOOD", "", 404},
	{"a word that is no parameter", "GET", apiPath + "?$", "Authorization: Bearer GOOD", "", 404},
	{"a query that cannot be read", "GET", apiPath + "?sig=$&%zz", "Authorization: Bearer GOOD", "", 400},
	{"a parameter of a path", "GET", apiPath + ";jsessionid=$", "Authorization: Bearer GOOD", "", 404},
	{"a cookie", "POST", apiPath, "Cookie: session=$", "", 401},
	{"a cookie beside a good token", "GET", apiPath, "Authorization: Bearer GOOD\nCookie: session=$", "", 404},
	{"a key", "GET", apiPath, "Authorization: Bearer GOOD\nX-Api-Key: $", "", 404},
	{"a key of a gateway", "GET", apiPath, "Authorization: Bearer GOOD\nOcp-Apim-Subscription-Key: $", "", 404},
	{"a password for a proxy", "GET", apiPath, "Authorization: Bearer GOOD\nProxy-Authorization: Basic BASIC", "", 404},
	{"a page's address", "GET", apiPath, "Authorization: Bearer GOOD\nReferer: https://u:$@app.example/#access_token=$", "", 404},
	{"a body that is refused beside a good token", "POST", apiPath, "Authorization: Bearer GOOD\nContent-Type: application/json\nCookie: session=$", `{"status":1}`, 400},
	{"a path that does not exist", "GET", "/nowhere?code=$", "Authorization: Bearer GOOD", "", 404},
	{"a method that does not exist", "PATCH", apiPath + "?code=$", "Authorization: Bearer GOOD", "", 405},

	{"a client's wrong secret", "POST", tokenPath, "", clientIs + "&client_secret=$", 401},
	{"one in the header", "POST", tokenPath, "Authorization: Basic BASIC", clientIs, 400},
	{"one in the query", "POST", tokenPath + "?client_secret=$", "", clientIs, 401},
	{"a secret given twice", "POST", tokenPath, "", clientIs + "&client_secret=$&client_secret=$", 400},
	{"a secret as JSON", "POST", tokenPath, "Content-Type: application/json", `{"client_secret":"$"}`, 400},
	{"a secret in a form that is broken", "POST", tokenPath, "", clientIs + "&client_secret=$%zz", 400},
	{"a client's wrong assertion", "POST", tokenPath, "", signedIs + "$.$.$", 401},
	{"one that is no token", "POST", tokenPath, "", signedIs + "$", 401},
	{"a wrong password", "POST", tokenPath, "", userIs + "&password=$", 400},
	{"a wrong device code", "POST", tokenPath, "", deviceIs + "&device_code=$", 400},
	{"a refresh token", "POST", tokenPath, "", "grant_type=refresh_token&client_id=CLIENT&refresh_token=$", 400},
	{"a code", "POST", tokenPath, "", "grant_type=authorization_code&client_id=CLIENT&code=$&code_verifier=$", 400},
	{"a wrong header of a managed identity", "GET", "/msi/token?resource=https://graph.microsoft.com", "X-Identity-Header: $", "", 401},
	{"a right secret for another resource", "POST", tokenPath, "", strings.ReplaceAll(clientIs, "graph.microsoft", "elsewhere") + "&client_secret=SECRET", 400},
	{"a right secret and a wrong grant", "POST", tokenPath, "", "grant_type=implicit&client_id=CLIENT&client_secret=SECRET", 400},
}

// TestSecretsOfFlags shows none in an error of the command line.
func TestSecretsOfFlags(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ reason, args string }{
		{"a password of an issuer", "serve --audience a --issuer https://u:Hidden@login.example/"},
		{"a key of an issuer", "serve --audience a --issuer https://login.example/?sig=Hidden"},
		{"a URL that cannot be read", "serve --audience a --issuer https://login.example/%zz?sig=Hidden"},
		{"a password of an origin", "serve --public-url https://u:Hidden@mock.example"},
		{"a password of a server", "proxy --to http://u:Hidden@127.0.0.1:1/beta"},
		{"a key of a server", "proxy --to http://127.0.0.1:1/beta?code=Hidden"},
		{"a password of a server that is away", "check http://u:Hidden@127.0.0.1:1/beta"},
		{"a key of a server that is checked", "check http://127.0.0.1:1/beta?code=Hidden"},
		{"a password of a document", "check --spec https://u:Hidden@127.0.0.1:1/a http://127.0.0.1:1"},
		{"a key of a document", "check --spec https://127.0.0.1:1/a?sig=Hidden http://127.0.0.1:1"},
		{"a slash in a password of a server", "proxy --to http://u:Hid/Hidden@127.0.0.1:1/beta"},
		{"a number sign in it", "proxy --to http://u:Hidden#x@127.0.0.1:1/beta"},
		{"a question mark in it", "proxy --to http://u:x?Hidden@127.0.0.1:1/beta"},
		{"a server without a scheme", "proxy --to u:Hidden@127.0.0.1:1/beta"},
		{"a password behind a socket", "proxy --to unix:a:u:Hidden@h"},
		{"a password with a slash of a server that is checked", "check http://u:x/Hidden@127.0.0.1:1/beta"},
		{"a password that begins as a port does", "check http://127.0.0.1:1/Hidden@h/beta"},
		{"a server without a scheme that is checked", "check u:Hidden@127.0.0.1:1/beta"},
		{"a password of a service", "health http://u:Hidden@127.0.0.1:1/beta"},
		{"a password of a service that begins as a port does", "health http://127.0.0.1:1/Hidden@h/beta"},
		{"a slash in a password of an issuer", "serve --audience a --issuer https://u:x/Hidden@login.example/"},
		{"a password of an issuer that begins as a port does", "serve --store memory --addr 127.0.0.1:0 --audience a --issuer https://127.0.0.1:1/Hidden@login.example/"},
		{"a slash in a password of an origin", "serve --public-url https://u:x/Hidden@mock.example"},
		{"a password of an origin of pages", "serve --store memory --addr 127.0.0.1:0 --cors-origins https://u:x/Hidden@mock.example"},
		{"a slash in a password of a document", "check --spec https://u:x/Hidden@127.0.0.1:1/a http://127.0.0.1:1"},
		{"a slash in a password of a document of a proxy", "proxy --spec https://u:x/Hidden@127.0.0.1:1/a --to http://127.0.0.1:1"},
		{"a URL in place of a command", "http://u:Hidden@127.0.0.1:1/beta"},
		{"a database in place of a command", "postgres://u:x/Hidden@127.0.0.1:1/d"},
		{"no scheme in place of a command", "u:Hidden@127.0.0.1:1/beta"},
		{"a URL in place of a command to help with", "help http://u:Hidden@127.0.0.1:1/beta"},
		{"a URL in place of a command with settings", "config http://u:Hidden@127.0.0.1:1/beta"},
		{"a URL in place of an address", "serve --addr http://u:x/Hidden@127.0.0.1:1"},
		{"a header", "check --header Hidden http://127.0.0.1:1/beta"},
		{"a token beside a wrong flag", "check --token Hidden --tokenn Hidden http://127.0.0.1:1/beta"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			c := exec.Command(os.Args[0], strings.Fields(row.args)...)
			c.Dir, c.Env = t.TempDir(), append(os.Environ(), asProgram+"=1")
			if out, err := c.CombinedOutput(); err == nil || strings.Contains(string(out), "Hidden") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
