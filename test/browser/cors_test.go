package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

// site serves an empty page at any path and returns its port.
func site(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<!DOCTYPE html><html lang=en><title>A page</title>"))
	}))
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

// answer is what a page can read of an answer.
type answer struct {
	Failed string // the name of the error if the page can read nothing
	Status int
	Header map[string]string
	Body   json.RawMessage // null if there is none
}

// fetch lets a page send a request.
func fetch(t *testing.T, page *chromium.Page, method, address, token, body string) answer {
	t.Helper()
	headers := map[string]string{}
	if token != "" {
		headers["Authorization"] = "Bearer " + token
	}
	init := map[string]any{"method": method, "headers": headers}
	if body != "" {
		headers["Content-Type"] = "application/json"
		init["body"] = body
	}
	options, err := json.Marshal(init)
	if err != nil {
		t.Fatal(err)
	}
	return chromium.Eval[answer](t, page, fmt.Sprintf(`fetch(%q, %s).then(async answer => {
		const text = await answer.text();
		return {Status: answer.status, Header: Object.fromEntries(answer.headers), Body: text && JSON.parse(text) || null};
	}, error => ({Failed: error.name}))`, address, options))
}

const (
	statusPath = "/education/synchronizationProfiles/school-42/profileStatus"
	goodStatus = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:00:00Z"}`
	badStatus  = `{"status":"Success"}`
)

// TestPageOfAnotherOrigin is what a page can do and read that is served from
// another port of this machine, without any flag for it.
func TestPageOfAnotherOrigin(t *testing.T) {
	page := chromium.Start(t).Page(t)
	folder := t.TempDir()
	base := serve(t, folder, "--issuer", "built-in")
	writer, reader := run(t, folder, "token"), run(t, folder, "token", "--role", "EduAdministration.Read.All")
	port := site(t)
	for _, origin := range []string{"http://127.0.0.1:" + port, "http://localhost:" + port} {
		page.Open(t, origin)
		for _, row := range []struct {
			reason, method, token, body string
			status                      int
			header                      []string // that the page can read
			contains                    string   // in the body
		}{
			{"it creates", "POST", writer, goodStatus, 201, []string{"location", "request-id", "client-request-id"}, `"success"`},
			{"it reads", "GET", reader, "", 200, []string{"request-id"}, `"success"`},
			{"it meets what is wrong with its body", "POST", writer, badStatus, 400, []string{"request-id"}, `"target":"/status"`},
			{"it meets that a token is missing", "GET", "", "", 401, []string{"www-authenticate"}, `"InvalidAuthenticationToken"`},
			{"it meets why its token is refused", "GET", "made-up", "", 401, []string{"www-authenticate"}, `"InvalidAuthenticationToken"`},
			{"it meets which permission is missing", "POST", reader, goodStatus, 403, []string{"www-authenticate"}, `"AccessDenied"`},
			{"it deletes", "DELETE", writer, "", 204, []string{"request-id"}, "null"},
			{"it meets that there is nothing", "GET", reader, "", 404, []string{"request-id"}, `"ResourceNotFound"`},
		} {
			got := fetch(t, page, row.method, base+statusPath, row.token, row.body)
			if got.Failed != "" || got.Status != row.status || !strings.Contains(string(got.Body), row.contains) {
				t.Errorf("%s, %s: got %s %d %s", origin, row.reason, got.Failed, got.Status, got.Body)
			}
			for _, name := range row.header {
				if got.Header[name] == "" {
					t.Errorf("%s, %s: the page cannot read %s", origin, row.reason, name)
				}
			}
		}
	}
}

// TestPageIsThrottled lets a page read for how long it has to wait.
func TestPageIsThrottled(t *testing.T) {
	page := chromium.Start(t).Page(t)
	base := serve(t, t.TempDir(), "--test-powers")
	page.Open(t, "http://localhost:"+site(t))
	got := chromium.Eval[answer](t, page, fmt.Sprintf(`fetch(%q, {method: "POST", body: %q, headers: {Authorization: "Bearer any", "Content-Type": "application/json", Prefer: "code=429"}}).then(
		async answer => ({Status: answer.status, Header: Object.fromEntries(answer.headers), Body: await answer.json()}), error => ({Failed: error.name}))`, base+statusPath, goodStatus))
	if got.Status != http.StatusTooManyRequests || got.Header["retry-after"] == "" || !strings.Contains(string(got.Body), `"TooManyRequests"`) {
		t.Errorf("got %s %d %v %s", got.Failed, got.Status, got.Header, got.Body)
	}
}

// TestPageLogsIn lets a page get a token of the built-in issuer and use it, and
// shows that a page of another site gets none.
func TestPageLogsIn(t *testing.T) {
	browser, folder, port := chromium.Start(t), t.TempDir(), site(t)
	base := serve(t, folder, "--issuer", "built-in")
	form := userForm(t, folder)
	logIn := func(page *chromium.Page) string { // with a header of client libraries, so that the browser asks first
		return chromium.Eval[string](t, page, fmt.Sprintf(`fetch(%q, {method: "POST", body: new URLSearchParams(%q), headers: {"x-client-SKU": "a page"}}).then(
			async answer => (await answer.json()).access_token, error => error.name)`, strings.TrimSuffix(base, "/beta")+"/contoso/oauth2/v2.0/token", form))
	}
	page := browser.Page(t)
	page.Open(t, "http://localhost:"+port)
	if got := fetch(t, page, "POST", base+statusPath, logIn(page), goodStatus); got.Status != http.StatusCreated {
		t.Errorf("got %s %d %s", got.Failed, got.Status, got.Body)
	}
	page.Open(t, "http://app.example:"+port)
	if got := logIn(page); got != "TypeError" {
		t.Errorf("a page of another site has got %.20s", got)
	}
}

// TestForeignPage is what a page of another site can do: nothing, unless its
// origin is one of --cors-origins.
func TestForeignPage(t *testing.T) {
	browser := chromium.Start(t)
	port := site(t)
	origin := "http://app.example:" + port
	for _, row := range []struct {
		reason, origins string
		allowed         bool
	}{
		{"by default only pages of this machine may", "", false},
		{"none shuts every page out", "none", false},
		{"another origin does not let this one in", "https://app.example,http://app.example:1", false},
		{"its own does", origin, true},
		{"so do all", "*", true},
	} {
		t.Run(row.reason, func(t *testing.T) {
			var args []string
			if row.origins != "" {
				args = []string{"--cors-origins", row.origins}
			}
			base := serve(t, t.TempDir(), args...)
			page := browser.Page(t)
			page.Open(t, origin)
			got := fetch(t, page, "POST", base+statusPath, "any", goodStatus)
			if row.allowed != (got.Status == http.StatusCreated) || !row.allowed && got.Failed != "TypeError" {
				t.Errorf("got %s %d %s", got.Failed, got.Status, got.Body)
			}
			if created := exists(t, base); created != row.allowed {
				t.Errorf("a status was created: %t", created)
			}
		})
	}
}

// TestPageWithoutPreflight is a page that sends what a browser does not ask
// about, and uses the service by a name that means this machine.
func TestPageWithoutPreflight(t *testing.T) {
	page := chromium.Start(t).Page(t)
	base := serve(t, t.TempDir())
	page.Open(t, "http://app.example:"+site(t))
	kind := chromium.Eval[string](t, page, fmt.Sprintf(`fetch(%q, {method: "POST", mode: "no-cors", body: %q}).then(answer => answer.type)`, base+statusPath, goodStatus))
	if kind != "opaque" {
		t.Errorf("the answer is %s, want one that the page cannot read", kind)
	}
	if exists(t, base) {
		t.Error("a status was created")
	}
	named := strings.Replace(base, "127.0.0.1", "rebound.example", 1)
	page.Open(t, named)
	if got := fetch(t, page, "POST", named+statusPath, "any", goodStatus); got.Status != http.StatusBadRequest || exists(t, base) {
		t.Errorf("by another name of this machine: got %s %d %s", got.Failed, got.Status, got.Body)
	}
}

// exists reports whether a status is there, as a program sees it.
func exists(t *testing.T, base string) bool {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+statusPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer any")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}
