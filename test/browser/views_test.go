package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

// views are all the pages, with what is in them.
var views = []string{"/", "/ui/traffic", "/ui/traffic/2", "/ui/profiles", "/ui/profiles/school-42", "/ui/rules", "/ui/coverage", "/ui/reference"}

// TestViews looks at every page in three widths, light and dark: nothing is wider
// than the window, and axe, where it is installed, finds nothing. With SHOTS=DIR
// in the environment it keeps pictures.
func TestViews(t *testing.T) {
	page := chromium.Start(t).Page(t)
	origin := open(t, page)
	create(t, page, goodStatus)
	create(t, page, badStatus)
	chromium.Eval[bool](t, page, `fetch("/__mock/rules", {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"match":{"operations":["deleteProfileStatus"]},"answer":{"status":503},"times":1}'}).then(() => true)`)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Log("axe is not installed (npm ci does it); accessibility is not looked at")
	}
	for _, view := range views {
		for _, scheme := range []chromium.Scheme{chromium.Light, chromium.Dark} {
			for _, width := range []int64{360, 800, 1440} {
				page.View(t, width, 900, scheme)
				page.Open(t, origin+view)
				if view == "/ui/reference" {
					referenceIsShown(t, page)
				}
				if wide := chromium.Eval[int64](t, page, `document.documentElement.scrollWidth`); wide > width {
					t.Errorf("%s: %d pixels wide in a window of %d", view, wide, width)
				}
				if dir := os.Getenv("SHOTS"); dir != "" {
					name := fmt.Sprintf("%s-%s-%d.png", strings.Trim(strings.ReplaceAll(strings.TrimPrefix(view, "/ui"), "/", "-"), "-"), scheme, width)
					if err := os.WriteFile(filepath.Join(dir, name), page.Screenshot(t), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if axe != nil && width != 800 {
					// Swagger UI brings a main element of its own.
					for _, found := range chromium.Eval[[]string](t, page, string(axe)+`; axe.run({exclude: ["#reference"]}, {rules: {"landmark-no-duplicate-main": {enabled: !document.getElementById("reference")}}}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html + " " + n.failureSummary)))`) {
						t.Errorf("%s, %s, %d: %s", view, scheme, width, found)
					}
				}
			}
		}
	}
}

// referenceIsShown waits until Swagger UI has shown the document. The styles of
// the page are not to hide its texts: the version is white on its own color.
func referenceIsShown(t *testing.T, page *chromium.Page) {
	t.Helper()
	chromium.Eval[bool](t, page, `new Promise(done => { const look = () => document.querySelector("#reference .opblock") ? done(true) : setTimeout(look, 50); look() })`)
	if back := chromium.Eval[string](t, page, `getComputedStyle(document.querySelector("#reference pre.version")).backgroundColor`); back != "rgba(0, 0, 0, 0)" {
		t.Errorf("the version is written on %s", back)
	}
}
