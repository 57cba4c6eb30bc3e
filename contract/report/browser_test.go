package report_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// frames shows pages in frames of 360 pixels, since windows are wider, and then writes
// what their documents have become.
const frames = `<!DOCTYPE html>%s<script>
onload = () => {
	for (const frame of document.querySelectorAll("iframe")) {
		const shown = document.createElement("pre");
		shown.textContent = frame.contentDocument.documentElement.outerHTML;
		document.body.append(shown);
	}
}
</script>`

// browse lets one browser load pages, since it takes long to start, and returns the
// documents that it has then.
func browse(t *testing.T, pages ...string) (documents []string) {
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
	mux, all := http.NewServeMux(), ""
	show := func(path, page string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, page)
		})
	}
	for i, page := range pages {
		show(fmt.Sprint("/", i), page)
		all += fmt.Sprintf(`<iframe width="360" height="2000" style="border:0" src="/%d"></iframe>`, i)
	}
	show("/{$}", fmt.Sprintf(frames, all))
	ts := httptest.NewServer(mux)
	t.Cleanup(ts.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", ts.URL)
	c.WaitDelay = 5 * time.Second
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v", browser, err)
	}
	for _, found := range regexp.MustCompile(`(?s)<pre>(.*?)</pre>`).FindAllSubmatch(out, -1) {
		documents = append(documents, html.UnescapeString(string(found[1])))
	}
	if len(documents) != len(pages) {
		t.Fatalf("the browser shows %d pages, want %d:\n%.2000s", len(documents), len(pages), out)
	}
	return documents
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

// attacked returns a page full of attacks, which ask the server.
func attacked(t *testing.T, server string) string {
	t.Helper()
	r := result()
	for _, text := range attacks(server) {
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
	return pageOf(t, r)
}

// measured returns a page of long lines, which may run a script that measures by how
// much it is too wide.
func measured(t *testing.T) string {
	t.Helper()
	r := pageResult()
	r.Findings[0].Operation = strings.Repeat("aLongOperationId", 10)
	r.Findings[0].Example.ResponseBody = []byte(strings.Repeat("x", 1000))
	r.Base = "http://" + strings.Repeat("host", 50) + ".test"
	page := pageOf(t, r)
	start := strings.Index(page, "<meta http-equiv")
	end := start + strings.Index(page[start:], ">")
	return page[:start] + page[end+1:] + `<script>document.documentElement.setAttribute("data-over", document.documentElement.scrollWidth - document.documentElement.clientWidth)</script>`
}

// TestBrowser shows a page full of attacks, of which nothing may run or load, and a
// page of lines that do not fit: those move inside their own frames, not the page.
func TestBrowser(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	ts := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(ts.Close)
	shown := browse(t, attacked(t, ts.URL), measured(t))
	if !strings.Contains(shown[0], "9 ways") || !strings.Contains(shown[0], "&lt;script&gt;") {
		t.Errorf("the browser did not show the page:\n%.2000s", shown[0])
	}
	if strings.Contains(shown[0], "data-ran=") || asked.Load() > 0 {
		t.Errorf("something ran, or %d things were loaded", asked.Load())
	}
	if !strings.Contains(shown[1], `data-over="0"`) {
		_, over, _ := strings.Cut(shown[1], "data-over=")
		t.Errorf("the page is wider than its window, in pixels: %.20s", over)
	}
}
