package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

// TestGraphClient lets a page use Microsoft's client for Graph as it is: it logs
// in to the built-in issuer over TLS, is throttled twice, waits and creates.
func TestGraphClient(t *testing.T) {
	browser := chromium.Start(t)
	sdk, err := os.ReadFile("node_modules/@microsoft/microsoft-graph-client/lib/graph-js-sdk.js")
	if err != nil {
		t.Skip("the client for Graph is not installed (npm ci does it)")
	}
	folder, page := t.TempDir(), browser.Page(t)
	base := serve(t, folder, "--issuer", "built-in", "--tls", "self-signed", "--test-powers")
	origin := strings.TrimSuffix(base, "/beta")
	page.AcceptCertificates(t)
	page.Open(t, "http://localhost:"+site(t))

	control := run(t, folder, "token", "--tenant", "contoso", "--role", "Mock.ReadWrite.All")
	rule := `{"match":{"operations":["createProfileStatus"]},"times":2,"answer":{"status":429,"retryAfter":1}}`
	if got := fetch(t, page, "POST", origin+"/__mock/rules", control, rule); got.Status != http.StatusCreated {
		t.Fatalf("rule: %s %d %s", got.Failed, got.Status, got.Body)
	}
	created := chromium.Eval[string](t, page, string(sdk)+fmt.Sprintf(`;
		(async () => {
			const logIn = (done) => window.fetch(%q, {method: "POST", body: new URLSearchParams(%q)}).then(async a => done(null, (await a.json()).access_token), done);
			const graph = MicrosoftGraph.Client.init({authProvider: logIn, baseUrl: %q, defaultVersion: "beta", customHosts: new Set([new URL(%q).hostname])});
			try {
				return (await graph.api(%q).post(%s)).status;
			} catch (error) {
				return String(error.statusCode) + " " + error.message;
			}
		})()`, origin+"/contoso/oauth2/v2.0/token", userForm(t, folder), origin, origin, statusPath, goodStatus))
	if created != "success" {
		t.Errorf("the client has got %q, want the status that it created", created)
	}
	var seen struct {
		Exchanges []struct {
			Attempt  int
			Response struct{ Status int }
		}
	}
	if err := json.Unmarshal(fetch(t, page, "GET", origin+"/__contract/violations", control, "").Body, &seen); err != nil {
		t.Fatal(err)
	}
	var statuses []int
	for _, e := range seen.Exchanges {
		if e.Response.Status != http.StatusNoContent { // a preflight
			statuses = append(statuses, e.Response.Status)
		}
	}
	if fmt.Sprint(statuses) != "[429 429 201]" {
		t.Errorf("the answers were %v, want two that throttle and one that creates", statuses)
	}
	if got := fetch(t, page, "GET", origin+"/__contract/assert?side=request", control, ""); got.Status != http.StatusOK {
		t.Errorf("the client broke the contract: %s", got.Body)
	}
}

// userForm is how a page logs a user of the issuer's file in.
func userForm(t *testing.T, folder string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "profilestatus-issuer.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Clients []struct{ ID string }
		Users   []struct{ Name, Password string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return url.Values{"grant_type": {"password"}, "client_id": {file.Clients[0].ID}, "scope": {"https://graph.microsoft.com/.default"},
		"username": {file.Users[0].Name}, "password": {file.Users[0].Password}}.Encode()
}
