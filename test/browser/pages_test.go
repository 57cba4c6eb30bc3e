package browser

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

// open shows the pages of a service with test powers, and returns its origin.
func open(t *testing.T, page *chromium.Page, args ...string) string {
	t.Helper()
	origin := strings.TrimSuffix(serve(t, t.TempDir(), append([]string{"--test-powers"}, args...)...), "/beta")
	page.Open(t, origin+"/")
	return origin
}

// has reports whether a page shows a text.
func has(t *testing.T, page *chromium.Page, text string) bool {
	t.Helper()
	return strings.Contains(chromium.Eval[string](t, page, `document.body.innerText`), text)
}

// expect fails the test unless a page shows a text.
func expect(t *testing.T, page *chromium.Page, text string) {
	t.Helper()
	if !has(t, page, text) {
		t.Errorf("the page does not show %q:\n%s", text, chromium.Eval[string](t, page, `document.body.innerText`))
	}
}

// button returns a script that clicks the button with a text.
func button(text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("main button")].find(b => b.innerText.trim().startsWith(%q)).click()`, text)
}

// to returns a script that follows the link with a text.
func to(text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("a")].find(a => a.innerText.trim() === %q).click()`, text)
}

// enter fills fields of the form that a button belongs to.
func enter(t *testing.T, page *chromium.Page, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !chromium.Eval[bool](t, page, fmt.Sprintf(`(() => { const f = document.querySelector(%q); if (!f) return false; f.value = %q; return true })()`, pairs[i], pairs[i+1])) {
			t.Fatalf("there is no field %s", pairs[i])
		}
	}
}

// create lets a page of the service send a create, as a client would, and returns
// the status of the answer.
func create(t *testing.T, page *chromium.Page, body string) int {
	t.Helper()
	return fetch(t, page, "POST", "/beta"+statusPath, "t", body).Status
}

// TestFindRefusal: why was my request refused, and by which command do I see it
// again?
func TestFindRefusal(t *testing.T) {
	page := chromium.Start(t).Page(t)
	open(t, page)
	if status := create(t, page, badStatus); status != 400 {
		t.Fatalf("status %d, want 400", status)
	}
	page.Follow(t, to("Traffic"))
	expect(t, page, "client broke it")
	page.Follow(t, to("1"))
	expect(t, page, `▲ "Success" is not allowed`)
	expect(t, page, "openapi.yaml, line ")
	if marked := chromium.Eval[string](t, page, `document.querySelector(".messages mark").innerText`); !strings.Contains(marked, `"status": "Success"`) {
		t.Errorf("marked is %q", marked)
	}
	command := chromium.Eval[string](t, page, `document.querySelector("[data-copy=again]").hidden ? "" : document.getElementById("again").textContent`)
	if !strings.HasPrefix(command, "curl ") || !strings.Contains(command, statusPath) {
		t.Errorf("the command to copy is %q", command)
	}
}

// TestThrottle: make the next three creates answer 429, and see them come.
func TestThrottle(t *testing.T) {
	browser := chromium.Start(t)
	page, watching := browser.Page(t), browser.Page(t)
	origin := open(t, page)
	watching.Open(t, origin+"/ui/traffic")
	page.Follow(t, to("Rules"))
	enter(t, page, "#does", "429", "#operation", "createProfileStatus", "#number", "3")
	page.Follow(t, button("Add"))
	expect(t, page, "responds with 429")
	for i, want := range []int{429, 429, 429, 201} {
		if status := create(t, page, goodStatus); status != want {
			t.Errorf("create %d: %d, want %d", i+1, status, want)
		}
	}
	rows := chromium.Eval[int](t, watching, `new Promise(done => { const look = () => { const n = document.querySelectorAll("#rows tr").length; n >= 4 ? done(n) : setTimeout(look, 50) }; look() })`)
	if rows != 4 {
		t.Errorf("%d rows came, want 4", rows)
	}
	expect(t, watching, "429 by rule")
	page.Follow(t, to("Rules"))
	if done := chromium.Eval[string](t, page, `document.querySelector("tbody tr").innerText`); !strings.Contains(done, "3\t3") && !strings.Contains(done, "4\t3") {
		t.Errorf("the rule says %q, want that it has answered three requests", done)
	}
	chromium.Eval[bool](t, watching, `document.getElementById("pause").click(), true`)
	create(t, page, goodStatus)
	if rows := chromium.Eval[int](t, watching, `new Promise(done => setTimeout(() => done(document.querySelectorAll("#rows tr").length), 1000))`); rows != 4 {
		t.Errorf("%d rows while it is paused, want 4", rows)
	}
	chromium.Eval[bool](t, watching, `document.getElementById("pause").click(), true`)
	if rows := chromium.Eval[int](t, watching, `document.querySelectorAll("#rows tr").length`); rows != 5 {
		t.Errorf("%d rows after the pause, want 5", rows)
	}
}

// TestRun: create a status by hand, first wrong, and move the clock on until the
// run has succeeded; then start afresh.
func TestRun(t *testing.T) {
	page := chromium.Start(t).Page(t)
	origin := open(t, page)
	page.Open(t, origin+"/ui/profiles?tenant=contoso")
	chromium.Eval[bool](t, page, `document.querySelector("[action*=scenario] [name=becomes]").value = "success", document.querySelector("[action*=scenario] [name=seconds]").value = "300", true`)
	page.Follow(t, button("Set"))
	expect(t, page, "become success after 300 seconds")
	enter(t, page, "#profile", "school-7", "#field-status", "inProgress", "#field-lastSynchronizationDateTime", "yesterday")
	page.Follow(t, button("Create"))
	if told := chromium.Eval[string](t, page, `document.getElementById(document.querySelector("[aria-invalid]").getAttribute("aria-describedby")).innerText`); !strings.Contains(told, "yesterday") {
		t.Errorf("the field says %q", told)
	}
	enter(t, page, "#field-lastSynchronizationDateTime", "2026-11-23T09:58:12Z")
	page.Follow(t, button("Create"))
	expect(t, page, "The status was created.")
	page.Follow(t, to("school-7"))
	expect(t, page, "inProgress")
	page.Follow(t, to("All profiles"))
	enter(t, page, "[action*=advance] [name=seconds]", "301")
	page.Follow(t, button("Advance"))
	page.Follow(t, to("school-7"))
	expect(t, page, "success")
	page.Follow(t, to("All profiles"))
	page.Follow(t, button("Reset"))
	expect(t, page, "No profile has a status.")
}

// TestLogIn: with an issuer the pages ask for a token, and make one for a client.
func TestLogIn(t *testing.T) {
	page := chromium.Start(t).Page(t)
	folder := t.TempDir()
	origin := strings.TrimSuffix(serve(t, folder, "--test-powers", "--issuer", "built-in"), "/beta")
	if page.Open(t, origin+"/"); !has(t, page, "A token is needed") {
		t.Fatal("the page shows more than that a token is needed")
	}
	token := run(t, folder, "token", "--tenant", "contoso", "--role", "Mock.Administer.All,Mock.ReadWrite.All,EduAdministration.ReadWrite.All")
	enter(t, page, "#token", token)
	page.Follow(t, button("Use it"))
	expect(t, page, "contoso")
	page.Follow(t, button("Make a token"))
	made := chromium.Eval[string](t, page, `document.getElementById("made").value`)
	if answer := fetch(t, page, "POST", "/beta"+statusPath, made, goodStatus); answer.Status != 201 {
		t.Errorf("a create with the token: %d %s", answer.Status, answer.Body)
	}
	if kept := chromium.Eval[string](t, page, `document.cookie`); kept != "" {
		t.Errorf("a script can read the cookie: %s", kept)
	}
}

// TestReference: an operation of the document can be tried.
func TestReference(t *testing.T) {
	page := chromium.Start(t).Page(t)
	open(t, page)
	page.Follow(t, to("Reference"))
	status := chromium.Eval[string](t, page, `(async () => {
		const wait = async (find) => { for (let i = 0; i < 400; i++) { const found = find(); if (found) return found; await new Promise(r => setTimeout(r, 50)) } throw new Error("not found: " + find) };
		(await wait(() => document.querySelector(".opblock-post .opblock-summary-control"))).click();
		(await wait(() => document.querySelector(".opblock-post .try-out__btn"))).click();
		(await wait(() => document.querySelector(".opblock-post .execute"))).click();
		return (await wait(() => document.querySelector(".opblock-post .live-responses-table tbody .response-col_status"))).innerText;
	})()`)
	if !strings.HasPrefix(status, "201") {
		t.Errorf("trying the create: %q, want 201", status)
	}
}

// TestReport: a report that a pipeline has kept opens from its file.
func TestReport(t *testing.T) {
	page := chromium.Start(t).Page(t)
	folder := t.TempDir()
	base := serve(t, folder)
	run(t, folder, "check", base, "--html", "report.html")
	page.Open(t, "file://"+filepath.Join(folder, "report.html"))
	expect(t, page, "The contract holds")
}

// TestHostile: what a client has sent is shown as text, and nothing of it runs.
func TestHostile(t *testing.T) {
	page := chromium.Start(t).Page(t)
	origin := open(t, page)
	const run = `document.documentElement.setAttribute('data-ran','1')`
	for _, text := range []string{
		`<script>` + run + `</script>`, `"><img src=x onerror="` + run + `">`, `</pre></title></style><svg onload="` + run + `">`, `<a href="javascript:` + run + `" autofocus onfocus="` + run + `">x</a>`,
	} {
		chromium.Eval[bool](t, page, fmt.Sprintf(`fetch("/beta%s?q=" + encodeURIComponent(%q), {method: "POST", body: %q, headers: {"Authorization": "Bearer t", "Content-Type": "application/json", "X-Test-Name": %q, "client-request-id": %q}}).then(() => true)`, statusPath, text, text, text, text))
	}
	for _, path := range []string{"/ui/traffic", "/ui/traffic/1", "/ui/traffic/2", "/ui/traffic/3", "/ui/traffic/4", "/ui/coverage?test=%3Cscript%3E", "/ui/profiles?tenant=%22%3E%3Cscript%3E", "/?did=%3Cscript%3Ealert(1)%3C/script%3E"} {
		page.Open(t, origin+path)
		if chromium.Eval[bool](t, page, `document.documentElement.hasAttribute("data-ran")`) {
			t.Errorf("%s: something has run", path)
		}
	}
}

// TestPlain: without test powers there is a page that says what this is and shows
// the document, and no more.
func TestPlain(t *testing.T) {
	page := chromium.Start(t).Page(t)
	base := serve(t, t.TempDir())
	page.Open(t, strings.TrimSuffix(base, "/beta")+"/")
	if shown := chromium.Eval[string](t, page, `document.getElementById("base").value`); shown != base {
		t.Errorf("the base URL is %q, want %q", shown, base)
	}
	if links := chromium.Eval[string](t, page, `[...document.querySelectorAll("nav a")].map(a => a.innerText).join()`); links != "Start,Reference" {
		t.Errorf("the pages are %s", links)
	}
	if status := page.Follow(t, to("Reference")); status != 200 {
		t.Errorf("the reference: %d", status)
	}
}
