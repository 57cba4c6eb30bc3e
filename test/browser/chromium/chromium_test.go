package chromium_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/test/browser/chromium"
)

const page = `<!DOCTYPE html><html lang="en"><title>Colors</title>
<style>body { margin: 0; height: 2000px; background: rgb(255, 255, 255) } @media (prefers-color-scheme: dark) { body { background: rgb(0, 0, 0) } }</style>`

// TestPage looks at a page in the ways that other tests do.
func TestPage(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(page)) }))
	t.Cleanup(site.Close)
	browser := chromium.Start(t)
	p := browser.Page(t)
	p.Open(t, strings.Replace(site.URL, "127.0.0.1", "colors.example", 1))
	if got := chromium.Eval[string](t, p, `new Promise(done => setTimeout(() => done(document.title), 1))`); got != "Colors" {
		t.Errorf("the title is %q", got)
	}
	for _, width := range []int64{360, 800, 1440} {
		for scheme, gray := range map[chromium.Scheme]uint32{chromium.Light: 0xffff, chromium.Dark: 0} {
			p.View(t, width, 900, scheme)
			if got := chromium.Eval[int64](t, p, `innerWidth`); got != width {
				t.Errorf("the window is %d pixels wide, want %d", got, width)
			}
			shot, err := png.Decode(bytes.NewReader(p.Screenshot(t)))
			if err != nil {
				t.Fatal(err)
			}
			if size := shot.Bounds().Size(); size.X != int(width) || size.Y != 2000 {
				t.Errorf("the screenshot has the size %v, want %d × 2000", size, width)
			}
			if r, _, _, _ := shot.At(100, 1900).RGBA(); r != gray {
				t.Errorf("%s: the page is %x, want %x", scheme, r, gray)
			}
		}
	}
}

// TestAlone shows that tabs keep nothing for each other, and that no page reaches
// another machine.
func TestAlone(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(page)) }))
	t.Cleanup(site.Close)
	browser := chromium.Start(t)
	for range 2 {
		p := browser.Page(t)
		p.Open(t, site.URL)
		if before := chromium.Eval[int](t, p, `localStorage.length + document.cookie.length`); before != 0 {
			t.Error("a new tab knows what was kept in another one")
		}
		chromium.Eval[bool](t, p, `localStorage.setItem("a", "b"), document.cookie = "a=b", true`)
		for _, address := range []string{"https://www.iana.org", "http://host.invalid"} {
			if got := chromium.Eval[string](t, p, fmt.Sprintf(`fetch(%q, {mode: "no-cors"}).then(() => "reached", e => e.name)`, address)); got != "TypeError" {
				t.Errorf("%s: %s", address, got)
			}
		}
	}
}
