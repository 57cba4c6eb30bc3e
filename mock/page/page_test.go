package page_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/mock"
	"profilestatus.example/mock/page"
	"profilestatus.example/server/identity"
)

// start serves a mock with its pages.
func start(t *testing.T, options ...mock.Option) string {
	t.Helper()
	m, err := mock.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	ts := httptest.NewServer(page.New(t.Context(), m, m.WithControl(), nil))
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
		{"looking", "/ui/traffic?tenant=contoso", nil, ">3<", "the last exchange is the create: to look is none"},
		{"scenario", "/ui/scenario", form("becomes", "success", "seconds", "60"), "become <b>success</b> after 60 seconds", "runs end by themselves"},
		{"create under the scenario", "/ui/create", form("profile", "school-3", "status", "inProgress", "lastSynchronizationDateTime", "2026-11-23T09:58:12Z"), "was created", "a run begins"},
		{"clock", "/ui/advance", form("seconds", "61"), "The clock was advanced.", "nobody waits"},
		{"ended", "/ui/profiles/school-3?tenant=contoso", nil, "<b>success</b>", "the run has succeeded"},
		{"traffic", "/ui/traffic?tenant=contoso&verdict=request", nil, "client broke it", "the refused create is found"},
		{"exchange", "/ui/traffic/2?tenant=contoso", nil, `<mark>  &#34;lastSynchronizationDateTime&#34;: &#34;yesterday&#34;`, "the violated place is marked in the body"},
		{"document", "/ui/traffic/2?tenant=contoso", nil, "openapi.yaml, line ", "beside the lines of the document"},
		{"again", "/ui/traffic/2?tenant=contoso", nil, base + "/tenants/contoso/beta", "the command goes to the same tenant"},
		{"coverage", "/ui/coverage?tenant=contoso", nil, "404, 409, 413", "what was not met is a test to write"},
		{"another tenant", "/ui/profiles", nil, "No profile has a status.", "nothing crosses"},
		{"reference", "/ui/reference?tenant=contoso", nil, `data-base="` + base + `/tenants/contoso/beta"`, "tried on the same tenant"},
		{"rule", "/ui/rules", form("does", "429", "operation", "createProfileStatus", "number", "3", "unit", "times"), "responds with 429", "the next three creates are throttled"},
		{"throttled", "/ui/create", form(), "sends this response", "what the service said is shown"},
		{"seen", "/ui/traffic?tenant=contoso&status=429", nil, "by rule", "and is in the traffic"},
		{"by which", "/ui/traffic/5?tenant=contoso", nil, ">rule r1</a>", "the rule that answered is named"},
		{"done", "/ui/rules?tenant=contoso", nil, "<td>1</td><td>1</td>", "what each rule has done"},
		{"removed", "/ui/rules/remove", form("id", "r1"), "There are no rules:", "by its button"},
		{"state", "/ui/state.json?tenant=contoso", nil, `"id":"school-3"`, "saved to a file"},
		{"nowhere", "/ui/nothing?tenant=contoso", nil, "There is no such page.", "an error is a page too, and leads back"},
		{"no exchange", "/ui/traffic/99?tenant=contoso", nil, "no longer in the journal", "it may have fallen out"},
		{"reset", "/ui/reset", form(), "The tenant was reset.", "everything is forgotten"},
		{"after it", "/ui/profiles?tenant=contoso", nil, "No profile has a status.", "it is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := http.StatusOK
			switch tt.name { // a page about a refusal has its status
			case "throttled":
				want = http.StatusTooManyRequests
			case "nowhere", "no exchange":
				want = http.StatusNotFound
			}
			if status, text := visit(t, base+tt.path, tt.form); status != want || !strings.Contains(text, tt.has) {
				t.Errorf("%d, want %d with %s\nreason: %s\n%s", status, want, tt.has, tt.reason, text)
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

// TestToken: where an issuer is needed, the pages ask for a token and show its
// tenant alone.
func TestToken(t *testing.T) {
	issuer, err := identity.OpenIssuer(filepath.Join(t.TempDir(), "issuer.json"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := issuer.Token(identity.Request{Tenant: "contoso", Roles: []string{"Mock.ReadWrite.All", "EduAdministration.ReadWrite.All"}, Lifetime: identity.DefaultLifetime})
	if err != nil {
		t.Fatal(err)
	}
	base := start(t, mock.WithIssuer(issuer))
	if status, text := visit(t, base+"/ui/traffic", nil); status != 401 || !strings.Contains(text, "A token is needed") {
		t.Errorf("without a token: %d\n%s", status, text)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	resp, err := browser.PostForm(base+"/ui/token", url.Values{"token": {token}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || !strings.Contains(string(text), "<dd>contoso</dd>") || strings.Contains(string(text), token) {
		t.Errorf("with a token: %v, want its tenant, and the token nowhere\n%s", err, text)
	}
	resp, err = browser.Get(base + "/ui/traffic?tenant=fabrikam")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 403 {
		t.Errorf("another tenant: %d, want 403", resp.StatusCode)
	}
}

// TestHostile: what clients send is text on every page.
func TestHostile(t *testing.T) {
	base := start(t)
	tests := []struct{ name, text, reason string }{
		{"script", "<script>alert(1)</script>", "the plainest way"},
		{"attribute", `"><img src=x onerror=alert(1)>`, "out of an attribute"},
		{"template", "{{.Token}}<svg onload=alert(1)>", "no template is made of it"},
		{"comment", "--></textarea></title></style><script>alert(1)</script>", "out of elements of text"},
		{"link", "javascript:alert(1)", "no link is made of it"},
		{"event", "x\ndata: <script>alert(1)</script>\n\n", "no event of its own in the stream"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/beta"+profilePath+"?q="+url.QueryEscape(tt.text), strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("X-Test-Name", strings.ReplaceAll(tt.text, "\n", " "))
			r.Header.Set("Client-Request-Id", strings.ReplaceAll(tt.text, "\n", " "))
			r.Header.Set("User-Agent", strings.ReplaceAll(tt.text, "\n", " "))
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		})
	}
	for _, path := range []string{"/ui/traffic", "/ui/traffic/1", "/ui/traffic/2", "/ui/traffic/3", "/ui/traffic/4", "/ui/traffic/5", "/ui/traffic/6", "/ui/coverage"} {
		_, text := visit(t, base+path, nil)
		for _, broken := range []string{"<script>alert", "<img", "<svg onload", `href="javascript:`} {
			if strings.Contains(text, broken) {
				t.Errorf("%s has %q", path, broken)
			}
		}
		if !strings.Contains(text, "alert(1)") {
			t.Errorf("%s does not show what was sent", path)
		}
	}
}
