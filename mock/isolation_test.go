package mock_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/mock"
	"profilestatus.example/server"
	"profilestatus.example/server/identity"
)

// secret is in everything that tenant b has, and in nothing else.
const secret = "of-b"

// fill gives tenant b a profile, a status, a rule, a journal with a test, a clock
// and a scenario, by what authorization allows.
func fill(t *testing.T, base, authorization string) (skipToken string) {
	t.Helper()
	send := func(want int, method, path, body string, headers ...string) string {
		status, answered := send(t, method, base+path, body, append(headers, "Authorization", authorization)...)
		if status != want {
			t.Fatalf("%s %s: %d %s", method, path, status, answered)
		}
		return answered
	}
	send(204, "PUT", "/tenants/b/__mock/state", `{
		"profiles":[{"id":"`+secret+`","statuses":[`+statusOf(secret+"-1")+`,`+statusOf(secret+"-2")+`]}],
		"rules":[{"match":{"header":{"name":"X-`+secret+`"}},"answer":{"status":503,"message":"`+secret+`"}}],
		"scenario":{"becomes":"error","afterSeconds":77},"now":"2031-01-02T03:04:05Z"}`)
	page := send(200, "GET", "/tenants/b/beta"+profileOf(secret)+"History?$top=1", "", "X-Test-Name", secret)
	_, skipToken, ok := strings.Cut(page, "skiptoken=")
	if !ok {
		t.Fatalf("no next link: %s", page)
	}
	skipToken, _, _ = strings.Cut(skipToken, `"`)
	return skipToken
}

var movingTime = regexp.MustCompile(`"now":"(....)[^"]*"`)

// stateOfB returns all that b has, to be compared.
func stateOfB(t *testing.T, base, authorization string) string {
	t.Helper()
	all := ""
	for _, path := range []string{"state", "rules", "scenario", "profiles"} {
		_, body := send(t, "GET", base+"/tenants/b/__mock/"+path, "", "Authorization", authorization)
		all += body + "\n"
	}
	_, journal := send(t, "GET", base+"/tenants/b/__contract/violations", "", "Authorization", authorization)
	all = movingTime.ReplaceAllString(all, `"now":"$1"`)
	return all + fmt.Sprint(strings.Count(journal, `"number"`), " exchanges")
}

// targets are requests for every operation of both documents, with the names that
// b uses in place of parameters and bodies that would change something.
func targets(t *testing.T) (all []target) {
	t.Helper()
	bodies := map[string]string{
		"createProfileStatus": statusOf("made-by-a"), "putState": `{}`, "createRule": `{"answer":{"status":503}}`, "putRule": `{"answer":{"status":503}}`,
		"putClock": `{"now":"2030-01-01T00:00:00Z"}`, "advanceClock": `{"seconds":1}`, "putScenario": `{"becomes":"success","afterSeconds":1}`, "createToken": `{"roles":["Mock.ReadWrite.All"]}`,
	}
	names := strings.NewReplacer("{educationSynchronizationProfileId}", secret, "{id}", secret+"-1", "{ruleId}", "r1")
	for i, load := range []func() (*contract.Contract, error){apiContract, controlContract} {
		c, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations() {
			all = append(all, target{op, c.BasePath() + names.Replace(op.Path), bodies[op.ID], i == 1})
		}
	}
	return all
}

type target struct {
	operation  *contract.Operation
	path, body string
	control    bool
}

// query is what b uses in a query.
func (x target) query(skipToken string) string {
	switch x.operation.ID {
	case "listProfileStatusHistory":
		return "?$skiptoken=" + skipToken
	case "getViolations", "assertContract":
		return "?test=" + secret
	}
	return ""
}

// TestIsolationByPath: where paths name tenants, what a sends reads and changes
// nothing of b, by whatever headers and however the path is written.
func TestIsolationByPath(t *testing.T) {
	base := start(t)
	skipToken := fill(t, base, "Bearer x")
	before := stateOfB(t, base, "Bearer x")
	headers := []string{
		"X-Test-Name", secret, "client-request-id", secret, "Prefer", "code=503", "X-Forwarded-Host", "b", "X-Forwarded-Proto", "https",
		"X-Forwarded-Prefix", "/tenants/b", "X-Original-URL", "/tenants/b/beta", "X-Rewrite-URL", "/tenants/b/beta", "Forwarded", "for=b;host=b", "X-Tenant", "b", "X-HTTP-Method-Override", "DELETE",
	}
	for _, x := range targets(t) {
		if x.operation.ID == "deleteTenants" || x.operation.ID == "listTenants" {
			continue // they are for whoever runs the service
		}
		for _, with := range [][]string{nil, headers} {
			_, body := send(t, x.operation.Method, base+"/tenants/a"+x.path+x.query(skipToken), x.body, append(with, "Authorization", "Bearer x")...)
			if with == nil && x.operation.ID != "assertContract" && strings.Contains(strings.ReplaceAll(body, "/"+secret+"/", ""), secret) && !strings.Contains(body, `"test": "`+secret) {
				t.Errorf("%s as a: %s", x.operation.ID, body)
			}
			if now := stateOfB(t, base, "Bearer x"); now != before {
				t.Fatalf("%s as a changed b:\n%s\nto\n%s", x.operation.ID, before, now)
			}
		}
	}
}

// TestIsolationByTricks: no way to write the path of a leads to b or to an error
// of the service.
func TestIsolationByTricks(t *testing.T) {
	base := start(t)
	fill(t, base, "Bearer x")
	before := stateOfB(t, base, "Bearer x")
	long := strings.Repeat("b", 65)
	for _, tt := range []struct{ prefix, reason string }{
		{"/tenants/a/../b", "a path is not cleaned"},
		{"/tenants/a/./../b", "nor in two steps"},
		{"/tenants/a/%2e%2e/b", "nor after it was decoded"},
		{"/tenants/a%2f..%2fb", "an encoded slash is none"},
		{"/tenants/a/..%2fb", "nor here"},
		{"/tenants//b", "an empty name is none"},
		{"//tenants/b", "a double slash is not one"},
		{"/tenants/a//tenants/b", "nor in between"},
		{"/tenants/a/tenants/b", "only the first names a tenant"},
		{"/tenants/b;x=1", "parameters are part of a name"},
		{"/tenants/b;/", "also empty ones"},
		{"/tenants/B", "names have a case"},
		{"/TENANTS/b", "so have paths"},
		{"/tenants/b.", "a dot at the end is part of the name"},
		{"/tenants/b%00", "so is what cannot be a name"},
		{"/tenants/b%20", "also a space"},
		{"/tenants/%20b", "also in front"},
		{"/tenants/b%09", "also a tab"},
		{"/tenants/" + long, "too long for a name"},
		{"/tenants/", "no name at all"},
		{"/tenants/..", "no name"},
		{"/tenants/a\\..\\b", "a backslash is no slash"},
		{"/x/../tenants/b", "nor is it cleaned from the front"},
		{"/beta/../tenants/b", "nor behind the base path"},
		{"/__mock/../tenants/b", "nor behind the control"},
	} {
		for _, path := range []string{"/beta" + profileOf(secret), "/__mock/state", "/__contract/violations"} {
			for _, method := range []string{"GET", "DELETE"} {
				status, body := raw(t, base, method, tt.prefix+path)
				if status >= 500 || strings.Contains(body, secret+"-2") {
					t.Errorf("%s %s%s: %d %s\nreason: %s", method, tt.prefix, path, status, body, tt.reason)
				}
				if now := stateOfB(t, base, "Bearer x"); now != before {
					t.Fatalf("%s %s%s (%d) changed b:\n%s\nto\n%s\nreason: %s", method, tt.prefix, path, status, before, now, tt.reason)
				}
			}
		}
	}
}

// raw sends a request with a target that no client would write.
func raw(t *testing.T, base, method, target string) (int, string) {
	t.Helper()
	host := strings.TrimPrefix(base, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n", method, target, host)
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// TestIsolationByToken: under the built-in issuer the token names the tenant, and
// a path cannot name another one.
func TestIsolationByToken(t *testing.T) {
	issuer := openIssuer(t)
	base := start(t, mock.WithIssuer(issuer))
	everything := []string{"EduAdministration.ReadWrite.All", "Mock.ReadWrite.All", "Mock.Administer.All"}
	b := "Bearer " + tokenOf(t, issuer, "b", everything...)
	a := tokenOf(t, issuer, "a", "EduAdministration.ReadWrite.All", "Mock.ReadWrite.All")
	skipToken := fill(t, base, b)
	before := stateOfB(t, base, b)
	unsigned := func(claims string) string {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + encode([]byte(claims)) + "."
	}
	parts := strings.Split(a, ".")
	for _, tt := range []struct {
		name, token, prefix string
		status              int // 0: that of an answer to a about a
		reason              string
	}{
		{"own path", a, "/tenants/a", 0, "both say a"},
		{"no path", a, "", 0, "the token says a"},
		{"another path", a, "/tenants/b", 403, "the token says a, and the path b"},
		{"another path in capitals", a, "/tenants/B", 403, "which is another one still"},
		{"no token", "", "/tenants/b", 401, "a path lets nobody in"},
		{"opaque", "b", "/tenants/b", 401, "not one of the issuer"},
		{"not signed", unsigned(`{"tid":"b","roles":["Mock.ReadWrite.All"],"exp":4102444800}`), "/tenants/b", 401, "nor this"},
		{"other claims", parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"tid":"b"}`)) + "." + parts[2], "/tenants/b", 401, "the signature is of others"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, x := range targets(t) {
				var headers []string
				if tt.token != "" {
					headers = []string{"Authorization", "Bearer " + tt.token}
				}
				status, body := send(t, x.operation.Method, base+tt.prefix+x.path+x.query(skipToken), x.body, headers...)
				if status >= 500 || tt.status != 0 && status != tt.status || strings.Contains(body, secret+"-2") || strings.Contains(body, "2031-01-02") {
					t.Errorf("%s: %d %s, want %d\nreason: %s", x.operation.ID, status, body, tt.status, tt.reason)
				}
			}
			if now := stateOfB(t, base, b); now != before {
				t.Fatalf("b changed:\n%s\nto\n%s\nreason: %s", before, now, tt.reason)
			}
		})
	}
}

// TestPermissions: each operation of the control lets those in that the document
// says, and nobody else.
func TestPermissions(t *testing.T) {
	issuer := openIssuer(t)
	base := start(t, mock.WithIssuer(issuer))
	names := []string{"Mock.Read", "Mock.ReadWrite", "Mock.Administer", "EduAdministration.ReadWrite"}
	for _, x := range targets(t) {
		if !x.control {
			continue
		}
		for _, name := range names {
			for _, delegated := range []bool{true, false} {
				for _, suffix := range []string{"", ".All"} {
					r := identity.Request{Tenant: "a", Lifetime: identity.DefaultLifetime}
					wanted, given := x.operation.Permissions.Application, []string{name + suffix}
					if r.Roles = given; delegated {
						wanted, r.Scopes, r.Roles = x.operation.Permissions.Delegated, given, nil
					}
					token, err := issuer.Token(r)
					if err != nil {
						t.Fatal(err)
					}
					resp, body := exchange(t, x.operation.Method, base+x.path, x.body, "Authorization", "Bearer "+token)
					allowed := strings.Contains(" "+strings.Join(wanted, " ")+" ", " "+given[0]+" ")
					if allowed == (resp.StatusCode == http.StatusForbidden) || resp.StatusCode == http.StatusUnauthorized {
						t.Errorf("%s with %s (delegated: %t): %d %s, the document has %v", x.operation.ID, given[0], delegated, resp.StatusCode, body, wanted)
					}
					if challenge := resp.Header.Get("WWW-Authenticate"); !allowed && !strings.Contains(challenge, "insufficient_scope") {
						t.Errorf("%s with %s: WWW-Authenticate: %q", x.operation.ID, given[0], challenge)
					}
				}
			}
		}
	}
}

// TestTenantsBegin: a tenant begins with a request that is let in, and no other.
func TestTenantsBegin(t *testing.T) {
	issuer := openIssuer(t)
	m, err := mock.New(mock.WithIssuer(issuer), mock.WithServer(server.WithCORS(server.LoopbackOrigins)))
	if err != nil {
		t.Fatal(err)
	}
	base := serve(t, m)
	good := tokenOf(t, issuer, "a", "EduAdministration.Read.All")
	for _, tt := range []struct {
		method, path, token string
		status, tenants     int
		reason              string
	}{
		{"OPTIONS", "/tenants/x/beta" + profile, "", 204, 1, "a preflight"},
		{"OPTIONS", "/tenants/x/__mock/clock", "", 204, 1, "one for the control"},
		{"GET", "/tenants/x/__mock/openapi.yaml", "", 200, 1, "the document"},
		{"GET", "/tenants/x/beta" + profile, "", 401, 1, "no token"},
		{"GET", "/tenants/x/beta" + profile, "bad", 401, 1, "a token that is refused"},
		{"GET", "/tenants/x/beta" + profile, good, 403, 1, "a token of another tenant"},
		{"GET", "/tenants/x/__mock/tenant", good, 403, 1, "for the control, too"},
		{"GET", "/tenants/a/beta" + profile, good, 404, 2, "let in"},
	} {
		headers := []string{"Origin", "http://localhost:3000"}
		if tt.method == "OPTIONS" {
			headers = append(headers, "Access-Control-Request-Method", "GET")
		}
		if tt.token != "" {
			headers = append(headers, "Authorization", "Bearer "+tt.token)
		}
		if status, body := send(t, tt.method, base+tt.path, "", headers...); status != tt.status || m.Tenants() != tt.tenants {
			t.Errorf("%s %s: %d, %d tenants, want %d, %d (%s)\nreason: %s", tt.method, tt.path, status, m.Tenants(), tt.status, tt.tenants, body, tt.reason)
		}
	}
}
