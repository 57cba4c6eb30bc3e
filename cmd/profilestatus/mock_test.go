package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answer sends a request and returns status and body.
func answer(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
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

// TestServeTestPowers: tenants by path, the control beside the API, and a state
// to begin with.
func TestServeTestPowers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seed := filepath.Join(dir, "seed.json")
	const state = `{"profiles":[{"id":"school-1","statuses":[{"id":"run-1","status":"inProgress","lastSynchronizationDateTime":"2026-11-22T22:15:00Z"}]}],"scenario":{"becomes":"success","afterSeconds":60}}`
	if err := os.WriteFile(seed, []byte(state), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startService(t, dir, "--store", "memory", "--test-powers", "--seed", "contoso="+seed, "--log-level", "error")
	origin := strings.TrimSuffix(p.base, basePath)
	tests := []struct {
		name, method, path, body string
		status                   int
		has, reason              string
	}{
		{"seeded", "GET", "/tenants/contoso/beta/education/synchronizationProfiles/school-1/profileStatus", "", 200, "inProgress", "what the file says is there from the start"},
		{"another tenant", "GET", "/beta/education/synchronizationProfiles/school-1/profileStatus", "", 404, "no status", "the file was for one tenant"},
		{"clock", "POST", "/tenants/contoso/__mock/clock/advance", `{"seconds":61}`, 200, "now", "the control is beside the API"},
		{"ended", "GET", "/tenants/contoso/beta/education/synchronizationProfiles/school-1/profileStatus", "", 200, "success", "the run has ended by the tenant's clock"},
		{"assertion", "GET", "/tenants/contoso/__contract/assert", "", 200, `"ok": true`, "and each tenant has a journal"},
		{"document", "GET", "/__mock/openapi.yaml", "", 200, "openapi: 3.0.3", "anyone may read what there is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), tt.method, origin+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer x")
			if tt.body != "" {
				r.Header.Set("Content-Type", "application/json")
			}
			if status, body := answer(t, r); status != tt.status || !strings.Contains(body, tt.has) {
				t.Errorf("%d %s, want %d with %s\nreason: %s", status, body, tt.status, tt.has, tt.reason)
			}
		})
	}
	foreign, err := http.NewRequestWithContext(t.Context(), "GET", origin+"/tenants/contoso/__mock/state", nil)
	if err != nil {
		t.Fatal(err)
	}
	foreign.Host = "evil.test"
	if status, body := answer(t, foreign); status != 400 {
		t.Errorf("a name of somebody else's: %d %s, want 400", status, body)
	}
}

// TestServeWithoutTestPowers: what would change answers is refused in words.
func TestServeWithoutTestPowers(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory", "--log-level", "error")
	origin := strings.TrimSuffix(p.base, basePath)
	tests := []struct {
		method, path, prefer string
		status               int
		reason               string
	}{
		{"POST", "/__mock/rules", "", 404, "a rule that is not followed must not be taken for one that is"},
		{"GET", "/tenants/a/beta" + statusPath, "", 404, "a test must not share what it believes to be its own"},
		{"GET", "/__contract/assert", "", 404, "nothing was recorded"},
		{"GET", basePath + statusPath, "code=429", 400, "a test that wants a failure must not pass by a success"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), tt.method, origin+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer x")
			if tt.prefer != "" {
				r.Header.Set("Prefer", tt.prefer)
			}
			if status, body := answer(t, r); status != tt.status || !strings.Contains(body, "--test-powers") {
				t.Errorf("%d %s, want %d that names --test-powers\nreason: %s", status, body, tt.status, tt.reason)
			}
		})
	}
}

// TestServeQuota: limits of tenants hold without test powers and without --admin,
// and metrics do without a journal.
func TestServeQuota(t *testing.T) {
	t.Parallel()
	const path = "/education/synchronizationProfiles/school-1/profileStatus"
	const status = `{"status":"success","lastSynchronizationDateTime":"2026-11-22T22:15:00Z"}`
	p := startService(t, t.TempDir(), "--store", "memory", "--tenant-statuses", "1", "--log-level", "error")
	for i, want := range []int{201, 429} {
		if got := request(t, "POST", p.base+path, status); got != want {
			t.Errorf("create %d of a tenant that may have one: %d, want %d", i+1, got, want)
		}
	}
	admin := freeAddress(t)
	p = startService(t, t.TempDir(), "--store", "memory", "--admin", admin, "--admin-entries", "0", "--log-level", "error")
	if got := request(t, "POST", p.base+path, `{}`); got != 400 {
		t.Errorf("a wrong create: %d, want 400", got)
	}
	for _, tt := range []struct{ path, has, reason string }{
		{"/metrics", `code="BadRequest"`, "the request was counted"},
		{"/__contract/violations", `"exchanges": 0`, "and not recorded"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+admin+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status, body := answer(t, r); status != 200 || !strings.Contains(body, tt.has) {
			t.Errorf("GET %s: %d %s, want %s\nreason: %s", tt.path, status, body, tt.has, tt.reason)
		}
	}
}
