package page_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"profilestatus.example/mock"
	"profilestatus.example/mock/page"
)

// start serves a mock with its pages.
func start(t *testing.T, options ...mock.Option) string {
	t.Helper()
	m, err := mock.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	ts := httptest.NewServer(page.New(m, m.WithControl(), nil))
	t.Cleanup(ts.Close)
	return ts.URL
}

// visit gets a page, or posts a form to it, and follows where it leads.
func visit(t *testing.T, address string, form url.Values, headers ...string) (int, string) {
	t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

const profilePath = "/education/synchronizationProfiles/school-1/profileStatus"

// TestTasks: what a person wants to do can be done without a script.
func TestTasks(t *testing.T) {
	base := start(t)
	form := func(pairs ...string) url.Values {
		values := url.Values{"tenant": {"contoso"}}
		for i := 0; i < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		return values
	}
	tests := []struct {
		name, path string
		form       url.Values
		has        string
		reason     string
	}{
		{"start", "/?tenant=contoso", nil, base + "/tenants/contoso/beta", "the base URL of the tenant is there to copy"},
		{"create", "/ui/create", form(), "has a new status", "one click"},
		{"form, first wrong", "/ui/create", form("profile", "school-2", "status", "success", "lastSynchronizationDateTime", "yesterday"), `id="error-lastSynchronizationDateTime"`, "a refusal is shown at its field"},
		{"form", "/ui/create", form("profile", "school-2", "id", "run-1", "status", "inProgress", "lastSynchronizationDateTime", "2026-11-23T09:58:12Z"), "The status was created.", "made from the schema"},
		{"profiles", "/ui/profiles?tenant=contoso", nil, `<td>inProgress</td>`, "with the newest status"},
		{"history", "/ui/profiles/school-2?tenant=contoso", nil, "<code>run-1</code>", "as a time line"},
		{"scenario", "/ui/scenario", form("becomes", "success", "seconds", "60"), "become <b>success</b> after 60 seconds", "runs end by themselves"},
		{"create under the scenario", "/ui/create", form("profile", "school-3", "status", "inProgress", "lastSynchronizationDateTime", "2026-11-23T09:58:12Z"), "was created", "a run begins"},
		{"clock", "/ui/advance", form("seconds", "61"), "The clock was moved on.", "nobody waits"},
		{"ended", "/ui/profiles/school-3?tenant=contoso", nil, "<b>success</b>", "the run has succeeded"},
		{"traffic", "/ui/traffic?tenant=contoso&verdict=request", nil, "client broke it", "the refused create is found"},
		{"exchange", "/ui/traffic/2?tenant=contoso", nil, `<mark>  &#34;lastSynchronizationDateTime&#34;: &#34;yesterday&#34;`, "the violated place is marked in the body"},
		{"document", "/ui/traffic/2?tenant=contoso", nil, "openapi.yaml, line ", "beside the lines of the document"},
		{"again", "/ui/traffic/2?tenant=contoso", nil, base + "/tenants/contoso/beta", "the command goes to the same tenant"},
		{"coverage", "/ui/coverage?tenant=contoso", nil, "createProfileStatus was never answered with 409.", "what was not met is a test to write"},
		{"another tenant", "/ui/profiles", nil, "No profile has a status.", "nothing crosses"},
		{"reference", "/ui/reference?tenant=contoso", nil, `data-base="` + base + `/tenants/contoso/beta"`, "tried on the same tenant"},
		{"state", "/ui/state.json?tenant=contoso", nil, `"id":"school-3"`, "saved to a file"},
		{"reset", "/ui/reset", form(), "The tenant was reset.", "everything is forgotten"},
		{"after it", "/ui/profiles?tenant=contoso", nil, "No profile has a status.", "it is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if status, text := visit(t, base+tt.path, tt.form); status != 200 || !strings.Contains(text, tt.has) {
				t.Errorf("%d, want 200 with %s\nreason: %s\n%s", status, tt.has, tt.reason, text)
			}
		})
	}
}

// TestOtherSites: a page of another site can change nothing and show nothing.
func TestOtherSites(t *testing.T) {
	base := start(t)
	if status, _ := visit(t, base+"/ui/create", url.Values{}, "Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"); status != http.StatusForbidden {
		t.Errorf("a form of another site: %d, want 403", status)
	}
	resp, err := http.Get(base + "/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	policy := resp.Header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %q", policy)
	}
}

// TestStatic: every file that a page loads is there.
func TestStatic(t *testing.T) {
	base := start(t)
	for name, has := range map[string]string{"page.css": "form.tenant", "page.js": "EventSource", "reference.js": "SwaggerUIBundle", "swagger-ui.css": ".swagger-ui", "swagger-ui-bundle.js": "SwaggerUIBundle"} {
		if status, text := visit(t, base+"/ui/static/"+name, nil); status != 200 || !strings.Contains(text, has) {
			t.Errorf("%s: %d, want %s in it", name, status, has)
		}
	}
	if status, _ := visit(t, base+"/ui/static/LICENSE", nil); status != 404 {
		t.Errorf("a file that is none of the pages': %d, want 404", status)
	}
}
