package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// What a page may consist of. None of it runs, and none of it loads anything.
var (
	elements   = strings.Fields("a article b body code dd details div dl dt h1 h2 h3 h4 head header html i li main mark meta nav ol p pre rect section span strong style summary svg table tbody td th thead title tr ul")
	attributes = strings.Fields("aria-hidden aria-label aria-labelledby charset class content height href http-equiv id lang name preserveaspectratio role scope tabindex viewbox width")
)

// harmless fails if a page holds what a browser would run, load or send.
func harmless(t *testing.T, page string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.CommentToken:
			t.Errorf("a comment: %s", z.Raw())
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			token := z.Token()
			if !slices.Contains(elements, token.Data) {
				t.Errorf("an element of its own: %s", token)
			}
			for _, a := range token.Attr {
				if !slices.Contains(attributes, a.Key) || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("an attribute of its own: %s", token)
				}
			}
		}
	}
}

// pageOf writes a page.
func pageOf(t *testing.T, r *report.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	harmless(t, b.String())
	return b.String()
}

// shown returns the texts of a page, as a browser shows them.
func shown(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

// unseen are characters that a reader cannot see.
const unseen = "\x00\x1b\x07\x7f\u0085\u202e\u2066\u200b\ufeff"

// TestHostilePage shows what a client or a server might send to take over the
// page or its reader.
func TestHostilePage(t *testing.T) {
	hostile := []struct{ name, text, reason string }{
		{"script", `<script>alert(1)</script>`, "the plain attempt"},
		{"end of pre", `</pre></article></main><script src=//evil.test/x></script>`, "it would leave the place where it is shown"},
		{"end of style", `</style><img src=x onerror=alert(1)>`, "the style sheet stands before all else"},
		{"end of title", `</title><svg onload=alert(1)>`, "the title has the verdict"},
		{"attribute", `" onmouseover="alert(1)" x='y' autofocus onfocus=alert(1)`, "some texts stand in attributes"},
		{"link", `javascript:alert(1)//`, "a link with it would run"},
		{"comment", `<!--><script>alert(1)</script>-->`, "comments end in strange places"},
		{"template", "{{.Base}} ${alert(1)} {{template \"x\"}}", "nothing is read as a template again"},
		{"entity", `&lt;script&gt; &#x3c;script&#x3e;`, "what is escaped already is shown as it is"},
		{"policy", `<meta http-equiv="refresh" content="0;url=//evil.test">`, "it would lead away"},
		{"direction", "a\u202egnp.exe\u2066b\u200b", "marks of direction make a text look like another"},
		{"controls", "\x00\x1b[2J\x07\x7f\u0085\ufeff", "what cannot be seen is escaped"},
		{"bytes", "\xff\xfe<\xc0\xbcscript>", "bytes that are no text, and an old way to write <"},
	}
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			f := report.Finding{
				Violation: contract.Violation{Side: contract.InRequest, Rule: tt.text, Target: tt.text, Message: tt.text, Found: tt.text, Want: tt.text, Line: 2, Column: 1},
				Operation: tt.text, Group: tt.text, Count: 2, Nonce: "n",
				Example: contract.Exchange{
					Method: tt.text, Target: "/" + tt.text, RequestHeader: http.Header{tt.text: {tt.text}}, RequestBody: []byte(tt.text),
					Status: 200, ResponseHeader: http.Header{"X-A": {tt.text}}, ResponseBody: []byte(`{"a":"` + tt.text + `"}`),
				},
			}
			steps := f
			steps.Violation.Rule = "enum"
			steps.Steps = []report.Step{{ID: 1, Exchange: f.Example}, {ID: 2, Exchange: f.Example}}
			r := result(f, steps)
			r.Base, r.Document, r.Source, r.Version, r.Baseline = tt.text, tt.text, []byte("a\n"+tt.text+"\nb"), tt.text, tt.text
			r.Coverage = []report.Coverage{{Operation: tt.text, Documented: []string{tt.text}, Statuses: map[int]int{200: 1}, Keywords: map[string]report.Verdicts{tt.text: {}}}}
			r.NotCovered = []report.Note{{Operation: tt.text, Text: tt.text}}
			r.Faults = []contract.Warning{{Message: tt.text}}
			r.Gone = []report.Known{{Operation: tt.text, Rule: tt.text}}
			page := pageOf(t, r)
			if n := strings.Count(shown(t, page), "alert(1)"); strings.Contains(tt.text, "alert(1)") && n < 20 {
				t.Errorf("it is shown %d times, want it wherever it was given\nreason: %s", n, tt.reason)
			}
			if strings.ContainsAny(page, unseen) {
				i := strings.IndexAny(page, unseen)
				t.Errorf("something cannot be seen in %q\nreason: %s", page[max(0, i-60):min(len(page), i+60)], tt.reason)
			}
		})
	}
}

// TestPagePolicy compares the hash of the policy with the style sheet.
func TestPagePolicy(t *testing.T) {
	page := pageOf(t, result(findings()...))
	_, rest, _ := strings.Cut(page, "<style>")
	style, _, ok := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	want := fmt.Sprintf(`<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-%s&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">`, base64.StdEncoding.EncodeToString(sum[:]))
	if !ok || !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(page, "'", "&#39;"), "&#43;", "+"), want) {
		t.Errorf("the page lacks %s\n%.600s", want, page)
	}
	if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style sheet loads something")
	}
}

// TestPageParts looks for what a reader looks for.
func TestPageParts(t *testing.T) {
	source := "openapi: 3.0.3\n" + strings.Repeat("x: y\n", 9) + "enum:\n      - paused\n" + strings.Repeat("x: y\n", 9)
	full := result(findings()...)
	full.Source = []byte(source)
	full.Coverage = []report.Coverage{
		{Operation: "createThing", Documented: []string{"201", "4XX", "DEFAULT"}, Statuses: map[int]int{201: 120, 404: 12, 503: 1}, Keywords: map[string]report.Verdicts{"enum": {Accepted: 3, Refused: 4}}},
		{Operation: "listThings", Documented: []string{"200", "404"}, Statuses: map[int]int{404: 2, 500: 1}},
	}
	full.NotCovered = []report.Note{{Operation: "listThings", Text: "nothing was listed", Count: 2}}
	known := result(findings()...)
	known.Baseline = "known.json"
	known.Apply(append(report.KnownOf(known.Findings), report.Known{Rule: "gone", Operation: "old"}))
	known.Verdict = report.Holds
	large := result(findings()[0])
	large.Findings[0].Example.RequestBody = make([]byte, 9000)
	steps := result(large.Findings[0])
	steps.Findings[0].Steps = []report.Step{{ID: 4, Exchange: large.Findings[0].Example}, {ID: 7}}
	many := result(slices.Repeat(findings()[:1], 1)...)
	for i := range 250 {
		f := findings()[1]
		f.Violation.Target = fmt.Sprint("/p", i)
		many.Findings = append(many.Findings, f)
	}
	tests := []struct {
		name   string
		result *report.Result
		want   []string
		not    string
		reason string
	}{
		{"full", full, []string{
			"The contract is broken in 2 ways", "createThing", "openapi.yaml:12:7", "    12       - paused", "POST /v1/things?a=b&c=d", "201", "curl -i -X 'POST'", "Seed7",
			"1 of 2", "4 of 5", "120 seen", "0 documented, not seen", "1 not documented", "enum34", "listThings: nothing was listed (2 times)", "1.5 s",
		}, "secret", "all that the other reports have"},
		{"large body", large, []string{"--data-binary @body", "Before it, put the body of the request into a file named body first, 9000 bytes."}, "", "nobody would know what that file is"},
		{"large body of a step", steps, []string{"--data-binary @body1", "Before it, put the body of step 1 into a file named body1 first, 9000 bytes."}, "", "two bodies do not fit one file"},
		{"holds", result(), []string{"The contract holds", "None."}, "Coverage", "nothing was found"},
		{"known", known, []string{"Nothing new breaks the contract", "No new finding.", "KnownFindings", "enum: createThing, response /status", "gone: old"}, "curl", "what is known is listed without its requests"},
		{"many", many, []string{"In the other reports: 51 further findings."}, "", "a browser must be able to show it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := shown(t, pageOf(t, tt.result))
			text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), "")
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("the page lacks %q\nreason: %s\n%s", want, tt.reason, text)
				}
			}
			if tt.not != "" && strings.Contains(text, tt.not) {
				t.Errorf("the page has %q\nreason: %s", tt.not, tt.reason)
			}
		})
	}
}

// TestPageBodies shows bodies and lines of a document that are too large.
func TestPageBodies(t *testing.T) {
	show := func(body []byte, source string, column int) string {
		f := findings()[0]
		f.Example.ResponseBody, f.Violation.Line, f.Violation.Column = body, 1, column
		r := result(f)
		r.Source = []byte(source)
		return shown(t, pageOf(t, r))
	}
	wide := strings.Repeat("a", 500) + "HERE" + strings.Repeat("b", 500)
	tests := []struct {
		name, source, want, not string
		body                    []byte
		column                  int
		reason                  string
	}{
		{"indented", "x", "{\n  \"a\": 1\n}", "bytes more", []byte(`{"a":1}`), 1, "JSON is easier to read so"},
		{"as it is", "x", "{\"a\":1\n", "bytes more", []byte("{\"a\":1\nb"), 1, "it is no JSON"},
		{"cut", "x", "… and 1 bytes more", "", bytes.Repeat([]byte("x"), 4097), 1, "a page has many of them"},
		{"not cut", "x", "xxx", "bytes more", bytes.Repeat([]byte("x"), 4096), 1, "just as much as is shown"},
		{"middle of a line", wide, "HERE", "", nil, 501, "a document can be one line"},
		{"beginning of a line", "HERE" + wide[4:], "     1 HEREaaa", "", nil, 1, "nothing is left out before it"},
		{"end of a line", wide[:1000] + "HERE", "bbbHERE", "", nil, 1001, "nothing is left out behind it"},
		{"no such line", "", "openapi.yaml:1:1", "     1 ", nil, 1, "there is no text of the document"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := show(tt.body, tt.source, tt.column)
			if !strings.Contains(text, tt.want) || tt.not != "" && strings.Contains(text, tt.not) {
				t.Errorf("want %q and not %q in\n%s\nreason: %s", tt.want, tt.not, text, tt.reason)
			}
		})
	}
}
