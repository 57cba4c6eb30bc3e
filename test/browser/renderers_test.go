package browser

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

var (
	renderer = flag.String("renderer", "", "`name` of the renderer that the survey tries")
	bundles  = flag.String("bundles", "", "`folder` with the renderers' packages")
)

// A reference is a renderer of documents: its page, with %s for the address of the
// document, and the script of a person who tries the create, where it offers that.
type reference struct{ page, try string }

var references = map[string]reference{
	"elements": {
		`<link rel="stylesheet" href="/elements/styles.min.css"><script src="/elements/web-components.min.js"></script>
		<script>location.hash = "#/operations/createProfileStatus"</script><elements-api apiDescriptionUrl="%s" router="hash"></elements-api>`,
		`fill(await wait(() => all("input[aria-label=educationSynchronizationProfileId]")[0]), "school-1");
		fill(await wait(() => all("input[aria-label=Token], input[placeholder='123']")[0]), "any-token");
		(await wait(() => all("button").find(b => b.innerText.trim() === "Send API Request"))).click();`,
	},
	"scalar": {
		`<div id="app"></div><script src="/scalar/dist/browser/standalone.js"></script>
		<script>Scalar.createApiReference("#app", {url: "%s", withDefaultFonts: false, telemetry: false, authentication: {preferredSecurityScheme: "bearer", securitySchemes: {bearer: {token: "any-token"}}}})</script>`,
		`(await wait(() => all("button").find(b => /test request/i.test(b.innerText) && /post/i.test(b.innerText)))).click();
		const value = await wait(() => { const all_ = all("[contenteditable]"); return all_[all_.findIndex(e => e.innerText.trim() === "educationSynchronizationProfileId") + 1] });
		value.focus();
		document.execCommand("insertText", false, "school-1");
		await new Promise(r => setTimeout(r, 500));
		(await wait(() => all("button").find(b => /^send\b/i.test(b.innerText.trim()) && b.offsetParent))).click();`,
	},
	"rapidoc": {
		`<script type="module" src="/rapidoc/dist/rapidoc-min.js"></script><rapi-doc spec-url="%s" load-fonts="false" render-style="read"></rapi-doc>`,
		`all("rapi-doc")[0].setApiKey("bearer", "any-token");
		const create = await wait(() => all("[id^=post-]").find(e => all("button", e).length));
		fill(await wait(() => all("[data-pname=educationSynchronizationProfileId]", create)[0]), "school-1");
		(await wait(() => all("button", create).find(b => b.innerText.trim().toUpperCase() === "TRY"))).click();`,
	},
	"redoc": {`<redoc spec-url="%s"></redoc><script src="/redoc/bundles/redoc.standalone.js"></script>`, ""},
	"swagger-ui": {
		`<link rel="stylesheet" href="/swagger-ui/swagger-ui.css"><div id="ui"></div><script src="/swagger-ui/swagger-ui-bundle.js"></script>
		<script>const ui = SwaggerUIBundle({url: "%s", dom_id: "#ui", onComplete: () => ui.preauthorizeApiKey("bearer", "any-token")})</script>`,
		`(await wait(() => all(".opblock-post .opblock-summary-control")[0])).click();
		(await wait(() => all(".opblock-post .try-out__btn")[0])).click();
		(await wait(() => all(".opblock-post .execute")[0])).click();`,
	},
}

// helpers are what the scripts use; all looks into shadow roots too.
const helpers = `
	const wait = async (find) => { for (let i = 0; i < 150; i++) { const found = find(); if (found) return found; await new Promise(r => setTimeout(r, 100)) } throw new Error("not found: " + find) };
	const all = (selector, root = document) => [...root.querySelectorAll(selector), ...[...root.querySelectorAll("*")].flatMap(e => e.shadowRoot ? all(selector, e.shadowRoot) : [])];
	const fill = (input, text) => {
		Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
		for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, {bubbles: true, composed: true}));
	};
	const text = () => document.body.innerText + all("*").flatMap(e => e.shadowRoot ? [...e.shadowRoot.children].map(c => c.innerText || "") : []).join(" ");`

// TestRenderer shows the document, the file $DOCUMENT, with a renderer from npm, and
// none of its scripts fails. Where there is a service, at $PROFILESTATUS_URL, the page
// shows what that serves, and a person tries the create. It is run by the survey.
func TestRenderer(t *testing.T) {
	r, ok := references[*renderer]
	if *renderer == "" || !ok {
		t.Skipf("-renderer %q: the survey names one", *renderer)
	}
	files := http.FileServer(http.Dir(*bundles))
	address := "/openapi.yaml"
	service := os.Getenv("PROFILESTATUS_URL")
	if service != "" {
		address = strings.TrimSuffix(service, "/beta") + "/openapi.yaml?server"
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch q.URL.Path {
		case "/":
			_, _ = fmt.Fprintf(w, `<!DOCTYPE html><meta charset="utf-8"><title>A reference</title><script>
				window.failures = []; addEventListener("error", e => failures.push(e.message)); addEventListener("unhandledrejection", e => failures.push(String(e.reason)))
				</script>`+r.page, address)
		case "/openapi.yaml":
			http.ServeFile(w, q, os.Getenv("DOCUMENT"))
		default:
			files.ServeHTTP(w, q)
		}
	}))
	t.Cleanup(site.Close)
	page := chromium.Start(t).Page(t)
	sent := page.Observe(t)
	page.Open(t, site.URL)
	shown := false
	for range 8 { // a step is short, and a reference may be long in coming on a busy machine
		if shown = chromium.Eval[bool](t, page, `(async () => {`+helpers+`
			return wait(() => /create\s+profilestatus/i.test(text())).then(() => true, () => false) })()`); shown {
			break
		}
	}
	if !shown {
		t.Errorf("the create is not shown, but %q", chromium.Eval[string](t, page, `(() => {`+helpers+` return text().slice(0, 300) })()`))
	}
	if shown && service != "" && r.try != "" {
		chromium.Eval[bool](t, page, `(async () => {`+helpers+r.try+`
			await wait(() => text().includes("201")); // which the survey asks the service about
			return true })()`)
	}
	for _, failure := range chromium.Eval[[]string](t, page, "failures") {
		t.Errorf("a script failed: %s", failure)
	}
	for _, a := range sent.Addresses() {
		if strings.Contains(a, "profileStatus") && !strings.HasPrefix(a, service) {
			t.Errorf("%s was sent to, which is not the service", a)
		}
	}
	if shot := os.Getenv("PICTURE"); shot != "" {
		if err := os.WriteFile(filepath.Clean(shot), page.Picture(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
