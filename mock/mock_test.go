package mock_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/mock"
)

// start serves a mock with its control.
func start(t *testing.T, options ...mock.Option) string {
	t.Helper()
	m, err := mock.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, m)
}

// serve serves a mock with its control. Every answer of both must be valid by
// the document that it belongs to.
func serve(t *testing.T, m *mock.Mock) string {
	t.Helper()
	t.Cleanup(m.Close)
	ts := httptest.NewServer(validated(t, m.WithControl()))
	t.Cleanup(ts.Close)
	return ts.URL
}

// The documents, loaded once.
var (
	apiContract     = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load([]byte(profilestatus.OpenAPI())) })
	controlContract = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load([]byte(mock.OpenAPI())) })
)

type originalKey struct{}

// validated reports answers that break their document, which does not know what
// is before /beta and /__mock in the path of a tenant.
func validated(t *testing.T, h http.Handler) http.Handler {
	t.Helper()
	report := func(r *http.Request, found []contract.Violation) {
		t.Errorf("the answer to %s %s: %v", r.Method, r.Context().Value(originalKey{}).(*http.Request).URL, found)
	}
	original := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.Context().Value(originalKey{}).(*http.Request))
	})
	var checked [2]http.Handler
	for i, load := range []func() (*contract.Contract, error){apiContract, controlContract} {
		c, err := load()
		if err != nil {
			t.Fatal(err)
		}
		checked[i] = c.CheckResponses(report)(original)
	}
	tenant := regexp.MustCompile(`^/tenants/[A-Za-z0-9][A-Za-z0-9._-]{0,63}/`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cut := r.WithContext(context.WithValue(r.Context(), originalKey{}, r))
		cut.URL = &url.URL{Path: tenant.ReplaceAllString(r.URL.Path, "/"), RawQuery: r.URL.RawQuery}
		switch {
		case cut.URL.Path == "/__mock/openapi.yaml":
			h.ServeHTTP(w, r) // no document describes itself
		case strings.HasPrefix(cut.URL.Path, "/__"):
			checked[1].ServeHTTP(w, cut)
		default:
			checked[0].ServeHTTP(w, cut)
		}
	})
}

// send sends a request and returns status and body.
func send(t *testing.T, method, url, body string, headers ...string) (int, string) {
	t.Helper()
	resp, data := exchange(t, method, url, body, headers...)
	return resp.StatusCode, data
}

// exchange sends a request, JSON unless headers say otherwise, and returns the
// response, which is read, with its body.
func exchange(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(data)
}

const (
	profile = "/education/synchronizationProfiles/school-1/profileStatus"
	success = `{"id":"run-1","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
)

// TestTenants: what one tenant has, no other one sees.
func TestTenants(t *testing.T) {
	base := start(t)
	tests := []struct {
		name, method, path, body string
		status                   int
		has                      string
		reason                   string
	}{
		{"create", "POST", "/tenants/a/beta" + profile, success, 201, `"run-1"`, "the path names the tenant, which begins"},
		{"read", "GET", "/tenants/a/beta" + profile, "", 200, `"run-1"`, "the same tenant"},
		{"another tenant", "GET", "/tenants/b/beta" + profile, "", 404, "no status", "nothing crosses"},
		{"no tenant", "GET", "/beta" + profile, "", 404, "no status", "the tenant default is one like the others"},
		{"profiles", "GET", "/tenants/a/__mock/profiles", "", 200, `"newest":{"id":"run-1"`, "the control has the same base"},
		{"profiles of another tenant", "GET", "/tenants/b/__mock/profiles", "", 200, `{"value":[]}`, "nothing crosses"},
		{"assertion", "GET", "/tenants/a/__contract/assert", "", 200, `"exchanges": 2`, "a journal is that of a tenant"},
		{"reset", "DELETE", "/tenants/a/__mock/tenant", "", 204, "", "as the document says"},
		{"after a reset", "GET", "/tenants/a/__contract/assert", "", 409, `"exchanges": 0`, "the journal is empty, too"},
		{"nothing there", "GET", "/__mock/nothing", "", 404, "ResourceNotFound", "the errors are those of the API"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, body := send(t, tt.method, base+tt.path, tt.body, "Authorization", "Bearer x")
			if status != tt.status || !strings.Contains(body, tt.has) {
				t.Errorf("%s %s: %d %s, want %d with %s\nreason: %s", tt.method, tt.path, status, body, tt.status, tt.has, tt.reason)
			}
		})
	}
}
