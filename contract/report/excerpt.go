package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"profilestatus.example/contract"
)

// Bounds of an excerpt of the document.
const (
	excerptLines = 3   // before and after the line
	excerptWidth = 160 // characters of a line
)

// An ExcerptLine is a line of a document.
type ExcerptLine struct {
	Number int
	Text   string
	Marked bool
}

// excerpt returns the lines around a place of the document, none if it is not
// known. Of a line that is too long, as when all of the document is one, the
// part around the column is shown.
func excerpt(lines []string, line, column int) []ExcerptLine {
	if line < 1 || line > len(lines) || len(lines) == 1 && lines[0] == "" {
		return nil
	}
	var shown []ExcerptLine
	for n := max(1, line-excerptLines); n <= min(len(lines), line+excerptLines); n++ {
		at := 1
		if n == line {
			at = column
		}
		shown = append(shown, ExcerptLine{n, window(strings.TrimRight(lines[n-1], "\r"), at), n == line})
	}
	return shown
}

// window returns the part of a line around a column, counted from 1.
func window(text string, column int) string {
	runes := []rune(text)
	if len(runes) <= excerptWidth {
		return plain(text)
	}
	from := min(max(0, column-1-excerptWidth/4), len(runes)-excerptWidth)
	shown := plain(string(runes[from : from+excerptWidth]))
	if from > 0 {
		shown = "…" + shown
	}
	if from+excerptWidth < len(runes) {
		shown += "…"
	}
	return shown
}

// Excerpt returns the lines of a document around a location, none if the location is
// not known, in printable characters.
func Excerpt(document string, line, column int) []ExcerptLine {
	return excerpt(strings.Split(document, "\n"), line, column)
}

// A messageView is a request or a response on the page.
type messageView struct {
	Title   string
	Line    string // the first line
	Headers []fact
	Body    string
	Cut     int // bytes of the body that are not shown
}

// exchangeViews returns the messages of an exchange.
func exchangeViews(prefix string, x *contract.Exchange) []messageView {
	views := []messageView{newMessageView(prefix+"request", plain(x.Method+" "+x.Target), x.RequestHeader, x.RequestBody)}
	if x.Status != 0 {
		views = append(views, newMessageView(prefix+"response", fmt.Sprint(x.Status), x.ResponseHeader, x.ResponseBody))
	}
	for i := range views {
		first, size := utf8.DecodeRuneInString(views[i].Title)
		views[i].Title = strings.ToUpper(string(first)) + views[i].Title[size:]
	}
	return views
}

func newMessageView(title, line string, header map[string][]string, body []byte) messageView {
	v := messageView{Title: title, Line: line}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			if IsSecret(name) && !strings.HasSuffix(value, redacted) {
				value = redacted // whoever made the exchange should have done it
			}
			v.Headers = append(v.Headers, fact{plain(name), plain(value)})
		}
	}
	v.Body, v.Cut = shownBody(body)
	return v
}

// shownBody returns a body as text of several lines: JSON is indented, and what
// is not printable is escaped.
func shownBody(body []byte) (text string, cut int) {
	var indented bytes.Buffer
	if len(body) <= maxBodyShown && json.Indent(&indented, body, "", "  ") == nil {
		body = indented.Bytes()
	}
	if len(body) > maxBodyShown {
		cut = len(body) - maxBodyShown
		body = body[:maxBodyShown]
	}
	var b strings.Builder
	for line := range strings.Lines(string(body)) {
		content, ended := strings.CutSuffix(line, "\n")
		b.WriteString(plain(content))
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.String(), cut
}
