package browser

import (
	"fmt"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

// tabTo presses Tab until an element has the focus.
func tabTo(t *testing.T, page *chromium.Page, script string) {
	t.Helper()
	for range 60 {
		page.Press(t, "\t")
		if chromium.Eval[bool](t, page, fmt.Sprintf(`(a => Boolean(%s))(document.activeElement)`, script)) {
			return
		}
	}
	t.Fatalf("60 times Tab do not lead to %s", script)
}

// TestKeyboard: the next three requests answer 429, by keys alone.
func TestKeyboard(t *testing.T) {
	page := chromium.Start(t).Page(t)
	open(t, page)
	page.Press(t, "\t")
	if first := chromium.Eval[string](t, page, `document.activeElement.innerText`); first != "Skip to the content" {
		t.Errorf("the first Tab leads to %q", first)
	}
	tabTo(t, page, `a.innerText === "Rules"`)
	page.PressToFollow(t, "\r")
	tabTo(t, page, `a.id === "number"`)
	if ring := chromium.Eval[string](t, page, `getComputedStyle(document.activeElement).outlineStyle`); ring == "none" {
		t.Error("nobody sees which field has the focus")
	}
	page.Press(t, "2") // instead of what is selected
	tabTo(t, page, `a.innerText === "Add"`)
	page.PressToFollow(t, "\r")
	expect(t, page, "responds with 429")
	expect(t, page, "every request, 2 times")
	tabTo(t, page, `a.innerText.startsWith("Remove")`)
	page.PressToFollow(t, "\r")
	expect(t, page, "There are no rules")
}

// TestWithoutScript: whatever is not live works without a script.
func TestWithoutScript(t *testing.T) {
	page := chromium.Start(t).Page(t)
	page.WithoutScript(t)
	origin := open(t, page)
	page.Follow(t, button("Create a status now"))
	expect(t, page, "has a new status")
	page.Follow(t, to("Rules"))
	page.Follow(t, button("Respond with 503"))
	expect(t, page, "responds with 503")
	page.Follow(t, to("Profiles"))
	enter(t, page, "#profile", "school-7", "#field-status", "success", "#field-lastSynchronizationDateTime", "2026-11-23T09:58:12Z")
	if status := page.Follow(t, button("Create")); status != 503 {
		t.Errorf("a create under the rule: %d, want 503", status)
	}
	page.Open(t, origin+"/ui/traffic?status=5xx")
	expect(t, page, "503 by rule")
	page.Follow(t, to("2"))
	expect(t, page, "Repeat the request")
	page.Follow(t, to("Coverage"))
	expect(t, page, "createProfileStatus was never answered with 204, 400")
	page.Follow(t, to("Profiles"))
	page.Follow(t, button("Reset"))
	expect(t, page, "No profile has a status.")
	if shown := chromium.Eval[int](t, page, `[...document.querySelectorAll("[data-copy], #pause")].filter(b => !b.hidden).length`); shown > 0 {
		t.Errorf("%d buttons that need a script are shown", shown)
	}
	page.Follow(t, to("Reference"))
	expect(t, page, "The reference needs a script.")
	if status := chromium.Eval[bool](t, page, `document.querySelector(".opblock") === null`); !status {
		t.Error("a script has run")
	}
}

// TestNoOtherOrigin: no page asks anything of another machine.
func TestNoOtherOrigin(t *testing.T) {
	page := chromium.Start(t).Page(t)
	origin := open(t, page)
	create(t, page, goodStatus)
	create(t, page, badStatus)
	seen := page.Observe(t)
	for _, view := range views {
		page.Open(t, origin+view)
	}
	chromium.Eval[bool](t, page, `new Promise(done => { const look = () => document.querySelector(".opblock") ? done(true) : setTimeout(look, 50); look() })`)
	for _, address := range seen.Addresses() {
		if !strings.HasPrefix(address, origin+"/") && !strings.HasPrefix(address, "data:") {
			t.Errorf("a page has asked for %s", address)
		}
	}
	if n := len(seen.Addresses()); n < len(views) {
		t.Errorf("%d requests were observed", n)
	}
}

// TestErrorPages: an address that leads to nothing still shows where to go.
func TestErrorPages(t *testing.T) {
	page := chromium.Start(t).Page(t)
	origin := open(t, page)
	for path, says := range map[string]string{"/ui/nothing": "There is no such page.", "/ui/traffic/99": "no longer in the journal", "/ui/traffic/x": "no longer in the journal", "/?tenant=a+b": "tenant"} {
		page.Open(t, origin+path)
		expect(t, page, says)
		if page.Follow(t, to("Start")) >= 500 {
			t.Errorf("%s leads to no first page", path)
		}
	}
}
