// Package chromium drives an installed Chromium in tests.
//
// A [Browser] is started for a test and ended with it. It has a profile of its
// own in a temporary folder, and reaches this machine alone: the loopback
// addresses, localhost, and every name below .example, which it takes for
// 127.0.0.1, so that pages of foreign origins can be tried. Other names do not
// resolve.
//
//	page := chromium.Start(t).Page(t)
//	page.Open(t, address)
//	title := chromium.Eval[string](t, page, `document.title`)
//
// Whatever goes wrong fails the test, and so does a step that takes longer than
// 30 seconds. Without a browser the test is skipped, or fails if it was run with
// the flag -all.
package chromium

import (
	"context"
	"flag"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

var all = flag.Bool("all", false, "fail if there is no browser")

// Limits of waiting.
const (
	stepLimit = 30 * time.Second // of each step of a page
	stopLimit = 10 * time.Second // of the end of the browser, which is killed then
)

// A Browser is a Chromium without a window.
type Browser struct{ ctx context.Context }

// Start starts a browser. Its profile is removed at the end of the test.
func Start(t testing.TB) *Browser {
	t.Helper()
	// The folder of the test would be removed while the browser ends, so the
	// profile has a folder of chromedp's. As root it adds --no-sandbox.
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(find(t)),
		chromedp.DisableGPU,
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
	)
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, _ := chromedp.NewContext(allocator) // ended below
	t.Cleanup(func() {
		limited, cancel := context.WithTimeout(ctx, stopLimit)
		defer cancel()
		if err := chromedp.Cancel(limited); err != nil {
			t.Logf("ending the browser: %v", err)
		}
	})
	begin(t, ctx, end, "starting the browser")
	return &Browser{ctx}
}

// begin runs the first step of a context, which starts what the context stands
// for. It would end with a context of the step, so a timer bounds the step.
func begin(t testing.TB, ctx context.Context, end func(), what string) {
	t.Helper()
	timer := time.AfterFunc(stepLimit, end)
	defer timer.Stop()
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// find returns the path of the browser.
func find(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			if path, err = filepath.Abs(path); err == nil {
				return path
			}
		}
	}
	const missing = "Chromium is not installed (in Debian it is in the package chromium)"
	if *all {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// A Page is a tab that shares no cookies, storage or cache with other tabs.
type Page struct{ ctx context.Context }

// Page opens an empty tab, which is closed at the end of the test.
func (b *Browser) Page(t testing.TB) *Page {
	t.Helper()
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(func(*target.CreateBrowserContextParams) {}))
	t.Cleanup(end)
	begin(t, ctx, end, "opening a tab")
	return &Page{ctx}
}

// do runs a step that returns nothing.
func (p *Page) do(t testing.TB, what string, step chromedp.Action[chromedp.Void]) {
	t.Helper()
	run(t, p, what, step)
}

func run[T any](t testing.TB, p *Page, what string, step chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	result, err := chromedp.Run(ctx, step)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return result
}

// Open loads an address and waits until its page and all of its resources are
// loaded.
func (p *Page) Open(t testing.TB, address string) {
	t.Helper()
	p.do(t, "opening "+address, chromedp.Navigate(address))
}

// Eval returns the value of a script in the page, waiting for it if it is a
// promise. The value comes as JSON.
func Eval[T any](t testing.TB, p *Page, script string) T {
	t.Helper()
	return run(t, p, "running a script", chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// A Scheme is the color scheme that a person prefers.
type Scheme string

// The schemes that a page can be asked for.
const (
	Light Scheme = "light"
	Dark  Scheme = "dark"
)

// View shows the page in a window of this size, in CSS pixels, and color scheme.
func (p *Page) View(t testing.TB, width, height int64, scheme Scheme) {
	t.Helper()
	p.do(t, "resizing", chromedp.EmulateViewport(width, height))
	p.do(t, "choosing colors", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: string(scheme)}},
		})
		return err
	}))
}

// Screenshot returns the whole page as PNG, beyond the window too.
func (p *Page) Screenshot(t testing.TB) []byte {
	t.Helper()
	return run(t, p, "taking a screenshot", chromedp.FullScreenshot(100))
}

// Follow runs a script that leads to another page, as a click on a link or a
// button does, waits until that page is loaded, and returns the status of it.
func (p *Page) Follow(t testing.TB, script string) int64 {
	t.Helper()
	return p.follow(t, script, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script+"; true"))
		return err
	}))
}

func (p *Page) follow(t testing.TB, what string, step chromedp.Action[chromedp.Void]) int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepLimit)
	defer cancel()
	response, err := chromedp.RunResponse(ctx, step)
	if err != nil {
		t.Fatalf("following %s: %v", what, err)
	}
	return response.Status
}

// AcceptCertificates lets the page load what is served with any certificate.
func (p *Page) AcceptCertificates(t testing.TB) {
	t.Helper()
	p.do(t, "accepting certificates", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true})
		return err
	}))
}

// Picture returns what the window shows as PNG.
func (p *Page) Picture(t testing.TB) []byte {
	t.Helper()
	return run(t, p, "taking a picture", chromedp.CaptureScreenshot())
}
