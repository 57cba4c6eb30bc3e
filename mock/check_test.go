package mock_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"profilestatus.example/contract/check"
	"profilestatus.example/mock"
	"profilestatus.example/server/identity"
)

var thorough = flag.Bool("thorough", false, "send all that breaks a schema to operations whose bodies are alike")

// TestCheck: what the control answers is what its document says.
func TestCheck(t *testing.T) {
	issuer := openIssuer(t)
	twins := []string{"operation=putState"}
	if !*thorough {
		twins = append(twins, "operation=putRule")
	}
	tests := []struct {
		name, path string
		header     http.Header
		phases     []string // nil: all
		only, but  []string // operations, nil: all
		options    []mock.Option
		reason     string
	}{
		{"any token", "", nil, nil, nil, twins, nil, "as it is by default, where no token is needed"},
		{"a rule by its id", "", nil, []string{"examples", "bodies", "media", "state"}, []string{"operation=createRule", "operation=putRule"}, nil, nil, "its body is that of createRule"},
		{"the state", "", nil, []string{"examples", "schema", "bodies", "media"}, []string{"operation=putState", "operation=getState"}, nil, nil, "it removes the rules that others have created"},
		{"of a tenant", "/tenants/suite-7", nil, []string{"examples", "methods", "paths"}, nil, nil, nil, "a path that names a tenant changes nothing else"},
		{"built-in issuer", "", bearer(tokenOf(t, issuer, "suite-7", "Mock.ReadWrite.All", "Mock.Administer.All")),
			[]string{"examples", "bodies", "auth", "random"}, nil, []string{"operation=putState"}, []mock.Option{mock.WithIssuer(issuer)}, "401 and 403 are documented"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := mock.New(tt.options...)
			if err != nil {
				t.Fatal(err)
			}
			ts := httptest.NewServer(m.Control())
			t.Cleanup(ts.Close)
			r, err := check.Run(t.Context(), check.Config{
				Base: ts.URL + tt.path, Document: []byte(mock.OpenAPI()), Header: tt.header,
				Only: tt.phases, Include: tt.only, Exclude: tt.but, Seed: 42, Cases: 5,
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range r.Findings {
				if f.Fails() {
					t.Errorf("%s: %v (status %d)\nreason: %s", f.Operation, f.Violation, f.Example.Status, tt.reason)
				}
			}
			for _, w := range r.Document {
				t.Errorf("the document: %v", w)
			}
			if r.Requests < 24 {
				t.Errorf("only %d requests were sent", r.Requests)
			}
		})
	}
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// openIssuer returns an issuer of its own.
func openIssuer(t *testing.T) *identity.Issuer {
	t.Helper()
	i, err := identity.OpenIssuer(filepath.Join(t.TempDir(), "issuer.json"))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// tokenOf returns a token of an application.
func tokenOf(t *testing.T, i *identity.Issuer, tenant string, roles ...string) string {
	t.Helper()
	token, err := i.Token(identity.Request{Tenant: tenant, Roles: roles, Lifetime: identity.DefaultLifetime})
	if err != nil {
		t.Fatal(err)
	}
	return token
}
