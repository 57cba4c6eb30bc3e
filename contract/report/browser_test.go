package report_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// browse lets a browser load a page, and returns the document that it has then.
func browse(t *testing.T, page string) string {
	t.Helper()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("there is no Chromium to show the page in")
	}
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // what the browser leaves may be in use for a while
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+file)
	c.WaitDelay = 5 * time.Second
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v", browser, err)
	}
	return string(out)
}

// attacks are texts that would change the page, or ask the server, if a browser
// took them for more than text.
func attacks(server string) []string {
	change := `document.documentElement.setAttribute('data-ran','1')`
	return []string{
		`<script>` + change + `</script>`,
		`</pre></style></title></textarea><script src="` + server + `/script"></script><img src="` + server + `/img" onerror="` + change + `">`,
		`"><svg onload="` + change + `"><image href="` + server + `/svg"></svg>`,
		`' onfocus=` + change + ` autofocus tabindex=1 x='`,
		`<iframe srcdoc="<script>parent.` + change + `</script>"></iframe><object data="` + server + `/object"></object>`,
		`<meta http-equiv=refresh content="0;url=` + server + `/refresh"><base href="` + server + `/">`,
		`<link rel=stylesheet href="` + server + `/style"><style>@import "` + server + `/import"; body{background:url(` + server + `/back)}</style>`,
		`<form action="` + server + `/form"><input autofocus onfocus="` + change + `"></form>`,
		"\x00<scr\x00ipt>" + change + "</script>",
	}
}

// TestBrowser shows a page full of attacks: nothing in it may run or load.
func TestBrowser(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	ts := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(ts.Close)
	r := result()
	for _, text := range attacks(ts.URL) {
		f := report.Finding{
			Operation: text, Group: text, Count: 1,
			Violation: contract.Violation{Side: contract.InResponse, Rule: text, Target: text, Message: text, Found: text, Want: text, Line: 1, Column: 1},
			Example: contract.Exchange{Method: text, Target: text, RequestHeader: http.Header{text: {text}, "X-A": {text}}, RequestBody: []byte(text),
				Status: 200, ResponseHeader: http.Header{"X-B": {text}}, ResponseBody: []byte(text)},
		}
		r.Findings = append(r.Findings, f)
		r.NotCovered = append(r.NotCovered, report.Note{Operation: text, Text: text})
		r.Coverage = append(r.Coverage, report.Coverage{Operation: text, Documented: []string{text}, Keywords: map[string]report.Verdicts{text: {}}})
		r.Base, r.Document, r.Version = r.Base+text, r.Document+text, r.Version+text
		r.Source = append(r.Source, text...)
	}
	r.Verdict = report.Broken
	shown := browse(t, pageOf(t, r))
	if !strings.Contains(shown, "9 ways") || !strings.Contains(shown, "&lt;script&gt;") {
		t.Errorf("the browser did not show the page:\n%.2000s", shown)
	}
	if strings.Contains(shown, "data-ran=") || asked.Load() > 0 {
		t.Errorf("something ran, or %d things were loaded", asked.Load())
	}
}

// TestNarrowBrowser measures a page of 360 pixels: lines that do not fit move
// inside their own frames, not the page. The page is a copy that may run a
// script, and stands in a frame, since windows are wider.
func TestNarrowBrowser(t *testing.T) {
	t.Parallel()
	r := pageResult()
	r.Findings[0].Operation = strings.Repeat("aLongOperationId", 10)
	r.Findings[0].Example.ResponseBody = []byte(strings.Repeat("x", 1000))
	r.Base = "http://" + strings.Repeat("host", 50) + ".test"
	page := pageOf(t, r)
	start := strings.Index(page, "<meta http-equiv")
	end := start + strings.Index(page[start:], ">")
	page = page[:start] + page[end+1:] + `<script>parent.document.documentElement.setAttribute("data-over", document.documentElement.scrollWidth - document.documentElement.clientWidth)</script>`
	frame := `<!DOCTYPE html><iframe width="360" height="2000" style="border:0" srcdoc="` + html.EscapeString(page) + `"></iframe>`
	if shown := browse(t, frame); !strings.Contains(shown, `data-over="0"`) {
		_, over, _ := strings.Cut(shown, "data-over=")
		t.Errorf("the page is wider than its window, in pixels: %.20s", over)
	}
}
