package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/server"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

func TestAuthorization(t *testing.T) {
	tests := []struct {
		name   string
		header []string
		want   int
		reason string
	}{
		{"bearer", []string{"Authorization", "Bearer t"}, 201, "any token will do"},
		{"other case", []string{"Authorization", "bEARER t"}, 201, "schemes ignore case (RFC 9110 section 11.1)"},
		{"more spaces", []string{"Authorization", "Bearer   t"}, 201, "1*SP stands between scheme and token (RFC 9110 section 11.4)"},
		{"none", []string{"Authorization", ""}, 401, "it is required"},
		{"empty token", []string{"Authorization", "Bearer "}, 401, "no token"},
		{"no token", []string{"Authorization", "Bearer"}, 401, "no token"},
		{"basic", []string{"Authorization", "Basic dTpw"}, 401, "another scheme"},
		{"bare token", []string{"Authorization", "t"}, 401, "no scheme"},
		{"two tokens", []string{"Authorization", "Bearer a b"}, 401, "a token has no spaces"},
		{"a tab", []string{"Authorization", "Bearer \ta"}, 401, "a token has no tabs"},
		{"a comma in front", []string{"Authorization", "Bearer ,a"}, 401, "a token has no commas"},
		{"a list", []string{"Authorization", "Bearer a,Bearer b"}, 401, "a token has no commas"},
		{"twice", []string{"Add-Authorization", "Bearer b"}, 400, "which one counts is anyone's guess"},
	}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			r := send(t, ts, "POST", statusPath, validBody, tt.header...)
			if r.StatusCode != tt.want {
				t.Errorf("got %s, want %d", r.Status, tt.want)
			}
			if challenge := r.Header.Get("WWW-Authenticate"); tt.want == 401 && challenge != `Bearer realm="profilestatus"` {
				t.Errorf("WWW-Authenticate = %q", challenge)
			}
		})
	}
}

// operations are requests for all operations of the document.
var operations = []struct{ method, path, body, reason string }{
	{"POST", statusPath, validBody, "the create"},
	{"GET", statusPath, "", "the newest"},
	{"GET", historyPath, "", "the list"},
	{"GET", historyPath + "/a", "", "one entry"},
	{"DELETE", statusPath, "", "the only one that takes away"},
}

func TestPermissions(t *testing.T) {
	const allowed, forbidden = true, false
	tests := []struct {
		name        string
		principal   server.Principal
		read, write bool
		reason      string
	}{
		{"nothing", server.Principal{Subject: "s"}, forbidden, forbidden, "a good token alone is no permission"},
		{"delegated to read", server.Principal{Delegated: []string{"openid", "EduAdministration.Read"}}, allowed, forbidden, "one of several will do"},
		{"delegated to write", server.Principal{Delegated: []string{"EduAdministration.ReadWrite"}}, allowed, allowed, "who writes may read"},
		{"application to read", server.Principal{Application: []string{"EduAdministration.Read.All"}}, allowed, forbidden, "an application's own permission"},
		{"application to write", server.Principal{Application: []string{"EduAdministration.ReadWrite.All"}}, allowed, allowed, "who writes may read"},
		{"delegated as application", server.Principal{Application: []string{"EduAdministration.ReadWrite"}}, forbidden, forbidden, "it is a permission for the other kind of token"},
		{"application as delegated", server.Principal{Delegated: []string{"EduAdministration.ReadWrite.All"}}, forbidden, forbidden, "it is a permission for the other kind of token"},
		{"other case", server.Principal{Delegated: []string{"eduadministration.readwrite"}}, forbidden, forbidden, "names are compared byte for byte"},
		{"everything", server.Principal{Unrestricted: true}, allowed, allowed, "as with AnyToken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			ts := start(t, server.WithAuthenticator(authFunc(func(string) (server.Principal, error) { return tt.principal, nil })))
			for _, op := range operations {
				may, needed := tt.write, "EduAdministration.ReadWrite (delegated)"
				if op.method == "GET" {
					may, needed = tt.read, "EduAdministration.Read, "
				}
				r := send(t, ts, op.method, op.path, op.body)
				if (r.StatusCode != 403) != may || r.StatusCode == 401 {
					t.Errorf("%s %s: got %s, want allowed %t", op.method, op.path, r.Status, may)
				}
				if r.StatusCode == 403 && !strings.Contains(r.problem(t).Message, needed) {
					t.Errorf("%s %s does not say that it needs %s: %s", op.method, op.path, needed, r.body)
				}
			}
			mustSend(t, ts, 404, "GET", "/beta/nothing", "")
			mustSend(t, ts, 405, "PUT", statusPath, "")
		})
	}
}

// TestTenants: what a principal of one tenant creates is nothing to others.
func TestTenants(t *testing.T) {
	records := memory.New(10)
	ts := start(t, server.WithStore(records), server.WithAuthenticator(authFunc(func(token string) (server.Principal, error) {
		return server.Principal{Tenant: strings.TrimPrefix(token, "none"), Unrestricted: true}, nil
	})))
	as := func(tenant string) []string { return []string{"Authorization", "Bearer " + tenant} }
	body := strings.Replace(validBody, "{", `{"id":"a",`, 1)
	mustSend(t, ts, 201, "POST", statusPath, body, as("t1")...)
	for _, op := range operations[1:4] {
		mustSend(t, ts, 200, op.method, op.path, "", as("t1")...)
		if r := send(t, ts, op.method, op.path, "", as("t2")...); r.StatusCode != 404 && r.body != `{"value":[]}`+"\n" {
			t.Errorf("%s is seen by another tenant: %s", op.path, r.body)
		}
	}
	mustSend(t, ts, 204, "DELETE", statusPath, "", as("t2")...)
	mustSend(t, ts, 200, "GET", statusPath, "", as("t1")...)
	mustSend(t, ts, 201, "POST", statusPath, body, as("t2")...)
	mustSend(t, ts, 201, "POST", statusPath, body, as("none")...)
	if _, err := records.Newest(t.Context(), store.Key{Tenant: store.DefaultTenant, Profile: "p1"}); err != nil {
		t.Errorf("a principal without a tenant is not of the default one: %v", err)
	}
}

// TestAuthenticatorFails: not to know is not to refuse, and nothing of the
// reason gets out.
func TestAuthenticatorFails(t *testing.T) {
	ts := start(t, server.WithAuthenticator(authFunc(func(string) (server.Principal, error) {
		return server.Principal{Unrestricted: true}, errors.New("issuer: secret")
	})))
	if r := mustSend(t, ts, 500, "POST", statusPath, validBody); strings.Contains(r.body, "secret") {
		t.Errorf("the body tells about the inside: %s", r.body)
	}
	ts = start(t, server.WithAuthenticator(authFunc(refuse)))
	if r := mustSend(t, ts, 401, "GET", statusPath, ""); r.Header.Get("WWW-Authenticate") != `Bearer realm="profilestatus", error="invalid_token"` || strings.Contains(r.body, "secret") {
		t.Errorf("WWW-Authenticate = %q\n%s", r.Header.Get("WWW-Authenticate"), r.body)
	}
}

// TestAnyToken: the permissions of the document do not restrict it.
func TestAnyToken(t *testing.T) {
	p, err := server.AnyToken{}.Authenticate(context.Background(), "")
	if err != nil || fmt.Sprint(p) != fmt.Sprint(server.Principal{Unrestricted: true}) {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestHosts(t *testing.T) {
	tests := []struct {
		host   string
		want   int
		reason string
	}{
		{"localhost", 404, "it is listed"},
		{"LOCALHOST:8080", 404, "neither case nor port count"},
		{"127.0.0.1:1", 404, "it is listed"},
		{"[::1]:8080", 404, "brackets are the form of a URL"},
		{"[::1]", 404, "there need be no port"},
		{"mock.example", 404, "it is listed in another case"},
		{"evil.example", 400, "a name that its owner lets point here"},
		{"localhost.evil.example", 400, "a listed name in front is another name"},
		{"127.0.0.2", 400, "it is not listed"},
	}
	hosts := []string{"localhost", "127.0.0.1", "::1", "Mock.Example"}
	ts := start(t, server.WithHosts(hosts...))
	other := httptest.NewServer(server.AllowHosts(hosts...)(http.NotFoundHandler())) // which answers in text
	t.Cleanup(other.Close)
	for _, tt := range tests {
		t.Run(tt.host, func(t *testing.T) {
			because(t, tt.reason)
			mustSend(t, ts, tt.want, "GET", statusPath, "", "Host", tt.host)
			r := mustSend(t, other, tt.want, "GET", "/", "", "Host", tt.host)
			if r.StatusCode == 400 && (r.Header.Get("Content-Type") != "application/problem+json" || !json.Valid([]byte(r.body))) {
				t.Errorf("Content-Type = %q\n%s", r.Header.Get("Content-Type"), r.body)
			}
		})
	}
}
