package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"slices"
	"strings"

	control "profilestatus.example/mock/control/client"
	"profilestatus.example/test/internal/folder"
)

// identities are those that an app runs as, each with the variables that say so.
var identities = []struct {
	tenant    string
	variables []string
}{
	{"contoso", []string{"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"}},
	{"default", []string{"IDENTITY_ENDPOINT", "IDENTITY_HEADER"}}, // of the file that the issuer has made
}

// throttle runs an app as each of them, and throttles its first two tries.
// Everything that the app is told stands in its environment.
func throttle(ctx context.Context, d folder.Dir, app string, s *service) error {
	told := []string{"AZURE_AUTHORITY_HOST", "NODE_EXTRA_CA_CERTS", "NO_PROXY", "no_proxy"}
	for _, id := range identities {
		c, err := s.controller(id.tenant)
		if err != nil {
			return err
		}
		if err := throttleTwice(ctx, c); err != nil {
			return err
		}
		own := folder.Dir{Path: d.Path, Env: append(slices.Clone(d.Env), "GRAPH_URL="+s.origin)}
		for _, variable := range s.env {
			if name, _, _ := strings.Cut(variable, "="); slices.Contains(told, name) || slices.Contains(id.variables, name) {
				own.Env = append(own.Env, variable)
			}
		}
		out, err := own.Run(ctx, app)
		if err != nil {
			return err
		}
		if out != "success\n" {
			return fmt.Errorf("it printed %q, want what it has created", out)
		}
		if err := assertRetried(ctx, c); err != nil {
			return fmt.Errorf("tenant %s: %w", id.tenant, err)
		}
	}
	return nil
}

// controller returns a client of what controls a tenant.
func (s *service) controller(tenant string) (*control.ClientWithResponses, error) {
	token, err := s.program("token", "--tenant", tenant, "--role", "Mock.ReadWrite.All").Output()
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.certificate)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	return control.NewClientWithResponses(s.origin, control.WithHTTPClient(&http.Client{Transport: transport}),
		control.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
			return nil
		}))
}

// throttleTwice resets the tenant, and adds a rule.
func throttleTwice(ctx context.Context, c *control.ClientWithResponses) error {
	reset, err := c.DeleteTenantWithResponse(ctx)
	if err != nil {
		return err
	}
	added, err := c.CreateRuleWithResponse(ctx, control.Rule{
		Match:  &control.Match{Operations: &[]control.OperationID{control.OperationIDCreateProfileStatus}},
		Times:  new(int32(2)),
		Answer: &control.Answer{Status: http.StatusTooManyRequests, RetryAfter: new(int32(1))},
	})
	if err != nil {
		return err
	}
	if reset.StatusCode() != http.StatusNoContent || added.JSON201 == nil {
		return fmt.Errorf("reset: %s, rule: %s\n%s", reset.Status(), added.Status(), added.Body)
	}
	return nil
}

// assertRetried looks up what the app was answered, and that it kept the contract.
func assertRetried(ctx context.Context, c *control.ClientWithResponses) error {
	recorded, err := c.GetViolationsWithResponse(ctx, nil)
	if err != nil {
		return err
	}
	kept, err := c.AssertContractWithResponse(ctx, nil)
	if err != nil {
		return err
	}
	if recorded.JSON200 == nil || kept.JSON200 == nil {
		return fmt.Errorf("the journal: %s, the assertion: %s\n%s", recorded.Status(), kept.Status(), kept.Body)
	}
	var statuses []int32
	for _, e := range recorded.JSON200.Exchanges {
		if e.Response != nil {
			statuses = append(statuses, e.Response.Status)
		}
	}
	if !slices.Equal(statuses, []int32{429, 429, 201}) {
		return fmt.Errorf("it was answered %v, want two refusals and then a create", statuses)
	}
	return nil
}
