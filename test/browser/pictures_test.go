package browser

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

var pictures = flag.Bool("pictures", false, "write the pictures of the documents")

// maxPicture is the most bytes of a picture in the repository.
const maxPicture = 150_000

// TestPictures makes the pictures of the documents, light and dark. Without the
// flag it writes none, and looks at the size of those that there are.
func TestPictures(t *testing.T) {
	page := chromium.Start(t).Page(t)
	origin := open(t, page)
	page.Open(t, origin+"/ui/rules")
	enter(t, page, "#operation", "createProfileStatus", "#number", "1")
	exercise(t, origin, page)
	folder := filepath.Join("..", "..", "docs", "pictures")
	for name, path := range map[string]string{"traffic": "/ui/traffic", "exchange": "/ui/traffic/3", "coverage": "/ui/coverage"} {
		for _, scheme := range []chromium.Scheme{chromium.Light, chromium.Dark} {
			file := filepath.Join(folder, name+"-"+string(scheme)+".png")
			if *pictures {
				page.View(t, 1000, 760, scheme)
				page.Open(t, origin+path)
				if name == "traffic" { // which is not loaded before it is live
					chromium.Eval[bool](t, page, `new Promise(done => { const look = () => document.getElementById("live").textContent === "Live" ? done(true) : setTimeout(look, 50); look() })`)
				}
				if err := os.WriteFile(file, page.Picture(t), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			switch info, err := os.Stat(file); {
			case err != nil:
				t.Error(err)
			case info.Size() > maxPicture:
				t.Errorf("%s has %d bytes, want at most %d", file, info.Size(), maxPicture)
			}
		}
	}
}

// exercise sends what a test suite may send: its last create is answered by the
// rule that the page is about to add.
func exercise(t *testing.T, origin string, page *chromium.Page) {
	t.Helper()
	send := func(test, method, path, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, origin+"/beta/education/synchronizationProfiles/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer any-token")
		r.Header.Set("X-Test-Name", test)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	const (
		running  = `{"status": "inProgress", "lastSynchronizationDateTime": "2026-11-23T09:58:12Z"}`
		finished = `{"status": "success", "lastSynchronizationDateTime": "2026-11-23T10:04:40Z"}`
		broken   = `{"status": "Success", "lastSynchronizationDateTime": "2026-11-23T10:04:40"}`
	)
	send("nightly run", "POST", "school-42/profileStatus", running)
	send("nightly run", "GET", "school-42/profileStatus", "")
	send("nightly run", "POST", "school-42/profileStatus", broken)
	send("nightly run", "POST", "school-42/profileStatus", finished)
	send("history", "GET", "school-42/profileStatusHistory?$top=10", "")
	send("unknown school", "GET", "school-7/profileStatus", "")
	page.Follow(t, button("Add"))
	send("throttled", "POST", "school-43/profileStatus", running)
	send("throttled", "POST", "school-43/profileStatus", running)
	send("clean up", "DELETE", "school-42/profileStatus", "")
}
